"""Figures compared by meaning: kinds of traces and their data, never colours or words.

Works on the JSON form of plotly, which the plotly.js figure reference describes; plotly is not imported.
"""

import base64
import re
from collections import Counter
from datetime import datetime
from typing import Any

import numpy as np

from course.grading.cells import Cell, cells, in_common, same
from course.grading.match import Match
from course.guidance.safely import safely
from course.guidance.wording import clean, seen

Trace = dict[str, Any]

_DATA = ("x", "y", "z", "labels", "values", "r", "theta", "open", "high", "low", "close", "lat", "lon")
_NAMES = {
    "bar": "柱状图",
    "scatter": "折线图或散点图",
    "pie": "饼图",
    "box": "箱线图",
    "histogram": "直方图",
    "heatmap": "热力图",
    "funnel": "漏斗图",
    "indicator": "仪表盘",
}
_MOST_BYTES = 4_000_000
_PACKED = ("f8", "f4", "i4", "i2", "i1", "u4", "u2", "u1")
_DAY = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")


def compare_figures(a: object, wanted: list[Trace], tolerance: float) -> Match:
    """How much of the wanted traces is in the figure a."""
    found = safely(lambda: traces(a), None)
    if found is None:
        return Match(0.0, f"这里要一张图，看到的是{seen(a)}")
    kinds, expected = Counter(map(_kind, found)), Counter(map(_kind, wanted))
    if found and wanted and not kinds & expected:
        return Match(0.0, f"画的是{_name(next(iter(kinds)))}，应为{_name(next(iter(expected)))}")
    left, total, reason = list(found), 0.0, ""
    if len(found) != len(wanted):
        reason = f"图里有 {len(found)} 组数据，应有 {len(wanted)} 组"
    for trace in wanted:
        matches = [_compare_traces(each, trace, tolerance) for each in left]
        if matches:
            best = max(range(len(matches)), key=lambda i: matches[i].share)
            total += matches[best].share
            reason = reason or matches[best].reason
            del left[best]
    longest = max(len(found), len(wanted))
    return Match(total / longest if longest else 1.0, reason)


def traces(figure: Any) -> list[Trace] | None:
    """The traces of a plotly figure or of its dict as plain dicts, or None when it is neither."""
    kind = type(figure)
    if kind.__module__.startswith("plotly.") and kind.__name__ == "Figure":
        figure = figure.to_plotly_json()
    if type(figure) is not dict:
        return None
    data = figure.get("data")
    if type(data) is not list and type(data) is not tuple:
        return None
    return [trace for trace in data if type(trace) is dict]


def decoded(values: Any) -> list[Cell]:
    """The cells of one data field: a list, an array, or plotly's {"dtype", "bdata"} form; dates as text."""
    if type(values) is dict:
        return _unpacked(values)
    if type(values) in (list, tuple) and any(type(row) in (list, tuple) for row in values):
        return [each for row in values for each in decoded(row)]
    return [_as_text(each) for each in cells(values)]


def _unpacked(packed: Trace) -> list[Cell]:
    letter, data = packed.get("dtype"), packed.get("bdata")
    if letter not in _PACKED or type(data) is not str or len(data) > _MOST_BYTES:
        return []
    return cells(np.frombuffer(base64.b64decode(data, validate=True), dtype=f"<{letter}"))


def _as_text(value: Cell) -> Cell:
    """A date as the text it has in JSON, so that a figure equals its own dict."""
    kind, plain = value
    if kind == "time":
        return "text", plain
    if kind == "text" and _DAY.fullmatch(plain[:40]):
        return "text", safely(lambda: datetime.fromisoformat(plain).isoformat(), plain)
    return value


def _compare_traces(a: Trace, b: Trace, tolerance: float) -> Match:
    if _kind(a) != _kind(b):
        return Match(0.0, f"画的是{_name(_kind(a))}，应为{_name(_kind(b))}")
    mine_by_name, theirs_by_name = _fields(a), _fields(b)
    theirs = list(theirs_by_name.values())
    mine = [mine_by_name.get(name, []) for name in theirs_by_name]
    longest = max((len(field) for field in [*mine, *theirs]), default=0)
    if not longest:
        return Match(1.0)
    if _is_line(b) or len({len(field) for field in theirs}) > 1:
        # A heat map has more values than rows: every field for itself, in its order.
        both = list(zip(mine, theirs, strict=True))
        total = sum(max(len(x), len(y)) for x, y in both)
        right = sum(same(p, q, tolerance) for x, y in both for p, q in zip(x, y, strict=False))
    else:
        total = longest
        right = in_common(list(zip(*mine, strict=False)), list(zip(*theirs, strict=True)), tolerance)
    return Match(right / total, "" if right == total else f"图里 {total} 处数据有 {total - right} 处不对")


def _fields(trace: Trace) -> dict[str, list[Cell]]:
    """The data of a trace; a lying bar as the standing one with the same values."""
    swap = {"x": "y", "y": "x"} if trace.get("orientation") == "h" and _kind(trace) == "bar" else {}
    found = {name: safely(lambda n=name: decoded(trace[n]), []) for name in _DATA if name in trace}  # type: ignore[misc]
    return {swap.get(name, name): values for name, values in sorted(found.items())}


def _kind(trace: Trace) -> str:
    kind = trace.get("type", "scatter")
    return kind.removesuffix("gl") if type(kind) is str else ""


def _is_line(trace: Trace) -> bool:
    mode = trace.get("mode", "lines")
    return _kind(trace) == "scatter" and type(mode) is str and "lines" in mode


def _name(kind: str) -> str:
    return _NAMES.get(kind, f"「{clean(kind)}」图")
