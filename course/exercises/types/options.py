"""Options to choose from: what choices of one, choices of several and predictions share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from course.exercises.items import OPTION_ID, Part, PublicItem, Score, Strict, Unreadable

LETTERS = "ABCDEFGH"


class OptionText(Strict):
    """One option as the trainee sees it."""

    id: str = Field(pattern=OPTION_ID)
    text: str = Field(min_length=1)


class Option(OptionText):
    """One option with its key and what is said when it was chosen."""

    right: bool = False
    feedback: str = Field(min_length=1)


class WithOptions(PublicItem):
    """What all items with options share: an answer is a list of the ids of chosen ones."""

    options: Sequence[OptionText]

    def lines(self) -> list[str]:
        return [f"{letter}. {option.text}" for letter, option in zip(LETTERS, self.options, strict=False)]

    def words(self, answer: Any) -> str:
        chosen = answer if isinstance(answer, list) else []
        return "、".join(
            letter for letter, option in zip(LETTERS, self.options, strict=False) if option.id in chosen
        )


def ids_of(options: Sequence[OptionText]) -> list[str]:
    """Return the ids of options. Raises ValueError when two share one."""
    ids = [option.id for option in options]
    if len(set(ids)) != len(ids):
        raise ValueError("options: two options share an id, give each its own")
    return ids


def read_one(raw: object, options: Sequence[OptionText]) -> list[str]:
    """Return `raw` as a list of the id of one option; raises Unreadable."""
    if not isinstance(raw, list) or len(raw) != 1 or not isinstance(raw[0], str):
        raise Unreadable("请选择一个选项。")
    if raw[0] not in [option.id for option in options]:
        raise Unreadable("这个选项不在题目里，请重新选择。")
    return [raw[0]]


def bare(options: Sequence[OptionText]) -> list[OptionText]:
    """Return options without key and feedback."""
    return [OptionText(id=option.id, text=option.text) for option in options]


def explained(options: Sequence[Option]) -> Score:
    """Return what explains all options."""
    return Score(1, "", {option.id: Part(option.right, option.feedback) for option in options})


def rights(options: Sequence[Option], right: bool = True) -> list[str]:
    """Return the ids of the options that are right, or of those that are not."""
    return [option.id for option in options if option.right is right]
