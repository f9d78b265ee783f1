"""The table 联络: one row for each time a sampled customer contacted the group.

Steps: who comes (`course.cases.panel`) -> which agent takes it -> handle time -> the wait in the line among
all customers (`course.cases.traffic`) -> outcome -> missing values. What is planted and how strong:
`course.cases.plan`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course.cases import panel, profile, staff, traffic
from course.cases import vocabulary as words
from course.cases.columns import CONTACTS
from course.cases.panel import Rows
from course.cases.people import age_shown, ages
from course.cases.plan import Plan
from course.cases.spec import Draw, Source, Table
from course.cases.streams import Floats, Ints, whole


@dataclass(frozen=True)
class Met:
    """What became of contacts: positions in the vocabulary, and seconds (not a number where not recorded)."""

    agent: Ints
    wait: Floats
    handle: Floats
    outcome: Ints


def contacts(source: Source) -> pd.DataFrame:
    """The table 联络 of a world, sorted by 开始时间."""
    plan, draw = source.plan, source.draw
    rows = panel.contacts_to_come(plan, draw)
    met = meet(rows, plan, draw)
    age = np.where(age_shown(draw), ages(draw), len(words.AGE_GROUPS))
    return frame(rows, met, age, first=1, width=5)


def meet(rows: Rows, plan: Plan, draw: Draw, customers: int = profile.CUSTOMERS, others: bool = True) -> Met:
    """What becomes of contacts, which are sorted by time.

    customers: of each institution in the sample. others: whether there are customers outside it.
    """
    n = len(rows.start)
    agent = staff.assigned(rows, draw)
    pace = staff.pace(rows, agent, plan)
    spread = draw("contacts.handle").lognormal(n, profile.HANDLE_SIGMA)
    handle = whole(profile.HANDLE_MEDIAN[rows.channel] * profile.EFFORT[rows.business] * pace * spread + 15.0)
    found = traffic.waits(rows, handle, plan, draw, others)

    passed = draw("contacts.passed_on").uniform(n) < _passed_on(rows, agent, plan, customers)
    outcome = np.where(found.served, np.where(passed, words.PASSED_ON, words.SOLVED), words.ABANDONED)
    kept = (draw("contacts.wait.missing").uniform(n) >= 0.02) | panel.in_outage(rows, plan)
    wait = np.maximum(1.0, whole(found.seconds))
    return Met(agent, np.where(kept, wait, np.nan), np.where(found.served, handle, np.nan), outcome)


def frame(rows: Rows, met: Met, age: Ints, first: int, width: int, customer_digits: int = 4) -> pd.DataFrame:
    """The columns of 联络.

    age: as shown, by institution and customer. first, width: of 联络编号. customer_digits: of 客户编号,
    behind the institution's.
    """
    n = len(rows.start)
    customer = (rows.institution + 1) * 10**customer_digits + rows.customer
    served = met.outcome != words.ABANDONED
    return pd.DataFrame(
        {
            "联络编号": text([f"L{i:0{width}d}" for i in range(first, first + n)]),
            "客户编号": text([f"K{i}" for i in customer.tolist()]),
            "机构": named(words.INSTITUTIONS, rows.institution),
            "渠道": named(words.CHANNELS, rows.channel),
            "业务类型": named(words.ALL_BUSINESSES, rows.business),
            "开始时间": np.datetime64(words.FIRST_DAY, "us") + rows.start.astype("timedelta64[s]"),
            "年龄段": named((*words.AGE_GROUPS, None), age[rows.institution, rows.customer]),
            "等待秒": met.wait,
            "处理秒": met.handle,
            "结果": named(words.OUTCOMES, met.outcome),
            "坐席": named((*staff.NUMBERS, None), np.where(served, met.agent, len(staff.NUMBERS))),
        }
    )


def text(values: object) -> pd.Series:
    """A column of text; None stands for a missing value."""
    return pd.Series(values, dtype="str")


def named(values: tuple[str | None, ...], positions: Ints) -> pd.Series:
    """A column of text from positions in a list of words."""
    # A look-up among few texts, not a check of every one of them.
    return pd.Series(pd.array(list(values), dtype="str").take(positions))


def _passed_on(rows: Rows, agent: Ints, plan: Plan, customers: int) -> Floats:
    share = profile.PASS_ON[rows.business]
    share = np.where(staff.in_transfer_team(agent, plan), plan.transfer_share, share)
    share = np.where(rows.business == words.ALL_BUSINESSES.index(plan.loop_business), 0.02, share)
    return np.where(panel.about_fee(rows.customer, customers), 1.0, share)


TABLES = (Table("联络", CONTACTS, contacts),)
