"""Items of an exercise: what an author writes, what a trainee may see, how an answer is scored.

Each type is one author's class (with its key) and one public class (without): a graded item leaves the build
only as its public class, whose fields cannot hold a key. A new type is one such pair, named in `ITEM_TYPES`
and `PUBLIC_TYPES`, and one view of the same name in `static/`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from course.guidance.numbers import read_number

ITEM_ID = r"^ch0[0-8]-[a-z]{1,2}\d{1,3}$"
OPTION_ID = r"^[a-z][a-z0-9_]{0,15}$"


class Strict(BaseModel):
    """Base of everything an author writes: unknown fields are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Unreadable(ValueError):
    """An answer that is none of its item; the message is one Chinese sentence for the trainee."""


@dataclass(frozen=True)
class Part:
    """What is said beside one part of an answer, such as one option."""

    right: bool
    message: str = ""


@dataclass(frozen=True)
class Score:
    """How right an answer is: `share` in 0..1, one sentence, and remarks on its parts by their ids."""

    share: float
    message: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)


class PublicItem(Strict, ABC):
    """What a trainee may see of a graded item."""

    id: str = Field(pattern=ITEM_ID)
    version: int = Field(default=1, ge=1)
    section: str = Field(pattern=r"^[0-8]\.[0-4]$")
    prompt: str = Field(min_length=1)

    @abstractmethod
    def read(self, raw: object) -> Any:
        """Return `raw` as an answer of this item in its plain form.

        Raises:
            Unreadable: `raw` is no answer of this item, with one Chinese sentence.
        """


class Attempt(Strict):
    """A proof of the key: this answer earns this share. The builder runs it."""

    answer: Any
    score: float = Field(ge=0, le=1)


class Item(PublicItem, ABC):
    """An item as its author writes it, with its key and feedback."""

    objective: str = Field(pattern=r"^ch0[0-8]-o\d{1,2}$")
    facts: list[str] = []
    hints: list[str] = []
    attempts: list[Attempt] = []
    weight: float = Field(default=1, gt=0, le=10)

    @abstractmethod
    def public(self) -> PublicItem:
        """Return the item without key, feedback, hints and weight."""

    @abstractmethod
    def score(self, answer: Any) -> Score:
        """Return how right `answer` is, which must be in the form `read` returns."""

    def _public_fields(self) -> dict[str, Any]:
        return {"id": self.id, "version": self.version, "section": self.section, "prompt": self.prompt}

    @model_validator(mode="after")
    def _three_hints_or_none(self) -> Self:
        if len(self.hints) not in (0, 3):
            raise ValueError(
                f"hints: {len(self.hints)} given, write three (direction, basis, example) or none"
            )
        return self

    @model_validator(mode="after")
    def _attempts_prove_the_key(self) -> Self:
        for attempt in self.attempts:
            try:
                share = self.score(self.read(attempt.answer)).share
            except Unreadable as error:
                raise ValueError(
                    f"attempts: {attempt.answer!r} is no answer of this item ({error})"
                ) from error
            if not math.isclose(share, attempt.score, abs_tol=1e-9):
                earned = f"{attempt.answer!r} earns {share:g}, not {attempt.score:g}"
                raise ValueError(f"attempts: {earned}: mend the key or the attempt")
        return self


class OptionText(Strict):
    """One option of a choice as the trainee sees it."""

    id: str = Field(pattern=OPTION_ID)
    text: str = Field(min_length=1)


class Option(OptionText):
    """One option with its key and what is said when it was chosen."""

    right: bool = False
    feedback: str = Field(min_length=1)


def _read_choice(raw: object, known: list[str]) -> list[str]:
    if not isinstance(raw, list) or len(raw) != 1 or not isinstance(raw[0], str):
        raise Unreadable("请选择一个选项。")
    if raw[0] not in known:
        raise Unreadable("这个选项不在题目里，请重新选择。")
    return [raw[0]]


