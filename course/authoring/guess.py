"""Whether a chapter can be passed by guessing: bots that read nothing play its items and dialogues.

What a bot earns on average says how much the wording, or the position in which a card opens, gives away.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course.authoring.bots import BOTS, Bot, answer, dice, plays
from course.exercises.dialogue.engine import begin, open_replies, step
from course.exercises.dialogue.model import Dialogue
from course.exercises.dialogue.score import score
from course.exercises.items import Item, Unreadable

MOST_BY_GUESSING = 0.5
MOST_LONGEST = 0.35
RANDOM_GAMES = 1000
CRAFTY = "best of each type"
DIALOGUE = "dialogue"


@dataclass(frozen=True)
class Guessed:
    """What one bot earned: a share in 0..1 of all points it could play for, and of those of each type."""

    bot: str
    share: float
    by_type: Mapping[str, float]


@dataclass(frozen=True)
class Audit:
    """What guessing earns in a chapter, and in what share of items the right option is the longest."""

    chapter: str
    bots: list[Guessed]
    longest_right: float
    choices: int

    @property
    def problems(self) -> list[str]:
        """Return in one English line each what is too easy to guess."""
        found = [
            f"{self.chapter}: the bot {guessed.bot!r} earns {guessed.share:.0%} of the points, more than "
            f"{MOST_BY_GUESSING:.0%}; rewrite the options that give it away"
            for guessed in self.bots
            if guessed.share > MOST_BY_GUESSING
        ]
        if self.longest_right > MOST_LONGEST:
            often = f"the right option is the longest in {self.longest_right:.0%} of {self.choices} items"
            limit = f"more than {MOST_LONGEST:.0%}"
            found.append(f"{self.chapter}: {often}, {limit}; shorten right options or lengthen others")
        return found

    def lines(self) -> list[str]:
        """Return the report: a line for each bot with its share of all points and of each type's."""
        kinds = sorted({kind for guessed in self.bots for kind in guessed.by_type})
        head = f"{self.chapter}  {'bot':<18}{'points':>7}" + "".join(f"{kind:>12}" for kind in kinds)
        rows = [
            f"{self.chapter}  {guessed.bot:<18}{guessed.share:>7.0%}"
            + "".join(f"{guessed.by_type[kind]:>12.0%}" for kind in kinds)
            for guessed in self.bots
        ]
        return [
            head,
            *rows,
            f"{self.chapter}  right is longest in {self.longest_right:.0%} of {self.choices} items",
        ]


@dataclass(frozen=True)
class _Earned:
    """The points of one item or dialogue, and the share of them that a bot earned."""

    kind: str
    points: float
    share: float


def audit(chapter: str, items: Iterable[Item], dialogues: Iterable[Dialogue], seed: int = 1) -> Audit:
    """Return what bots earn in a chapter; the last one knows for each type which habit pays best.

    Args:
        chapter: its id, for the report.
        items: practice and graded items; those in which nothing is to be earned are left out.
        dialogues: practice and graded ones, each played under every variant.
        seed: of the bot that plays at random, whose share is the mean of many games.
    """
    items = list(items)
    played = [_Played(item) for item in items if plays(item.public())]
    conversations = list(dialogues)
    draws = random.Random(seed)
    bots = [Guessed(bot.name, *_shares(_game(bot, played, conversations, draws))) for bot in BOTS]
    chance = dice(draws)
    games = [earned for _ in range(RANDOM_GAMES) for earned in _game(chance, played, conversations, draws)]
    bots.append(Guessed(chance.name, *_shares(games)))
    points = _points(_game(chance, played, conversations, draws))
    best = {kind: max(bot.by_type[kind] for bot in bots) for kind in points}
    share = sum(points[kind] * best[kind] for kind in points) / sum(points.values()) if points else 0.0
    bots.append(Guessed(CRAFTY, share, best))
    longest = [_longest_is_right(item) for item in items if _options(item)]
    return Audit(chapter, bots, sum(longest) / len(longest) if longest else 0.0, len(longest))


class _Played:
    """An item at which bots play: they see its public part, and it scores what they answer."""

    def __init__(self, item: Item) -> None:
        self.public = item.public()
        self.kind: str = item.model_dump(include={"type"})["type"]
        self.points = item.weight
        self._item = item
        self._known: dict[str, float] = {}

    def share(self, raw: Any) -> float:
        """Return what a raw answer earns, 0 where it is none."""
        key = json.dumps(raw, ensure_ascii=False)
        if key not in self._known:
            try:
                self._known[key] = self._item.score(self._item.read(raw)).share
            except Unreadable:
                self._known[key] = 0.0
        return self._known[key]


def _game(
    bot: Bot, played: Sequence[_Played], dialogues: Sequence[Dialogue], draws: random.Random
) -> Iterator[_Earned]:
    """Yield what a bot earns of each item, and of each dialogue under each variant."""
    for item in played:
        yield _Earned(item.kind, item.points, item.share(answer(bot, item.public, draws)))
    for dialogue in dialogues:
        for variant in dialogue.variants:
            yield _Earned(DIALOGUE, 1.0, _dialogue_share(bot, dialogue, variant))


def _shares(earned: Iterable[_Earned]) -> tuple[float, dict[str, float]]:
    """Return the share of all points that was earned, and of each type's."""
    rows = list(earned)
    points = _points(rows)
    got: dict[str, float] = dict.fromkeys(points, 0.0)
    for row in rows:
        got[row.kind] += row.points * row.share
    whole = sum(points.values())
    by_type = {kind: got[kind] / points[kind] for kind in points}
    return (sum(got.values()) / whole if whole else 0.0), by_type


def _points(earned: Iterable[_Earned]) -> dict[str, float]:
    """Return the points that were to be earned, by type."""
    points: dict[str, float] = {}
    for row in earned:
        points[row.kind] = points.get(row.kind, 0.0) + row.points
    return points


def _options(item: Item) -> Sequence[Any]:
    """Return the options of an item in which right ones are chosen, else nothing."""
    options = getattr(item, "options", ())
    return options if all(hasattr(option, "right") for option in options) else ()


def _dialogue_share(bot: Bot, dialogue: Dialogue, variant: str) -> float:
    conversation = begin(dialogue, variant)
    for _ in range(40):
        if conversation.ended:
            break
        replies = open_replies(dialogue.nodes[conversation.place], conversation.state)
        reply = replies[bot.pick([reply.text for reply in replies])]
        conversation = step(dialogue, conversation, reply.id)
    return score(dialogue, conversation).share


def _longest_is_right(item: Item) -> bool:
    options = _options(item)
    longest = max(len(option.text) for option in options)
    return any(option.right for option in options if len(option.text) == longest)
