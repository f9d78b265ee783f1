"""Redaction: mask the personal data in a ticket, and nothing that the next colleague needs.

How an answer is scored stands in `course.exercises.redaction`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any, ClassVar, Final, Literal

from pydantic import Field, ValidationInfo, field_validator

from course.exercises.items import Item, Part, PublicItem, Score, Strict, Unreadable
from course.exercises.redaction import (
    LONGEST_TICKET,
    Datum,
    Ticket,
    countable,
    find,
    masked_share,
    parse,
    redaction_share,
    runs,
    tokens_of,
)

NEEDED: Final = "这里认不出是哪个人，后面办事的同事还要用。"


class _Redacting(PublicItem):
    """What both classes of a redaction share."""

    label: ClassVar[str] = "遮盖个人信息"

    def pieces(self) -> tuple[str, ...]:
        """Return the tokens of the ticket."""
        raise NotImplementedError

    def read(self, raw: object) -> list[int]:
        tokens = self.pieces()
        if not isinstance(raw, list) or len(raw) > len(tokens):
            raise Unreadable("没有看懂遮盖的位置，请重新选择。")
        places: set[int] = set()
        for one in raw:
            here = find(tokens, one) if isinstance(one, str) else {one} if type(one) is int else set()
            places |= here
            if not here or not 0 <= min(here) <= max(here) < len(tokens):
                raise Unreadable("遮盖的位置不在这张工单里，请重新选择。")
        answer = sorted(place for place in places if countable(tokens[place]))
        if not answer:
            raise Unreadable("请先遮住至少一处再提交。")
        return answer

    def lines(self) -> list[str]:
        return ["".join(self.pieces())]

    def words(self, answer: Any) -> str:
        tokens = self.pieces()
        whole = answer if isinstance(answer, list) else []
        places = {one for one in whole if type(one) is int and 0 <= one < len(tokens)}
        return (
            "遮住 " + "、".join("".join(tokens[a:b]) for a, b in runs(places, tokens))
            if places
            else "没有遮盖"
        )


class PublicRedact(_Redacting):
    """A ticket in plain text without its marks. An answer is a list of token places (or of words in it)."""

    type: Literal["redact"] = "redact"
    text: str = Field(min_length=1, max_length=2 * LONGEST_TICKET)

    def pieces(self) -> tuple[str, ...]:
        return tokens_of(self.text)


class Kind(Strict):
    """A kind of personal data: `weight` of each datum, and why it identifies somebody."""

    name: str = Field(min_length=1, max_length=12)
    weight: float = Field(default=1, gt=0, le=10)
    why: str = Field(min_length=1)


class Keep(Strict):
    """Words that tempt to be masked though they are needed, and what is said then."""

    text: str = Field(min_length=1)
    why: str = Field(min_length=1)


class Redact(_Redacting, Item):
    """A ticket with marks: `{words|kind}` is personal, `{words|均可}` may be masked or not."""

    type: Literal["redact"] = "redact"
    text: str = Field(min_length=1, max_length=2 * LONGEST_TICKET)
    kinds: list[Kind] = Field(min_length=1, max_length=10)
    keep: list[Keep] = []
    over_cost: float = Field(default=2, ge=1, le=5)
    feedback: str = Field(min_length=1)

    @field_validator("text")
    @classmethod
    def _something_to_mask_and_to_keep(cls, text: str) -> str:
        ticket = parse(text)
        if not ticket.data or not ticket.ordinary or len(ticket.tokens) > LONGEST_TICKET:
            raise ValueError(
                f"text: mark some words, leave others, and no more than {LONGEST_TICKET} tokens in all"
            )
        if not all(any(map(ticket.size, range(datum.start, datum.end))) for datum in ticket.data):
            raise ValueError("text: a mark holds punctuation only")
        return text

    @field_validator("kinds")
    @classmethod
    def _as_marked(cls, kinds: list[Kind], info: ValidationInfo) -> list[Kind]:
        named = Counter(kind.name for kind in kinds)
        marked = (
            {datum.kind for datum in parse(info.data["text"]).data} if "text" in info.data else set(named)
        )
        if set(named) != marked or max(named.values()) > 1:
            odd = sorted(set(named) ^ marked) or sorted(named)
            raise ValueError(
                f"kinds: {odd} stand on one side only or twice, name each kind marked in the text once"
            )
        return kinds

    @field_validator("keep")
    @classmethod
    def _stands_outside_the_marks(cls, keep: list[Keep], info: ValidationInfo) -> list[Keep]:
        ticket = parse(info.data["text"]) if "text" in info.data else None
        for one in keep if ticket else []:
            if not ticket or not find(ticket.tokens, one.text) & set(ticket.ordinary):
                raise ValueError(f"keep: {one.text!r} does not stand in the text outside the marks")
        return keep

    @property
    def ticket(self) -> Ticket:
        """Return the ticket without marks, in tokens, and what was marked in it."""
        return parse(self.text)

    def pieces(self) -> tuple[str, ...]:
        return self.ticket.tokens

    def public(self) -> PublicRedact:
        return PublicRedact(**self._public_fields(), text="".join(self.pieces()))

    def score(self, answer: list[int]) -> Score:
        ticket, masked = self.ticket, frozenset(answer)
        weights = {kind.name: kind.weight for kind in self.kinds}
        share = redaction_share(ticket, weights, masked, self.over_cost)
        missed = [datum for datum in ticket.data if masked_share(ticket, datum, masked) < 1]
        over = runs(masked & set(ticket.ordinary), ticket.tokens)
        parts = {name: part for name, part in self._personal().items() if name not in set(map(_name, missed))}
        for start, end in over:
            parts[f"{start}-{end}"] = Part(False, self._why_needed(start, end))
        return Score(share, _summary(missed, ["".join(ticket.tokens[a:b]) for a, b in over]), parts)

    def explain(self) -> Score:
        return Score(1, self.feedback, self._personal())

    def model_answer(self) -> list[int]:
        return self.read([place for datum in self.ticket.data for place in range(datum.start, datum.end)])

    def wrong_answer(self) -> list[int]:
        return self.ticket.ordinary[:1]

    def secrets(self) -> list[str]:
        plain = "".join(self.pieces())
        return [text for text in super().secrets() if text not in plain]

    def _personal(self) -> dict[str, Part]:
        why = {kind.name: f"{kind.name}：{kind.why}" for kind in self.kinds}
        return {_name(datum): Part(True, why[datum.kind]) for datum in self.ticket.data}

    def _why_needed(self, start: int, end: int) -> str:
        for keep in self.keep:
            if any(start <= place < end for place in find(self.pieces(), keep.text)):
                return keep.why
        return NEEDED


def _name(datum: Datum) -> str:
    return f"{datum.start}-{datum.end}"


def _summary(missed: Sequence[Datum], over: Sequence[str]) -> str:
    said = []
    if missed:
        kinds = [(kind, len(list(group))) for kind, group in groupby(sorted(datum.kind for datum in missed))]
        listed = "、".join(f"{kind} {count} 处" for kind, count in kinds)
        said.append(f"还有 {len(missed)} 处个人信息没有遮住或没有遮全：{listed}。")
    if over:
        some = "、".join(f"“{words[:20]}{'…' if len(words) > 20 else ''}”" for words in over[:4])
        said.append(f"多遮了 {len(over)} 处：{some}{'等' if len(over) > 4 else ''}。")
    return "".join(said) or "该遮的都遮住了，该留的都还读得到。"
