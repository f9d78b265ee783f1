"""The cells of tables and figures as plain values that can be compared without trusting anybody's `==`."""

import datetime
import decimal
import math
import sys
from collections.abc import Sequence
from typing import Any

Cell = tuple[str, Any]
"""A kind ("number", "text", "time", "span", "flag", "missing", "other") and a plain value."""

Row = tuple[Cell, ...]

MISSING: Cell = ("missing", None)
OTHER: Cell = ("other", None)
_LONG = 2_000  # characters of a text that are compared
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_NUMBERS = (
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
)  # fmt: skip
KINDS = {
    "number": "数字",
    "text": "文字",
    "time": "日期",
    "flag": "是或否",
    "span": "时长",
    "missing": "空的",
    "other": "别的值",
}


def cell(value: Any) -> Cell:
    """One value as a cell. Only exact types are read: a subclass can lie about its value."""
    kind = type(value)
    if kind is str:
        return "text", _plain(value)
    if kind is float:
        return MISSING if math.isnan(value) else ("number", value)
    if kind is int:
        return ("number", float(value)) if value.bit_length() < 1000 else OTHER
    if kind is bool:
        return "flag", value
    if value is None:
        return MISSING
    return _of_libraries(value, kind)


def _plain(text: str) -> str:
    return text[:_LONG].translate(_FULL_WIDTH).strip()


def cells(values: Any) -> list[Cell]:
    """The cells of a list, tuple, set, array, Series or Index; an empty list for anything else."""
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    kind = type(values)
    if pandas is not None and issubclass(kind, pandas.Index | pandas.Series):
        short = str(values.dtype) in ("float32", "float16")
        values = values.to_numpy() if short else values.to_numpy(dtype=object)
        kind = type(values)
    if numpy is not None and kind is numpy.ndarray:
        # Dates keep their type only as objects of pandas.
        if values.dtype.kind == "M" and pandas is not None:
            return [cell(value) for value in pandas.DatetimeIndex(values.reshape(-1))]
        if values.dtype.kind == "f" and values.dtype.itemsize < 8:
            # The shortest decimal that means the same: 605.1 of 32 bits is 605.0999755859375.
            return [cell(float(str(value))) for value in values.reshape(-1)]
        return [cell(value) for value in values.reshape(-1).tolist()]
    if kind in (list, tuple, set, frozenset):
        return [cell(value) for value in values]
    return []


def same(a: Cell, b: Cell, tolerance: float, relative: float = 0.0) -> bool:
    """Whether a equals the key b: numbers within the tolerance, all else exactly; missing equals missing."""
    if a[0] != b[0] or a[0] == "other":
        return False
    if a[0] == "number":
        return close(a[1], b[1], tolerance, relative)
    if a[0] == "text":
        return bool(a[1].casefold() == b[1].casefold())
    return bool(a[1] == b[1])


def close(a: float, b: float, tolerance: float, relative: float = 0.0) -> bool:
    """Whether |a - b| <= tolerance, or <= relative * |b|, whichever is more."""
    if a == b:
        return True
    if not (math.isfinite(a) and math.isfinite(b)):
        return False
    # The bound is a decimal such as 0.05, which floats miss by a little. Sums in another order differ by a
    # little too, but whole numbers are exact: two numbers of tickets are never almost the same.
    allowed = max(tolerance, relative * abs(b))
    whole = a == int(a) and b == int(b)
    return abs(a - b) <= allowed + 1e-9 * (allowed if whole else max(allowed, abs(b)))


def sort_key(value: Cell) -> tuple[str, Any]:
    """A key that puts cells of any kinds in one order."""
    kind, plain = value
    if kind == "number":
        return kind, float(f"{plain:.6g}")
    if kind == "text":
        return kind, plain.casefold()
    return kind, "" if plain is None else plain


def pairs_in_common(a: Sequence[Row], b: Sequence[Row], tolerance: float) -> list[tuple[int, int]]:
    """Places in a and b of rows that agree. Both must be sorted by `sort_key`; no row is used twice."""
    pairs, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if len(a[i]) == len(b[j]) and all(same(x, y, tolerance) for x, y in zip(a[i], b[j], strict=True)):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif [sort_key(value) for value in a[i]] < [sort_key(value) for value in b[j]]:
            i += 1
        else:
            j += 1
    return pairs


def in_common(a: Sequence[Row], b: Sequence[Row], tolerance: float) -> int:
    """How many rows of a agree with a row of b, in any order, none used twice."""
    first, second = (sorted(rows, key=lambda row: [sort_key(value) for value in row]) for rows in (a, b))
    return len(pairs_in_common(first, second, tolerance))


def _of_libraries(value: Any, kind: type) -> Cell:
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    if pandas is not None:
        if value is pandas.NA or value is pandas.NaT:
            return MISSING
        if kind is pandas.Timestamp:
            return "time", (value.tz_convert("UTC").tz_localize(None) if value.tz else value).isoformat()
        if kind is pandas.Timedelta:
            return "span", value.total_seconds()
        if kind is pandas.Period or kind is pandas.Interval:
            return "text", str(value)
    if kind is datetime.datetime and value.tzinfo is None:
        return "time", value.isoformat()
    if kind is datetime.timedelta:
        return "span", value.total_seconds()
    if kind is decimal.Decimal:
        return cell(float(value))
    if kind is datetime.date:
        return "time", datetime.datetime(value.year, value.month, value.day).isoformat()  # noqa: DTZ001  # a day
    if numpy is not None:
        if any(kind is getattr(numpy, name) for name in _NUMBERS):
            return cell(value.item())
        if kind is numpy.bool_:
            return "flag", bool(value)
        if kind is numpy.str_:
            return "text", _plain(value.item())
        if kind is numpy.datetime64 and pandas is not None:
            return cell(pandas.Timestamp(value))
    return OTHER
