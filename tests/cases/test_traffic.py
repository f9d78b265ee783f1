"""The waits of a whole world, hour by hour, against Erlang A with the staff that 排班 shows."""

from dataclasses import replace

import numpy as np
import pytest

from course.cases import panel, profile, roster
from course.cases import vocabulary as words
from course.cases.contacts import meet
from course.cases.erlang import erlang_a
from course.cases.identity import seed
from course.cases.plan import CLASS_PLAN, Plan
from course.cases.streams import Stream

HOURS = range(9, 17)


def draw(purpose: str) -> Stream:
    return Stream(seed("ch00", "whole", purpose))


@pytest.fixture(scope="module")
def planted() -> Plan:
    nothing = {"outage_contacts": 0, "understaffed_contacts": 0, "fee_contacts": 0, "lockout_contacts": 0}
    return replace(CLASS_PLAN, contacts=53_000, **nothing)


@pytest.mark.parametrize(("channel", "shortest"), [(words.PHONE, 0.6), (words.BRANCH, 0.5), (words.APP, 0.5)])
def test_ordinary_hours_wait_as_erlang_a_says(planted, channel, shortest):
    """Handle times vary less than exponential ones, so waits are somewhat shorter than by the formula.

    Left out: the understaffed hours, the channel that stands still, evenings and week-ends.
    """
    everybody = profile.CUSTOMERS * profile.SAMPLE
    rows = panel.contacts_to_come(planted, draw, everybody)
    met = meet(rows, planted, draw, everybody, others=False)
    on_duty = roster.roster(planted, draw).on_duty
    day, hour = rows.start // panel.DAY, rows.start % panel.DAY // 3600
    line = rows.institution * len(words.CHANNELS) + rows.channel
    short = words.INSTITUTIONS.index(planted.understaffed_institution) * len(words.CHANNELS) + words.PHONE

    said, seen, contacts = np.zeros(2), np.zeros(2), 0
    for each in range(channel, roster.LINES, len(words.CHANNELS)):
        here = line == each
        handle = float(np.nanmean(met.handle[here]))
        came = np.bincount(day[here] * 24 + hour[here], minlength=words.DAYS * 24).reshape(words.DAYS, 24)
        for d in range(words.DAYS):
            if d % 7 > 4 or (each == short and d % 7 == planted.understaffed_weekday):
                continue
            for h in HOURS:
                n, usual = came[d, h], float(came[d % 7 :: 7, h].mean())
                theory = erlang_a(usual, handle, int(on_duty[each, d, h]), float(profile.PATIENCE[channel]))
                said += n * np.array([theory.mean_wait, theory.abandonment])
                at = here & (day == d) & (hour == h)
                lost = met.outcome[at] == words.ABANDONED
                seen += np.array([np.nansum(met.wait[at]), lost.sum()])
                contacts += n
    greeting = float(profile.PICKUP_MEDIAN[channel]) * (1 + float(profile.PICKUP_SIGMA[channel]) ** 2 / 2)
    wait, abandonment = seen / contacts - np.array([greeting, 0.0])
    assert contacts > 2_000
    assert shortest < wait / (said[0] / contacts) < 1.15
    assert shortest < abandonment / (said[1] / contacts) < 1.15
