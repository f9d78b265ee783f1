"""Tickets with personal data: their marks, their tokens, and what masking some of them earns.

Every datum counts with the weight of its kind, in the share of its characters that is masked. The masked
share of all other characters, times a cost, is taken off. Punctuation counts for nothing. So masking nothing
earns 0, and so does masking everything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

EITHER_WAY: Final = "均可"
LONGEST_TICKET: Final = 600
_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
# Blind to the marks: a number, code or address in Latin letters is one token, any other character is one too.
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
    data: list[Datum] = []
    either_way: set[int] = set()
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


def find(tokens: Sequence[str], phrase: str) -> set[int]:
    """Return the places of all tokens where a phrase stands, or nothing where it does not."""
    wanted = tokens_of(phrase)
    size = len(wanted)
    starts = [i for i in range(len(tokens) - size + 1) if size and tuple(tokens[i : i + size]) == wanted]
    return {i + step for i in starts for step in range(size)}
