"""Where a series breaks: what lies left and right of the mark must not be compared."""

from typing import Any

from course.cases.charts.style import TEXT, ChartError, plain
from course.guidance.wording import clean

BREAK = "口径变化"


def mark_break(figure: Any, x: Any, text: str = BREAK) -> Any:
    """The same figure with a dotted line before x and the text beside it; lines do not run across.

    figure: with times or names along x. x: the first time or name after the break, as it stands on the axis.
    Raises ChartError when no trace has x.
    """
    first = plain([x])[0]
    axes = [list(trace.x) for trace in figure.data if getattr(trace, "x", None) is not None]
    labels = list(dict.fromkeys(label for axis in axes for label in plain(axis)))
    if first not in labels:
        raise ChartError(f"图的横轴上没有「{clean(str(first))}」，标不出口径变化，请写横轴上有的一期。")
    for trace in figure.data:
        if trace.type == "scatter" and "lines" in (trace.mode or "lines"):
            _cut(trace, first)
    named = isinstance(first, str) and not _is_day(first)
    # Between two names lies half a step; along time the first day itself is the border.
    place = labels.index(first) - 0.5 if named else first
    if named:
        figure.update_xaxes(type="category", categoryorder="array", categoryarray=labels)
    figure.add_shape(
        type="line", xref="x", x0=place, x1=place, yref="paper", y0=0, y1=1,
        line={"color": TEXT, "dash": "dot", "width": 2},
    )  # fmt: skip
    figure.add_annotation(
        text=text,
        showarrow=False,
        xref="x",
        x=place,
        yref="paper",
        y=1,
        xanchor="left",
        yanchor="top",
        xshift=4,
    )
    return figure


def _cut(trace: Any, first: Any) -> None:
    """Put a gap into a line before the point at `first`."""
    along, up = plain(trace.x), plain(trace.y)
    if first in along[1:]:
        place = along.index(first)
        trace.x = [*along[:place], first, *along[place:]]
        trace.y = [*up[:place], None, *up[place:]]
        for name in ("size", "symbol", "color"):
            each = getattr(trace.marker, name)
            if isinstance(each, list | tuple):
                trace.marker[name] = [*each[:place], each[place], *each[place:]]


def _is_day(label: str) -> bool:
    return len(label) >= 10 and label[4] == label[7] == "-" and label[:4].isdigit()
