"""The table 机器人会话: one row for each conversation with the group's chatbot, a sample of all of them.

Steps: who talks about what, when -> who asks for a person, and what comes of it -> held by the bot or not
-> who comes again within seven days, and what the customer says -> sorted by time.

For authors, what is planted:

1. Held but not solved (`hollow_intent`; class: 改预留手机). The bot holds 93% of these conversations (承接
   = True), more than of any other intent, but 45% (class; 41% to 53%) of the held ones come again within
   seven days, elsewhere one in ten. Solved = held and not come again, over all conversations: the gap
   between held and solved is the widest by far. Naive analyses that go wrong: ranking intents by 承接;
   counting the last seven days, in which 七日内再来 is still missing, as not come again; asking the bot for
   less 投诉, whose low share is as it should be.
2. Older customers held back (`refusing_institution`, `refusing_from`; class: 星桥银行, from 2026-11-02).
   From that day six in ten (class; 52% to 68%) of the requests for a person by customers of 60及以上 end as
   被拒绝 there (before and elsewhere one in fourteen), and two in three of those refused come again. The
   share held rises, which looks like progress. Naive analyses that go wrong: comparing 承接 before and
   after; looking at all ages, where it drowns.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from course.cases import vocabulary as words
from course.cases.clients import clients
from course.cases.sampling import Flags, evenly, level, named, positions
from course.cases.spec import Column, Source, Table
from course.cases.streams import Ints, Stream, exp, whole

INTENTS = (
    "查余额与明细",
    "改预留手机",
    "挂失",
    "费用与分期",
    "申购与赎回",
    "进度查询",
    "网点与时间",
    "投诉",
)
HANDOVERS = ("已接通", "被拒绝", "排队放弃")
CONNECTED, REFUSED, GAVE_UP = range(3)
_COMPLAINT = INTENTS.index("投诉")
_INTENT = (0.20, 0.12, 0.10, 0.14, 0.12, 0.14, 0.12, 0.06)
_ASKS = np.array([0.20, 0.32, 0.30, 0.28, 0.30, 0.26, 0.22, 0.86])
_SESSIONS, _OLDER = 1000, 110
_HOUR = (1, 1, 0, 0, 0, 1, 2, 4, 7, 9, 9, 8, 7, 7, 8, 8, 8, 7, 7, 8, 9, 8, 5, 3)
_OLDEST = len(words.AGE_GROUPS) - 1

COLUMNS = (
    Column("会话编号", "一次会话的编号，按开始时间排", pattern=r"B\d{5}", shown="B00001 起，不重复"),
    Column("客户编号", "客户的编号", pattern=r"K[123]\d{4}", shown="K 加五位数字，可以出现多次"),
    Column("机构", "客户找的机构", values=words.INSTITUTIONS),
    Column("年龄段", "客户的年龄段", "岁", values=words.AGE_GROUPS, missing="客户资料里没有留存"),
    Column("意图", "机器人判断客户为什么事来", values=INTENTS),
    Column("开始时间", "会话开始的时刻", "年-月-日 时：分：秒", shown="2026-10-12 至 2026-11-22"),
    Column("轮数", "一问一答算一轮", "轮", low=1, high=60, shown="大于 0 的整数"),
    Column("要求转人工", "客户有没有要求转人工", values=("True", "False")),
    Column("转人工结果", "要求之后怎么样了", values=HANDOVERS, missing="客户没有要求转人工"),
    Column("承接", "会话里没有接通人工，系统就记作机器人承接", values=("True", "False")),
    Column("客户说解决", "结束时客户自己说解决了没有", values=("是", "否"), missing="客户没有回答"),
    Column(
        "七日内再来",
        "七天内为同一件事又来过没有（机器人、热线或网点，按身份比对；本表是抽样，再来的那一次不一定在表里）",
        values=("是", "否"),
        missing="到 2026-11-22 还不满七天",
    ),
)


@dataclass(frozen=True)
class ChatbotPlan:
    """What is planted in 机器人会话 (see the module's head). Shares are between 0 and 1."""

    hollow_intent: str
    hollow_again: float
    refusing_institution: str
    refusing_from: date
    refused: float


CLASS_PLAN = ChatbotPlan("改预留手机", 0.45, "星桥银行", date(2026, 11, 2), 0.60)


def chatbot_plan(source: Source) -> ChatbotPlan:
    """What is planted in this world's 机器人会话; CLASS_PLAN in 班级数据."""
    if source.is_class:
        return CLASS_PLAN
    among = [int(number) for number in source.draw("chatbot.plan").integers(5, 0, 2520)]
    return ChatbotPlan(
        hollow_intent=INTENTS[among[0] % _COMPLAINT],
        hollow_again=0.41 + among[1] % 13 / 100,
        refusing_institution=words.INSTITUTIONS[among[2] % 3],
        refusing_from=words.FIRST_DAY + timedelta(days=17 + among[3] % 10),
        refused=0.52 + among[4] % 17 / 100,
    )


def chatbot(source: Source) -> pd.DataFrame:
    """The table 机器人会话 of a world, sorted by 开始时间."""
    plan, draw = chatbot_plan(source), source.draw
    people = clients(source)
    place = positions(people["机构"], words.INSTITUTIONS)
    age = positions(people["年龄段"], words.AGE_GROUPS)
    refusing = words.INSTITUTIONS.index(plan.refusing_institution)
    older = np.flatnonzero((place == refusing) & (age == _OLDEST))
    client = np.concatenate(
        [
            draw("chatbot.client").integers(_SESSIONS, 0, len(people)),
            older[draw("chatbot.older").integers(_OLDER, 0, len(older))],
        ]
    )
    n = len(client)
    affected = (place[client] == refusing) & (age[client] == _OLDEST)
    day = np.floor(evenly(draw("chatbot.day"), affected) * words.DAYS).astype(np.int64)
    second = draw("chatbot.hour").choice(n, _HOUR) * 3600 + draw("chatbot.second").integers(n, 0, 3600)
    start = day * 86_400 + second
    order = np.argsort(start, kind="stable")
    client, affected, day, start = client[order], affected[order], day[order], start[order]

    after = affected & (day >= (plan.refusing_from - words.FIRST_DAY).days)
    intent = level(evenly(draw("chatbot.intent"), affected, after), _INTENT)
    hollow = intent == INTENTS.index(plan.hollow_intent)
    usual = np.where(affected, np.maximum(0.5, _ASKS[intent]), _ASKS[intent])
    asks = evenly(draw("chatbot.asks"), intent, affected, after) < np.where(hollow & ~affected, 0.11, usual)
    handover = _handovers(draw("chatbot.handover"), plan, asks, hollow, after)
    held = handover != CONNECTED

    again = _comes_again(draw("chatbot.again"), plan, held, handover == REFUSED, hollow, intent)
    too_early = day >= words.DAYS - 7
    answers = evenly(draw("chatbot.answers"), again, held, hollow) < 0.42
    says = evenly(draw("chatbot.says"), again, held, hollow, answers) < np.where(
        again, 0.22, np.where(held, 0.88, 0.92)
    )
    turns = whole(exp(draw("chatbot.turns").normal(n) * 0.45) * np.where(handover == REFUSED, 9.0, 4.5)) + 1.0
    rows = people.iloc[client]
    return pd.DataFrame(
        {
            "会话编号": pd.Series([f"B{i:05d}" for i in range(1, n + 1)], dtype="str"),
            **{name: rows[name].to_numpy() for name in ("客户编号", "机构", "年龄段")},
            "意图": named(INTENTS, intent),
            "开始时间": np.datetime64(words.FIRST_DAY, "us") + start.astype("timedelta64[s]"),
            "轮数": np.minimum(turns, 60.0).astype(np.int64),
            "要求转人工": asks,
            "转人工结果": named(HANDOVERS, handover),
            "承接": held,
            "客户说解决": named(("是", "否"), np.where(answers, np.where(says, 0, 1), -1)),
            "七日内再来": named(("是", "否"), np.where(too_early, -1, np.where(again, 0, 1))),
        }
    )


def _handovers(stream: Stream, plan: ChatbotPlan, asks: Flags, hollow: Flags, after: Flags) -> Ints:
    """What became of each request; -1 where nobody asked."""
    usual = np.array([0.86, 0.07, 0.07])
    weights = np.where(hollow[:, None], [0.64, 0.18, 0.18], usual)
    refused = [(1.0 - plan.refused) * 0.8, plan.refused, (1.0 - plan.refused) * 0.2]
    weights = np.where(after[:, None], refused, weights)
    return np.where(asks, level(evenly(stream, asks, hollow, after), weights), -1)


def _comes_again(
    stream: Stream, plan: ChatbotPlan, held: Flags, refused: Flags, hollow: Flags, intent: Ints
) -> Flags:
    share = np.where(held, np.where(hollow, plan.hollow_again, 0.10), 0.06)
    share = np.where(refused, 0.68, share)
    return np.asarray(evenly(stream, np.where(refused, -1, intent), held, refused) < share)


TABLES = (Table("机器人会话", COLUMNS, chatbot),)
