"""The table 访问日志: one row for each time a member of staff looked at, changed or exported customer data.

Steps: look-ups for contacts -> for tickets -> for quality checks -> exports of the account managers -> the
curious agent and the split export -> sorted by time.

For authors, what is planted:

1. The curious agent (`curious_*`, `curious()`; class: an agent of 星桥人寿, 11 times from 2026-10-28).
   Between 22:00 and 04:59 of four to six nights one agent looks at one and the same customer 9 to 13 times.
   目的 says 办理联络, but neither 联络编号 nor 工单编号 is there, and the agent never served this customer.
   Naive analyses that go wrong: ranking staff by look-ups (busy agents lead); taking every look-up at night
   (the night shift has its 联络编号); taking every look-up without a number (质检 and 客户经理 need none
   and work by day). Only the three together single it out.
2. The split export (`splitting_staff`, `splitting_from`; class: V03, the week from 2026-11-09). Exports of
   more than LIMIT records need approval (with a 工单编号). One account manager exports 465 to 499 records
   five to seven times within one week. Naive analyses that go wrong: filtering 条数 > 500, which finds only
   the approved ones; ranking single exports by 条数. Adding up by person and week shows it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from course.cases import vocabulary as words
from course.cases.contacts import named, text
from course.cases.sampling import some_of
from course.cases.scorecards import RATERS
from course.cases.spec import Column, Draw, Source, Table
from course.cases.streams import Ints, Stream

MANAGERS = ("V01", "V02", "V03", "V04", "V05", "V06")
JOBS = ("坐席", "工单经办", "质检员", "客户经理")
ACTIONS = ("查看", "修改", "导出")
PURPOSES = ("办理联络", "处理工单", "质检", "营销名单")
LIMIT = 500
_FROM_CONTACTS, _FROM_TICKETS, _FROM_CHECKS, _EXPORTS_A_WEEK = 620, 260, 90, 2
_DAY = 86_400

Moments = NDArray[np.datetime64]

COLUMNS = (
    Column("日志编号", "一次访问的编号，按时刻排", pattern=r"F\d{5}", shown="F00001 起，不重复"),
    Column("时刻", "访问的时刻", "年-月-日 时：分：秒", shown="2026-10-12 至 2026-11-22"),
    Column(
        "员工",
        "谁访问的；A 开头是坐席，G 是工单工位，Z 是质检员，V 是客户经理",
        pattern=r"A[123]\d{2}|G0\d|Z0\d|V0\d",
        shown="一个字母加两三位数字",
    ),
    Column("岗位", "员工的岗位", values=JOBS),
    Column(
        "客户编号",
        "看的客户",
        pattern=r"K[123]\d{4}",
        shown="K 加五位数字",
        missing="导出的是一批客户，不是一位",
    ),
    Column("操作", "做了什么", values=ACTIONS),
    Column(
        "条数",
        f"涉及多少位客户；一次导出超过 {LIMIT} 条须先审批，并登记工单编号",
        "条",
        low=1,
        high=5000,
        shown="查看和修改是 1",
    ),
    Column("目的", "员工登记的目的", values=PURPOSES),
    Column(
        "联络编号",
        "为哪一次联络",
        pattern=r"L\d{5}",
        shown="L 加五位数字",
        missing="没有登记；质检和营销不必登记",
    ),
    Column(
        "工单编号",
        "为哪一张工单（或审批单）访问",
        pattern=r"XQ-2026\d{4}-\d{4}|SP-2026\d{4}",
        shown="XQ- 开头是工单，SP- 开头是审批单",
        missing="没有登记",
    ),
)


@dataclass(frozen=True)
class AccessPlan:
    """What is planted in 访问日志 (see the module's head, and `curious` for who looks at whom)."""

    curious_institution: str
    curious_count: int
    curious_from: date
    splitting_staff: str
    splitting_from: date
    splitting_count: int


CLASS_PLAN = AccessPlan("星桥人寿", 11, date(2026, 10, 28), "V03", date(2026, 11, 9), 6)


def access_plan(source: Source) -> AccessPlan:
    """What is planted in this world's 访问日志; CLASS_PLAN in 班级数据."""
    if source.is_class:
        return CLASS_PLAN
    among = [int(number) for number in source.draw("access.plan").integers(6, 0, 2520)]
    return AccessPlan(
        curious_institution=words.INSTITUTIONS[among[0] % 3],
        curious_count=9 + among[1] % 5,
        curious_from=words.FIRST_DAY + timedelta(days=7 + among[2] % 21),
        splitting_staff=MANAGERS[among[3] % len(MANAGERS)],
        splitting_from=words.FIRST_DAY + timedelta(weeks=1 + among[4] % 5),
        splitting_count=5 + among[5] % 3,
    )


def curious(source: Source) -> tuple[str, str]:
    """The agent and the customer of cause 1, for authors and tests."""
    plan, contacts = access_plan(source), source.built("联络")
    served = contacts.dropna(subset="坐席")
    mine = served[served["机构"] == plan.curious_institution]
    lot = source.draw("access.curious")
    staff = sorted(set(mine.loc[mine["渠道"] == words.CHANNELS[words.PHONE], "坐席"]))
    agent = staff[int(lot.integers(1, 0, len(staff))[0])]
    known = set(served.loc[served["坐席"] == agent, "客户编号"])
    others = sorted(set(mine["客户编号"]) - known)
    return agent, others[int(lot.integers(1, 0, len(others))[0])]


def access(source: Source) -> pd.DataFrame:
    """The table 访问日志 of a world, sorted by 时刻."""
    plan, draw = access_plan(source), source.draw
    found = pd.concat(
        [
            _for_contacts(source.built("联络"), draw),
            _for_tickets(source.built("工单"), draw),
            _for_checks(source.built("联络"), draw),
            _exports(plan, draw("access.exports")),
            _curious(source, plan),
        ],
        ignore_index=True,
    )
    order = np.argsort(found["时刻"].to_numpy(), kind="stable")
    found = found.iloc[order].reset_index(drop=True)
    found.insert(0, "日志编号", pd.Series([f"F{i:05d}" for i in range(1, len(found) + 1)], dtype="str"))
    return found


def _rows(
    when: Moments,
    staff: object,
    job: str,
    purpose: str,
    *,
    customer: object = None,
    action: object = "查看",
    records: object = 1,
    contact: object = None,
    ticket: object = None,
) -> pd.DataFrame:
    n, only = len(when), np.zeros(len(when), dtype=np.int64)

    def column(value: object) -> "pd.Series[str]":
        return named((value,), only) if isinstance(value, str | None) else text(value)

    moments = when.astype("datetime64[us]")
    counts = np.broadcast_to(np.asarray(records, dtype=np.int64), n).copy()
    return pd.DataFrame(
        {
            "时刻": moments,
            "员工": column(staff),
            "岗位": column(job),
            "客户编号": column(customer),
            "操作": column(action),
            "条数": counts,
            "目的": column(purpose),
            "联络编号": column(contact),
            "工单编号": column(ticket),
        }
    )


def _for_contacts(contacts: pd.DataFrame, draw: Draw) -> pd.DataFrame:
    served = contacts.dropna(subset=["坐席", "等待秒", "处理秒"])
    rows = served.iloc[some_of(draw("access.contacts"), len(served), _FROM_CONTACTS)]
    n = len(rows)
    within = np.floor(rows["处理秒"].to_numpy() * draw("access.contacts.moment").uniform(n))
    seconds = (rows["等待秒"].to_numpy() + within).astype(np.int64)
    when = rows["开始时间"].to_numpy() + seconds.astype("timedelta64[s]")
    # Work that runs past the last midnight is not in the log yet.
    kept = when < np.datetime64(words.CUTOFF, "us")
    rows, action = rows[kept], _actions(draw("access.contacts.change"), n, 0.15)[kept]
    return _rows(
        when[kept],
        rows["坐席"].to_numpy(dtype=object),
        JOBS[0],
        PURPOSES[0],
        customer=rows["客户编号"].to_numpy(dtype=object),
        action=action,
        contact=rows["联络编号"].to_numpy(dtype=object),
    )


def _for_tickets(tickets: pd.DataFrame, draw: Draw) -> pd.DataFrame:
    """Desks work from eight to six, on days on which the ticket was open and the log was kept."""
    first, cut = np.datetime64(words.FIRST_DAY, "D"), np.datetime64(words.CUTOFF, "D")
    begun = np.maximum(tickets["受理日"].to_numpy().astype("datetime64[D]"), first)
    end = tickets["办结日"].fillna(pd.Timestamp(words.CUTOFF)).to_numpy().astype("datetime64[D]")
    # On the day it is closed a ticket is still worked on; the log ends the evening before the cut-off day.
    days = (np.minimum(end + 1, cut) - begun).astype(np.int64)
    worked = np.flatnonzero(days > 0)
    row = worked[draw("access.tickets").integers(_FROM_TICKETS, 0, len(worked))]
    day = np.floor(draw("access.tickets.day").uniform(len(row)) * days[row]).astype(np.int64)
    second = draw("access.tickets.second").integers(len(row), 8 * 3600, 18 * 3600)
    when = (begun[row] + day.astype("timedelta64[D]")).astype("datetime64[s]") + second.astype(
        "timedelta64[s]"
    )
    rows = tickets.iloc[row]
    action = _actions(draw("access.tickets.change"), len(row), 0.2)
    return _rows(
        when,
        rows["经办"].to_numpy(dtype=object),
        JOBS[1],
        PURPOSES[1],
        customer=rows["客户编号"].to_numpy(dtype=object),
        action=action,
        ticket=rows["工单编号"].to_numpy(dtype=object),
    )


def _for_checks(contacts: pd.DataFrame, draw: Draw) -> pd.DataFrame:
    early = contacts[contacts["开始时间"] < pd.Timestamp(words.CUTOFF) - pd.Timedelta(days=5)]
    served = early.dropna(subset="坐席")
    rows = served.iloc[some_of(draw("access.checks"), len(served), _FROM_CHECKS)]
    n = len(rows)
    later = draw("access.checks.day").integers(n, 1, 4) * _DAY
    later += draw("access.checks.second").integers(n, 9 * 3600, 17 * 3600)
    rater = np.array(RATERS, dtype=object)[draw("access.checks.rater").integers(n, 0, len(RATERS))]
    return _rows(
        rows["开始时间"].dt.normalize().to_numpy() + later.astype("timedelta64[s]"),
        rater,
        JOBS[2],
        PURPOSES[2],
        customer=rows["客户编号"].to_numpy(dtype=object),
    )


def _exports(plan: AccessPlan, stream: Stream) -> pd.DataFrame:
    """Two exports a week by every account manager, one approved big one by two of them, and the split one."""
    weeks = words.DAYS // 7
    usual = len(MANAGERS) * weeks * _EXPORTS_A_WEEK
    staff = np.tile(np.arange(len(MANAGERS)), weeks * _EXPORTS_A_WEEK)
    week = np.repeat(np.arange(weeks), len(MANAGERS) * _EXPORTS_A_WEEK)
    records = stream.integers(usual, 20, 290)
    splitter = MANAGERS.index(plan.splitting_staff)
    big = np.array([(splitter + 1) % len(MANAGERS), (splitter + 3) % len(MANAGERS)])
    many, split_week = plan.splitting_count, (plan.splitting_from - words.FIRST_DAY).days // 7
    staff = np.concatenate([staff, big, np.full(many, splitter)])
    week = np.concatenate([week, stream.integers(2, 0, weeks), np.full(many, split_week)])
    records = np.concatenate([records, stream.integers(2, 620, 990), stream.integers(many, 465, LIMIT)])
    approved = np.isin(np.arange(len(staff)), (usual, usual + 1))
    day = week * 7 + stream.integers(len(staff), 0, 5)
    when = _moments(day, stream.integers(len(staff), 9 * 3600, 18 * 3600))
    stamps = np.datetime_as_string(when.astype("datetime64[D]"))
    ticket = [f"SP-{d.replace('-', '')}" if ok else None for d, ok in zip(stamps, approved, strict=True)]
    return _rows(
        when,
        np.array(MANAGERS, dtype=object)[staff],
        JOBS[3],
        PURPOSES[3],
        action="导出",
        records=records,
        ticket=ticket,
    )


def _curious(source: Source, plan: AccessPlan) -> pd.DataFrame:
    agent, customer = curious(source)
    stream = source.draw("access.curious.nights")
    n, nights = plan.curious_count, 4 + int(stream.integers(1, 0, 3)[0])
    night = (plan.curious_from - words.FIRST_DAY).days + 2 * (np.arange(n, dtype=np.int64) % nights)
    return _rows(
        _moments(night, stream.integers(n, 22 * 3600, 29 * 3600)),
        agent,
        JOBS[0],
        PURPOSES[0],
        customer=customer,
    )


def _actions(stream: Stream, n: int, changed: float) -> NDArray[np.object_]:
    return np.array(ACTIONS, dtype=object)[(stream.uniform(n) < changed).astype(np.int64)]


def _moments(day: Ints, second: Ints) -> Moments:
    return np.datetime64(words.FIRST_DAY, "s") + (day * _DAY + second).astype("timedelta64[s]")


TABLES = (Table("访问日志", COLUMNS, access),)
