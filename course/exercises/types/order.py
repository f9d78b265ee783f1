"""Putting steps in their order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.exercises.items import OPTION_ID, Item, Part, PublicItem, Score, Strict, Unreadable
from course.exercises.scoring import broken_relations, closure, share_of_relations
from course.exercises.types.shuffling import counted, shuffled


class StepText(Strict):
    """One step as the trainee sees it."""

    id: str = Field(pattern=OPTION_ID)
    text: str = Field(min_length=1)


class Step(StepText):
    """One step, and why it stands where it does."""

    feedback: str = ""


class _Ordering(PublicItem):
    """What both classes of an ordering share."""

    label: ClassVar[str] = "排序"
    steps: Sequence[StepText]

    def shown(self) -> list[str]:
        """Return the ids of the steps in the order in which they are shown at first."""
        return [step.id for step in self.steps]

    def read(self, raw: object) -> list[str]:
        if not isinstance(raw, list) or sorted(map(str, raw)) != sorted(self._texts):
            raise Unreadable("请把每个步骤都排进去，每个只排一次。")
        return [str(name) for name in raw]

    def lines(self) -> list[str]:
        return [f"□ {self._texts[name]}" for name in self.shown()]

    def words(self, answer: Any) -> str:
        names = answer if isinstance(answer, list) else []
        return " → ".join(
            self._texts[name] for name in names if isinstance(name, str) and name in self._texts
        )

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {step.id: step.text for step in self.steps}


class PublicOrder(_Ordering):
    """An ordering without its key, its steps as shown at first. An answer is a list of all step ids."""

    type: Literal["order"] = "order"
    steps: list[StepText] = Field(min_length=3, max_length=10)


class Order(_Ordering, Item):
    """An ordering; the answer earns the share of the relations "earlier than" that it keeps.

    `before` gives pairs (earlier, later), and what follows from them counts too; without it the order in
    which the steps are written is the only right one.
    """

    type: Literal["order"] = "order"
    steps: list[Step] = Field(min_length=3, max_length=10)
    before: list[tuple[str, str]] = []

    @model_validator(mode="after")
    def _can_be_ordered(self) -> Self:
        names = [step.id for step in self.steps]
        if len(set(names)) != len(names):
            raise ValueError("steps: two steps share an id, give each its own")
        if unknown := sorted({name for pair in self.before for name in pair} - set(names)):
            raise ValueError(f"before: {', '.join(unknown)} are no steps, use the ids of the steps")
        told = counted(names)
        relations = self.relations  # refuses a circle
        if told and not broken_relations(told, relations):
            raise ValueError(
                "steps: ids that count in the right order give it away, name or number them otherwise"
            )
        return self

    @cached_property
    def relations(self) -> frozenset[tuple[str, str]]:
        """All pairs (earlier, later) that count."""
        return closure(self.before or pairwise(step.id for step in self.steps))

    def shown(self) -> list[str]:
        mixed = shuffled(self.id, [step.id for step in self.steps])
        return mixed if broken_relations(mixed, self.relations) else mixed[::-1]

    def public(self) -> PublicOrder:
        steps = [StepText(id=name, text=self._texts[name]) for name in self.shown()]
        return PublicOrder(**self._public_fields(), steps=steps)

    def score(self, answer: list[str]) -> Score:
        kept = len(self.relations) - len(broken_relations(answer, self.relations))
        message = "" if kept == len(self.relations) else f"{len(self.relations)} 条先后关系里对了 {kept} 条。"
        return Score(share_of_relations(answer, self.relations), message)

    def debrief(self, answer: list[str]) -> str:
        """Return one relation that the answer breaks, of two steps as near to each other as any."""
        wrong = broken_relations(answer, self.relations)
        if not wrong:
            return ""
        first, then = min(wrong, key=lambda pair: answer.index(pair[0]) - answer.index(pair[1]))
        return f"例如：“{self._texts[first]}”应在“{self._texts[then]}”之前，您排反了。"

    def explain(self) -> Score:
        parts = {step.id: Part(True, step.feedback) for step in self.steps if step.feedback}
        return Score(1, f"参考顺序：{self.words(self.model_answer())}。", parts)

    def model_answer(self) -> list[str]:
        left, placed = [step.id for step in self.steps], list[str]()
        while left:
            free = next(
                name
                for name in left
                if not any(then == name and first in left for first, then in self.relations)
            )
            left.remove(free)
            placed.append(free)
        return placed

    def wrong_answer(self) -> list[str]:
        return self.model_answer()[::-1]
