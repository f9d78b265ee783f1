"""What the traces of a figure show: kinds and data, free of how they were written down.

Works on the JSON form of plotly, which the plotly.js figure reference describes; plotly is not imported.
"""

import base64
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

import numpy as np

from course.grading.cells import Cell, cell, cells
from course.guidance.safely import safely

Trace = dict[str, Any]

_DATA = (
    "x",
    "y",
    "z",
    "labels",
    "values",
    "value",
    "r",
    "theta",
    "open",
    "high",
    "low",
    "close",
    "lat",
    "lon",
)
_BOX = ("q1", "median", "q3")
_MOST_BYTES = 4_000_000
_PACKED = ("f8", "f4", "i4", "i2", "i1", "u4", "u2", "u1")
_DAY = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")


@dataclass(frozen=True)
class Shown:
    """What one trace shows. line: whether its points are joined in their order."""

    kind: str
    name: str
    line: bool
    fields: dict[str, list[Cell]]


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


def shown(data: Sequence[Trace]) -> list[Shown]:
    """What the traces show, hidden ones and marks of single outliers left out.

    Bars of one name are added up and bars of a histogram of names counted, as plotly draws them; bars that
    differ in colour only are one series; a box is its quartiles, from raw values too.
    """
    seen = [
        _shown(trace)
        for trace in data
        if trace.get("visible", True) is True and trace.get("meta") != "outliers"
    ]
    return [*_one_series([each for each in seen if each.kind == "bar"]), *_boxes(seen), *_others(seen)]


def _others(seen: list[Shown]) -> list[Shown]:
    return [each for each in seen if each.kind not in ("bar", "box")]


def decoded(values: Any) -> list[Cell]:
    """The cells of one data field: a list, an array, or plotly's {"dtype", "bdata"} form; dates as text."""
    if type(values) is dict:
        return _unpacked(values)
    if type(values) in (list, tuple) and any(type(row) in (list, tuple) for row in values):
        return [each for row in values for each in decoded(row)]
    if type(values) in (int, float):
        return [cell(values)]
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


def _shown(trace: Trace) -> Shown:
    raw = trace.get("type", "scatter")
    kind = raw.removesuffix("gl") if type(raw) is str else ""
    name = trace.get("name")
    fields = _fields(trace, kind)
    mode = trace.get("mode", "lines")
    line = kind == "scatter" and type(mode) is str and "lines" in mode
    if kind == "histogram" and any(each == "text" for each, _ in fields.get("x", [])):
        kind, fields = "bar", safely(lambda: _counted(trace, fields), fields)
    if kind == "bar":
        fields = _added_up(fields, "x", "y")
    elif kind == "pie":
        fields = _added_up(fields, "labels", "values")
    elif kind == "scatter":
        fields = _known(fields)
    elif kind == "heatmap":
        fields = _grid(fields)
    return Shown(kind, name.strip() if type(name) is str else "", line, fields)


def _fields(trace: Trace, kind: str) -> dict[str, list[Cell]]:
    """The data of a trace; a lying bar or box as the standing one with the same values."""
    lying = trace.get("orientation") == "h" and kind in ("bar", "box", "histogram")
    swap = {"x": "y", "y": "x"} if lying else {}
    wanted = (*_DATA, *_BOX) if kind == "box" else _DATA
    found = {name: safely(lambda n=name: decoded(trace[n]), []) for name in wanted if name in trace}  # type: ignore[misc]
    return {swap.get(name, name): values for name, values in sorted(found.items())}


def _known(fields: dict[str, list[Cell]]) -> dict[str, list[Cell]]:
    """The points of a line that have both values: a gap is drawn, but is no point."""
    x, y = fields.get("x", []), fields.get("y", [])
    if len(x) != len(y):
        return fields
    kept = [place for place, (kind, _) in enumerate(y) if kind != "missing"]
    return {**fields, "x": [x[place] for place in kept], "y": [y[place] for place in kept]}


def _grid(fields: dict[str, list[Cell]]) -> dict[str, list[Cell]]:
    """A heat map as one point for each cell that has a value, so that names alone are no agreement."""
    x, y, z = (fields.get(name, []) for name in ("x", "y", "z"))
    if not z or len(x) * len(y) != len(z):
        return fields
    points = [(*place, value) for place, value in zip(product(y, x), z, strict=True) if value[0] != "missing"]
    return {name: [point[i] for point in points] for i, name in enumerate(("y", "x", "z"))}


def _added_up(fields: dict[str, list[Cell]], names: str, values: str) -> dict[str, list[Cell]]:
    """One bar or slice for each name: plotly stacks those of one name, and draws none without a value."""
    x, y = fields.get(names, []), fields.get(values, [])
    if len(x) != len(y) or not x or any(kind not in ("number", "missing") for kind, _ in y):
        return fields
    sums: dict[Cell, float] = {}
    for name, (kind, plain) in zip(x, y, strict=True):
        if kind == "number":
            sums[name] = sums.get(name, 0.0) + plain
    return {names: list(sums), values: [("number", total) for total in sums.values()]}


def _counted(trace: Trace, fields: dict[str, list[Cell]]) -> dict[str, list[Cell]]:
    """The heights of a histogram of names, by its histfunc and histnorm."""
    groups: dict[Cell, list[float]] = {}
    x = fields["x"]
    y = fields.get("y") or [("number", 1.0)] * len(x)
    for name, (kind, plain) in zip(x, y, strict=True):
        if kind == "number":
            groups.setdefault(name, []).append(plain)
    makes: dict[str, Callable[[list[float]], float]] = {
        "avg": lambda values: math.fsum(values) / len(values), "min": min, "max": max, "sum": math.fsum,
    }  # fmt: skip
    make = makes.get(trace.get("histfunc", "count"), len)
    heights = {name: float(make(each)) for name, each in groups.items()}
    norm, total = trace.get("histnorm"), sum(heights.values())
    scale = {"percent": 100 / total, "probability": 1 / total}.get(norm, 1.0) if norm and total else 1.0
    return {"x": list(heights), "y": [("number", height * scale) for height in heights.values()]}


def _one_series(bars: list[Shown]) -> list[Shown]:
    """Bars that share no name are one series in several colours."""
    names = [name for bar in bars for name in bar.fields.get("x", [])]
    if len(bars) < 2 or len(set(names)) < len(names) or not names:
        return bars
    heights = [height for bar in bars for height in bar.fields.get("y", [])]
    return [Shown("bar", "", False, {"x": names, "y": heights})]


def _boxes(seen: list[Shown]) -> list[Shown]:
    """All boxes as one series of quartiles, linear between neighbours."""
    rows: list[tuple[Cell, ...]] = []
    boxes = [each for each in seen if each.kind == "box"]
    for box in boxes:
        fields = box.fields
        if all(name in fields for name in _BOX):
            places = fields.get("x") or [("text", box.name)] * len(fields["q1"])
            rows += zip(places, *(fields[name] for name in _BOX), strict=False)
            continue
        values = fields.get("y", [])
        groups: dict[Cell, list[float]] = {}
        for place, (kind, plain) in zip(
            fields.get("x") or [("text", box.name)] * len(values), values, strict=False
        ):
            if kind == "number":
                groups.setdefault(place, []).append(plain)
        for place, numbers in groups.items():
            rows.append((place, *(("number", float(q)) for q in np.quantile(numbers, (0.25, 0.5, 0.75)))))
    if not boxes:
        return []
    return [Shown("box", "", False, {name: [row[i] for row in rows] for i, name in enumerate(("x", *_BOX))})]
