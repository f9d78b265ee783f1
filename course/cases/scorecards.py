"""The table 质检: one row for each rating of a contact on six items; some contacts are rated twice.

Steps: contacts that were served -> some 330 are drawn -> first rater -> the truth of each item (hidden) ->
a second rater for 150 of them -> what each rater reads -> 得分.

For authors, what is planted:

1. A lenient rater (`lenient_rater`, `lenient_item`, `lenient_institution`; class: Z02, 风险提示, 星桥银行).
   On one item this rater passes 88% (class; 84% to 92%) of what should fail, and makes six in ten of the
   first ratings of one institution (elsewhere one in fourteen). So this institution has the best pass rate
   on the item, though the truth is the same everywhere (three in ten fail). Contacts rated twice show it:
   Cohen's kappa on the item is below 0.5 for pairs with this rater, above 0.6 for the others. Naive
   analyses that go wrong: ranking institutions or agents by pass rate without looking who rated; agreement
   in per cent over all items (nearly all pass, so that it looks high).
2. A fatal item let slip (`fatal_institution`, `fatal_item`, `fatal_from`; class: 星桥人寿, 核验客户, from
   2026-11-09). From that day three in ten (class; 26% to 36%) contacts of one institution fail a fatal item
   (核验客户 or 无收益承诺), elsewhere and before one in fifty. Its mean 得分 falls by fewer than nine
   points and stays above 78. Naive analyses that go wrong: the mean 得分; the pass rate of the item over
   all rows and weeks (above nine in ten); averaging a fatal item with the others at all.

The share of contacts that pass every item is far below the pass rate of any item, in every world.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from course.cases import vocabulary as words
from course.cases.sampling import Flags, evenly, level, named, positions, some_of
from course.cases.spec import Column, Source, Table
from course.cases.streams import Ints, whole

RATERS = ("Z01", "Z02", "Z03", "Z04")
ITEMS = ("表明身份", "核验客户", "风险提示", "无收益承诺", "准确解答", "结束语")
FATAL = ("核验客户", "无收益承诺")
WEIGHTS = (10, 15, 20, 15, 25, 15)
_FAILS = (0.06, 0.02, 0.12, 0.02, 0.12, 0.10)
_LENIENT_FAILS = 0.30
_MISREAD = 0.02
_NO_RISK = ("账户与转账", "保单变更", "缴费", "出入金")
_SHARE = 330
_TWICE = 150


def _item(name: str, meaning: str, missing: str = "") -> Column:
    return Column(name, meaning + "；1 合格，0 不合格", low=0, high=1, shown="0 或 1", missing=missing)


COLUMNS = (
    Column("质检编号", "一次评分的编号", pattern=r"Q\d{4}", shown="Q0001 起，不重复"),
    Column("联络编号", "评的是哪一次联络，评过两次的出现两次", pattern=r"L\d{5}", shown="L 加五位数字"),
    Column("机构", "接待客户的机构", values=words.INSTITUTIONS),
    Column("渠道", "那一次联络的渠道", values=words.CHANNELS),
    Column("业务类型", "客户为什么事找来", values=words.ALL_BUSINESSES),
    Column("坐席", "接待的坐席", pattern=r"A[123]\d{2}", shown="A 加三位数字"),
    Column("联络日", "那一次联络的日子", "年-月-日", shown="2026-10-12 至 2026-11-22"),
    Column("质检员", "谁评的", values=RATERS),
    Column("评次", "初评，或者由另一位质检员独立再评的复评", values=("初评", "复评")),
    _item("表明身份", "开头报机构和工号"),
    _item("核验客户", "先核验身份再谈账户（致命项）"),
    _item("风险提示", "讲清费用或风险", "这一次联络不涉及，不计入合格率"),
    _item("无收益承诺", "没有承诺收益或结果（致命项）"),
    _item("准确解答", "答得对、答得全"),
    _item("结束语", "说清下一步和时限"),
    Column(
        "得分",
        "六项加权：10、15、20、15、25、15；不涉及的项除外再折成百分；致命项没有另外扣分",
        "分",
        low=0,
        high=100,
        shown="0 至 100 的整数",
    ),
)


@dataclass(frozen=True)
class ScorecardPlan:
    """What is planted in 质检 (see the module's head). Shares are between 0 and 1."""

    lenient_rater: str
    lenient_item: str
    lenient_institution: str
    lenient_share: float
    fatal_institution: str
    fatal_item: str
    fatal_from: date
    fatal_share: float


CLASS_PLAN = ScorecardPlan(
    "Z02", "风险提示", "星桥银行", 0.88, "星桥人寿", "核验客户", date(2026, 11, 9), 0.30
)


def scorecard_plan(source: Source) -> ScorecardPlan:
    """What is planted in this world's 质检; CLASS_PLAN in 班级数据."""
    if source.is_class:
        return CLASS_PLAN
    among = [int(number) for number in source.draw("scorecards.plan").integers(8, 0, 2520)]
    fatal = among[4] % 3
    return ScorecardPlan(
        lenient_rater=RATERS[among[0] % 4],
        lenient_item=("风险提示", "准确解答")[among[1] % 2],
        lenient_institution=words.INSTITUTIONS[(fatal + 1 + among[2] % 2) % 3],
        lenient_share=0.84 + among[3] % 9 / 100,
        fatal_institution=words.INSTITUTIONS[fatal],
        fatal_item=FATAL[among[5] % 2],
        fatal_from=words.FIRST_DAY + timedelta(days=23 + among[6] % 7),
        fatal_share=0.26 + among[7] % 11 / 100,
    )


def scorecards(source: Source) -> pd.DataFrame:
    """The table 质检 of a world, in the order of its contacts, 初评 before 复评."""
    plan, draw = scorecard_plan(source), source.draw
    contacts = source.built("联络")
    served = contacts[contacts["结果"] != words.OUTCOMES[words.ABANDONED]]
    late = (served["开始时间"] >= pd.Timestamp(plan.fatal_from)).to_numpy()
    place = positions(served["机构"], words.INSTITUTIONS)
    drawn = evenly(draw("scorecards.drawn"), place, late) < _SHARE / len(served)
    rows, late, place = served[drawn], late[drawn], place[drawn]
    n = len(rows)

    lenient = RATERS.index(plan.lenient_rater)
    lenient_place = words.INSTITUTIONS.index(plan.lenient_institution)
    first = _first_raters(evenly(draw("scorecards.first"), place), place == lenient_place, lenient)
    slipping = (place == words.INSTITUTIONS.index(plan.fatal_institution)) & late
    right = np.ones((n, len(ITEMS)), dtype=np.bool_)
    concerned = np.ones((n, len(ITEMS)), dtype=np.bool_)
    concerned[:, ITEMS.index("风险提示")] = ~rows["业务类型"].isin(_NO_RISK).to_numpy()
    for i, item in enumerate(ITEMS):
        fails = _LENIENT_FAILS if item == plan.lenient_item else _FAILS[i]
        share = np.where(slipping & (item == plan.fatal_item), plan.fatal_share, fails)
        rater_is_lenient = (first == lenient) & (item == plan.lenient_item)
        groups = (place, slipping, rater_is_lenient, concerned[:, i])
        right[:, i] = evenly(draw(f"scorecards.item.{i}"), *groups) >= share

    twice = some_of(draw("scorecards.twice"), n, _TWICE)
    second = _second_raters(draw("scorecards.second").uniform(len(twice)), first[twice], lenient)
    row = np.concatenate([np.arange(n), twice])
    rater = np.concatenate([first, second])
    again = np.arange(len(row)) >= n
    order = np.lexsort((again, row))
    row, rater, again = row[order], rater[order], again[order]

    read = right[row].copy()
    for i, item in enumerate(ITEMS):
        if item in FATAL:
            continue
        slips = evenly(draw(f"scorecards.misread.{i}"), rater, again) < _MISREAD
        easy = (rater == lenient) & (item == plan.lenient_item)
        passes = evenly(draw(f"scorecards.easy.{i}"), easy, read[:, i], again) < plan.lenient_share
        read[:, i] = np.where(easy, read[:, i] | passes, read[:, i] ^ slips)
    return _table(rows.iloc[row], rater, again, read, concerned[row])


def _table(rows: pd.DataFrame, rater: Ints, again: Flags, read: Flags, concerned: Flags) -> pd.DataFrame:
    counted = concerned * np.array(WEIGHTS, dtype=np.int64)
    earned = (counted * read).sum(axis=1) / counted.sum(axis=1)
    items: dict[str, NDArray[np.generic]] = {}
    for i, item in enumerate(ITEMS):
        marks = read[:, i].astype(np.int64)
        items[item] = marks if concerned[:, i].all() else np.where(concerned[:, i], marks, np.nan)
    return pd.DataFrame(
        {
            "质检编号": pd.Series([f"Q{i:04d}" for i in range(1, len(rows) + 1)], dtype="str"),
            **{name: rows[name].array for name in ("联络编号", "机构", "渠道", "业务类型", "坐席")},
            "联络日": rows["开始时间"].dt.normalize().to_numpy(),
            "质检员": named(RATERS, rater),
            "评次": named(("初评", "复评"), again.astype(np.int64)),
            **items,
            "得分": whole(earned * 100.0).astype(np.int64),
        }
    )


def _first_raters(numbers: NDArray[np.float64], easy_place: Flags, lenient: int) -> Ints:
    elsewhere = [0.07 if rater == lenient else 0.31 for rater in range(len(RATERS))]
    there = [0.64 if rater == lenient else 0.12 for rater in range(len(RATERS))]
    return level(numbers, np.where(easy_place[:, None], there, elsewhere))


def _second_raters(numbers: NDArray[np.float64], first: Ints, lenient: int) -> Ints:
    """Never the first rater; the lenient one in half of the pairs that another began."""
    weights = np.ones((len(first), len(RATERS)))
    weights[:, lenient] = 2.0
    weights[np.arange(len(first)), first] = 0.0
    return level(numbers, weights)


TABLES = (Table("质检", COLUMNS, scorecards),)
