"""Bots that read nothing: each has one habit, by which it answers every type of item and in dialogues.

A bot gets an item's public part only. Where one thing of several is asked for, its habit picks by the texts;
where a card has a starting position, it moves nothing, takes all, or throws dice.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from course.exercises.items import PublicItem
from course.exercises.redaction import countable
from course.exercises.types import (
    PublicCategorise,
    PublicChoice,
    PublicMultiple,
    PublicNumeric,
    PublicOrder,
    PublicRedact,
    PublicReply,
    PublicTrace,
    PublicTranscript,
)
from course.exercises.types.transcript import LEVELS

Pick = Callable[[Sequence[str]], int]

_POLITE = re.compile(r"您|请|谢谢|抱歉|对不起|理解|麻烦|辛苦|劳驾|不好意思")
_HEDGED = re.compile(r"可能|一般|通常|尽量|建议|大约|左右|视情况|原则上|部分|或者|也许|应该|如果")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COURTESY = "非常抱歉给您带来不便，我完全理解您的心情，感谢您的耐心，我们一定会认真对待，请您放心。"
_HEDGE = "这个一般可能要视情况而定，通常原则上应该是可以的，建议您也许可以先等等，如果有需要再说。"


@dataclass(frozen=True)
class Bot:
    """A habit: which of the texts it sees it picks, and what it does where several may be taken.

    `takes` is "one" for the picked one, "all" for everything, "none" for leaving the card as it opened, and
    "some" for each or not by chance.
    """

    name: str
    pick: Pick
    takes: Literal["one", "all", "none", "some"] = "one"


def _most(pattern: re.Pattern[str]) -> Pick:
    return lambda texts: max(range(len(texts)), key=lambda place: len(pattern.findall(texts[place])))


BOTS = (
    Bot("longest", lambda texts: max(range(len(texts)), key=lambda place: len(texts[place]))),
    Bot("shortest", lambda texts: min(range(len(texts)), key=lambda place: len(texts[place]))),
    Bot("first", lambda texts: 0),
    Bot("last", lambda texts: len(texts) - 1),
    Bot("most polite", _most(_POLITE)),
    Bot("most hedged", _most(_HEDGED)),
    Bot("all", lambda texts: 1 % len(texts), takes="all"),
    Bot("as it opened", lambda texts: 0, takes="none"),
)


def dice(draws: random.Random) -> Bot:
    """Return the bot that plays at random."""
    return Bot("random", lambda texts: draws.randrange(len(texts)), takes="some")


def plays(item: PublicItem) -> bool:
    """Return whether bots know how to answer an item; nothing is to be earned by a guess or a flash card."""
    return type(item) in _WAYS


def answer(bot: Bot, item: PublicItem, draws: random.Random) -> Any:
    """Return what a bot answers to an item, unread, which may be no answer at all.

    Args:
        bot: whose habit it is.
        item: its public part, one that `plays` knows.
        draws: what a bot that takes some throws dice with.
    """
    return _WAYS[type(item)](bot, item, draws)


def _some(bot: Bot, texts: Sequence[str], draws: random.Random) -> list[int]:
    """Return the places of the texts that a bot takes where it may take several."""
    match bot.takes:
        case "all":
            return list(range(len(texts)))
        case "none":
            return []
        case "some":
            return [place for place in range(len(texts)) if draws.random() < 0.5]
    return [bot.pick(texts)]


def _one_option(bot: Bot, item: PublicChoice, draws: random.Random) -> list[str]:
    texts = [option.text for option in item.options]
    places = [bot.pick(texts)] if bot.takes == "some" else _some(bot, texts, draws)
    return [item.options[place].id for place in places]


def _options(bot: Bot, item: PublicMultiple, draws: random.Random) -> list[str]:
    return [item.options[place].id for place in _some(bot, [option.text for option in item.options], draws)]


def _steps(bot: Bot, item: PublicOrder, draws: random.Random) -> list[str]:
    """Return the steps as shown, turned round, or each time the one of those left that is picked."""
    if bot.takes in ("all", "none"):
        return [step.id for step in item.steps][:: -1 if bot.takes == "all" else 1]
    left, order = list(item.steps), list[str]()
    while left:
        order.append(left.pop(bot.pick([step.text for step in left])).id)
    return order


def _categories(bot: Bot, item: PublicCategorise, draws: random.Random) -> dict[str, str]:
    """Return everything in one category, in one after the other, nowhere, or by chance."""
    names, texts = [one.id for one in item.categories], [one.text for one in item.categories]
    if bot.takes == "none":
        return {}
    return {
        entry.id: names[place % len(names) if bot.takes == "all" else bot.pick(texts)]
        for place, entry in enumerate(item.entries)
    }


def _number(bot: Bot, item: PublicNumeric, draws: random.Random) -> str | None:
    """Return one of the numbers that stand in the question."""
    numbers = _NUMBER.findall(item.prompt) or ["1", "10", "50", "100"]
    return None if bot.takes == "none" else numbers[bot.pick(numbers)]


def _masks(bot: Bot, item: PublicRedact, draws: random.Random) -> list[int]:
    """Return tokens to mask: for the bots that look at length all numbers and codes, or all single signs."""
    tokens = item.pieces()
    places = [place for place, token in enumerate(tokens) if countable(token)]
    if bot.name in ("longest", "shortest"):
        return [place for place in places if (len(tokens[place]) > 1) == (bot.name == "longest")]
    return [places[place] for place in _some(bot, [tokens[place] for place in places], draws)]


def _scorecard(bot: Bot, item: PublicTranscript, draws: random.Random) -> dict[str, Any]:
    """Return a scorecard: all lines and faults, none, or what the habit picks."""
    marked = _some(bot, [turn.text for turn in item.turns], draws)
    levels = {one.id: LEVELS[bot.pick(LEVELS)] for one in item.criteria}
    return {"levels": levels, "lines": [item.turns[place].id for place in marked]}


def _picks(bot: Bot, item: PublicTrace, draws: random.Random) -> dict[str, list[str]]:
    picks = {}
    for column in item.columns:
        texts = [card.text for card in column.cards]
        several = column.several or bot.takes == "none"
        places = _some(bot, texts, draws) if several else [bot.pick(texts)]
        picks[column.id] = [column.cards[place].id for place in places]
    return picks


def _written(bot: Bot, item: PublicReply, draws: random.Random) -> str:
    """Return a reply from stock: courtesy, hedging, the customer's words, or the names of what is asked."""
    stock = {
        "most polite": _COURTESY,
        "most hedged": _HEDGE,
        "all": f"{'，'.join(item.elements)}，{_COURTESY}",
        "as it opened": "",
    }
    texts = (item.customer or item.prompt, _COURTESY, _HEDGE, "，".join(item.elements) + "。")
    text = stock.get(bot.name, texts[bot.pick(texts)])
    times = -(-item.least // max(1, len(text))) + 1
    return (text * times)[: item.most] if text else ""


_WAYS: dict[type[PublicItem], Callable[[Bot, Any, random.Random], Any]] = {
    PublicChoice: _one_option,
    PublicMultiple: _options,
    PublicOrder: _steps,
    PublicCategorise: _categories,
    PublicNumeric: _number,
    PublicRedact: _masks,
    PublicTranscript: _scorecard,
    PublicTrace: _picks,
    PublicReply: _written,
}
