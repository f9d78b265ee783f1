"""Flash card: recall what stands on the back, turn it, and say how well it went."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from course.exercises.items import Item, PublicItem, Score, Unreadable

RATINGS = {"forgot": "忘了", "recalled": "想起来了", "easy": "很熟"}


class _Recalling(PublicItem):
    """What both classes of a flash card share."""

    label: ClassVar[str] = "记忆卡"
    prompt: str = Field(default="先在心里回答，再翻面对照。", min_length=1)
    front: str = Field(min_length=1)

    def read(self, raw: object) -> str:
        if not isinstance(raw, str) or raw not in RATINGS:
            raise Unreadable("请先翻面，再选择记得怎样。")
        return raw

    def lines(self) -> list[str]:
        return [self.front]

    def words(self, answer: Any) -> str:
        return RATINGS.get(str(answer), "")


class PublicFlashcard(_Recalling):
    """A flash card with both sides. An answer is the trainee's own rating: forgot, recalled, easy."""

    type: Literal["flashcard"] = "flashcard"
    back: str = Field(min_length=1)


class Flashcard(_Recalling, Item):
    """A flash card. Its rating tells `review` when it should come back; it earns nothing."""

    type: Literal["flashcard"] = "flashcard"
    scored: ClassVar[bool] = False
    recorded: ClassVar[str] = "已记录。以后的“温故知新”会按您的自评安排它。"
    back: str = Field(min_length=1)

    def public(self) -> PublicFlashcard:
        return PublicFlashcard(**self._public_fields(), front=self.front, back=self.back)

    def score(self, answer: str) -> Score:
        """Return a full share for what was remembered, and none for what was forgotten."""
        return Score(float(answer != "forgot"))

    def confidence(self, answer: str) -> str | None:
        return "sure" if answer == "easy" else None

    def explain(self) -> Score:
        return Score(1)

    def model_answer(self) -> str:
        return "easy"

    def wrong_answer(self) -> str:
        return "forgot"
