"""How far a trainee is in a chapter: by section and by objective.

Met, answered and right are three things: a card that was opened for a hint is met, a guess or a flash card is
answered but neither right nor wrong, and only what can be wrong counts as right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.exercises.bank import Bundle
from course.exercises.events import ItemState
from course.exercises.items import Item, Unreadable


@dataclass(frozen=True)
class Progress:
    """How many items of one section or objective there are, and what became of them.

    `met` counts those with a draft, a hint or an answer, `answered` those with an answer, `judged` the
    answered ones of which right and wrong can be said, `right` those of them that are fully right.
    """

    name: str
    title: str
    items: int
    met: int
    answered: int
    judged: int
    right: int

    @property
    def words(self) -> str:
        """Return the counts in words."""
        said = [f"已答 {self.answered} / {self.items} 题"]
        if self.judged:
            said.append(f"判分的 {self.judged} 题里答对 {self.right} 题")
        if self.answered > self.judged:
            said.append(f"{self.answered - self.judged} 题只记录、不判对错")
        if self.met > self.answered:
            said.append(f"{self.met - self.answered} 题看过还没交")
        return "，".join(said)


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
    """Return the objectives with the lowest share of right answers among judged ones, if any is wrong."""
    weak = [entry for entry in progress if entry.right < entry.judged]
    return sorted(weak, key=lambda entry: entry.right / entry.judged)[:count]


def _progress(name: str, title: str, items: list[Item], states: Mapping[str, ItemState]) -> Progress:
    known = [(item, states[item.id]) for item in items if item.id in states]
    current = [(item, state) for item, state in known if state.item_version in (0, item.version)]
    met = sum(state.answer is not None or state.draft is not None or state.hints > 0 for _, state in current)
    shares = [(item, share) for item, state in current if (share := _share(item, state)) is not None]
    judged = [share for item, share in shares if item.scored]
    right = sum(share > 1 - 1e-9 for share in judged)
    return Progress(name, title, len(items), met, len(shares), len(judged), right)


def _share(item: Item, state: ItemState) -> float | None:
    """Return what the saved answer earns, None where there is none."""
    if state.answer is None:
        return None
    try:
        return item.score(item.read(state.answer)).share
    except Unreadable:
        return None
