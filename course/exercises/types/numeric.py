"""A question for a number with a unit."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from course.exercises.items import Item, PublicItem, Score, Strict, Unreadable
from course.guidance.numbers import read_number


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


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit, which it may carry already."""
    if number.endswith(unit) or (number.endswith("％") and unit == "%"):
        return number
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}"


def read_amount(raw: object, unit: str) -> str:
    """Return `raw` as the text of a number in `unit`; raises Unreadable."""
    if not isinstance(raw, str | int | float) or isinstance(raw, bool):
        raise Unreadable("请填写一个数字。")
    text = str(raw).strip()
    if len(text) > 40:
        raise Unreadable("填写的内容太长，请只写一个数字。")
    if read_number(text, unit) is None:
        wanted = f"（单位：{unit}）" if unit else ""
        raise Unreadable(f"没有读出数字，请写成 12.5 这样的数{wanted}。")
    return text


class _Asking(PublicItem):
    """What both classes of a question for a number share."""

    label: ClassVar[str] = "填数"
    unit: str = ""

    def read(self, raw: object) -> str:
        return read_amount(raw, self.unit)

    def words(self, answer: Any) -> str:
        return with_unit(str(answer), self.unit)


class PublicNumeric(_Asking):
    """A question for a number without its key. An answer is the text the trainee typed."""

    type: Literal["numeric"] = "numeric"


class Numeric(_Asking, Item):
    """A question for a number with unit and tolerance; the answer earns 1 or 0."""

    type: Literal["numeric"] = "numeric"
    answer: float = Field(allow_inf_nan=False)
    tolerance: Tolerance = Tolerance()
    near: list[Near] = []
    feedback: str = Field(min_length=1)
    otherwise: str = "与参考值不符，再看一眼题目要的是哪个数、什么单位。"

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

    def explain(self) -> Score:
        return Score(1, f"参考答案：{with_unit(f'{self.answer:g}', self.unit)}。{self.feedback}")

    def model_answer(self) -> str:
        return f"{self.answer:.10g}{self.unit}"

    def wrong_answer(self) -> str:
        return f"{self.answer + 10 * (abs(self.answer) + self.tolerance.absolute) + 1000:.10g}{self.unit}"
