"""The table 持有: one row for each product that a customer holds or held.

Steps: ordinary sales -> sales of the cashback campaign -> sales of the mis-selling branch -> sorted by
开始日.

For authors, what is planted:

1. Mis-selling (`branch`, `sold_from` for eight weeks; class: 南湖支行 of 星桥银行, from 2026-04-06). 18 to
   24 customers of 60及以上 bought there in these weeks, and seven in ten (class; 64% to 76%) of these
   products are above the customer's own level (the digit of 产品风险 is larger than that of 客户风险;
   elsewhere one sale in twenty). Naive analyses that go wrong: the share of R4 and R5 by branch, which
   points to `lively_branch` (class: 西岭支行), where young customers with C4 and C5 buy them and all is
   well; the share above level of the whole institution (below one in seven); looking at all ages and the
   whole time.
2. Bought loyalty (`cashback_institution`, `cashback_from` for six weeks; class: 星桥证券, from 2026-06-01).
   返现活动 brings more new holdings in these weeks than any other 来源 in the institution, but six in ten
   (class; 54% to 68%) are ended within 90 days, against one in ten elsewhere. Naive analyses that go wrong:
   ranking 来源 by number of sales; counting only what is held today, with no eye on what was begun;
   measuring by 开始日 of the last 90 days, which cannot have been ended after 90 days yet.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from course.cases import vocabulary as words
from course.cases.clients import FIRST_DAY, clients
from course.cases.sampling import Flags, evenly, level, named, positions, some_of
from course.cases.spec import Column, Source, Table
from course.cases.streams import Floats, Ints

BRANCHES = (
    ("北桥支行", "河东支行", "南湖支行", "西岭支行"),
    ("中路营业部", "滨江营业部", "东园营业部"),
    ("城南证券部", "高新证券部", "江北证券部"),
)
"""The branches of each institution, in the order of INSTITUTIONS."""

ALL_BRANCHES = tuple(branch for group in BRANCHES for branch in group)
PRODUCTS = (  # name, 产品风险
    (("定期存款", 1), ("现金管理", 1), ("固收理财", 2), ("混合理财", 3), ("权益理财", 4)),
    (("重疾险", 1), ("年金险", 1), ("分红险", 2), ("万能险", 3), ("投连险", 5)),
    (("货币基金", 1), ("债券基金", 2), ("混合基金", 3), ("股票基金", 4), ("行业基金", 5)),
)
ALL_PRODUCTS = tuple(name for group in PRODUCTS for name, _ in group)
_RISK = np.array([risk for group in PRODUCTS for _, risk in group])
AMOUNTS = ("1 万以下", "1 万至 5 万", "5 万至 20 万", "20 万至 50 万", "50 万以上")
WAYS = ("柜面", "手机App", "客户经理", "返现活动")
CASHBACK = WAYS.index("返现活动")

_FIRST = date.fromisoformat(FIRST_DAY)
_LAST = (date(2026, 11, 20) - _FIRST).days
_CUT = (words.CUTOFF - _FIRST).days
_ORDINARY, _CAMPAIGN = 900, 110
_LEVEL = (  # C1 to C5, by age group
    (0.08, 0.20, 0.32, 0.26, 0.14),
    (0.10, 0.24, 0.34, 0.22, 0.10),
    (0.18, 0.34, 0.30, 0.13, 0.05),
    (0.40, 0.38, 0.17, 0.04, 0.01),
)
_OLDEST = len(words.AGE_GROUPS) - 1

COLUMNS = (
    Column("持有编号", "一次持有的编号，按开始日排", pattern=r"C\d{5}", shown="C00001 起，不重复"),
    Column("客户编号", "客户的编号", pattern=r"K[123]\d{4}", shown="K 加五位数字，可以出现多次"),
    Column("机构", "卖出产品的机构", values=words.INSTITUTIONS),
    Column("网点", "经办的网点，线上办的记所属网点", values=ALL_BRANCHES),
    Column("年龄段", "客户的年龄段", "岁", values=words.AGE_GROUPS, missing="客户资料里没有留存"),
    Column("产品", "产品的种类", values=ALL_PRODUCTS),
    Column("产品风险", "产品的风险等级，R5 最高", values=("R1", "R2", "R3", "R4", "R5")),
    Column(
        "客户风险",
        "客户买的时候测评的风险承受等级，C5 最能承受；产品的数字大于客户的数字就是错配",
        values=("C1", "C2", "C3", "C4", "C5"),
    ),
    Column("金额档", "买入时的金额", "元", values=AMOUNTS),
    Column("来源", "怎么来办的", values=WAYS),
    Column("开始日", "买入的那一天", "年-月-日", shown="2025-07-01 至 2026-11-20"),
    Column(
        "结束日", "赎回、退保或到期的那一天", "年-月-日", shown="晚于开始日", missing="到 2026-11-23 还持有"
    ),
)


@dataclass(frozen=True)
class HoldingPlan:
    """What is planted in 持有 (see the module's head). Shares are between 0 and 1."""

    branch: str
    lively_branch: str
    sold_from: date
    sold: int
    above_level: float
    cashback_institution: str
    cashback_from: date
    ended_early: float


CLASS_PLAN = HoldingPlan(
    "南湖支行", "西岭支行", date(2026, 4, 6), 22, 0.70, "星桥证券", date(2026, 6, 1), 0.60
)


def holding_plan(source: Source) -> HoldingPlan:
    """What is planted in this world's 持有; CLASS_PLAN in 班级数据."""
    if source.is_class:
        return CLASS_PLAN
    among = [int(number) for number in source.draw("holdings.plan").integers(8, 0, 2520)]
    group = BRANCHES[among[0] % 3]
    branch = among[1] % len(group)
    return HoldingPlan(
        branch=group[branch],
        lively_branch=group[(branch + 1 + among[2] % (len(group) - 1)) % len(group)],
        sold_from=date(2026, 2, 2) + timedelta(weeks=among[3] % 20),
        sold=18 + among[4] % 7,
        above_level=0.64 + among[5] % 13 / 100,
        cashback_institution=words.INSTITUTIONS[among[6] % 3],
        cashback_from=date(2026, 3, 2) + timedelta(weeks=among[7] % 15),
        ended_early=0.54 + among[6] // 3 % 15 / 100,
    )


def holdings(source: Source) -> pd.DataFrame:
    """The table 持有 of a world, sorted by 开始日."""
    plan, draw = holding_plan(source), source.draw
    people = clients(source)
    place = positions(people["机构"], words.INSTITUTIONS)
    # Whoever has no age on record is treated as middle-aged.
    age = positions(people["年龄段"], words.AGE_GROUPS)
    age = np.where(age < 0, 1, age)

    ordinary = draw("holdings.client").integers(_ORDINARY, 0, len(people))
    cashback = np.flatnonzero(place == words.INSTITUTIONS.index(plan.cashback_institution))
    cashback = cashback[some_of(draw("holdings.cashback"), len(cashback), _CAMPAIGN)]
    home = ALL_BRANCHES.index(plan.branch)
    sold_in = next(i for i, group in enumerate(BRANCHES) if plan.branch in group)
    old = np.flatnonzero((place == sold_in) & (positions(people["年龄段"], words.AGE_GROUPS) == _OLDEST))
    old = old[some_of(draw("holdings.old"), len(old), plan.sold)]

    client = np.concatenate([ordinary, cashback, old])
    part = np.repeat([0, 1, 2], [len(ordinary), len(cashback), len(old)])
    place, age, n = place[client], age[client], len(client)
    branch = _branches(draw("holdings.branch").uniform(n), place)
    branch = np.where(part == 2, home, branch)

    begun = np.concatenate(
        [
            draw("holdings.begun").integers(len(ordinary), 0, _LAST + 1),
            (plan.cashback_from - _FIRST).days
            + draw("holdings.begun.cashback").integers(len(cashback), 0, 42),
            (plan.sold_from - _FIRST).days + draw("holdings.begun.old").integers(len(old), 0, 56),
        ]
    )
    own = level(draw("holdings.level").uniform(n), np.array(_LEVEL)[age]) + 1
    lively = (branch == ALL_BRANCHES.index(plan.lively_branch)) & (age <= 1)
    # In life insurance nothing lies between 3 and 5.
    five = (place == 1) | (draw("holdings.lively").uniform(n) < 0.5)
    own = np.where(lively, 4 + five, own)
    share = np.where(part == 2, plan.above_level, np.where(age == _OLDEST, 0.03, 0.05))
    above = evenly(draw("holdings.above"), part, place, age == _OLDEST) < share
    # Above C5 there is nothing to sell.
    own = np.where(above, np.minimum(own, 3), own)
    product = _products(draw("holdings.product").uniform(n), place, own, above, lively)

    way = level(draw("holdings.way").uniform(n), (0.40, 0.35, 0.25))
    way = np.where(part == 1, CASHBACK, np.where(part == 2, WAYS.index("客户经理"), way))
    early = evenly(draw("holdings.early"), part, place) < np.where(part == 1, plan.ended_early, 0.10)
    lasts = np.where(
        early,
        draw("holdings.lasts.early").integers(n, 20, 90),
        draw("holdings.lasts").integers(n, 120, 900),
    )
    amount = level(draw("holdings.amount").uniform(n), (0.22, 0.38, 0.26, 0.10, 0.04))

    order = np.argsort(begun, kind="stable")
    first = np.datetime64(_FIRST, "D")
    ended = (begun + lasts)[order]
    end = (first + ended.astype("timedelta64[D]")).astype("datetime64[us]")
    end[ended >= _CUT] = np.datetime64("NaT")
    rows = people.iloc[client[order]]
    return pd.DataFrame(
        {
            "持有编号": pd.Series([f"C{i:05d}" for i in range(1, n + 1)], dtype="str"),
            "客户编号": rows["客户编号"].to_numpy(),
            "机构": rows["机构"].to_numpy(),
            "网点": named(ALL_BRANCHES, branch[order]),
            "年龄段": rows["年龄段"].to_numpy(),
            "产品": named(ALL_PRODUCTS, product[order]),
            "产品风险": named(("R1", "R2", "R3", "R4", "R5"), _RISK[product[order]] - 1),
            "客户风险": named(("C1", "C2", "C3", "C4", "C5"), own[order] - 1),
            "金额档": named(AMOUNTS, amount[order]),
            "来源": named(WAYS, way[order]),
            "开始日": (first + begun[order].astype("timedelta64[D]")).astype("datetime64[us]"),
            "结束日": end,
        }
    )


def _branches(numbers: Floats, place: Ints) -> Ints:
    counts = np.array([len(group) for group in BRANCHES])
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.asarray(firsts[place] + np.floor(numbers * counts[place]).astype(np.int64))


def _products(numbers: Floats, place: Ints, own: Ints, above: Flags, lively: Flags) -> Ints:
    """A product of the institution: above the customer's level where `above`, else at or below it."""
    risk = _RISK.reshape(len(words.INSTITUTIONS), -1)[place]
    fits = np.where(above[:, None], risk > own[:, None], risk <= own[:, None])
    liked = np.where(lively[:, None] & (risk >= 4), 9.0, 1.0)
    return np.asarray(place * risk.shape[1] + level(numbers, fits * liked))


TABLES = (Table("持有", COLUMNS, holdings),)
