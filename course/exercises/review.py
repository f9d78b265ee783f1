"""Which earlier items a trainee should meet again, spaced by FSRS over the answer log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler

from course.exercises.events import Event
from course.exercises.items import Item, Unreadable


def rating(share: float, confidence: str | None) -> Rating:
    """Return how well an item was remembered, as FSRS counts it.

    Args:
        share: what the answer earned, 0..1.
        confidence: sure, unsure, guess, or None when nothing was said.
    """
    if share < 1:
        return Rating.Again
    if confidence in ("unsure", "guess"):
        return Rating.Hard
    return Rating.Easy if confidence == "sure" else Rating.Good


def most_in_need(
    items: Sequence[Item], events: Iterable[Event], now: datetime, count: int, seed_int: int
) -> list[Item]:
    """Return up to `count` items: first those most likely forgotten, then ones never met, by the seed.

    Args:
        items: practice items of earlier chapters.
        events: all answer logs together, in any order.
        now: the time in UTC for which forgetting is judged.
        count: how many at most.
        seed_int: puts items that were never met in an order.
    """
    items = [item for item in items if item.reviewed]
    cards = _cards({item.id: item for item in items}, events)
    # No fuzzing: the same log must give the same review.
    scheduler = Scheduler(enable_fuzzing=False)

    def met(item: Item) -> tuple[float, float, str]:
        card = cards[item.id]
        return scheduler.get_card_retrievability(card, now), card.stability or 0.0, item.id

    def unmet(item: Item) -> bytes:
        return hashlib.sha256(f"{seed_int}\n{item.id}".encode()).digest()

    known = sorted((item for item in items if item.id in cards), key=met)
    return [*known, *sorted((item for item in items if item.id not in cards), key=unmet)][:count]


def _cards(items: Mapping[str, Item], events: Iterable[Event]) -> dict[str, Card]:
    """Return a memory card for each item that was answered, after all its answers in order of time."""
    scheduler = Scheduler(enable_fuzzing=False)
    cards: dict[str, Card] = {}
    for event in sorted(events, key=lambda event: event.t):
        item = items.get(event.item)
        when = _time(event.t)
        if event.event != "submit" or item is None or event.item_version != item.version or when is None:
            continue
        try:
            answer = item.read(event.answer)
        except Unreadable:
            continue
        share, sure = item.score(answer).share, item.confidence(answer) or event.confidence
        before = cards.get(item.id) or Card(card_id=1, due=when)
        cards[item.id], _ = scheduler.review_card(before, rating(share, sure), when)
    return cards


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
