"""Rows of the trainee's own data that a card points at.

Every trainee's tables differ, and so do the keys in them: a card names a row by what it must hold.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field, field_validator

from course.exercises.items import Strict

Value = str | bool | int | float | None


class RowPick(Strict):
    """The first row of a table that meets all conditions, and which of its columns are shown.

    A condition is the value of a column, or a list of two: from and to, where null sets no bound.
    """

    table: str = Field(min_length=1)
    where: dict[str, Value | list[Value]] = Field(min_length=1)
    show: list[str] = Field(min_length=1, max_length=4)

    @field_validator("where")
    @classmethod
    def _bounds_are_two(cls, where: dict[str, Value | list[Value]]) -> dict[str, Value | list[Value]]:
        for column, wanted in where.items():
            if isinstance(wanted, list) and (len(wanted) != 2 or wanted == [None, None]):
                raise ValueError(f"where: {column}: give a value, or [from, to] with one bound at least")
        return where

    def found(self, frame: Any) -> tuple[str, str] | None:
        """Return the row's name, such as 工单 XQ-1, and what is shown of it; None where there is none.

        Args:
            frame: the table, a DataFrame whose first column is its key.
        """
        if not {*self.where, *self.show} <= set(frame.columns):
            return None
        for column, wanted in self.where.items():
            low, high = wanted if isinstance(wanted, list) else (wanted, wanted)
            if low is not None:
                frame = frame[frame[column] >= low]
            if high is not None:
                frame = frame[frame[column] <= high]
        if frame.empty:
            return None
        row = frame.iloc[0]
        shown = "，".join(f"{column}：{_words(row[column])}" for column in self.show)
        return f"{self.table} {_words(row.iloc[0])}", shown


def _words(cell: object) -> str:
    """Return a cell as a trainee reads it."""
    if cell is None or cell != cell:  # what is not equal to itself is missing
        return "空"
    if isinstance(cell, datetime):
        at = cell.strftime("%H:%M")
        return cell.date().isoformat() if at == "00:00" else f"{cell.date().isoformat()} {at}"
    if isinstance(cell, date):
        return cell.isoformat()
    if str(cell) in ("True", "False"):
        return "是" if cell else "否"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
