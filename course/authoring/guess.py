"""Whether a chapter can be passed by guessing: bots that read nothing play its items and dialogues.

A bot sees the texts it may choose from and picks by a habit that test takers have. What it earns on average
says how much the wording gives away.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from course.exercises.dialogue.engine import begin, open_replies, step
from course.exercises.dialogue.model import Dialogue
from course.exercises.dialogue.score import score
from course.exercises.items import Item, Unreadable

MOST_BY_GUESSING = 0.5
MOST_LONGEST = 0.35
RANDOM_GAMES = 1000
POLITE = re.compile(r"您|请|谢谢|抱歉|对不起|理解|麻烦|辛苦|劳驾|不好意思")
HEDGED = re.compile(r"可能|一般|通常|尽量|建议|大约|左右|视情况|原则上|部分|或者|也许|应该|如果")

Pick = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Bot:
    """A habit: the place of the text it picks among those it sees."""

    name: str
    pick: Pick
    takes_all: bool = False


@dataclass(frozen=True)
class Guessed:
    """What one bot earned: a share in 0..1 of all points it could play for."""

    bot: str
    share: float


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


def _most(pattern: re.Pattern[str]) -> Pick:
    return lambda texts: max(range(len(texts)), key=lambda place: len(pattern.findall(texts[place])))


BOTS = (
    Bot("longest", lambda texts: max(range(len(texts)), key=lambda place: len(texts[place]))),
    Bot("shortest", lambda texts: min(range(len(texts)), key=lambda place: len(texts[place]))),
    Bot("first", lambda texts: 0),
    Bot("last", lambda texts: len(texts) - 1),
    Bot("most polite", _most(POLITE)),
    Bot("most hedged", _most(HEDGED)),
    Bot("all", lambda texts: 0, takes_all=True),
)


def audit(chapter: str, items: Iterable[Item], dialogues: Iterable[Dialogue], seed: int = 1) -> Audit:
    """Return what bots earn in a chapter.

    Args:
        chapter: its id, for the report.
        items: practice and graded items; those without options to choose from are left out.
        dialogues: practice and graded ones, each played under every variant.
        seed: of the bot that plays at random, whose share is the mean of many games.
    """
    playable = [item for item in items if _options(item)]
    conversations = list(dialogues)
    draws = random.Random(seed)
    chance = Bot("random", lambda texts: draws.randrange(len(texts)))
    games = [_share(chance, playable, conversations) for _ in range(RANDOM_GAMES)]
    bots = [Guessed(bot.name, _share(bot, playable, conversations)) for bot in BOTS]
    bots.append(Guessed(chance.name, sum(games) / len(games)))
    longest = [_longest_is_right(item) for item in playable]
    return Audit(chapter, bots, sum(longest) / len(longest) if longest else 0.0, len(longest))


def _options(item: Item) -> Sequence[Any]:
    """Return the options of an item in which options are chosen, else nothing."""
    options = getattr(item, "options", ())
    return options if all(hasattr(option, "right") for option in options) else ()


def _share(bot: Bot, items: list[Item], dialogues: list[Dialogue]) -> float:
    earned = [(item.weight, _item_share(bot, item)) for item in items]
    for dialogue in dialogues:
        earned += [(1.0, _dialogue_share(bot, dialogue, variant)) for variant in dialogue.variants]
    total = sum(weight for weight, _ in earned)
    return sum(weight * share for weight, share in earned) / total if total else 0.0


def _item_share(bot: Bot, item: Item) -> float:
    options = _options(item)
    ids = [option.id for option in options]
    chosen = ids if bot.takes_all else [ids[bot.pick([option.text for option in options])]]
    try:
        return item.score(item.read(chosen)).share
    except Unreadable:
        return 0.0


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
