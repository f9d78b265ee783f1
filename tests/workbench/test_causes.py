"""What is planted can be found in the workbench: no code, no second table, one look for each cause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from course.cases.access import access_plan, curious
from course.cases.campaigns import campaign_plan
from course.cases.chatbot import chatbot_plan
from course.cases.consents import consent_plan
from course.cases.holdings import holding_plan
from course.cases.scorecards import scorecard_plan
from course.cases.surveys import survey_plan
from course.cases.transcripts import transcript_plan
from course.cases.vocabulary import WEEKDAYS
from course.cases.workbench.answering import make
from course.cases.world import World

TRAINEES = ["demo", "li", "wang", "anan"]
Looks = dict[str, tuple[dict[str, Any], Callable[[World], tuple[object, ...]]]]


def where(column: str, op: str = "等于", value: object = "", part: str = "") -> dict[str, Any]:
    return {"column": column, "part": part, "op": op, "value": value}


def share(*condition: Any) -> dict[str, Any]:
    return {"name": "数", "kind": "占比", "condition": where(*condition)}


def number(kind: str, column: str = "") -> dict[str, Any]:
    return {"name": "数", "kind": kind, "column": column}


def look(
    table: str, groups: list[str], measure: dict[str, Any], *filters: dict[str, Any], lowest: bool = False
) -> dict[str, Any]:
    """Returns a spec whose first row is the answer. groups: columns, with a part behind a point."""
    parted = [group.partition(".") for group in groups]
    return {
        "table": table,
        "filters": list(filters),
        "groups": [{"column": column, "part": part} for column, _, part in parted],
        "measures": [measure],
        "sort": {"column": "数", "descending": not lowest},
        "top": 1,
    }


FIXED: Looks = {
    "outage": (
        look("联络", ["渠道", "开始时间.日期"], number("最大", "等待秒"),
             where("渠道", "属于", ["在线", "手机App"])),
        lambda world: (world.plan.outage_channel, world.plan.outage_day),
    ),
    "understaffing": (
        look("排班", ["机构", "日期.星期"], number("合计", "缺岗人数"), where("渠道", "等于", "电话")),
        lambda world: (world.plan.understaffed_institution, WEEKDAYS[world.plan.understaffed_weekday]),
    ),
    "repeat loop": (
        look("联络", ["业务类型"], share("七天内又来", "等于", "是")),
        lambda world: (world.plan.loop_business,),
    ),
    "fee change": (
        look("工单", ["业务类型", "受理日.所在周"], number("件数"), where("类型", "等于", "投诉"),
             where("联络编号", "不为空")),
        lambda world: (world.plan.fee_business, world.plan.fee_day),
    ),
    "passing on": (
        look("联络", ["机构", "班组"], share("结果", "等于", "转办"), where("渠道", "等于", "电话")),
        lambda world: (world.plan.transfer_institution, world.plan.transfer_team),
    ),
    "lenient rater": (
        look("质检", ["质检员"], number("平均", "风险提示")),
        lambda world: (scorecard_plan(world).lenient_rater,),
    ),
    "bundled consent": (
        look("授权", ["机构", "取得渠道"], number("件数"), where("取得方式", "等于", "一揽子同意")),
        lambda world: (consent_plan(world).bundle_institution, consent_plan(world).bundle_channel),
    ),
    "reached after the consent was taken back": (
        look("活动", ["活动编号"], number("件数"), where("撤回后天数", "不小于", 0)),
        lambda world: (campaign_plan(world).breach_campaign,),
    ),
    "reached without ever a consent": (
        look("活动", ["活动编号"], share("营销授权日", "为空")),
        lambda world: (campaign_plan(world).breach_campaign,),
    ),
    "mis-selling": (
        look("持有", ["网点"], number("件数"), where("超出承受", "等于", "是"),
             where("年龄段", "等于", "60及以上")),
        lambda world: (holding_plan(world).branch,),
    ),
    "bought loyalty": (
        look("持有", ["来源"], share("持有天数", "不大于", "90"), where("开始日", "不大于", "2026-08-25")),
        lambda world: ("返现活动",),
    ),
    "held but not solved": (
        look("机器人会话", ["意图"], share("七日内再来", "等于", "是"), where("承接", "等于", "是"),
             where("七日内再来", "不为空")),
        lambda world: (chatbot_plan(world).hollow_intent,),
    ),
    "the curious agent": (
        look("访问日志", ["员工", "客户编号"], number("件数"), where("夜里", "等于", "是"),
             where("联络编号", "为空"), where("工单编号", "为空")),
        curious,
    ),
    "the split export": (
        look("访问日志", ["员工", "时刻.所在周"], number("合计", "条数"), where("操作", "等于", "导出"),
             where("工单编号", "为空")),
        lambda world: (access_plan(world).splitting_staff, access_plan(world).splitting_from),
    ),
}  # fmt: skip


def first(world: World, spec: dict[str, Any]) -> tuple[object, ...]:
    row = make(spec, {"我的数据": world, "班级数据": world}).result.iloc[0]
    values = [row.iloc[place] for place in range(len(spec["groups"]))]
    return tuple(value.date() if hasattr(value, "date") else value for value in values)


@pytest.mark.parametrize("trainee", TRAINEES)
@pytest.mark.parametrize("cause", FIXED)
def test_the_first_row_is_the_cause(cause: str, trainee: str) -> None:
    world = World("ch01", trainee)
    spec, planted = FIXED[cause]
    if cause == "lenient rater":
        spec = look("质检", ["质检员"], number("平均", scorecard_plan(world).lenient_item))
    assert first(world, spec) == planted(world)


@pytest.mark.parametrize("trainee", TRAINEES)
def test_causes_that_begin_on_a_day(trainee: str) -> None:
    world = World("ch01", trainee)
    cards, bot = scorecard_plan(world), chatbot_plan(world)
    old = where("年龄段", "等于", "60及以上")
    fatal = look(
        "质检", ["机构"], share("致命项合格", "等于", "是"),
        where("联络日", "不小于", f"{cards.fatal_from}"), lowest=True,
    )  # fmt: skip
    assert first(world, fatal) == (cards.fatal_institution,)
    refused = look(
        "机器人会话", ["机构"], share("转人工结果", "等于", "被拒绝"), old,
        where("要求转人工", "等于", "是"), where("开始时间", "不小于", f"{bot.refusing_from}"),
    )  # fmt: skip
    assert first(world, refused) == (bot.refusing_institution,)


def changes(
    world: World, table: str, measure: dict[str, Any], day: dict[str, Any], *more: Any
) -> dict[str, float]:
    """Returns by institution what the second look, from that day on, shows more than the first."""
    looks = []
    for op in ("小于", "不小于"):
        spec = look(table, ["机构"], measure, day | {"op": op}, *more) | {"top": None}
        looks.append(dict(make(spec, {"我的数据": world}).result.itertuples(index=False)))
    return {name: looks[1][name] - looks[0][name] for name in looks[0]}


@pytest.mark.parametrize("trainee", TRAINEES)
def test_what_shows_before_and_after_a_day(trainee: str) -> None:
    world = World("ch01", trainee)
    plan, begging = world.plan, survey_plan(world)
    day = where("开始时间", value=f"{plan.lockout_day}")
    old = where("年龄段", "等于", "60及以上")
    by_app = changes(world, "联络", share("渠道", "等于", "手机App"), day, old)
    assert min(by_app, key=by_app.__getitem__) == plan.lockout_institution
    day = where("邀请日", value=f"{begging.begging_from}")
    at_once = where("作答方式", "等于", "当次作答")
    promoted = changes(world, "回访", number("平均", "推荐净值分"), day, at_once)
    content = changes(world, "回访", number("平均", "满意度"), day, at_once)
    assert max(promoted, key=promoted.__getitem__) == begging.begging_institution
    assert promoted[begging.begging_institution] > 20
    assert abs(content[begging.begging_institution]) < 0.5


@pytest.mark.parametrize("trainee", TRAINEES)
def test_what_only_a_second_number_shows(trainee: str) -> None:
    world = World("ch01", trainee)
    big = where("渠道", "属于", ["电话", "在线", "手机App"])
    later = look(
        "回访", ["渠道"], number("平均", "满意度"), big, where("作答方式", "等于", "补访作答"), lowest=True
    )
    assert first(world, later) == (survey_plan(world).silent_channel,)
    floor = {
        "table": "对话记录",
        "groups": [{"column": "业务类型"}],
        "measures": [
            {"name": "坐席", "kind": "合计", "column": "坐席秒数"},
            {"name": "全部", "kind": "合计", "column": "秒数"},
            {"name": "数", "kind": "相除", "column": "坐席", "over": "全部"},
        ],
        "sort": {"column": "数", "descending": True},
    }
    assert first(world, floor) == (transcript_plan(world).talkative_business,)
    slow = {"table": "联络", "groups": [{"column": "技能"}], "measures": [number("平均", "处理分钟")]}
    hard = slow | {"filters": [where("业务类型", "属于", ["贷款", "理赔", "退保", "出入金"])]}
    everything = dict(make(slow, {"我的数据": world}).result.itertuples(index=False))
    same_matter = dict(make(hard, {"我的数据": world}).result.itertuples(index=False))
    assert everything["疑难"] > everything["普通"]
    assert same_matter["疑难"] < same_matter["普通"]
