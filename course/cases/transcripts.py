"""The table 对话记录: one row for each turn of 72 telephone calls, by line number; and the planted faults.

Steps: telephone contacts that were served, 24 in each institution -> which faults, careful lines and
monologues each call holds -> its turns, one after the other -> seconds from the length of what is said.

For authors, what is planted; `faults` says which line holds which fault:

1. A habit that keyword search misjudges (`habit`, `habit_institution`, `habit_from`; class: 索要验证码 in
   星桥人寿 from 2026-11-02). From that day six in ten (class; 54% to 68%) of the calls of one institution
   hold one and the same fault (索要验证码, 承诺收益或结果 or 劝阻投诉), elsewhere and before one in forty.
   In `careful_institution` (class: 星桥银行) seven in ten of the calls hold the same word in a line that is
   right (提醒您，验证码谁要都别给). Naive analyses that go wrong: counting lines that hold the keyword
   (验证码, 保证, 投诉), which puts the careful institution first; looking at all six weeks together.
2. Who holds the floor (`talkative_business`; class: 理赔). In calls about one business type agents give two
   or three monologues in the house's own jargon: they speak for four fifths (others: three fifths) of the
   seconds, and the customer says 没听懂. Naive analyses that go wrong: counting turns, which alternate as
   ever; averaging over the institution.

Besides, one call in three holds one of the other faults at random.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from course.cases import transcript_lines as lines
from course.cases import vocabulary as words
from course.cases.sampling import Flags, evenly, positions, some_of
from course.cases.spec import Column, Source, Table
from course.cases.streams import Floats, Ints

AGENT, CUSTOMER = "坐席", "客户"
HABITS = tuple(lines.KEYWORDS)
_CALLS = 24
_PICKS = 20

COLUMNS = (
    Column("对话编号", "一通电话的编号", pattern=r"D\d{3}", shown="D001 起，一通电话多行"),
    Column("联络编号", "是哪一次联络，对应「联络」表", pattern=r"L\d{5}", shown="L 加五位数字"),
    Column("机构", "接待客户的机构", values=words.INSTITUTIONS),
    Column("业务类型", "客户为什么事打来", values=words.ALL_BUSINESSES),
    Column("坐席", "接电话的坐席", pattern=r"A[123]\d{2}", shown="A 加三位数字"),
    Column("通话日", "打电话的那一天", "年-月-日", shown="2026-10-12 至 2026-11-22"),
    Column("行号", "在这一通里的第几行，从 1 起", "行", low=1, high=40, shown="大于 0 的整数"),
    Column("说话人", "这一行是谁说的", values=(AGENT, CUSTOMER)),
    Column("开始秒", "从接通算起，这一行开始的时刻", "秒", low=0, high=2000, shown="0 或正整数"),
    Column("秒数", "这一行说了多久", "秒", low=1, high=120, shown="大于 0 的整数"),
    Column("内容", "说的话，语音转写", pattern=r".{2,120}", shown="一句或几句话"),
)


@dataclass(frozen=True)
class TranscriptPlan:
    """What is planted in 对话记录 (see the module's head). Shares are between 0 and 1."""

    habit: str
    habit_institution: str
    habit_from: date
    habit_share: float
    careful_institution: str
    talkative_business: str


CLASS_PLAN = TranscriptPlan("索要验证码", "星桥人寿", date(2026, 11, 2), 0.60, "星桥银行", "理赔")


@dataclass(frozen=True)
class _Call:
    """What one call holds. other: a fault besides the habit, or empty. picks: they choose the lines."""

    contact: dict[Any, Any]
    habit: bool
    careful: bool
    talkative: bool
    other: str
    picks: tuple[int, ...]


def transcript_plan(source: Source) -> TranscriptPlan:
    """What is planted in this world's 对话记录; CLASS_PLAN in 班级数据."""
    if source.is_class:
        return CLASS_PLAN
    among = [int(number) for number in source.draw("transcripts.plan").integers(6, 0, 2520)]
    place = among[1] % 3
    return TranscriptPlan(
        habit=HABITS[among[0] % len(HABITS)],
        habit_institution=words.INSTITUTIONS[place],
        habit_from=words.FIRST_DAY + timedelta(days=15 + among[2] % 10),
        habit_share=0.54 + among[3] % 15 / 100,
        careful_institution=words.INSTITUTIONS[(place + 1 + among[4] % 2) % 3],
        talkative_business=words.ALL_BUSINESSES[among[5] % len(words.ALL_BUSINESSES)],
    )


def transcripts(source: Source) -> pd.DataFrame:
    """The table 对话记录 of a world, call by call in the order of the contacts, line by line."""
    return _spoken(source).drop(columns="差错")


def faults(source: Source) -> pd.DataFrame:
    """Which line holds which fault: 对话编号, 行号, 差错 (one of FAULTS); for authors, graders and tests."""
    spoken = _spoken(source)
    return spoken.loc[spoken["差错"].notna(), ["对话编号", "行号", "差错"]].reset_index(drop=True)


def _spoken(source: Source) -> pd.DataFrame:
    plan = transcript_plan(source)
    rows: list[tuple[object, ...]] = []
    for number, call in enumerate(_calls(source, plan), start=1):
        second, contact = 0, call.contact
        about = (
            f"D{number:03d}",
            *(contact[name] for name in ("联络编号", "机构", "业务类型", "坐席")),
            contact["开始时间"].normalize(),
        )
        for i, (who, said, fault) in enumerate(_turns(call, plan), start=1):
            # Customers look for words: they speak more slowly.
            length = max(1, round(len(said) / (4.2 if who == AGENT else 3.4)))
            rows.append((*about, i, who, second, length, said, fault))
            second += length + 1
    table = pd.DataFrame(rows, columns=[*(column.name for column in COLUMNS), "差错"])
    table["通话日"] = table["通话日"].astype("datetime64[us]")
    kinds = {column.name: "str" for column in COLUMNS if column.values or column.pattern}
    return table.astype({**kinds, "差错": "str"})


def _calls(source: Source, plan: TranscriptPlan) -> list[_Call]:
    contacts, draw = source.built("联络"), source.draw
    phone = contacts[(contacts["渠道"] == words.CHANNELS[words.PHONE]) & contacts["坐席"].notna()]
    place = positions(phone["机构"], words.INSTITUTIONS)
    topic = (phone["业务类型"] == plan.talkative_business).to_numpy()
    chosen: list[int] = []
    for institution in range(len(words.INSTITUTIONS)):
        # At least six calls are about the talkative business.
        mine = np.flatnonzero((place == institution) & topic)
        mine = mine[some_of(draw(f"transcripts.topic.{institution}"), len(mine), 6)]
        rest = np.flatnonzero((place == institution) & ~topic)
        lot = draw(f"transcripts.calls.{institution}")
        chosen += [*mine, *rest[some_of(lot, len(rest), _CALLS - len(mine))]]
    rows = phone.iloc[np.sort(np.array(chosen, dtype=np.int64))]

    place = positions(rows["机构"], words.INSTITUTIONS)
    there = place == words.INSTITUTIONS.index(plan.habit_institution)
    late = (rows["开始时间"] >= pd.Timestamp(plan.habit_from)).to_numpy()
    habit = _share(source, "habit", np.where(there & late, plan.habit_share, 1 / 40), there, there & late)
    warns = place == words.INSTITUTIONS.index(plan.careful_institution)
    careful = ~habit & _share(source, "careful", np.where(warns, 0.7, 0.06), warns)
    others = [fault for fault in lines.FAULTS if fault not in HABITS]
    kind = draw("transcripts.other.kind").integers(len(rows), 0, len(others))
    other = _share(source, "other", np.full(len(rows), 1 / 3), place)
    picks = draw("transcripts.lines").integers(len(rows) * _PICKS, 0, 55_440).reshape(-1, _PICKS)
    contacts_called = rows.to_dict("records")
    return [
        _Call(
            contact=contacts_called[i],
            habit=bool(habit[i]),
            careful=bool(careful[i]),
            talkative=contacts_called[i]["业务类型"] == plan.talkative_business,
            other=others[kind[i]] if other[i] else "",
            picks=tuple(picks[i].tolist()),
        )
        for i in range(len(rows))
    ]


def _share(source: Source, purpose: str, share: Floats, *groups: Ints | Flags) -> Flags:
    return np.asarray(evenly(source.draw(f"transcripts.{purpose}"), *groups) < share)


def _turns(call: _Call, plan: TranscriptPlan) -> list[tuple[str, str, str | None]]:
    """The turns of a call: who speaks, what is said, and the fault it holds."""
    picks = iter(call.picks)
    business = str(call.contact["业务类型"])
    words_of = {
        "机构": call.contact["机构"],
        "工号": str(call.contact["坐席"])[1:],
        "事": business,
        "码": f"{call.picks[-1] % 10_000:04d}",
        "天": "一两三五"[call.picks[-2] % 4],
    }

    def one(choices: tuple[str, ...]) -> str:
        return choices[next(picks) % len(choices)].format(**words_of)

    def wrong(fault: str) -> tuple[str, str, str | None]:
        return AGENT, one(lines.FAULT_LINES[fault]), fault

    said: list[tuple[str, str, str | None]] = [
        (AGENT, one(lines.OPENINGS), None),
        (CUSTOMER, one(lines.CUSTOMER[business]), None),
    ]
    said.append(wrong(call.other) if call.other == lines.INTERRUPTED else (AGENT, one(lines.FEELING), None))
    if not call.talkative:
        said += [(CUSTOMER, one(lines.STORY), None), (AGENT, "嗯，我听明白了。", None)]
    if call.other == lines.UNVERIFIED:
        said += [wrong(call.other), (CUSTOMER, "对，是我的。", None)]
    else:
        said += [(AGENT, one(lines.VERIFY), None), (CUSTOMER, one(lines.DIGITS), None)]
    if call.habit and plan.habit == lines.VERIFICATION_CODE:
        said += [wrong(plan.habit), (CUSTOMER, "啊，这个能说吗？", None)]
    said += [(AGENT, one(lines.FOUND), None), (CUSTOMER, one(lines.PUSH), None)]
    if call.talkative:
        for i in range(2 + next(picks) % 2):
            said += [(AGENT, lines.MONOLOGUES[i], None), (CUSTOMER, one(lines.LOST), None)]
    if call.other in (lines.THIRD_PERSON, lines.PASSED_BUCK):
        said += [wrong(call.other), (CUSTOMER, "……哦，是吗。", None)]
    if call.habit and plan.habit == lines.DISSUADED:
        said += [(CUSTOMER, "我要反映你们，太不像话了。", None), wrong(plan.habit)]
    elif call.habit and plan.habit == lines.PROMISED:
        said += [(CUSTOMER, "那万一不行呢？", None), wrong(plan.habit)]
    elif call.careful:
        said.append((AGENT, one(lines.CAREFUL_LINES[plan.habit]), None))
    said += [(AGENT, one(lines.EXPLAIN), None), (CUSTOMER, one(lines.AGREE), None)]
    said.append(wrong(call.other) if call.other == lines.NO_LIMIT else (AGENT, one(lines.PROMISE), None))
    said += [(CUSTOMER, "嗯。", None), (AGENT, one(lines.CLOSING), None)]
    return said


TABLES = (Table("对话记录", COLUMNS, transcripts),)
