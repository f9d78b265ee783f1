"""Bytes as values. Nothing is run, imported by name or looked up: a fixed list of forms gives fixed types."""

from __future__ import annotations

import datetime
import decimal
import json
import re
from collections.abc import Callable
from typing import Any

from course.grading.codec.limits import (
    DAY,
    DECIMAL,
    LARGEST_ANSWER,
    LONGEST_REASON,
    LONGEST_TEXT,
    MOMENT,
    MOST_BITS,
    MOST_IN_SET,
    Budget,
    Malformed,
    Opaque,
    TooMuch,
    need,
)
from course.guidance.unanswered import UNANSWERED

_MOST_SPAN = 2**63 - 1


def decode(data: bytes) -> object:
    """Return the value that `encode` wrote as `data`.

    Raises:
        Malformed: `encode` never writes these bytes.
    """
    if len(data) > LARGEST_ANSWER:
        raise Malformed("more bytes than an answer may have")
    try:
        return Reader().value(json.loads(data), 0)
    except (TooMuch, RecursionError) as error:
        raise Malformed(f"beyond a limit: {error}") from None
    except Malformed:
        raise
    except Exception as error:  # noqa: BLE001  # numpy and pandas raise many kinds of errors on odd data
        raise Malformed(f"not in the form of an answer: {type(error).__name__}") from None


class Reader:
    """Reads one answer within one budget."""

    def __init__(self) -> None:
        self.budget = Budget()

    def value(self, node: object, depth: int) -> Any:
        """Return what a piece of JSON stands for.

        Raises:
            Malformed: it stands for nothing.
            TooMuch: the answer as a whole is beyond a limit.
        """
        self.budget.node(depth)
        if node is None or isinstance(node, bool | float):
            return node
        if isinstance(node, int):
            need(node.bit_length() <= MOST_BITS)
            return node
        if isinstance(node, str):
            return text(node)
        if isinstance(node, list):
            return self.values(node, depth)
        need(isinstance(node, dict) and bool(node))
        assert isinstance(node, dict)
        tag = next(iter(node))
        read = _FORMS.get(tag)
        if read is None:
            raise Malformed("unknown form")
        need(node.keys() <= {tag, "utc"})
        return read(self, node, depth)

    def values(self, nodes: object, depth: int) -> list[Any]:
        """Return what a list of JSON stands for."""
        need(isinstance(nodes, list))
        assert isinstance(nodes, list)
        return [self.value(each, depth + 1) for each in nodes]


def text(node: object) -> str:
    """Return a text of allowed length."""
    need(isinstance(node, str) and len(node) <= LONGEST_TEXT)
    assert isinstance(node, str)
    return node


def _set(reader: Reader, node: dict[str, Any], depth: int) -> set[Any]:
    nodes = next(iter(node.values()))
    need(isinstance(nodes, list) and len(nodes) <= MOST_IN_SET)
    return set(reader.values(nodes, depth))


def _dict(reader: Reader, node: dict[str, Any], depth: int) -> dict[str, Any]:
    need(isinstance(node["dict"], dict))
    return {text(key): reader.value(each, depth + 1) for key, each in node["dict"].items()}


def _matching(pattern: re.Pattern[str], node: object) -> str:
    need(isinstance(node, str) and bool(pattern.fullmatch(node)))
    assert isinstance(node, str)
    return node


def _datetime(reader: Reader, node: dict[str, Any], depth: int) -> datetime.datetime:
    return datetime.datetime.fromisoformat(_matching(MOMENT, node["datetime"]))


def _date(reader: Reader, node: dict[str, Any], depth: int) -> datetime.date:
    return datetime.date.fromisoformat(_matching(DAY, node["date"]))


def _timedelta(reader: Reader, node: dict[str, Any], depth: int) -> datetime.timedelta:
    days, seconds, microseconds = (_whole(each) for each in node["timedelta"])
    return datetime.timedelta(days, seconds, microseconds)


def _whole(node: object) -> int:
    need(type(node) is int and abs(node) <= _MOST_SPAN)
    assert isinstance(node, int)
    return node


def _decimal(reader: Reader, node: dict[str, Any], depth: int) -> decimal.Decimal:
    return decimal.Decimal(_matching(DECIMAL, node["decimal"]))


def _missing(reader: Reader, node: dict[str, Any], depth: int) -> Any:
    import pandas

    need(node["missing"] in ("NA", "NaT"))
    return pandas.NA if node["missing"] == "NA" else pandas.NaT


def _timestamp(reader: Reader, node: dict[str, Any], depth: int) -> Any:
    import pandas

    moment = pandas.Timestamp(_matching(MOMENT, node["timestamp"]))
    return moment.tz_localize("UTC") if node.get("utc") is True else moment


def _span(reader: Reader, node: dict[str, Any], depth: int) -> Any:
    import pandas

    return pandas.Timedelta(_whole(node["span"]), unit="ns")


def _of_arrays(reader: Reader, node: dict[str, Any], depth: int) -> Any:
    from course.grading.codec import reading_arrays

    return reading_arrays.read(reader, node, depth)


def _opaque(reader: Reader, node: dict[str, Any], depth: int) -> Opaque:
    return Opaque(text(node["opaque"])[:LONGEST_REASON])


_FORMS: dict[str, Callable[[Reader, dict[str, Any], int], Any]] = {
    "tuple": lambda reader, node, depth: tuple(reader.values(node["tuple"], depth)),
    "set": _set,
    "frozenset": lambda reader, node, depth: frozenset(_set(reader, node, depth)),
    "dict": _dict,
    "unanswered": lambda reader, node, depth: UNANSWERED,
    "opaque": _opaque,
    "datetime": _datetime,
    "date": _date,
    "timedelta": _timedelta,
    "decimal": _decimal,
    "missing": _missing,
    "timestamp": _timestamp,
    "span": _span,
    "array": _of_arrays,
    "series": _of_arrays,
    "frame": _of_arrays,
    "index": _of_arrays,
}
