"""How far a trainee is in a chapter: by section and by objective."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.exercises.bank import Bundle
from course.exercises.events import ItemState
from course.exercises.items import Item, Unreadable


@dataclass(frozen=True)
class Progress:
    """How many items of one section or objective there are, were answered, and were answered fully."""

    name: str
    title: str
    items: int
    answered: int
    full: int


def by_section(bundle: Bundle, states: Mapping[str, ItemState]) -> list[Progress]:
    """Return the progress of each section that has practice items, in order."""
    names = sorted({item.section for item in bundle.practice})
    return [
        _progress(
            name, bundle.sections.get(name, ""), [i for i in bundle.practice if i.section == name], states
        )
        for name in names
    ]


def by_objective(bundle: Bundle, states: Mapping[str, ItemState]) -> list[Progress]:
    """Return the progress of each objective that has practice items, in order."""
    found = []
    for objective in bundle.objectives:
        items = [item for item in bundle.practice if item.objective == objective.id]
        if items:
            found.append(_progress(objective.section, objective.text, items, states))
    return found


def weakest(progress: list[Progress], count: int = 2) -> list[Progress]:
    """Return the answered objectives with the lowest share of full answers, none when all are full."""
    weak = [entry for entry in progress if entry.answered and entry.full < entry.answered]
    return sorted(weak, key=lambda entry: entry.full / entry.answered)[:count]


def _progress(name: str, title: str, items: list[Item], states: Mapping[str, ItemState]) -> Progress:
    shares = [_share(item, states.get(item.id)) for item in items]
    answered = [share for share in shares if share is not None]
    return Progress(name, title, len(items), len(answered), sum(share == 1 for share in answered))


def _share(item: Item, state: ItemState | None) -> float | None:
    if state is None or state.answer is None:
        return None
    try:
        return item.score(item.read(state.answer)).share
    except Unreadable:
        return None
