"""Scoring a transcript at the QA desk: a scorecard, and the lines where the faults are.

How an answer is scored: `criteria_share` of it is agreement with the experts, where a fatal criterion counts
FATAL_WEIGHT times. The rest is F1 of the marked lines, 2·found / (marked + planted), which falls with every
fault overlooked and with every line marked without reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Final, Literal, TypedDict

from pydantic import Field, ValidationInfo, field_validator

from course.exercises.items import OPTION_ID, Item, Part, PublicItem, Score, Strict, Unreadable

LEVELS: Final = ("合格", "不合格", "不适用")
FATAL_WEIGHT: Final = 2.0
Level = Literal["合格", "不合格", "不适用"]


class Scorecard(TypedDict):
    """An answer: a level for each criterion by its id, and the ids of the marked lines."""

    levels: dict[str, str]
    lines: list[str]


class Turn(Strict):
    """One line of a conversation."""

    id: str = Field(pattern=OPTION_ID)
    who: str = Field(min_length=1, max_length=8)
    text: str = Field(min_length=1)


class CriterionText(Strict):
    """One line of a scorecard as the trainee sees it. A fatal one fails the whole contact."""

    id: str = Field(pattern=OPTION_ID)
    text: str = Field(min_length=1)
    fatal: bool = False


class Criterion(CriterionText):
    """A criterion with the experts' level, others that count as agreement, and why."""

    key: Level
    also: list[Level] = []
    feedback: str = Field(min_length=1)


class Fault(Strict):
    """A planted fault: its line, and what is wrong with it."""

    line: str
    why: str = Field(min_length=1)


def agreement(criteria: Sequence[Criterion], levels: Mapping[str, str]) -> float:
    """Return the weighted share of criteria, in 0..1, on which these levels agree with the experts."""
    weights = {one.id: FATAL_WEIGHT if one.fatal else 1.0 for one in criteria}
    agreed = sum(weights[one.id] for one in criteria if levels.get(one.id) in (one.key, *one.also))
    return agreed / sum(weights.values())


def fault_f1(planted: Collection[str], marked: Collection[str]) -> float:
    """Return F1 of the marked lines against the planted ones, in 0..1; `planted` is not empty."""
    return 2 * len(set(planted) & set(marked)) / (len(set(planted)) + len(set(marked)))


class _Rating(PublicItem):
    """What both classes of a transcript share."""

    label: ClassVar[str] = "质检评分"
    turns: Sequence[Turn]
    criteria: Sequence[CriterionText]

    def read(self, raw: object) -> Scorecard:
        levels, marked = (raw.get("levels"), raw.get("lines")) if isinstance(raw, dict) else (None, None)
        if not isinstance(levels, dict) or not isinstance(marked, list):
            raise Unreadable("没有看懂这份评分，请重新填写。")
        known, turns = {one.id for one in self.criteria}, [turn.id for turn in self.turns]
        if not levels.keys() <= known or any(level not in LEVELS for level in levels.values()):
            raise Unreadable("评分里有不认识的评分项或等级，请重新填写。")
        if any(line not in turns for line in marked):
            raise Unreadable("标出的句子不在这段对话里，请重新标。")
        open_criteria = [one.text for one in self.criteria if one.id not in levels]
        if open_criteria:
            raise Unreadable(f"还有 {len(open_criteria)} 项没有评：{open_criteria[0]}。")
        return {
            "levels": {one.id: levels[one.id] for one in self.criteria},
            "lines": [turn for turn in turns if turn in marked],
        }

    def lines(self) -> list[str]:
        spoken = [f"{number}. {turn.who}：{turn.text}" for number, turn in enumerate(self.turns, 1)]
        return spoken + [f"评分项：{one.text}{'（致命项）' if one.fatal else ''}" for one in self.criteria]

    def words(self, answer: Any) -> str:
        answer = answer if isinstance(answer, dict) else {}
        levels, marked = answer.get("levels"), answer.get("lines")
        levels = levels if isinstance(levels, dict) else {}
        rated = [f"{one.text} {levels[one.id]}" for one in self.criteria if one.id in levels]
        numbers = [
            str(number)
            for number, turn in enumerate(self.turns, 1)
            if isinstance(marked, list) and turn.id in marked
        ]
        return "；".join([*rated, f"标出第 {'、'.join(numbers)} 句" if numbers else "没有标出句子"])


