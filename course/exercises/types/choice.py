"""Single choice: one option of several."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from course.exercises.items import Item, Part, Score
from course.exercises.types.options import (
    Option,
    OptionText,
    WithOptions,
    bare,
    explained,
    ids_of,
    read_one,
    rights,
)


class _Choosing(WithOptions):
    """What both classes of a choice share."""

    label: ClassVar[str] = "单选"

    def read(self, raw: object) -> list[str]:
        return read_one(raw, self.options)


class PublicChoice(_Choosing):
    """A single choice without its key. An answer is a list with one option id."""

    type: Literal["choice"] = "choice"
    options: list[OptionText] = Field(min_length=2, max_length=8)


class Choice(_Choosing, Item):
    """A single choice. Exactly one option is right; the answer earns 1 or 0."""

    type: Literal["choice"] = "choice"
    options: list[Option] = Field(min_length=2, max_length=8)

    @field_validator("options")
    @classmethod
    def _one_right_option(cls, options: list[Option]) -> list[Option]:
        ids_of(options)
        right = len(rights(options))
        if right != 1:
            raise ValueError(f"options: {right} are marked right, mark exactly one")
        return options

    def public(self) -> PublicChoice:
        return PublicChoice(**self._public_fields(), options=bare(self.options))

    def score(self, answer: list[str]) -> Score:
        chosen = next(option for option in self.options if option.id == answer[0])
        part = Part(chosen.right, chosen.feedback)
        return Score(float(chosen.right), chosen.feedback, {chosen.id: part})

    def explain(self) -> Score:
        return explained(self.options)

    def model_answer(self) -> list[str]:
        return rights(self.options)

    def wrong_answer(self) -> list[str]:
        return rights(self.options, False)[:1]
