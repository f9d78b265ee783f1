"""Items of an exercise: what an author writes, what a trainee may see, how an answer is scored.

Each type is one author's class (with its key) and one public class (without): a graded item leaves the build
only as its public class, whose fields cannot hold a key. A new type is one such pair in `types/`, and one
view of the same name in `static/views/`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

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
    """What a trainee may see of a graded item. `label` names its type to trainees."""

    label: ClassVar[str]

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

    def lines(self) -> list[str]:
        """Return what stands below the prompt where the card cannot be live, such as the options."""
        return []

    @abstractmethod
    def words(self, answer: Any) -> str:
        """Return an answer in words, for a card that cannot be live; `answer` may be any plain data."""

    def bind(self, table: Callable[[str], Any]) -> Self:
        """Return the item with the rows of the trainee's own data that it points at, if it points at any.

        Args:
            table: gives a table of that data by its name, and raises LookupError for others.
        """
        return self

    def live(self, answer: Any) -> dict[str, Any]:
        """Return what a card says while its answer is still being written; `answer` may be any plain data."""
        return {}


class Attempt(Strict):
    """A proof of the key: this answer earns this share. The builder runs it."""

    answer: Any
    score: float = Field(ge=0, le=1)


class Item(PublicItem, ABC):
    """An item as its author writes it, with its key and feedback.

    `scored` tells whether a card says right and wrong of it; a guess or a flash card is only `recorded`, with
    that sentence. `reviewed` tells whether it is worth meeting again later.
    """

    scored: ClassVar[bool] = True
    recorded: ClassVar[str] = "已记录。"
    reviewed: ClassVar[bool] = True

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

    @abstractmethod
    def explain(self) -> Score:
        """Return what explains the whole item once its key may be seen: a message, remarks on all parts."""

    @abstractmethod
    def model_answer(self) -> Any:
        """Return an answer that earns everything, in the form `read` returns."""

    @abstractmethod
    def wrong_answer(self) -> Any:
        """Return an answer that earns nothing, in the form `read` returns."""

    def debrief(self, answer: Any) -> str:
        """Return what is said of this answer once the item may be explained, or nothing."""
        return ""

    def confidence(self, answer: Any) -> str | None:
        """Return how sure the answer itself says the trainee is: sure, unsure, guess, or None."""
        return None

    def secrets(self) -> list[str]:
        """Return every text that only its author may see: hints, feedback, keys in words."""
        private = self.model_dump(exclude={"objective", "facts", "attempts"}, exclude_defaults=True)
        public = set(_texts(self.public().model_dump()))
        return [text for text in dict.fromkeys(_texts(private)) if text and text not in public]

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


def _texts(value: object) -> Iterator[str]:
    """Yield every text within plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
