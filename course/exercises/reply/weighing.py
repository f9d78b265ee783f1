"""A second reading of a reply by weights learned from labelled replies, where no list of patterns ends.

Ways of talking somebody out of a complaint are endless. Pieces of one to three characters of the agent's own
words, and whether words of a list occur, are weighed; the sum says how much a reply resembles those that
were labelled. `learn.py` makes the weights. A reading by weights only remarks; it never makes a red line.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from course.exercises.reply.scopes import Scope, Scopes

_NOT_OWN: tuple[Scope, ...] = ("quoted", "reported", "third_party", "forbidden", "warned")
_QUOTED, _OTHERS = "“", "”"
# Alone, only these single characters say something about how a thing is put.
_SINGLE = frozenset("别不才就撤删求怕吧呗呢?!还也都您我" + _QUOTED + _OTHERS)
_LONGEST_WHOLE = 90  # a longer reply is read around each sentence that is about the matter
_OF_LIST, _OF_SUPPORT = 2.0, 3.0  # weight of a list's word beside a piece of text, found best by trial


@dataclass(frozen=True)
class Weights:
    """What a piece of text adds to the sum; `bias` is the sum of a text without any."""

    bias: float
    pieces: Mapping[str, float]

    def sum_of(self, features: Mapping[str, float]) -> float:
        """Return the sum for features, as if they were together of length 1."""
        known = {piece: size for piece, size in features.items() if piece in self.pieces}
        length = math.sqrt(sum(size * size for size in known.values())) or 1.0
        return self.bias + sum(self.pieces[piece] * size for piece, size in known.items()) / length


def windows(scopes: Scopes, topic: Sequence[str]) -> list[tuple[int, int]]:
    """Return the stretches of the text to be read, none when none of topic occurs; whole when it is short."""
    text = scopes.text
    places = sorted({found.start() for word in topic for found in re.finditer(re.escape(word), text)})
    if not places or len(text) <= _LONGEST_WHOLE:
        return [(0, len(text))] if places else []
    stretches = []
    for place in places:
        start, end = scopes.sentence(place)
        stretches.append((scopes.sentence(max(0, start - 1))[0], scopes.sentence(min(len(text) - 1, end))[1]))
    return sorted({(max(start, end - 3 * _LONGEST_WHOLE), end) for start, end in stretches})


def features(
    scopes: Scopes,
    start: int,
    end: int,
    lists: Mapping[str, Sequence[str]],
    support: Sequence[str],
) -> dict[str, float]:
    """Return what occurs from start to end, with its size.

    Args:
        scopes: The structure of the reduced text; what is not the writer's own words counts as one mark.
        start, end: The stretch.
        lists: Word lists; of each, whether one word and whether more than one occurs.
        support: Words of a reply that helps; they are counted in the whole text.
    """
    own = _own(scopes, start, end)
    found = dict.fromkeys(_pieces(own), 1.0)
    for name, words in lists.items():
        count = sum(word in own for word in set(words))
        if count:
            found[f"#{name}"] = _OF_LIST
        if count > 1:
            found[f"#{name} twice"] = _OF_LIST
    helpful = sum(word in scopes.text for word in set(support))
    found[f"#support {min(helpful, 3)}"] = _OF_SUPPORT
    return found


def heaviest_clause(scopes: Scopes, start: int, end: int, weights: Weights) -> tuple[int, int]:
    """Return the clause from start to end whose pieces add most, without its end mark."""
    best, place = (start, end), start
    most = -math.inf
    while place < end:
        first, last = scopes.clause(place)
        first, last = max(first, start), min(last, end)
        total = sum(weights.pieces.get(piece, 0.0) for piece in set(_pieces(_own(scopes, first, last))))
        if total > most:
            best, most = (first, last), total
        place = max(last, place + 1)
    first, last = best
    return first, max(first + 1, last - 1) if scopes.text[last - 1 : last] in tuple("。!?;,:") else last


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, Weights]:
    """Return the weights of this package by rule id."""
    stored = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return {rule_id: Weights(one["bias"], one["pieces"]) for rule_id, one in stored.items()}


def _own(scopes: Scopes, start: int, end: int) -> str:
    """Return the writer's own words, digits as one; words of others are one mark."""
    chars: list[str] = []
    for place in range(start, end):
        char = scopes.text[place]
        inside = next((scope for scope in _NOT_OWN if scopes.within(scope, place)), None)
        if inside:
            char = _QUOTED if inside == "quoted" else _OTHERS
            if chars and chars[-1] == char:
                continue
        chars.append(char)
    return re.sub("[0-9]+", lambda digits: "N" if len(digits[0]) == 5 else "0", "".join(chars))


def _pieces(own: str) -> Iterator[str]:
    for size in (1, 2, 3):
        for place in range(len(own) - size + 1):
            piece = own[place : place + size]
            if size > 1 or piece in _SINGLE:
                yield piece