class PublicChoice(PublicItem):
    """A single choice without its key. An answer is a list with one option id."""

    type: Literal["choice"] = "choice"
    options: list[OptionText] = Field(min_length=2, max_length=8)

    def read(self, raw: object) -> list[str]:
        return _read_choice(raw, [option.id for option in self.options])


class Choice(Item):
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

    def read(self, raw: object) -> list[str]:
        return _read_choice(raw, [option.id for option in self.options])

    def public(self) -> PublicChoice:
        options = [OptionText(id=option.id, text=option.text) for option in self.options]
        return PublicChoice(**self._public_fields(), options=options)

    def score(self, answer: list[str]) -> Score:
        chosen = next(option for option in self.options if option.id == answer[0])
        part = Part(chosen.right, chosen.feedback)
        return Score(float(chosen.right), chosen.feedback, {chosen.id: part})


class Tolerance(Strict):
    """How far a number may be off: `absolute` in the item's unit, `relative` as a share of the key."""

    absolute: float = Field(default=0, ge=0)
    relative: float = Field(default=0, ge=0, lt=1)

    def covers(self, value: float, target: float) -> bool:
        """Return whether `value` lies within the tolerance around `target`, both in the item's unit."""
        room = max(self.absolute, self.relative * abs(target), 1e-9 * max(1.0, abs(target)))
        return abs(value - target) <= room


class Near(Strict):
    """An anticipated wrong number and what is said to it."""

    value: float
    tolerance: Tolerance = Tolerance()
    message: str = Field(min_length=1)


def _read_amount(raw: object, unit: str) -> str:
    if not isinstance(raw, str | int | float) or isinstance(raw, bool):
        raise Unreadable("请填写一个数字。")
    text = str(raw).strip()
    if len(text) > 40:
        raise Unreadable("填写的内容太长，请只写一个数字。")
    if read_number(text, unit) is None:
        wanted = f"（单位：{unit}）" if unit else ""
        raise Unreadable(f"没有读出数字，请写成 12.5 这样的数{wanted}。")
    return text


class PublicNumeric(PublicItem):
    """A question for a number without its key. An answer is the text the trainee typed."""

    type: Literal["numeric"] = "numeric"
    unit: str = ""

    def read(self, raw: object) -> str:
        return _read_amount(raw, self.unit)


class Numeric(Item):
    """A question for a number with unit and tolerance; the answer earns 1 or 0."""

    type: Literal["numeric"] = "numeric"
    unit: str = ""
    answer: float = Field(allow_inf_nan=False)
    tolerance: Tolerance = Tolerance()
    near: list[Near] = []
    feedback: str = Field(min_length=1)
    otherwise: str = "与参考值不符，再看一眼题目要的是哪个数、什么单位。"

    def read(self, raw: object) -> str:
        return _read_amount(raw, self.unit)

    def public(self) -> PublicNumeric:
        return PublicNumeric(**self._public_fields(), unit=self.unit)

    def score(self, answer: str) -> Score:
        value = read_number(answer, self.unit)
        assert value is not None, "read() lets only numbers through"
        if self.tolerance.covers(value, self.answer):
            return Score(1.0, self.feedback)
        for near in self.near:
            if near.tolerance.covers(value, near.value):
                return Score(0.0, near.message)
        return Score(0.0, self.otherwise)


ITEM_TYPES: tuple[type[Item], ...] = (Choice, Numeric)
PUBLIC_TYPES: tuple[type[PublicItem], ...] = (PublicChoice, PublicNumeric)

if TYPE_CHECKING:
    AnyItem = Item
    AnyPublicItem = PublicItem
else:
    AnyItem = Annotated[Union[ITEM_TYPES], Field(discriminator="type")]  # noqa: UP007
    AnyPublicItem = Annotated[Union[PUBLIC_TYPES], Field(discriminator="type")]  # noqa: UP007
