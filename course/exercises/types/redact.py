"""Redaction: mask the personal data in a ticket, and nothing that the next colleague needs.

How an answer is scored: every datum counts with the weight of its kind, in the share of its characters that is
masked; the masked share of all other characters, times `over_cost`, is taken off. Punctuation counts for
nothing. So masking nothing earns 0, and so does masking everything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from course.exercises.items import Item, Part, PublicItem, Score, Strict, Unreadable

EITHER_WAY: Final = "均可"
NEEDED: Final = "这里认不出是哪个人，后面办事的同事还要用。"
LONGEST_TICKET: Final = 600
_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
# Blind to the marks: a number, code or address in Latin letters is one token, any other character one of its own.
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-_.@][A-Za-z0-9]+)*|.", re.DOTALL)


@dataclass(frozen=True)
class Datum:
    """One piece of personal data: its kind, and the places of its tokens, the end not included."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Ticket:
    """A ticket without marks, in tokens, and what was marked in it."""

    tokens: tuple[str, ...]
    data: tuple[Datum, ...]
    either_way: frozenset[int]

    def size(self, place: int) -> int:
        """Return how many characters of a token count: none of punctuation and space."""
        return countable(self.tokens[place])

    @property
    def ordinary(self) -> list[int]:
        """Return the places of the tokens that are to stay readable."""
        personal = {place for datum in self.data for place in range(datum.start, datum.end)}
        places = range(len(self.tokens))
        return [i for i in places if i not in personal and i not in self.either_way and self.size(i)]


def countable(token: str) -> int:
    """Return how many characters of a token count."""
    return len(token) if token[0].isalnum() else 0


def tokens_of(text: str) -> tuple[str, ...]:
    """Return `text` in tokens, which together are `text`, by a rule that knows no marks."""
    return tuple(_TOKEN.findall(text))


@lru_cache(maxsize=256)
def parse(marked: str) -> Ticket:
    """Return the ticket of a text with marks such as `{13800000000|手机号}`.

    Raises:
        ValueError: a brace is left over, or a mark begins or ends inside a number or word.
    """
    plain, spans, position = "", [], 0
    for mark in _MARK.finditer(marked):
        plain += marked[position : mark.start()]
        spans.append((len(plain), len(plain) + len(mark[1]), mark[2]))
        plain += mark[1]
        position = mark.end()
    plain += marked[position:]
    if re.search(r"[{}|]", plain):
        raise ValueError("text: a brace or bar stands outside a mark, write marks as {words|kind}")
    tokens = tokens_of(plain)
    starts, at = {}, 0
    for place, token in enumerate(tokens):
        starts[at] = place
        at += len(token)
    starts[at] = len(tokens)
    data, either_way = [], set()
    for start, end, kind in spans:
        if start not in starts or end not in starts:
            raise ValueError(f"text: the mark {plain[start:end]!r} cuts a number or word, mark all of it")
        if kind == EITHER_WAY:
            either_way.update(range(starts[start], starts[end]))
        else:
            data.append(Datum(kind, starts[start], starts[end]))
    return Ticket(tokens, tuple(data), frozenset(either_way))


def masked_share(ticket: Ticket, datum: Datum, masked: Collection[int]) -> float:
    """Return the share of a datum's characters that is masked."""
    places = range(datum.start, datum.end)
    return sum(ticket.size(i) for i in places if i in masked) / sum(ticket.size(i) for i in places)


def redaction_share(
    ticket: Ticket, weights: Mapping[str, float], masked: Collection[int], over_cost: float
) -> float:
    """Return what masking these tokens earns, in 0..1, by the rule at the head of this module.

    Args:
        ticket: with at least one datum and one ordinary token.
        weights: of each kind, above 0.
        masked: places of tokens.
        over_cost: what masking all ordinary characters takes off, at least 1.
    """
    full = sum(weights[datum.kind] for datum in ticket.data)
    kept = sum(weights[datum.kind] * masked_share(ticket, datum, masked) for datum in ticket.data)
    ordinary = ticket.ordinary
    over = sum(ticket.size(i) for i in ordinary if i in masked) / sum(ticket.size(i) for i in ordinary)
    return max(0.0, kept / full - over_cost * over)