class PublicTranscript(_Rating):
    """A conversation and its scorecard without the experts' key. An answer is a `Scorecard`."""

    type: Literal["transcript"] = "transcript"
    turns: list[Turn] = Field(min_length=2, max_length=40)
    criteria: list[CriterionText] = Field(min_length=1, max_length=10)


class Transcript(_Rating, Item):
    """A conversation with planted faults. Lines in `arguable` may be marked or not."""

    type: Literal["transcript"] = "transcript"
    turns: list[Turn] = Field(min_length=2, max_length=40)
    criteria: list[Criterion] = Field(min_length=1, max_length=10)
    faults: list[Fault] = Field(min_length=1)
    arguable: list[str] = []
    criteria_share: float = Field(default=0.6, ge=0.2, le=0.8)
    feedback: str = Field(min_length=1)

    @field_validator("criteria")
    @classmethod
    def _one_key_each(cls, criteria: list[Criterion], info: ValidationInfo) -> list[Criterion]:
        ids = [one.id for one in (*criteria, *info.data.get("turns", []))]
        if len(set(ids)) != len(ids):
            raise ValueError("turns, criteria: two share an id, give each its own")
        for one in criteria:
            if one.key in one.also or len(one.also) > 1:
                raise ValueError(f"criteria: {one.id}: `also` holds one level at most, and not the key")
        return criteria

    @field_validator("faults", "arguable")
    @classmethod
    def _lines_of_the_conversation(cls, marked: list[Any], info: ValidationInfo) -> list[Any]:
        lines = [one.line if isinstance(one, Fault) else one for one in marked]
        lines += [fault.line for fault in info.data.get("faults", [])]
        known = {turn.id for turn in info.data.get("turns", [])} or set(lines)
        if len(set(lines)) != len(lines) or not set(lines) <= known:
            raise ValueError("faults, arguable: a line is named twice or is no line of the conversation")
        return marked

    def public(self) -> PublicTranscript:
        criteria = [CriterionText(id=one.id, text=one.text, fatal=one.fatal) for one in self.criteria]
        return PublicTranscript(**self._public_fields(), turns=self.turns, criteria=criteria)

    def score(self, answer: Scorecard) -> Score:
        levels, marked = answer["levels"], set(answer["lines"]) - set(self.arguable)
        why = {fault.line: fault.why for fault in self.faults}
        found = marked & why.keys()
        share = self.criteria_share * agreement(self.criteria, levels)
        share += (1 - self.criteria_share) * fault_f1(why, marked)
        agreed = [one for one in self.criteria if levels.get(one.id) in (one.key, *one.also)]
        parts = {one.id: Part(True, one.feedback) for one in agreed}
        parts |= {line: Part(True, why[line]) for line in sorted(found)}
        parts |= {line: Part(False, "专家没有在这一句扣分。") for line in sorted(marked - found)}
        said = [f"评分项与专家一致 {len(agreed)}/{len(self.criteria)} 项"]
        said.append(f"对话里有 {len(why)} 处问题，您找到 {len(found)} 处（查全 {len(found) / len(why):.0%}）")
        if marked:
            precise = f"{len(found) / len(marked):.0%}"
            said.append(f"您标出的 {len(marked)} 句里有 {len(found)} 句确有问题（查准 {precise}）")
        fatal = [one.text for one in self.criteria if one.fatal and one not in agreed]
        if fatal:
            said.append(f"致命项“{fatal[0]}”判得不一致，先回去看它")
        return Score(min(1.0, share), "；".join(said) + "。", parts)

    def explain(self) -> Score:
        parts = {one.id: Part(False, f"专家评“{one.key}”：{one.feedback}") for one in self.criteria}
        parts |= {fault.line: Part(True, fault.why) for fault in self.faults}
        return Score(1, self.feedback, parts)

    def model_answer(self) -> Scorecard:
        levels = {one.id: one.key for one in self.criteria}
        return self.read({"levels": levels, "lines": [fault.line for fault in self.faults]})

    def wrong_answer(self) -> Scorecard:
        levels = {
            one.id: next(level for level in LEVELS if level not in (one.key, *one.also))
            for one in self.criteria
        }
        return {"levels": levels, "lines": []}
