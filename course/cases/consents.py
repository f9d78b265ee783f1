"""The table 授权: one row for each purpose that a customer agreed to, with the days it was given and ended.

Steps: some 560 customers, each asked once -> channel and day -> which purposes, and how they were ticked ->
who takes back what, when -> sorted by 授权日.

For authors, what is planted:

1. Bundled consent (`bundle_institution`, `bundle_channel`, `bundle_from`; class: 星桥银行, 手机App, from
   2026-07-06). From that day one tick covers all purposes there (取得方式 一揽子同意), so that everybody
   seems to agree to 营销推荐, 电话回访 and 对外提供; elsewhere 60%, 45% and 15% do, each by its own tick.
   Four in ten (class; 34% to 46%) of the bundled ones take it back within 30 days, against one in thirty.
   Naive analyses that go wrong: taking the share with 营销推荐 for success, where this place is the best;
   counting bundled consents as valid for 对外提供, which needs a separate one; looking at all months
   together.
2. The late withdrawals (`LATE_FROM`): in every institution some 16 customers take 营销推荐 back from
   2026-11-12 on. Whoever forgets the dates counts contacts before that day as breaches (see 活动).

A purpose without a row was not agreed to: there is no row that says no.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from course.cases import vocabulary as words
from course.cases.clients import clients
from course.cases.sampling import Flags, evenly, level, named, positions
from course.cases.spec import Column, Source, Table
from course.cases.streams import Ints

PURPOSES = ("服务通知", "营销推荐", "电话回访", "对外提供")
SERVICE, MARKETING, FOLLOW_UP, SHARING = range(4)
CHANNELS = ("网点", "手机App", "电话", "在线")
WAYS = ("单独勾选", "口头录音", "一揽子同意")
_CUSTOMERS = 560
_AGREE = (1.0, 0.60, 0.45, 0.15)
_CHANNEL = (0.36, 0.44, 0.10, 0.10)
_FIRST = date(2025, 11, 3)
_LAST = (date(2026, 11, 10) - _FIRST).days
_CUT = (words.CUTOFF - _FIRST).days
LATE_FROM = date(2026, 11, 12)
_LATE = 16

COLUMNS = (
    Column("授权编号", "一项授权的编号，按授权日排", pattern=r"S\d{5}", shown="S00001 起，不重复"),
    Column("客户编号", "客户的编号", pattern=r"K[123]\d{4}", shown="K 加五位数字，每个目的最多一行"),
    Column("机构", "取得授权的机构", values=words.INSTITUTIONS),
    Column("年龄段", "客户的年龄段", "岁", values=words.AGE_GROUPS, missing="客户资料里没有留存"),
    Column("目的", "同意用来做什么；没有那一行就是没有同意", values=PURPOSES),
    Column("取得渠道", "在哪里同意的", values=CHANNELS),
    Column(
        "取得方式",
        "单独勾选或口头录音 = 这一个目的单独问过；一揽子同意 = 一次勾选包住所有目的",
        values=WAYS,
    ),
    Column("授权日", "同意的那一天，当天起有效", "年-月-日", shown="2025-11-03 至 2026-11-10"),
    Column(
        "撤回日",
        "客户撤回的那一天，当天起无效",
        "年-月-日",
        shown="晚于授权日",
        missing="到 2026-11-23 没有撤回",
    ),
)


@dataclass(frozen=True)
class ConsentPlan:
    """What is planted in 授权 (see the module's head). Shares are between 0 and 1."""

    bundle_institution: str
    bundle_channel: str
    bundle_from: date
    bundle_withdrawn: float


CLASS_PLAN = ConsentPlan("星桥银行", "手机App", date(2026, 7, 6), 0.40)


def consent_plan(source: Source) -> ConsentPlan:
    """What is planted in this world's 授权; CLASS_PLAN in 班级数据."""
    if source.is_class:
        return CLASS_PLAN
    among = [int(number) for number in source.draw("consents.plan").integers(4, 0, 2520)]
    return ConsentPlan(
        bundle_institution=words.INSTITUTIONS[among[0] % 3],
        bundle_channel=CHANNELS[among[1] % 2],
        bundle_from=date(2026, 5, 4) + timedelta(weeks=among[2] % 14),
        bundle_withdrawn=0.34 + among[3] % 13 / 100,
    )


def consents(source: Source) -> pd.DataFrame:
    """The table 授权 of a world, sorted by 授权日."""
    plan, draw = consent_plan(source), source.draw
    everybody = clients(source)
    place = positions(everybody["机构"], words.INSTITUTIONS)
    asked = evenly(draw("consents.asked"), place) < _CUSTOMERS / len(everybody)
    people, place = everybody[asked], place[asked]
    n = len(people)

    channel = level(evenly(draw("consents.channel"), place), _CHANNEL)
    # The square root of an even number leans to the end: most are asked in the later months.
    day = np.floor(np.sqrt(evenly(draw("consents.day"), place, channel)) * _LAST).astype(np.int64)
    bundled = place == words.INSTITUTIONS.index(plan.bundle_institution)
    bundled &= (channel == CHANNELS.index(plan.bundle_channel)) & (day >= (plan.bundle_from - _FIRST).days)
    by_voice = channel == CHANNELS.index("电话")

    agreed = np.zeros((n, len(PURPOSES)), dtype=np.bool_)
    for purpose, share in enumerate(_AGREE):
        numbers = evenly(draw(f"consents.agree.{purpose}"), place, channel, bundled)
        agreed[:, purpose] = bundled | (numbers < share)
    person, purpose_of = np.nonzero(agreed)
    rows = people.iloc[person]
    bundled, begun, place = bundled[person], day[person], place[person]
    back = _withdrawn(source, plan, bundled, purpose_of, begun, place)

    way = np.where(by_voice[person], 1, 0)
    way = np.where(bundled, 2, way)
    order = np.argsort(begun, kind="stable")
    first = np.datetime64(_FIRST, "D")
    back = back[order]
    taken = (first + back.astype("timedelta64[D]")).astype("datetime64[us]")
    taken[back >= _CUT] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "授权编号": pd.Series([f"S{i:05d}" for i in range(1, len(order) + 1)], dtype="str"),
            **{name: rows[name].to_numpy()[order] for name in ("客户编号", "机构", "年龄段")},
            "目的": named(PURPOSES, purpose_of[order]),
            "取得渠道": named(CHANNELS, channel[person][order]),
            "取得方式": named(WAYS, way[order]),
            "授权日": (first + begun[order].astype("timedelta64[D]")).astype("datetime64[us]"),
            "撤回日": taken,
        }
    )


