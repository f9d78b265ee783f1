"""The table 联络: one row for each time a customer contacted the group.

Steps: first contacts (customer, place, time) -> the repeat loop -> the customers of the outage and of the
understaffed mornings -> sort by time ->
waiting -> outcome -> handling -> missing values. What is planted and how strong: `course.cases.plan`.

Ordinary waits are lognormal, with the median below times the load of the hour, so that a few are always long:
电话 24 s (a further one in five is taken within 8 s), 在线 5 s, 手机App 9 s, 网点 420 s.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from course.cases import vocabulary as words
from course.cases.columns import CONTACTS
from course.cases.plan import Plan
from course.cases.spec import Source, Table
from course.cases.streams import Floats, Ints, Stream, exp, whole

Draw = Callable[[str], Stream]
Flags = NDArray[np.bool_]

DAY = 86_400
_CUSTOMERS = 3000  # in each institution: so many that chance hardly ever brings one back within a week

_INSTITUTION = (0.46, 0.28, 0.26)
_BUSINESS = ((0.31, 0.27, 0.20, 0.22), (0.26, 0.30, 0.24, 0.20), (0.22, 0.34, 0.26, 0.18))
_AGE = ((0.22, 0.38, 0.25, 0.15), (0.10, 0.36, 0.34, 0.20), (0.24, 0.42, 0.24, 0.10))
_CHANNEL = (  # rows: institution x age group; columns: 电话 在线 网点 手机App
    (0.30, 0.34, 0.06, 0.30), (0.36, 0.30, 0.09, 0.25), (0.48, 0.18, 0.18, 0.16), (0.54, 0.07, 0.33, 0.06),
    (0.40, 0.32, 0.03, 0.25), (0.48, 0.27, 0.05, 0.20), (0.60, 0.16, 0.12, 0.12), (0.68, 0.06, 0.21, 0.05),
    (0.30, 0.34, 0.03, 0.33), (0.36, 0.32, 0.05, 0.27), (0.50, 0.20, 0.12, 0.18), (0.62, 0.08, 0.22, 0.08),
)  # fmt: skip
_WEEKDAY = (  # rows: channel; columns: Monday to Sunday
    (1.40, 1.10, 1.00, 1.00, 1.10, 0.55, 0.40),
    (1.20, 1.05, 1.00, 1.00, 1.05, 0.80, 0.70),
    (1.25, 1.05, 1.00, 1.00, 1.15, 0.60, 0.00),
    (1.05, 1.00, 1.00, 1.00, 1.00, 0.95, 0.95),
)
_HOUR = (  # rows: channel; columns: hour 0 to 23
    (1, 0, 0, 0, 0, 1, 1, 3, 8, 12, 12, 9, 6, 7, 9, 9, 8, 6, 4, 4, 3, 2, 1, 1),
    (1, 0, 0, 0, 0, 0, 1, 2, 6, 9, 9, 7, 6, 6, 8, 8, 7, 6, 6, 7, 7, 5, 2, 1),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 14, 15, 10, 5, 8, 12, 11, 6, 0, 0, 0, 0, 0, 0, 0),
    (2, 1, 0, 0, 0, 1, 2, 4, 5, 6, 6, 6, 7, 6, 6, 6, 6, 6, 7, 9, 10, 8, 5, 3),
)
_LOAD = np.array([0.8] * 8 + [1.0, 1.5, 1.6, 1.3, 1.0, 1.0, 1.3, 1.3, 1.1] + [0.9] * 7)  # by hour
_WAIT_MEDIAN = np.array([24.0, 5.0, 420.0, 9.0])
_WAIT_SIGMA = np.array([0.85, 0.90, 0.70, 0.80])
_PATIENCE = np.array([600.0, 500.0, 6000.0, 500.0])  # waiting at which half of the customers give up
_HANDLE_MEDIAN = np.array([250.0, 430.0, 840.0, 210.0])
_PASS_ON = np.array([0.12, 0.14, 0.17, 0.16, 0.12, 0.24, 0.12, 0.20, 0.13, 0.14, 0.16, 0.13])  # by business
_AGENTS = 12  # in each institution


@dataclass
class _Rows:
    """Contacts as columns of positions in the vocabulary; `start` in seconds from the first midnight."""

    institution: Ints
    business: Ints
    customer: Ints
    channel: Ints
    start: Ints

    def take(self, which: Ints) -> "_Rows":
        return _Rows(*(column[which] for column in vars(self).values()))

    def and_also(self, other: "_Rows") -> "_Rows":
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return _Rows(*(np.concatenate(pair) for pair in pairs))


def contacts(source: Source) -> pd.DataFrame:
    """The table 联络 of a world, sorted by 开始时间."""
    plan, draw = source.plan, source.draw
    rows = _first_contacts(plan, draw)
    rows = _with_repeats(rows, plan, draw)
    rows = rows.and_also(_outage_contacts(plan, draw)).and_also(_crowd(plan, draw))
    rows = rows.take(np.argsort(rows.start, kind="stable"))
    n = len(rows.start)

    in_outage, understaffed = _outage(rows, plan), _understaffed(rows, plan)
    wait = _waits(rows, understaffed, draw)
    wait = np.where(understaffed, whole(wait * plan.understaffed_factor + 20.0), wait)
    wait = np.where(in_outage, whole(1200.0 + 4200.0 * draw("contacts.outage.wait").uniform(n)), wait)

    looping = rows.business == words.ALL_BUSINESSES.index(plan.loop_business)
    outcome = _outcomes(rows, wait, in_outage, looping, draw)
    served = outcome != words.ABANDONED
    handled = whole(_HANDLE_MEDIAN[rows.channel] * draw("contacts.handle").lognormal(n, 0.55) + 15.0)
    age = _ages(rows.institution, rows.customer, draw)
    agent = draw("contacts.agent").integers(n, 1, _AGENTS + 1) + 100 * (rows.institution + 1)
    wait_kept = (draw("contacts.wait.missing").uniform(n) >= 0.02) | in_outage
    age_known = draw("contacts.age.missing").uniform(n) >= 0.05

    business = np.array(words.ALL_BUSINESSES, dtype=object)
    return pd.DataFrame(
        {
            "联络编号": text([f"L{i:05d}" for i in range(1, n + 1)]),
            "客户编号": text([f"K{i}" for i in customer_numbers(rows.institution, rows.customer)]),
            "机构": text(np.array(words.INSTITUTIONS, dtype=object)[rows.institution]),
            "渠道": text(np.array(words.CHANNELS, dtype=object)[rows.channel]),
            "业务类型": text(business[rows.business]),
            "开始时间": np.datetime64(words.FIRST_DAY, "us") + rows.start.astype("timedelta64[s]"),
            "年龄段": text(np.array((*words.AGE_GROUPS, None), dtype=object)[np.where(age_known, age, 4)]),
            "等待秒": np.where(wait_kept, wait, np.nan),
            "处理秒": np.where(served, handled, np.nan),
            "结果": text(np.array(words.OUTCOMES, dtype=object)[outcome]),
            "坐席": text([f"A{i}" if ok else None for i, ok in zip(agent, served, strict=True)]),
        }
    )


def text(values: object) -> pd.Series:
    """A column of text; None stands for a missing value."""
    return pd.Series(values, dtype="str")


def customer_numbers(institution: Ints, customer: Ints) -> Ints:
    """The number in 客户编号: customers of one institution share the first digit."""
    return (institution + 1) * 10_000 + customer


def _first_contacts(plan: Plan, draw: Draw) -> _Rows:
    n = plan.contacts
    institution = draw("contacts.institution").choice(n, _INSTITUTION)
    business = draw("contacts.business").choice_by(institution, _BUSINESS) + 4 * institution
    customer = draw("contacts.customer").integers(n, 0, _CUSTOMERS)
    channel = _channels(institution, customer, draw, "contacts.channel")
    day = draw("contacts.week").integers(n, 0, words.DAYS // 7) * 7
    day += draw("contacts.weekday").choice_by(channel, _WEEKDAY)
    start = day * DAY + _time_of_day(channel, draw, "contacts.time")
    return _Rows(institution, business, customer, channel, start)


def _with_repeats(rows: _Rows, plan: Plan, draw: Draw) -> _Rows:
    loop = words.ALL_BUSINESSES.index(plan.loop_business)
    last = rows
    for turn in ("1", "2", "3"):
        n = len(last.start)
        again = np.where(last.business == loop, plan.loop_again, 0.05)
        last = last.take(np.flatnonzero(draw("contacts.again." + turn).uniform(n) < again))
        n = len(last.start)
        channel = _channels(last.institution, last.customer, draw, "contacts.again.channel." + turn)
        day = last.start // DAY + draw("contacts.again.days." + turn).integers(n, 1, 6)
        # The branch is closed on Sundays: the customer rings up instead.
        channel = np.where((channel == words.BRANCH) & (day % 7 == 6), words.PHONE, channel)
        start = day * DAY + _time_of_day(channel, draw, "contacts.again.time." + turn)
        last = _Rows(last.institution, last.business, last.customer, channel, start)
        last = last.take(np.flatnonzero(day < words.DAYS))
        rows = rows.and_also(last)
    return rows


def _outage_contacts(plan: Plan, draw: Draw) -> _Rows:
    n = plan.outage_contacts
    institution = draw("contacts.outage.institution").choice(n, _INSTITUTION)
    business = draw("contacts.outage.business").choice_by(institution, _BUSINESS) + 4 * institution
    # Numbers of their own: none of these customers is in the table twice.
    customer = _CUSTOMERS + np.arange(n, dtype=np.int64)
    channel = np.full(n, words.CHANNELS.index(plan.outage_channel), dtype=np.int64)
    day = (plan.outage_day - words.FIRST_DAY).days
    seconds = draw("contacts.outage.start").integers(n, plan.outage_from * 3600, plan.outage_to * 3600)
    return _Rows(institution, business, customer, channel, day * DAY + seconds)


def _crowd(plan: Plan, draw: Draw) -> _Rows:
    n = plan.understaffed_contacts
    institution = np.full(n, words.INSTITUTIONS.index(plan.understaffed_institution), dtype=np.int64)
    business = draw("contacts.crowd.business").choice_by(institution, _BUSINESS) + 4 * institution
    customer = _CUSTOMERS + 50 + np.arange(n, dtype=np.int64)
    channel = np.full(n, words.PHONE, dtype=np.int64)
    week = np.arange(n, dtype=np.int64) % (words.DAYS // 7)
    day = week * 7 + plan.understaffed_weekday
    hours = (plan.understaffed_from * 3600, plan.understaffed_to * 3600)
    seconds = draw("contacts.crowd.start").integers(n, *hours)
    return _Rows(institution, business, customer, channel, day * DAY + seconds)


def _channels(institution: Ints, customer: Ints, draw: Draw, purpose: str) -> Ints:
    group = institution * len(words.AGE_GROUPS) + _ages(institution, customer, draw)
    return draw(purpose).choice_by(group, _CHANNEL)


def _ages(institution: Ints, customer: Ints, draw: Draw) -> Ints:
    """The age group of each customer, the same at every contact."""
    everybody = np.repeat(np.arange(len(words.INSTITUTIONS)), _CUSTOMERS + 100)
    ages = draw("customers.age").choice_by(everybody, _AGE)
    return np.asarray(ages[institution * (_CUSTOMERS + 100) + customer])


def _time_of_day(channel: Ints, draw: Draw, purpose: str) -> Ints:
    hour = draw(purpose + ".hour").choice_by(channel, _HOUR)
    return hour * 3600 + draw(purpose + ".second").integers(len(hour), 0, 3600)


def _waits(rows: _Rows, understaffed: Flags, draw: Draw) -> Floats:
    n = len(rows.start)
    z = draw("contacts.wait").normal(n)
    load = _LOAD[rows.start % DAY // 3600]
    slow = np.where(rows.start // DAY % 7 == 0, 1.15, 1.0)  # every Monday is somewhat busier
    wait = _WAIT_MEDIAN[rows.channel] * load * slow * exp(z * _WAIT_SIGMA[rows.channel])
    # Too few people: nobody is taken at once.
    at_once = (rows.channel == words.PHONE) & ~understaffed & (draw("contacts.wait.at_once").uniform(n) < 0.2)
    return whole(np.where(at_once, 2.0 + 6.0 * draw("contacts.wait.short").uniform(n), wait + 1.0))


def _outage(rows: _Rows, plan: Plan) -> Flags:
    hour = rows.start % DAY // 3600
    day = (plan.outage_day - words.FIRST_DAY).days
    there = (rows.channel == words.CHANNELS.index(plan.outage_channel)) & (rows.start // DAY == day)
    return np.asarray(there & (hour >= plan.outage_from) & (hour < plan.outage_to))


def _understaffed(rows: _Rows, plan: Plan) -> Flags:
    hour = rows.start % DAY // 3600
    there = (rows.channel == words.PHONE) & (
        rows.institution == words.INSTITUTIONS.index(plan.understaffed_institution)
    )
    then = rows.start // DAY % 7 == plan.understaffed_weekday
    then &= (hour >= plan.understaffed_from) & (hour < plan.understaffed_to)
    return np.asarray(there & then)


def _outcomes(rows: _Rows, wait: Floats, in_outage: Flags, looping: Flags, draw: Draw) -> Ints:
    n = len(wait)
    gives_up = np.where(in_outage, 0.5, np.minimum(0.6, wait / (wait + _PATIENCE[rows.channel])))
    passed_on = np.where(looping, 0.02, _PASS_ON[rows.business])
    left = draw("contacts.gives_up").uniform(n) < gives_up
    passed = draw("contacts.passed_on").uniform(n) < passed_on
    return np.where(left, words.ABANDONED, np.where(passed, words.PASSED_ON, words.SOLVED)).astype(np.int64)


TABLES = (Table("联络", CONTACTS, contacts),)
