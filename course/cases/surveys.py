"""The table 回访: one row for each customer who was asked after a contact, answered or not.

Steps: contacts that were served -> seven in ten are asked -> who had a bad experience (hidden) -> who
answers at once, who only when rung up later (补访) -> the three scores and whether the matter is solved.

For authors, what is planted:

1. The silent channel (`silent_channel`; class: 手机App). Two in five of those who used it had a bad
   experience (elsewhere one in five; more after 转办 or a repeat), but of these only 5% answer at once
   (class; 3% to 7%), against 42% elsewhere. So the mean of 满意度 over 当次作答 makes it the best of the
   big three channels, while in truth it is the worst of them. The truth can be had from the table: one in
   three who were silent was rung up (补访, drawn by lot, everybody answers); weigh the two groups with
   their numbers: mean = share answered x mean of 当次作答 + share silent x mean of 补访. Naive analyses
   that go wrong: the mean over 当次作答; the mean over all answers (补访 counts too little); the channel
   with the highest share of answers taken as the most content.
2. Begging for marks (`begging_institution`, `begging_from`; class: 星桥证券 from 2026-11-02). From that day
   the agents of one institution ask for a nine or a ten. Three in four (class; 66% to 84%) of those who
   would have given 6 to 8 do so: 推荐净值 (share of 9-10 less share of 0-6 among 当次作答) rises by more
   than 20 points, while 满意度, 费力程度 and 自述解决 stay as they were. Naive analysis that goes wrong:
   taking the rise for better service; comparing institutions by NPS alone.

The channels of cause 1 are 电话, 在线 and 手机App; 网点 has too few rows to rank.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from course.cases import vocabulary as words
from course.cases.sampling import Flags, evenly, level, named, positions
from course.cases.spec import Column, Source, Table
from course.cases.streams import Floats, Ints, Stream

Draw = Callable[[str], Stream]

ANSWERS = ("当次作答", "补访作答", "未作答")
AT_ONCE, LATER, SILENT = range(3)
_WAYS = ("短信", "电话回访", "手机App推送")
_WAY_OF_CHANNEL = ((0.7, 0.3, 0.0), (0.8, 0.2, 0.0), (0.5, 0.5, 0.0), (0.1, 0.0, 0.9))
_NO_ANSWER = "客户没有作答，不是 0 分"

COLUMNS = (
    Column("回访编号", "一次回访邀请的编号", pattern=r"H\d{5}", shown="H00001 起，不重复"),
    Column("联络编号", "回访的是哪一次联络，对应「联络」表", pattern=r"L\d{5}", shown="不重复"),
    Column("客户编号", "客户的编号", pattern=r"K[123]\d{4}", shown="K 加五位数字"),
    Column("机构", "接待客户的机构", values=words.INSTITUTIONS),
    Column("渠道", "那一次联络的渠道", values=words.CHANNELS),
    Column("业务类型", "客户为什么事找来", values=words.ALL_BUSINESSES),
    Column("邀请日", "邀请作答的那一天，与联络同一天", "年-月-日", shown="2026-10-12 至 2026-11-22"),
    Column("邀请方式", "用什么方式邀请", values=_WAYS),
    Column(
        "作答方式",
        "当次作答 = 收到邀请就答；补访作答 = 没有答的人里抽签三分之一，打电话补问到的；未作答 = 一直没有答",
        values=ANSWERS,
    ),
    Column(
        "满意度",
        "对这一次服务满意吗（CSAT），5 分最高",
        "分",
        low=1,
        high=5,
        shown="1 至 5 的整数",
        missing=_NO_ANSWER,
    ),
    Column(
        "推荐意愿",
        "有多愿意推荐给亲友（NPS 的问题）；9 至 10 推荐者，7 至 8 中立者，0 至 6 贬损者",
        "分",
        low=0,
        high=10,
        shown="0 至 10 的整数",
        missing=_NO_ANSWER,
    ),
    Column(
        "费力程度",
        "办成这件事费了多大力（CES），7 分最费力，分数越低越好",
        "分",
        low=1,
        high=7,
        shown="1 至 7 的整数",
        missing=_NO_ANSWER,
    ),
    Column("自述解决", "客户说这件事解决了没有", values=("是", "否"), missing=_NO_ANSWER),
)

_SATISFIED = ((0.01, 0.03, 0.11, 0.40, 0.45), (0.30, 0.32, 0.24, 0.11, 0.03))  # good; bad
_RECOMMEND = (
    (0.0, 0.0, 0.0, 0.01, 0.02, 0.04, 0.07, 0.16, 0.26, 0.24, 0.20),
    (0.13, 0.08, 0.11, 0.13, 0.12, 0.14, 0.10, 0.09, 0.06, 0.03, 0.01),
)
_EFFORT = ((0.30, 0.32, 0.20, 0.10, 0.05, 0.02, 0.01), (0.02, 0.05, 0.10, 0.18, 0.25, 0.24, 0.16))


@dataclass(frozen=True)
class SurveyPlan:
    """What is planted in 回访 (see the module's head). Shares are between 0 and 1."""

    silent_channel: str
    silent_answer: float
    begging_institution: str
    begging_from: date
    begging_share: float


CLASS_PLAN = SurveyPlan("手机App", 0.04, "星桥证券", date(2026, 11, 2), 0.75)


def survey_plan(source: Source) -> SurveyPlan:
    """What is planted in this world's 回访; CLASS_PLAN in 班级数据."""
    if source.is_class:
        return CLASS_PLAN
    among = source.draw("surveys.plan").integers(5, 0, 60)
    return SurveyPlan(
        silent_channel=words.CHANNELS[(words.PHONE, words.CHAT, words.APP)[among[0] % 3]],
        silent_answer=0.02 + int(among[1]) % 5 / 100,
        begging_institution=words.INSTITUTIONS[among[2] % 3],
        begging_from=words.FIRST_DAY + timedelta(days=16 + int(among[3]) % 10),
        begging_share=0.66 + int(among[4]) % 19 / 100,
    )


def surveys(source: Source) -> pd.DataFrame:
    """The table 回访 of a world, in the order of its contacts."""
    plan, draw = survey_plan(source), source.draw
    contacts = source.built("联络")
    again = _comes_back(contacts)
    served = np.flatnonzero((contacts["结果"] != words.OUTCOMES[words.ABANDONED]).to_numpy())
    institution = positions(contacts["机构"], words.INSTITUTIONS)
    channel = positions(contacts["渠道"], words.CHANNELS)
    chosen = evenly(draw("surveys.asked"), institution[served], channel[served]) < 0.7
    rows = contacts.iloc[served[chosen]]
    institution, channel = institution[served[chosen]], channel[served[chosen]]
    n = len(rows)

    day = rows["开始时间"].to_numpy().astype("datetime64[D]")
    there = institution == words.INSTITUTIONS.index(plan.begging_institution)
    after = day >= np.datetime64(plan.begging_from, "D")
    begging = there & after
    silent = channel == words.CHANNELS.index(plan.silent_channel)
    # Shares are kept within each channel, and before and after marks are begged for.
    block = np.where(there, 10 + silent, channel) + 20 * after
    failed = (rows["结果"] == words.OUTCOMES[words.PASSED_ON]).to_numpy() | again[served[chosen]]
    bad = _bad(draw("surveys.bad"), block, failed, silent)

    way = _ways(draw("surveys.way"), channel)
    answer = _answers(draw, plan, block, bad, silent)
    groups = (block, bad, answer)
    satisfied = level(evenly(draw("surveys.satisfied"), *groups), np.array(_SATISFIED)[bad.astype(int)]) + 1
    recommend = level(evenly(draw("surveys.recommend"), *groups), np.array(_RECOMMEND)[bad.astype(int)])
    asked_for = begging & (answer == AT_ONCE) & (recommend >= 6) & (recommend <= 8)
    gives = asked_for & (evenly(draw("surveys.begging"), asked_for) < plan.begging_share)
    recommend = np.where(gives, 9 + draw("surveys.begging.mark").integers(n, 0, 2), recommend)
    effort = level(evenly(draw("surveys.effort"), *groups), np.array(_EFFORT)[bad.astype(int)]) + 1
    unsolved = evenly(draw("surveys.solved"), *groups) < np.where(bad, 0.7, 0.06)

    def answered(scores: Ints) -> Floats:
        return np.where(answer == SILENT, np.nan, scores)

    return pd.DataFrame(
        {
            "回访编号": pd.Series([f"H{i:05d}" for i in range(1, n + 1)], dtype="str"),
            **{name: rows[name].array for name in ("联络编号", "客户编号", "机构", "渠道", "业务类型")},
            "邀请日": day.astype("datetime64[us]"),
            "邀请方式": named(_WAYS, way),
            "作答方式": named(ANSWERS, answer),
            "满意度": answered(satisfied),
            "推荐意愿": answered(recommend),
            "费力程度": answered(effort),
            "自述解决": named(("是", "否"), np.where(answer == SILENT, -1, unsolved.astype(np.int64))),
        }
    )


def _comes_back(contacts: pd.DataFrame) -> Flags:
    """Whether the customer contacts again within seven days about the same business."""
    following = contacts.groupby(["客户编号", "业务类型"])["开始时间"].shift(-1)
    return np.asarray((following - contacts["开始时间"] <= pd.Timedelta(days=7)).to_numpy(dtype=bool))


def _bad(stream: Stream, block: Ints, failed: Flags, silent: Flags) -> Flags:
    share = np.where(silent, np.where(failed, 0.68, 0.40), np.where(failed, 0.42, 0.18))
    return np.asarray(evenly(stream, block, failed) < share)


def _ways(stream: Stream, channel: Ints) -> Ints:
    return level(stream.uniform(len(channel)), np.array(_WAY_OF_CHANNEL)[channel])


def _answers(draw: Draw, plan: SurveyPlan, block: Ints, bad: Flags, silent: Flags) -> Ints:
    share = np.where(silent, np.where(bad, plan.silent_answer, 0.60), np.where(bad, 0.42, 0.46))
    at_once = evenly(draw("surveys.answers"), block, bad) < share
    rung_up = ~at_once & (evenly(draw("surveys.later"), block, bad, at_once) < 1 / 3)
    return np.where(at_once, AT_ONCE, np.where(rung_up, LATER, SILENT))


TABLES = (Table("回访", COLUMNS, surveys),)