def _withdrawn(
    source: Source, plan: ConsentPlan, bundled: Flags, purpose: Ints, begun: Ints, place: Ints
) -> Ints:
    """The day each consent is taken back; beyond the cut-off day when it is not."""
    draw, n = source.draw, len(begun)
    optional = purpose != SERVICE
    soon = evenly(draw("consents.soon"), bundled, optional) < np.where(bundled, plan.bundle_withdrawn, 1 / 30)
    later = evenly(draw("consents.later"), place, purpose) < 0.28
    back = np.full(n, _CUT, dtype=np.int64)
    span = np.maximum(1, (LATE_FROM - _FIRST).days - begun - 31)
    some_day = begun + 31 + np.floor(draw("consents.later.day").uniform(n) * span).astype(np.int64)
    back = np.where(optional & later & (some_day < (LATE_FROM - _FIRST).days), some_day, back)
    back = np.where(optional & soon, begun + draw("consents.soon.day").integers(n, 2, 31), back)

    # By lot among those who still agree in each institution.
    still = (purpose == MARKETING) & (back >= _CUT) & (begun < (date(2026, 10, 12) - _FIRST).days)
    lot = np.where(still, draw("consents.late").uniform(n), 2.0)
    late_day = (LATE_FROM - _FIRST).days + draw("consents.late.day").integers(n, 0, 11)
    for institution in range(len(words.INSTITUTIONS)):
        mine = np.argsort(np.where(place == institution, lot, 3.0), kind="stable")[:_LATE]
        mine = mine[lot[mine] < 1.0]
        back[mine] = late_day[mine]
    return back


TABLES = (Table("授权", COLUMNS, consents),)
