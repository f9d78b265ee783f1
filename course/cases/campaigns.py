"""The table 活动: one row for each customer whom a marketing campaign reached.

Steps: six campaigns, two in each institution -> whom they may reach (营销推荐 agreed to and not taken back
on that day) -> the breaches -> what the customers did -> sorted by 触达日.

For authors, what is planted (to be found by joining with 授权, 目的 = 营销推荐):

1. Breaches (`breach_campaign`; class: HD04). One campaign reaches 15 to 21 customers without a valid
   consent: 7 to 9 after their 撤回日 and the others without ever having agreed; every other campaign at
   most two. A contact is allowed when 授权日 <= 触达日 and 撤回日 is empty or after 触达日.
2. The decoy (`decoy_campaign`; class: HD02). It reaches 12 to 15 customers who take their consent back
   afterwards (撤回日 after 触达日): allowed, every one. Its share of 退订 is the highest. Naive analyses
   that go wrong: counting everybody with a 撤回日 as a breach, which puts the decoy first; looking only for
   customers without a row, which misses those who took it back; taking 服务通知 for consent to marketing.
3. Sales against nuisance (`pushy_campaign`; class: HD05). It sells best (办理 28% (class; 24% to 32%),
   others 8%) and is complained about most (投诉 12% against 1%). Naive analysis that goes wrong: ranking
   campaigns by 办理 alone.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from course.cases import vocabulary as words
from course.cases.consents import PURPOSES
from course.cases.contacts import text
from course.cases.sampling import evenly, level, named, some_of
from course.cases.spec import Column, Source, Table
from course.cases.streams import Ints, Stream

CAMPAIGNS = ("HD01", "HD02", "HD03", "HD04", "HD05", "HD06")
_TITLES = ("信用卡分期优惠", "年末理财季", "保单年检", "养老保障月", "开户有礼", "投顾体验周")
_WAYS = ("短信", "外呼", "手机App推送")
REACTIONS = ("无反应", "点开或接听", "办理", "退订", "投诉")
_NOTHING, _OPENED, _BOUGHT, _UNSUBSCRIBED, _COMPLAINED = range(5)
_ORDINARY = (0.58, 0.30, 0.08, 0.03, 0.01)
_REACHED = 110
_DAYS = 14

COLUMNS = (
    Column("触达编号", "一次触达的编号，按触达日排", pattern=r"M\d{4}", shown="M0001 起，不重复"),
    Column("活动编号", "哪一个营销活动", values=CAMPAIGNS),
    Column("活动名称", "活动的名称", values=_TITLES),
    Column("机构", "办活动的机构", values=words.INSTITUTIONS),
    Column("客户编号", "触达的客户", pattern=r"K[123]\d{4}", shown="K 加五位数字，同一活动里不重复"),
    Column("触达日", "联系客户的那一天", "年-月-日", shown="2026-10-12 至 2026-11-11"),
    Column("触达方式", "怎么联系的", values=_WAYS),
    Column("反应", "客户做了什么", values=REACTIONS),
)


@dataclass(frozen=True)
class CampaignPlan:
    """What is planted in 活动 (see the module's head). starts: the first day of each campaign."""

    breach_campaign: str
    breaches_after: int
    breaches_never: int
    decoy_campaign: str
    decoys: int
    pushy_campaign: str
    pushy_sales: float
    starts: tuple[date, ...]


def _starts(offsets: Ints) -> tuple[date, ...]:
    return tuple(words.FIRST_DAY + timedelta(days=int(offset)) for offset in offsets)


CLASS_PLAN = CampaignPlan("HD04", 9, 10, "HD02", 14, "HD05", 0.28, _starts(np.array([1, 14, 3, 10, 8, 16])))


def campaign_plan(source: Source) -> CampaignPlan:
    """What is planted in this world's 活动; CLASS_PLAN in 班级数据."""
    if source.is_class:
        return CLASS_PLAN
    stream = source.draw("campaigns.plan")
    breach, decoy, pushy = (CAMPAIGNS[i] for i in _shuffled(stream)[:3])
    among = [int(number) for number in stream.integers(4, 0, 2520)]
    return CampaignPlan(
        breach_campaign=breach,
        breaches_after=7 + among[0] % 3,
        breaches_never=8 + among[1] % 5,
        decoy_campaign=decoy,
        decoys=12 + among[2] % 4,
        pushy_campaign=pushy,
        pushy_sales=0.24 + among[3] % 9 / 100,
        starts=_starts(stream.integers(len(CAMPAIGNS), 1, 17)),
    )


def campaigns(source: Source) -> pd.DataFrame:
    """The table 活动 of a world, sorted by 触达日."""
    plan, draw = campaign_plan(source), source.draw
    table = source.built("授权")
    columns = ("客户编号", "机构", "目的")
    customer, institution, purpose = (table[name].to_numpy(dtype=object) for name in columns)
    given, back = table["授权日"].to_numpy(), table["撤回日"].to_numpy()
    parts = []
    for number, campaign in enumerate(CAMPAIGNS):
        start = np.datetime64(plan.starts[number], "us")
        end = start + np.timedelta64(_DAYS - 1, "D")
        here = institution == words.INSTITUTIONS[number // 2]
        marketing = here & (purpose == PURPOSES[1])
        with_consent = set(customer[marketing])
        without = np.array([name not in with_consent for name in customer], dtype=np.bool_)
        open_ = marketing & (given <= start)

        lot = draw(f"campaigns.reached.{number}")
        is_breach, is_decoy = campaign == plan.breach_campaign, campaign == plan.decoy_campaign
        chosen = [
            _lot(lot, customer[open_ & ~(back <= np.datetime64(words.CUTOFF, "us"))], _REACHED),
            _lot(lot, customer[open_ & (back <= start)], plan.breaches_after if is_breach else 1),
            _lot(lot, customer[here & without & (purpose == PURPOSES[0])],
                 plan.breaches_never if is_breach else 1),
            _lot(lot, customer[open_ & (back > end)], plan.decoys if is_decoy else 1),
        ]  # fmt: skip
        parts.append(_one(plan, number, chosen, start, lot))
    campaign_of, names, days, ways, reactions = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(days, kind="stable")
    campaign_of = campaign_of[order]
    return pd.DataFrame(
        {
            "触达编号": text([f"M{i:04d}" for i in range(1, len(order) + 1)]),
            "活动编号": named(CAMPAIGNS, campaign_of),
            "活动名称": named(_TITLES, campaign_of),
            "机构": named(words.INSTITUTIONS, campaign_of // 2),
            "客户编号": text(names[order]),
            "触达日": days[order],
            "触达方式": named(_WAYS, ways[order]),
            "反应": named(REACTIONS, reactions[order]),
        }
    )


def _one(
    plan: CampaignPlan, number: int, chosen: list[NDArray[np.object_]], start: np.datetime64, stream: Stream
) -> tuple[Ints, NDArray[np.object_], NDArray[np.datetime64], Ints, Ints]:
    """Campaign, customer, day, way and reaction of the contacts of one campaign.

    chosen: allowed, taken back before, never given, taken back after.
    """
    part = np.repeat(np.arange(4), [len(names) for names in chosen])
    n = len(part)
    weights = np.array(_ORDINARY)
    if CAMPAIGNS[number] == plan.pushy_campaign:
        weights = np.array([0.57 - plan.pushy_sales, 0.28, plan.pushy_sales, 0.03, 0.12])
    reaction = level(evenly(stream, np.zeros(n, dtype=np.int64)), weights)
    reaction = np.where((part > 0) & (reaction == _BOUGHT), _OPENED, reaction)
    reaction = np.where(part == 3, _UNSUBSCRIBED, reaction)
    days = (start + stream.integers(n, 0, _DAYS).astype("timedelta64[D]")).astype("datetime64[us]")
    ways = level(stream.uniform(n), (0.5, 0.3, 0.2))
    return np.full(n, number), np.concatenate(chosen), days, ways, reaction


def _lot(stream: Stream, names: NDArray[np.object_], count: int) -> NDArray[np.object_]:
    return names[some_of(stream, len(names), count)]


def _shuffled(stream: Stream) -> Ints:
    return np.argsort(stream.uniform(len(CAMPAIGNS)), kind="stable")


TABLES = (Table("活动", COLUMNS, campaigns),)
