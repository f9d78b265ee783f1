"""Predict, then check: a guess before a figure is shown. It earns nothing and is neither right nor wrong."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.exercises.items import Item, Score, Strict
from course.exercises.types.numeric import read_amount, with_unit
from course.exercises.types.options import OptionText, WithOptions, bare, ids_of, read_one
from course.guidance.numbers import read_number


class Guess(OptionText):
    """One thing to guess, and how it compares with what is."""

    feedback: str = Field(min_length=1)


class Band(Strict):
    """What is said of a guessed number from `low` up to, not including, `high`; None is no bound."""

    low: float | None = None
    high: float | None = None
    feedback: str = Field(min_length=1)


class _Guessing(WithOptions):
    """What both classes of a prediction share: options to choose from, or a number with a unit."""

    label: ClassVar[str] = "先猜后看"
    options: Sequence[OptionText] = []
    unit: str = ""

    def read(self, raw: object) -> Any:
        if self.options:
            return read_one(raw, self.options)
        return read_amount(raw, self.unit)

    def words(self, answer: Any) -> str:
        return super().words(answer) if self.options else with_unit(str(answer), self.unit)


class PublicPredict(_Guessing):
    """A prediction before anything is revealed. An answer is as that of a choice or of a number."""

    type: Literal["predict"] = "predict"
    options: list[OptionText] = Field(default=[], max_length=8)


class Predict(_Guessing, Item):
    """A prediction with what is revealed after it, and a remark on each guess or band of guesses."""

    type: Literal["predict"] = "predict"
    scored: ClassVar[bool] = False
    recorded: ClassVar[str] = "已记录您的猜测，和实际比较："
    reviewed: ClassVar[bool] = False
    options: list[Guess] = Field(default=[], max_length=8)
    bands: list[Band] = []
    reveal: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_way_to_guess(self) -> Self:
        if bool(self.options) == bool(self.bands):
            raise ValueError("predict: give either options or bands of a number")
        ids_of(self.options)
        if self.options and self.unit:
            raise ValueError("options: with options there is no unit, remove it")
        edges = [(band.low, band.high) for band in self.bands]
        for (_, high), (low, _) in pairwise(edges):
            if high is None or low != high:
                raise ValueError("bands: each begins where the one before it ends")
        if edges and (edges[0][0] is not None or edges[-1][1] is not None):
            raise ValueError(
                "bands: the first has no low and the last no high, so that every guess is answered"
            )
        return self

    def public(self) -> PublicPredict:
        return PublicPredict(**self._public_fields(), options=bare(self.options), unit=self.unit)

    def score(self, answer: Any) -> Score:
        """Return a full share for any guess: nothing was to be earned, so nothing is missing."""
        if self.options:
            return Score(1, next(option.feedback for option in self.options if option.id == answer[0]))
        value = read_number(answer, self.unit)
        assert value is not None, "read() lets only numbers through"
        return Score(1, next(band.feedback for band in self.bands if band.high is None or value < band.high))

    def explain(self) -> Score:
        return Score(1, self.reveal)

    def model_answer(self) -> Any:
        return [self.options[0].id] if self.options else f"0{self.unit}"

    def wrong_answer(self) -> Any:
        return self.model_answer()
