"""Single choice: one option of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from course.exercises.items import OPTION_ID, Item, Part, PublicItem, Score, Strict, Unreadable

LETTERS = "ABCDEFGH"


class OptionText(Strict):
    """One option of a choice as the trainee sees it."""

    id: str = Field(pattern=OPTION_ID)
    text: str = Field(min_length=1)


class Option(OptionText):
    """One option with its key and what is said when it was chosen."""

    right: bool = False
    feedback: str = Field(min_length=1)


def read_choice(raw: object, known: list[str]) -> list[str]:
    """Return `raw` as a list of one known id; raises Unreadable."""
    if not isinstance(raw, list) or len(raw) != 1 or not isinstance(raw[0], str):
        raise Unreadable("请选择一个选项。")
    if raw[0] not in known:
        raise Unreadable("这个选项不在题目里，请重新选择。")
    return [raw[0]]


def lettered(options: Sequence[OptionText]) -> list[str]:
    """Return the texts of options, each with its letter."""
    return [f"{letter}. {option.text}" for letter, option in zip(LETTERS, options, strict=False)]


class _Choosing(PublicItem):
    """What both classes of a choice share."""

    label: ClassVar[str] = "单选"
    options: Sequence[OptionText]

    def read(self, raw: object) -> list[str]:
        return read_choice(raw, [option.id for option in self.options])

    def lines(self) -> list[str]:
        return lettered(self.options)

    def words(self, answer: Any) -> str:
        chosen = answer if isinstance(answer, list) else []
        return "、".join(
            letter for letter, option in zip(LETTERS, self.options, strict=False) if option.id in chosen
        )


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
        if len({option.id for option in options}) != len(options):
            raise ValueError("options: two options share an id, give each its own")
        right = sum(option.right for option in options)
        if right != 1:
            raise ValueError(f"options: {right} are marked right, mark exactly one")
        return options

    def public(self) -> PublicChoice:
        options = [OptionText(id=option.id, text=option.text) for option in self.options]
        return PublicChoice(**self._public_fields(), options=options)

    def score(self, answer: list[str]) -> Score:
        chosen = next(option for option in self.options if option.id == answer[0])
        part = Part(chosen.right, chosen.feedback)
        return Score(float(chosen.right), chosen.feedback, {chosen.id: part})

    def explain(self) -> Score:
        return Score(1, "", {option.id: Part(option.right, option.feedback) for option in self.options})

    def model_answer(self) -> list[str]:
        return [next(option.id for option in self.options if option.right)]

    def wrong_answer(self) -> list[str]:
        return [next(option.id for option in self.options if not option.right)]