def runs(places: Collection[int], tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places in runs (start, end not included); only punctuation may stand inside a run."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        if found and not any(countable(token) for token in tokens[found[-1][1] : place]):
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


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
            if isinstance(one, str):
                places |= _places(tokens, one)
            elif type(one) is int and 0 <= one < len(tokens):
                places.add(one)
            else:
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


def _places(tokens: Sequence[str], phrase: str) -> set[int]:
    """Return the tokens of every place where a phrase stands."""
    wanted = tokens_of(phrase)
    size = len(wanted)
    found = [i for i in range(len(tokens) - size + 1) if size and tuple(tokens[i : i + size]) == wanted]
    if not found:
        raise Unreadable("遮盖的词不在这张工单里，请重新选择。")
    return {i + step for i in found for step in range(size)}


class PublicRedact(_Redacting):
    """A ticket in tokens without its marks. An answer is a list of token places (or of words in it)."""

    type: Literal["redact"] = "redact"
    tokens: list[str] = Field(min_length=1, max_length=LONGEST_TICKET)

    @field_validator("tokens")
    @classmethod
    def _cut_by_the_rule(cls, tokens: list[str]) -> list[str]:
        if list(tokens_of("".join(tokens))) != tokens:
            raise ValueError("tokens: not cut by the rule, which tells where the marks are")
        return tokens

    def pieces(self) -> tuple[str, ...]:
        return tuple(self.tokens)


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

    @model_validator(mode="after")
    def _marks_and_kinds_agree(self) -> Self:
        ticket = parse(self.text)
        named = Counter(kind.name for kind in self.kinds)
        used = {datum.kind for datum in ticket.data}
        if set(named) != used or max(named.values()) > 1:
            odd = sorted(set(named) ^ used) or sorted(named)
            raise ValueError(
                f"kinds: {odd} stand on one side only or twice, name each kind that is marked once"
            )
        if not all(any(map(ticket.size, range(datum.start, datum.end))) for datum in ticket.data):
            raise ValueError("text: a mark holds punctuation only")
        if not ticket.ordinary or len(ticket.tokens) > LONGEST_TICKET:
            raise ValueError(f"text: leave words unmarked, and no more than {LONGEST_TICKET} tokens in all")
        for keep in self.keep:
            try:
                places = _places(ticket.tokens, keep.text)
            except Unreadable:
                places = set()
            if not places & set(ticket.ordinary):
                raise ValueError(f"keep: {keep.text!r} does not stand in the text outside the marks")
        return self

    @property
    def ticket(self) -> Ticket:
        """Return the ticket without marks, in tokens, and what was marked in it."""
        return parse(self.text)

    def pieces(self) -> tuple[str, ...]:
        return self.ticket.tokens

    def public(self) -> PublicRedact:
        return PublicRedact(**self._public_fields(), tokens=list(self.pieces()))

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
        """Return the answer that earns everything."""
        return self.read([place for datum in self.ticket.data for place in range(datum.start, datum.end)])

    def secrets(self) -> list[str]:
        """Return texts that the public part must not hold."""
        return [
            self.feedback,
            *(text for kind in self.kinds for text in (kind.why, f"|{kind.name}")),
            *(keep.why for keep in self.keep),
        ]

    def _personal(self) -> dict[str, Part]:
        why = {kind.name: f"{kind.name}：{kind.why}" for kind in self.kinds}
        return {_name(datum): Part(True, why[datum.kind]) for datum in self.ticket.data}

    def _why_needed(self, start: int, end: int) -> str:
        touched: Callable[[Keep], bool] = lambda keep: any(  # noqa: E731
            start <= place < end for place in _places(self.pieces(), keep.text)
        )
        return next((keep.why for keep in self.keep if touched(keep)), NEEDED)


def _name(datum: Datum) -> str:
    return f"{datum.start}-{datum.end}"


def _summary(missed: Sequence[Datum], over: Sequence[str]) -> str:
    said = []
    if missed:
        kinds = [(kind, len(list(group))) for kind, group in groupby(sorted(datum.kind for datum in missed))]
        listed = "、".join(f"{kind} {count} 处" for kind, count in kinds)
        said.append(f"还有 {len(missed)} 处个人信息没有遮住或没有遮全：{listed}。")
    if over:
        some = "、".join(f"“{words[:12]}{'…' if len(words) > 12 else ''}”" for words in over[:4])
        said.append(f"多遮了 {len(over)} 处：{some}{'等' if len(over) > 4 else ''}。")
    return "".join(said) or "该遮的都遮住了，该留的都还读得到。"
