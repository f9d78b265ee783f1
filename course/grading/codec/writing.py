"""Values as bytes. Runs in the trainee's process: no method of a value is called unless its type is known."""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import re
import sys
from collections.abc import Callable, Sequence
from types import EllipsisType
from typing import Any

from course.grading.codec.limits import (
    DECIMAL,
    LARGEST_ANSWER,
    LONGEST_TEXT,
    MOST_BITS,
    MOST_IN_SET,
    NUMBERS,
    Budget,
    Opaque,
    TooMuch,
)
from course.guidance.safely import attempt
from course.guidance.unanswered import Unanswered

Node = Any
"""A piece of JSON that stands for one value."""


def encode(value: object) -> bytes:
    """Return the value as bytes, at most LARGEST_ANSWER. Never raises: what cannot be written is `Opaque`."""
    node, error = attempt(lambda: _whole(value))
    if error is None and isinstance(node, bytes):
        return node
    reason = str(error) if type(error) is TooMuch else "答案读不出来"
    return _to_bytes(opaque(reason))


def _whole(value: object) -> bytes:
    data = _to_bytes(Writer().node(value, 0))
    if len(data) > LARGEST_ANSWER:
        raise TooMuch("答案太大")
    return data


def _to_bytes(node: Node) -> bytes:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def opaque(reason: str) -> Node:
    """Return what stands for a value that cannot be written."""
    return {"opaque": reason}


class Writer:
    """Writes one answer within one budget."""

    def __init__(self) -> None:
        self.budget = Budget()

    def node(self, value: Any, depth: int) -> Node:
        """Return the JSON for `value`.

        Raises:
            TooMuch: the answer as a whole is beyond a limit.
        """
        self.budget.node(depth)
        kind = type(value)
        # By identity: a metaclass may lie about equality and hash of its classes.
        write = _BY_TYPE.get(id(kind))
        if write is not None:
            return write(self, value, depth)
        return self._of_libraries(value, kind, depth)

    def _of_libraries(self, value: Any, kind: type, depth: int) -> Node:
        numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
        if numpy is not None:
            from course.grading.codec import writing_arrays as arrays

            if kind is numpy.ndarray:
                return arrays.array(self, value, depth)
            if is_one_of(kind, numpy, arrays.NUMPY_SCALARS):
                return arrays.numpy_scalar(self, value, depth)
        if pandas is not None:
            from course.grading.codec import writing_arrays as arrays

            if kind is pandas.DataFrame:
                return arrays.frame(self, value, depth)
            if kind is pandas.Series:
                return arrays.series(self, value, depth)
            if is_one_of(kind, pandas, arrays.INDEXES):
                return {"index": arrays.index(self, value, depth)}
            scalar = arrays.pandas_scalar(value, kind)
            if scalar is not None:
                return scalar
        figures = sys.modules.get("plotly.graph_objs._figure")
        if figures is not None and kind is figures.Figure:
            return self.node(value.to_plotly_json(), depth)
        return opaque("这个值不是数字、文字、列表、表格或图")

    def text(self, value: str) -> str:
        """Return the text.

        Raises:
            TooMuch: it is too long.
        """
        if len(value) > LONGEST_TEXT:
            raise TooMuch("答案里有太长的文字")
        return value


def is_one_of(kind: type, module: Any, names: Sequence[str]) -> bool:
    """Return whether `kind` is one of the named classes of a module, and not derived from one."""
    return any(kind is getattr(module, name, None) for name in names)


def matching(pattern: re.Pattern[str], tag: str, text: str) -> Node:
    """Return the text under its tag if it can be read back."""
    return {tag: text} if pattern.fullmatch(text) else opaque("数字或时间超出范围")


def _same(writer: Writer, value: Any, depth: int) -> Node:
    return value


def _text(writer: Writer, value: str, depth: int) -> Node:
    return writer.text(value)


def _int(writer: Writer, value: int, depth: int) -> Node:
    return value if value.bit_length() <= MOST_BITS else opaque("数字太大")


def _sequence(tag: str) -> Callable[[Writer, Any, int], Node]:
    def write(writer: Writer, value: Any, depth: int) -> Node:
        if tag in ("set", "frozenset") and len(value) > MOST_IN_SET:
            return opaque("集合里的值太多")
        nodes = [writer.node(each, depth + 1) for each in value]
        return nodes if tag == "list" else {tag: nodes}

    return write


def _dict(writer: Writer, value: dict[Any, Any], depth: int) -> Node:
    if any(type(key) is not str for key in value):
        return opaque("字典的键不是文字")
    if "bdata" in value and len(value) <= 3:
        unpacked = _unpacked(value)
        if unpacked is not None:
            return writer.node(unpacked, depth)
    return {"dict": {writer.text(key): writer.node(each, depth + 1) for key, each in value.items()}}


def _unpacked(packed: dict[str, Any]) -> Any:
    """Return the array in plotly's packed form, or None where it is none."""
    import numpy

    letter, data, shape = packed.get("dtype"), packed.get("bdata"), packed.get("shape")
    if type(letter) is not str or type(data) is not str or len(data) > LARGEST_ANSWER:
        return None
    name = f"|{letter}" if letter.endswith("1") else f"<{letter}"
    if not NUMBERS.fullmatch(name):
        return None
    try:
        values = numpy.frombuffer(base64.b64decode(data, validate=True), dtype=name)
        return values if shape is None else values.reshape([int(n) for n in str(shape).split(",")])
    except ValueError:
        return None


_BY_TYPE: dict[int, Callable[[Writer, Any, int], Node]] = {
    id(type(None)): _same,
    id(bool): _same,
    id(float): _same,
    id(int): _int,
    id(str): _text,
    id(list): _sequence("list"),
    id(tuple): _sequence("tuple"),
    id(set): _sequence("set"),
    id(frozenset): _sequence("frozenset"),
    id(dict): _dict,
    id(Unanswered): lambda writer, value, depth: {"unanswered": True},
    id(EllipsisType): lambda writer, value, depth: {"unanswered": True},
    id(Opaque): lambda writer, value, depth: opaque(writer.text(value.reason)[:100]),
    id(datetime.datetime): lambda writer, value, depth: (
        {"datetime": value.isoformat()}
        if value.tzinfo is None
        else opaque("时间带有时区，请改用 pandas 的时间")
    ),
    id(datetime.date): lambda writer, value, depth: {"date": value.isoformat()},
    id(datetime.timedelta): lambda writer, value, depth: {
        "timedelta": [value.days, value.seconds, value.microseconds]
    },
    id(decimal.Decimal): lambda writer, value, depth: matching(DECIMAL, "decimal", str(value)),
}
