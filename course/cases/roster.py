"""How many people are planned and on duty, and how many customers come, by line, day and hour.

A line is an institution's channel (position 4 x institution + channel); each day of a line is one queue that
starts empty. Staff are planned for the load that the hour usually brings, plus a margin that grows with its
square root. What is on duty falls short of the plan where one person is away (one hour in twenty) and, by far
more, in the understaffed hours of the plan.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from course.cases import profile
from course.cases import vocabulary as words
from course.cases.plan import Plan
from course.cases.spec import Draw
from course.cases.streams import Floats, Ints, whole

HOURS = 24
LINES = len(words.INSTITUTIONS) * len(words.CHANNELS)
_MARGIN = np.array([0.75, 0.0, 0.40, 0.0])  # by channel, times the square root of the load; see `spare_*`
_LEAST = np.array([1, 2, 1, 2])  # by channel
_HELP = 3  # times the usual people, for two hours when the outage is over
_CROWD = 1.4  # times the usual traffic in the understaffed hours


@dataclass(frozen=True)
class Roster:
    """Whole numbers by line, day and hour. able: who can serve, which an outage makes 0."""

    planned: Ints
    on_duty: Ints
    able: Ints


@cache
def usual_traffic() -> Floats:
    """Contacts that an hour brings on average, by line, day of the week and hour; shared, never changed."""
    per_day = profile.traffic_per_day().reshape(LINES)
    shape = np.array(
        [
            [[day * hour for hour in _shares(hours, 1.0)] for day in _shares(days, 7.0)]
            for days, hours in zip(profile.WEEKDAY, profile.HOUR, strict=True)
        ]
    )
    return np.asarray(per_day[:, None, None] * np.tile(shape, (len(words.INSTITUTIONS), 1, 1)))


def arrivals(plan: Plan, draw: Draw) -> Ints:
    """How many customers outside the sample come, by line, day and hour."""
    rate = np.tile(usual_traffic(), (1, words.DAYS // 7, 1))
    line, hours = _understaffed(plan)
    rate[line, plan.understaffed_weekday :: 7, hours] *= _CROWD
    z = draw("traffic.count").normal(rate.size).reshape(rate.shape)
    # Close to a Poisson number, with nothing but a square root, which is exact everywhere.
    return np.where(rate > 0.0, np.maximum(0.0, whole(rate + np.sqrt(rate) * z)), 0.0).astype(np.int64)


def roster(plan: Plan, draw: Draw) -> Roster:
    """Who is planned and on duty in this world."""
    channel = np.arange(LINES) % len(words.CHANNELS)
    usual = usual_traffic()
    minutes = profile.HANDLE_MEDIAN * (1.0 + profile.HANDLE_SIGMA * profile.HANDLE_SIGMA / 2.0) * 1.17 + 15.0
    load = usual * (minutes / 3600.0)[channel][:, None, None]
    margin = _MARGIN.copy()
    margin[words.CHAT], margin[words.APP] = plan.spare_chat, plan.spare_app
    need = whole(load + margin[channel][:, None, None] * np.sqrt(load)).astype(np.int64)
    hour = np.arange(HOURS)
    open_ = (channel != words.BRANCH)[:, None, None] | (usual > 0.0)
    week = np.where(open_, np.maximum(_LEAST[channel][:, None, None], need), 0)
    planned = np.tile(week, (1, words.DAYS // 7, 1))

    away = (draw("roster.away").uniform(planned.size).reshape(planned.shape) < 0.05) & (planned >= 3)
    on_duty = planned - away
    line, hours = _understaffed(plan)
    short = planned[line, plan.understaffed_weekday :: 7, hours] * plan.understaffed_share
    # Now one more, now one fewer, so that the share is right on average.
    short = np.floor(short + draw("roster.short").uniform(short.size).reshape(short.shape)).astype(np.int64)
    on_duty[line, plan.understaffed_weekday :: 7, hours] = np.maximum(1, short)
    broken = channel == words.CHANNELS.index(plan.outage_channel)
    day = (plan.outage_day - words.FIRST_DAY).days
    on_duty[broken, day, plan.outage_to : plan.outage_to + 2] *= _HELP

    able = on_duty.copy()
    # Who is in the branch when it shuts is served to the end.
    late = (channel == words.BRANCH)[:, None, None] & (hour >= profile.BRANCH_SHUT)
    last = on_duty[:, :, profile.BRANCH_SHUT - 1 : profile.BRANCH_SHUT]
    able = np.where(late, last, able)
    able[broken, day, plan.outage_from : plan.outage_to] = 0
    return Roster(planned, on_duty, able)


def _shares(weights: Sequence[float], total: float) -> list[float]:
    # fsum: numpy may add in another order on another machine.
    return [weight * total / math.fsum(weights) for weight in weights]


def _understaffed(plan: Plan) -> tuple[int, slice]:
    line = words.INSTITUTIONS.index(plan.understaffed_institution) * len(words.CHANNELS) + words.PHONE
    return line, slice(plan.understaffed_from, plan.understaffed_to)
