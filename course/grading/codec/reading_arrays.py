"""JSON as arrays, series and tables."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.grading.codec.limits import NULLABLE, NUMBERS, TIMES, Malformed, need

if TYPE_CHECKING:
    from course.grading.codec.reading import Reader

_DIMENSIONS = (1, 2)
_MOST = 2**62


def read(reader: Reader, node: dict[str, Any], depth: int) -> Any:
    """Return the array, index, series or table that a piece of JSON stands for.

    Raises:
        Malformed: it stands for none.
    """
    tag = next(iter(node))
    part = node[tag]
    if not isinstance(part, dict):
        raise Malformed("no parts")
    if tag == "array":
        return _array(reader, part, depth)
    if tag == "index":
        return _index(reader, part, depth)
    index = _index(reader, part["index"], depth)
    if tag == "series":
        values = _column(reader, part["values"], depth)
        need(len(values) == len(index))
        return _series(values, index, _label(reader.value(part["name"], depth + 1)))
    columns = _index(reader, part["columns"], depth)
    need(isinstance(part["values"], list) and len(part["values"]) == len(columns))
    reader.budget.cells(0, len(columns))
    made = [_column(reader, values, depth) for values in part["values"]]
    need(all(len(values) == len(index) for values in made))
    table = pd.DataFrame({place: _series(values, index) for place, values in enumerate(made)}, index=index)
    table.columns = columns
    return table


def _series(values: Any, index: Any, name: Any = None) -> Any:
    # With its type named, pandas does not guess another one from the values.
    return pd.Series(values, index=index, name=name, dtype=values.dtype)


def _array(reader: Reader, part: dict[str, Any], depth: int) -> Any:
    shape = part["shape"]
    need(isinstance(shape, list) and len(shape) in _DIMENSIONS)
    need(all(type(length) is int and 0 <= length < _MOST for length in shape))
    reader.budget.cells(shape[0], shape[1] if len(shape) > 1 else 1)
    values = part["values"]
    flat = _objects(reader, values, depth) if "list" in values else _numbers(values)
    return flat.reshape(shape)


def _index(reader: Reader, part: Any, depth: int) -> Any:
    names = [_label(name) for name in reader.values(part["names"], depth)]
    if "range" in part:
        start, stop, step = part["range"]
        need(all(type(each) is int and abs(each) < _MOST for each in (start, stop, step)) and step != 0)
        need(len(names) == 1)
        reader.budget.cells(len(range(start, stop, step)))
        return pd.RangeIndex(start, stop, step, name=names[0])
    levels = [_column(reader, level, depth) for level in part["levels"]]
    need(len(levels) == len(names) > 0 and len({len(level) for level in levels}) == 1)
    if part["several"] is True:
        return pd.MultiIndex.from_arrays(levels, names=names)
    need(len(levels) == 1)
    level = levels[0]
    if isinstance(level, np.ndarray) and level.dtype == object:
        # pandas would make levels of tuples, and would guess a type.
        return pd.Index(level, dtype=object, name=names[0], tupleize_cols=False)
    return pd.Index(level, name=names[0])


def _label(value: Any) -> Any:
    """Return a name or label, which pandas needs to hash."""
    hash(value)  # a TypeError here is a part of a wrong kind
    return value


def _column(reader: Reader, part: Any, depth: int) -> Any:
    need(isinstance(part, dict))
    if "list" not in part:
        numbers = _numbers(part)
        reader.budget.cells(len(numbers))
        if part.get("utc") is True:
            need(numbers.dtype.kind == "M")
            return pd.DatetimeIndex(numbers).tz_localize("UTC")
        return numbers
    values = _objects(reader, part, depth)
    reader.budget.cells(len(values))
    kind = part["as"]
    if kind == "str":
        need(all(value is None or type(value) is str for value in values))
        return pd.array(values.tolist(), dtype="str")
    if kind in NULLABLE:
        plain = (bool,) if kind == "boolean" else (int, float)
        need(all(value is None or type(value) in plain for value in values))
        return pd.array(values.tolist(), dtype=kind)
    need(kind == "object")
    return values


def _objects(reader: Reader, part: dict[str, Any], depth: int) -> Any:
    values = reader.values(part["list"], depth)
    return np.fromiter(values, dtype=object, count=len(values))


def _numbers(part: Any) -> Any:
    letter, data = part["type"], part["bytes"]
    need(isinstance(letter, str) and isinstance(data, str))
    need(bool(NUMBERS.fullmatch(letter) or TIMES.fullmatch(letter)))
    values = np.frombuffer(base64.b64decode(data, validate=True), dtype=letter)
    if letter == "|b1":
        # A byte other than 0 and 1 is a flag that is neither true nor false.
        values = np.frombuffer(values.tobytes(), dtype="|u1") != 0
    return values.copy()
