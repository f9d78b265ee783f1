"""The contacts of the customers in 联络, before anybody has waited: who, where, why, when.

Steps: first contacts -> the repeat loop -> older customers change channel at the lock-out -> the customers
who come only for what is planted (outage, understaffed morning, fee change, lock-out) -> sorted by time.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from course.cases import profile
from course.cases import vocabulary as words
from course.cases.people import CROWD, FEE, LOCKED_OUT, OLDEST, OUTAGE, ages, special
from course.cases.plan import Plan
from course.cases.spec import Draw
from course.cases.streams import Ints, Stream

DAY = 86_400
Flags = NDArray[np.bool_]


@dataclass
class Rows:
    """Contacts as columns of positions in the vocabulary; `start` in seconds from the first midnight."""

    institution: Ints
    business: Ints
    customer: Ints
    channel: Ints
    start: Ints

    def take(self, which: Ints) -> "Rows":
        """These rows only, in this order."""
        return Rows(*(column[which] for column in vars(self).values()))

    def and_also(self, *others: "Rows") -> "Rows":
        """All rows, one after the other."""
        columns = zip(*(vars(rows).values() for rows in (self, *others)), strict=True)
        return Rows(*(np.concatenate(parts) for parts in columns))


def contacts_to_come(plan: Plan, draw: Draw, customers: int = profile.CUSTOMERS) -> Rows:
    """Every contact of the sampled customers, sorted by time. customers: sampled in each institution."""
    age = ages(draw, customers)
    rows = _with_repeats(_first_contacts(plan, draw, customers, age), plan, draw, age)
    rows = _change_channel(rows, plan, age).and_also(
        _outage_contacts(plan, draw, special(customers, OUTAGE)),
        _crowd(plan, draw, special(customers, CROWD)),
        _fee_contacts(plan, draw, special(customers, FEE)),
        _locked_out(plan, draw, special(customers, LOCKED_OUT)),
    )
    return rows.take(np.argsort(rows.start, kind="stable"))


def in_outage(rows: Rows, plan: Plan) -> Flags:
    """Which contacts begin while their channel stands still."""
    hour, day = rows.start % DAY // 3600, _day(plan.outage_day)
    there = (rows.channel == words.CHANNELS.index(plan.outage_channel)) & (rows.start // DAY == day)
    return np.asarray(there & (hour >= plan.outage_from) & (hour < plan.outage_to))


def about_fee(customer: Ints, customers: int = profile.CUSTOMERS) -> Flags:
    """Which contacts belong to the wave after the fee change."""
    return (customer >= special(customers, FEE)) & (customer < special(customers, FEE + 1))


def _first_contacts(plan: Plan, draw: Draw, customers: int, age: Ints) -> Rows:
    n = plan.contacts
    institution = draw("contacts.institution").choice(n, profile.INSTITUTION)
    business = draw("contacts.business").choice_by(institution, profile.BUSINESS) + 4 * institution
    customer = draw("contacts.customer").integers(n, 0, customers)
    channel = _channels(institution, customer, age, draw("contacts.channel"))
    day = draw("contacts.week").integers(n, 0, words.DAYS // 7) * 7
    day += draw("contacts.weekday").choice_by(channel, profile.WEEKDAY)
    start = day * DAY + _time_of_day(channel, draw, "contacts.time")
    return Rows(institution, business, customer, channel, start)


def _with_repeats(rows: Rows, plan: Plan, draw: Draw, age: Ints) -> Rows:
    loop = words.ALL_BUSINESSES.index(plan.loop_business)
    last = rows
    for turn in ("1", "2", "3"):
        n = len(last.start)
        again = np.where(last.business == loop, plan.loop_again, 0.05)
        last = last.take(np.flatnonzero(draw("contacts.again." + turn).uniform(n) < again))
        n = len(last.start)
        channel = _channels(last.institution, last.customer, age, draw("contacts.again.channel." + turn))
        day = last.start // DAY + draw("contacts.again.days." + turn).integers(n, 1, 6)
        channel = _not_on_sundays(channel, day)
        start = day * DAY + _time_of_day(channel, draw, "contacts.again.time." + turn)
        last = Rows(last.institution, last.business, last.customer, channel, start)
        last = last.take(np.flatnonzero(day < words.DAYS))
        rows = rows.and_also(last)
    return rows


def _change_channel(rows: Rows, plan: Plan, age: Ints) -> Rows:
    """Older customers of one institution: every third contact by app before the redesign, hardly one after.

    Counted off in order of time, not drawn, so that the change shows in a sample as small as this.
    """
    rows = rows.take(np.argsort(rows.start, kind="stable"))
    older = rows.institution == words.INSTITUTIONS.index(plan.lockout_institution)
    older &= age[rows.institution, rows.customer] == OLDEST
    before = older & (rows.start < _day(plan.lockout_day) * DAY)
    channel = np.where(older & (rows.channel == words.APP), words.PHONE, rows.channel)
    channel[np.flatnonzero(before)[1::3]] = words.APP
    channel[np.flatnonzero(older & ~before)[11::24]] = words.APP
    return Rows(rows.institution, rows.business, rows.customer, channel, rows.start)


def _outage_contacts(plan: Plan, draw: Draw, first: int) -> Rows:
    n = plan.outage_contacts
    institution = draw("contacts.outage.institution").choice(n, profile.INSTITUTION)
    business = draw("contacts.outage.business").choice_by(institution, profile.BUSINESS) + 4 * institution
    channel = np.full(n, words.CHANNELS.index(plan.outage_channel), dtype=np.int64)
    seconds = draw("contacts.outage.start").integers(n, plan.outage_from * 3600, plan.outage_to * 3600)
    return Rows(institution, business, first + np.arange(n), channel, _day(plan.outage_day) * DAY + seconds)


def _crowd(plan: Plan, draw: Draw, first: int) -> Rows:
    n = plan.understaffed_contacts
    institution = np.full(n, words.INSTITUTIONS.index(plan.understaffed_institution), dtype=np.int64)
    business = draw("contacts.crowd.business").choice_by(institution, profile.BUSINESS) + 4 * institution
    channel = np.full(n, words.PHONE, dtype=np.int64)
    week = np.arange(n, dtype=np.int64) % (words.DAYS // 7)
    day = week * 7 + plan.understaffed_weekday
    hours = (plan.understaffed_from * 3600, plan.understaffed_to * 3600)
    seconds = draw("contacts.crowd.start").integers(n, *hours)
    return Rows(institution, business, first + np.arange(n), channel, day * DAY + seconds)


def _fee_contacts(plan: Plan, draw: Draw, first: int) -> Rows:
    n, place = plan.fee_contacts, words.ALL_BUSINESSES.index(plan.fee_business)
    channel = draw("contacts.fee.channel").choice(n, (0.7, 0.2, 0.0, 0.1))
    day = _day(plan.fee_day) + draw("contacts.fee.day").choice(n, (3, 5, 4, 3, 3, 1, 1, 2))
    start = day * DAY + _time_of_day(channel, draw, "contacts.fee.time")
    whole = np.full(n, place, dtype=np.int64)
    return Rows(whole // 4, whole, first + np.arange(n), channel, start)


def _locked_out(plan: Plan, draw: Draw, first: int) -> Rows:
    n = plan.lockout_contacts
    institution = np.full(n, words.INSTITUTIONS.index(plan.lockout_institution), dtype=np.int64)
    day = _day(plan.lockout_day) + draw("contacts.lockout.day").choice(n, (4, 5, 4, 3, 3, 2, 2, 2, 1, 1))
    channel = draw("contacts.lockout.channel").choice(n, (0.65, 0.0, 0.35, 0.0))
    channel = _not_on_sundays(channel, day)
    start = day * DAY + _time_of_day(channel, draw, "contacts.lockout.time")
    # The first business of each institution is the one that needs a login.
    return Rows(institution, 4 * institution, first + np.arange(n), channel, start)


def _day(day: date) -> int:
    return (day - words.FIRST_DAY).days


def _not_on_sundays(channel: Ints, day: Ints) -> Ints:
    """The branch is closed on Sundays: the customer rings up instead."""
    return np.where((channel == words.BRANCH) & (day % 7 == 6), words.PHONE, channel)


def _channels(institution: Ints, customer: Ints, age: Ints, stream: Stream) -> Ints:
    group = institution * len(words.AGE_GROUPS) + age[institution, customer]
    return stream.choice_by(group, profile.CHANNEL)


def _time_of_day(channel: Ints, draw: Draw, purpose: str) -> Ints:
    hour = draw(purpose + ".hour").choice_by(channel, profile.HOUR)
    return hour * 3600 + draw(purpose + ".second").integers(len(hour), 0, 3600)
