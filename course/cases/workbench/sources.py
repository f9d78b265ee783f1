"""Columns and parts of dates: what kind of value they hold, their values, and the same as pandas code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd
from pandas.api import types

from course.cases.computed import TODAY
from course.cases.vocabulary import CUTOFF, WEEKDAYS
from course.cases.workbench.problems import SpecProblem
from course.guidance.wording import clean, nearest, quoted

Kind = Literal["number", "text", "date", "flag", "weekday"]

KIND_WORDS: Final = {"number": "数字", "text": "文字", "date": "日期", "flag": "是或否", "weekday": "星期"}
PARTS: Final = ("日期", "所在周", "月", "星期", "钟点", "已过天数")
_PART_KINDS: Final[dict[str, Kind]] = {
    "日期": "date",
    "所在周": "date",
    "月": "text",
    "星期": "weekday",
    "钟点": "number",
    "已过天数": "number",
}
_PART_CODE: Final = {
    "日期": ".dt.normalize()",
    "所在周": '.dt.to_period("W").dt.start_time',
    "月": '.dt.strftime("%Y-%m")',
    "星期": ".dt.day_of_week",
    "钟点": ".dt.hour",
}


@dataclass(frozen=True)
class Source:
    """A column of a table, or a part of its dates, with the kind of its values."""

    column: str
    part: str
    kind: Kind

    def values(self, rows: pd.DataFrame) -> pd.Series:
        """Return its value in each row; a weekday as 0 (Monday) to 6."""
        column: pd.Series = rows[self.column]
        match self.part:
            case "日期":
                column = column.dt.normalize()
            case "所在周":
                column = column.dt.to_period("W").dt.start_time
            case "月":
                column = column.dt.strftime("%Y-%m")
            case "星期":
                column = column.dt.day_of_week
            case "钟点":
                column = column.dt.hour
            case "已过天数":
                column = (pd.Timestamp(CUTOFF) - column.dt.normalize()).dt.days
        return column

    def code(self, rows: str = "行") -> str:
        """Return the expression of pandas that gives `values`."""
        column = f"{rows}[{literal(self.column)}]"
        if self.part == "已过天数":
            return f"({TODAY} - {column}.dt.normalize()).dt.days"
        return f"{column}{_PART_CODE.get(self.part, '')}"

    @property
    def words(self) -> str:
        """Return how a trainee calls it."""
        return f"{self.column}的{self.part}" if self.part else self.column


def kind_of(column: pd.Series) -> Kind:
    """Return what kind of values a column holds."""
    if types.is_bool_dtype(column.dtype):
        return "flag"
    if types.is_numeric_dtype(column.dtype):
        return "number"
    if types.is_datetime64_any_dtype(column.dtype):
        return "date"
    return "text"


def source(frame: pd.DataFrame, column: str, part: str, where: str) -> Source:
    """Return the source of this column of `frame`.

    Args:
        frame: the table.
        column: its name.
        part: one of PARTS, or empty.
        where: the step, as sentences name it.

    Raises:
        SpecProblem: there is no such column, or it has no such part.
    """
    if column not in frame.columns:
        shown = quoted(nearest(column, [str(name) for name in frame.columns])[:3])
        raise SpecProblem(f"{where}：这张表没有「{clean(column)}」这一列，可以试试{shown}。")
    kind = kind_of(frame[column])
    if not part:
        return Source(column, part, kind)
    if kind != "date":
        raise SpecProblem(f"{where}：「{clean(column)}」不是日期，取不出{part}，请换一列。")
    return Source(column, part, _PART_KINDS[part])


def weekday_number(value: object) -> int | None:
    """Return 0 to 6 for 周一 to 周日, 星期一 and the like, or None."""
    text = str(value).strip().replace("星期", "周").replace("周天", "周日")
    return WEEKDAYS.index(text) if text in WEEKDAYS else None


def literal(value: object) -> str:
    """Return a text, number, truth value, or list or dict of them as it is written in Python."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(key)}: {literal(each)}' for key, each in value.items())}}}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)
