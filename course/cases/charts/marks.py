"""Where a series breaks: what lies left and right of the mark must not be compared."""

from collections.abc import Collection
from typing import Any

from course.cases.charts.style import TEXT, ChartError, plain
from course.guidance.wording import clean, nearest, quoted

BREAK = "口径变化"


def mark_break(figure: Any, x: Any, text: str = BREAK, lines: Collection[str] = ()) -> Any:
    """The same figure with a dotted line before x and the text beside it; lines do not run across.

    figure: with times or names along x. x: the first time or name after the break, as it stands on the axis.
    lines: names of the lines whose measure changed, the others run on; without any, every line that has
    points on both sides is cut. Raises ChartError when no trace has x, or no line one of the names.
    """
    first = plain([x])[0]
    axes = [list(trace.x) for trace in figure.data if getattr(trace, "x", None) is not None]
    labels = list(dict.fromkeys(label for axis in axes for label in plain(axis)))
    if first not in labels:
        raise ChartError(f"图的横轴上没有「{clean(str(first))}」，标不出口径变化，请写横轴上有的一期。")
    drawn = [each for each in figure.data if each.type == "scatter" and "lines" in (each.mode or "lines")]
    names = [str(trace.name) for trace in drawn]
    for name in lines:
        if name not in names:
            close = quoted(nearest(str(name), names)[:3])
            raise ChartError(f"图里没有叫「{clean(str(name))}」的线，可以用的有{close}，请改好名字。")
    after = set(labels[labels.index(first) :])
    for trace in drawn:
        if not lines or trace.name in lines:
            _cut(trace, first, after)
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


def _cut(trace: Any, first: Any, after: set[Any]) -> None:
    """Put a gap into a line that has points on both sides, before its first point of those `after`."""
    along, up = plain(trace.x), plain(trace.y)
    place = next((place for place, label in enumerate(along) if label in after), 0)
    if place:
        trace.x = [*along[:place], first, *along[place:]]
        trace.y = [*up[:place], None, *up[place:]]
        for name in ("size", "symbol", "color"):
            each = getattr(trace.marker, name)
            if isinstance(each, list | tuple):
                trace.marker[name] = [*each[:place], each[place], *each[place:]]


def _is_day(label: str) -> bool:
    return len(label) >= 10 and label[4] == label[7] == "-" and label[:4].isdigit()
