"""An answer's column read the way the key's column is written, where both can only mean the same."""

import datetime
import re
from collections.abc import Sequence

from course.grading.cells import MISSING, Cell
from course.guidance.numbers import read_number
from course.guidance.safely import safely

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[Tt\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?)?"
)
_FLAGS = {"是": True, "否": False, "true": True, "false": False, "对": True, "错": False}


def read_alike(
    answer: list[Cell], key: list[Cell], unit: str | None = None, either: bool = False
) -> tuple[list[Cell], list[Cell]]:
    """The two columns, brought to one kind of value where that changes no meaning.

    Dates in text are dates, 是 and 否 are flags. unit: numbers in text are read in this unit; None leaves
    text as it is. either: the key holds shares, and a column that holds percent throughout is as good.
    """
    kinds = {kind for kind, _ in key} - {"missing"}
    if len(kinds) != 1:
        return answer, key
    kind = kinds.pop()
    if kind == "time":
        return [_as_day(value) for value in answer], key
    if kind == "text" and any(each == "time" for each, _ in answer):
        days = [_as_day(value) for value in key]
        return (answer, days) if all(each != "text" for each, _ in days) else (answer, key)
    if kind == "flag":
        return [_as_flag(value) for value in answer], key
    if kind == "number":
        read = answer if unit is None else [_as_number(value, unit) for value in answer]
        return (_as_shares(read, key) if either else read), key
    return answer, key


def _as_day(value: Cell) -> Cell:
    kind, plain = value
    found = _DAY.fullmatch(plain[:40]) if kind == "text" else None
    if found is None:
        return value
    parts = [int(part or 0) for part in found.groups()]
    return safely(lambda: ("time", datetime.datetime(*parts).isoformat()), value)  # type: ignore[arg-type]  # noqa: DTZ001  # a day on the wall


def _as_flag(value: Cell) -> Cell:
    kind, plain = value
    if kind == "text" and plain.casefold() in _FLAGS:
        return "flag", _FLAGS[plain.casefold()]
    return ("flag", plain == 1) if kind == "number" and plain in (0, 1) else value


def _as_number(value: Cell, unit: str) -> Cell:
    kind, plain = value
    number = read_number(plain, unit) if kind == "text" else None
    return value if number is None else ("number", number)


def _as_shares(answer: list[Cell], key: Sequence[Cell]) -> list[Cell]:
    """A column in percent as shares of one, if the key's largest value lies nearer to it that way."""
    mine = [abs(plain) for kind, plain in answer if kind == "number"]
    theirs = [abs(plain) for kind, plain in key if kind == "number"]
    if not mine or not theirs or max(theirs) > 1 or max(mine) <= 1:
        return answer
    return [(kind, plain / 100) if kind == "number" else (kind, plain) for kind, plain in answer]


def empty_as_missing(column: list[Cell]) -> list[Cell]:
    """The column with blank texts as missing values."""
    return [MISSING if value == ("text", "") else value for value in column]
