"""Conditions on rows, checked against a table: which rows meet them, and the same as pandas code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

import pandas as pd

from course.cases.workbench.problems import SpecProblem
from course.cases.workbench.sources import KIND_WORDS, Kind, Source, literal, source, weekday_number
from course.cases.workbench.spec import Condition
from course.guidance.numbers import read_number
from course.guidance.wording import clean, plain_name

Known = str | float | bool | list[str] | list[float]

SYMBOLS: Final = {
    "等于": "==", "不等于": "!=", "大于": ">", "不小于": ">=", "小于": "<", "不大于": "<=",
}  # fmt: skip
ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "number": ("等于", "不等于", "大于", "不小于", "小于", "不大于", "介于", "属于", "为空", "不为空"),
    "text": ("等于", "不等于", "属于", "包含", "为空", "不为空"),
    "date": ("等于", "不等于", "大于", "不小于", "小于", "不大于", "介于", "为空", "不为空"),
    "flag": ("等于", "不等于"),
    "weekday": ("等于", "不等于", "属于"),
}
"""The operators that suit a kind of value."""

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_FLAGS: Final = {"true": True, "false": False, "是": True, "否": False}


@dataclass(frozen=True)
class Check:
    """A condition with a value of the right type. A date without time stands for its whole day."""

    source: Source
    op: str
    value: Known

    def mask(self, rows: pd.DataFrame) -> pd.Series:
        """Return for each row whether it meets the condition."""
        values = self._values(rows)
        value = self.value
        match self.op:
            case "为空":
                return values.isna()
            case "不为空":
                return values.notna()
            case "属于":
                return values.isin(cast("list[str]", value))
            case "包含":
                return values.str.contains(cast(str, value), regex=False, na=False)
            case "介于":
                low, high = (self._point(each) for each in cast("list[str]", value))
                return cast(pd.Series, (values >= low) & (values <= high))
        point = self._point(value)
        match self.op:
            case "等于":
                return cast(pd.Series, values == point)
            case "不等于":
                return cast(pd.Series, values != point)
            case "大于":
                return cast(pd.Series, values > point)
            case "不小于":
                return cast(pd.Series, values >= point)
            case "小于":
                return cast(pd.Series, values < point)
        return cast(pd.Series, values <= point)

    def code(self, rows: str = "行") -> str:
        """Return the expression of pandas that gives `mask`."""
        values = self.source.code(rows)
        if self._by_day:
            values += ".dt.normalize()"
        match self.op:
            case "为空":
                return f"{values}.isna()"
            case "不为空":
                return f"{values}.notna()"
            case "属于":
                return f"{values}.isin({literal(self.value)})"
            case "包含":
                return f"{values}.str.contains({literal(self.value)}, regex=False, na=False)"
            case "介于":
                low, high = cast("list[str]", self.value)
                return f"{values}.between({literal(low)}, {literal(high)})"
        if isinstance(self.value, bool):
            # `== True` is what beginners write and linters refuse.
            return values if self.value == (self.op == "等于") else f"~{values}"
        return f"{values} {SYMBOLS[self.op]} {literal(self.value)}"

    @property
    def _by_day(self) -> bool:
        return self.source.kind == "date" and not self.source.part and self.op not in ("为空", "不为空")

    def _values(self, rows: pd.DataFrame) -> pd.Series:
        values = self.source.values(rows)
        return values.dt.normalize() if self._by_day else values

    def _point(self, value: object) -> object:
        return pd.Timestamp(cast(str, value)) if self.source.kind == "date" else value


def check_of(frame: pd.DataFrame, condition: Condition, where: str) -> Check:
    """Return the condition, checked against the table.

    Args:
        frame: the table.
        condition: a complete one.
        where: the step, as sentences name it.

    Raises:
        SpecProblem: column, operator or value do not fit.
    """
    found = source(frame, condition.column, condition.part, where)
    if condition.op not in ALLOWED[found.kind]:
        raise SpecProblem(
            f"{where}：「{clean(found.words)}」是{KIND_WORDS[found.kind]}，"
            f"不能用“{condition.op}”，请换一种比较。"
        )
    if condition.op in ("为空", "不为空"):
        return Check(found, condition.op, "")
    many = condition.op in ("介于", "属于")
    given = condition.value if isinstance(condition.value, list) else [condition.value]
    if not many and len(given) != 1:
        raise SpecProblem(f"{where}：“{condition.op}”只要一个值，请只留一个。")
    values = [_known(each, found, where) for each in given]
    if condition.op == "介于" and len(values) == 2 and values[0] > values[1]:  # type: ignore[operator]
        raise SpecProblem(f"{where}：“介于”的前一个值比后一个大，请对调。")
    if many:
        return Check(found, condition.op, cast("list[str]", values))
    return Check(found, condition.op, values[0])


def _known(value: object, found: Source, where: str) -> str | float | bool:
    """Return a value in the type of its column. Raises SpecProblem."""
    known: str | float | bool | None = None
    kind: Kind = found.kind
    text = str(value)
    if kind == "number":
        number = None if isinstance(value, bool) else read_number(value)
        known = int(number) if number is not None and number.is_integer() and abs(number) < 2**53 else number
    elif kind == "weekday":
        known = weekday_number(value)
    elif kind == "date":
        known = _day(text)
    elif kind == "flag":
        known = value if isinstance(value, bool) else _FLAGS.get(plain_name(text).lower())
    elif not isinstance(value, bool):
        known = text
    if known is None:
        example = {"number": "30", "date": "2026-11-02", "flag": "是", "weekday": "周一", "text": "电话"}
        raise SpecProblem(
            f"{where}：「{clean(found.words)}」要和{KIND_WORDS[kind]}比较，"
            f"「{clean(text)}」不是，请改成像 {example[kind]} 这样的值。"
        )
    return known


def _day(text: str) -> str | None:
    parts = _DATE.fullmatch(plain_name(text))
    if not parts:
        return None
    try:
        return date(*(int(part) for part in parts.groups())).isoformat()
    except ValueError:
        return None
