"""A chart of the workbench in the form of a plotly figure, without plotly, for tasks that ask for one."""

from __future__ import annotations

from typing import Any


def figure_of(chart: dict[str, Any]) -> dict[str, Any]:
    """Return the figure that a chart of `charts.chart_of` stands for, as plotly's plain dict."""
    x, kind = chart["x"], chart["kind"]
    if kind == "箱线图":
        names = {"q1": "q1", "median": "median", "q3": "q3", "lowerfence": "low", "upperfence": "high"}
        boxes = {name: [box[own] for box in chart["boxes"]] for name, own in names.items()}
        data: list[dict[str, Any]] = [{"type": "box", "x": x, **boxes}]
    elif kind in ("条形图", "帕累托图"):
        data = [
            {"type": "bar", "x": x, "y": each["values"], "name": each["name"]} for each in chart["series"]
        ]
    else:
        line = {"type": "scatter", "mode": "lines+markers", "x": x}
        data = [line | {"y": each["values"], "name": each["name"]} for each in chart["series"]]
    if kind == "帕累托图":
        shares = {"x": x, "y": chart["cumulative"], "name": "累计占比", "yaxis": "y2"}
        data.append({"type": "scatter", "mode": "lines+markers", **shares})
    for bound in ("center", "lower", "upper"):
        if bound in chart:
            y = chart[bound] if isinstance(chart[bound], list) else [chart[bound]] * len(x)
            data.append({"type": "scatter", "mode": "lines", "x": x, "y": y, "name": bound})
    return {"data": data, "layout": {"title": {"text": chart["title"]}}}
