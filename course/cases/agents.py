"""The tables 坐席 and 排班: who works where, and how many were planned and on duty in every hour.

坐席 has a row for each of the agents of `course.cases.staff`. Agents with 技能 疑难 joined before 2022, the
others after 2019. 排班 has a row for each institution, channel, day and open hour; 进线数 counts all
customers of that hour, those outside the sample of 联络 too. What is planted (the understaffed hours; the
outage that does not show here): `course.cases.plan`. Naive analysis that goes wrong: reading 计划人数, which
is never short.
"""

import numpy as np
import pandas as pd

from course.cases import roster, staff
from course.cases import vocabulary as words
from course.cases.columns import AGENTS, SHIFTS
from course.cases.contacts import named, text
from course.cases.spec import Source, Table
from course.cases.streams import Floats, Ints

_SENIOR_SINCE = (np.datetime64("2011-01-01"), np.datetime64("2022-01-01"))
_JUNIOR_SINCE = (np.datetime64("2019-07-01"), np.datetime64("2026-09-01"))


def agents(source: Source) -> pd.DataFrame:
    """The table 坐席, sorted by number."""
    n = len(staff.NUMBERS)
    place = np.arange(n) % staff.EACH
    senior = staff.SENIOR[place]
    share = source.draw("agents.since").uniform(n)
    since = np.where(senior, _since(share, *_SENIOR_SINCE), _since(share, *_JUNIOR_SINCE))
    return pd.DataFrame(
        {
            "坐席": text(list(staff.NUMBERS)),
            "机构": named(words.INSTITUTIONS, np.arange(n) // staff.EACH),
            "班组": named(words.TEAMS, staff.TEAM[place]),
            "技能": named(words.SKILLS, senior.astype(np.int64)),
            "入职日": since.astype("datetime64[D]").astype("datetime64[us]"),
        }
    )


def shifts(source: Source) -> pd.DataFrame:
    """The table 排班, by institution, channel, day and hour."""
    plan, draw = source.plan, source.draw
    people = roster.roster(plan, draw)
    came = roster.arrivals(plan, draw) + _sampled(source.built("联络"))
    line, day, hour = np.nonzero(people.planned)
    first = np.datetime64(words.FIRST_DAY, "D")
    return pd.DataFrame(
        {
            "机构": named(words.INSTITUTIONS, line // len(words.CHANNELS)),
            "渠道": named(words.CHANNELS, line % len(words.CHANNELS)),
            "日期": (first + day.astype("timedelta64[D]")).astype("datetime64[us]"),
            "钟点": hour,
            "计划人数": people.planned[line, day, hour],
            "在岗人数": people.on_duty[line, day, hour],
            "进线数": came[line, day, hour],
        }
    )


def _since(share: Floats, low: np.datetime64, high: np.datetime64) -> Ints:
    days = float((high - low).astype(np.int64))
    return low.astype(np.int64) + np.floor(share * days).astype(np.int64)


def _sampled(contacts: pd.DataFrame) -> Ints:
    """Contacts in 联络 by line, day and hour."""
    institution = contacts["机构"].map({name: i for i, name in enumerate(words.INSTITUTIONS)})
    channel = contacts["渠道"].map({name: i for i, name in enumerate(words.CHANNELS)})
    line = (institution * len(words.CHANNELS) + channel).to_numpy()
    hours = contacts["开始时间"].to_numpy().astype("datetime64[h]") - np.datetime64(words.FIRST_DAY, "h")
    cell = line * (words.DAYS * roster.HOURS) + hours.astype(np.int64)
    size = roster.LINES * words.DAYS * roster.HOURS
    return np.bincount(cell, minlength=size).reshape(roster.LINES, words.DAYS, roster.HOURS)


TABLES = (Table("坐席", AGENTS, agents), Table("排班", SHIFTS, shifts))
