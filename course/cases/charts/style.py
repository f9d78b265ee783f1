"""The look of every figure, for light and dark pages alike."""

from collections.abc import Sequence
from typing import Any, Final

FONT: Final = "Noto Sans SC,Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,sans-serif"
# A paper of its own: the best that one colour of text can have on both #fff and #111 is 4.35 to 1.
PAPER: Final = "#f7f9fc"
TEXT: Final = "#3d4654"
GRID: Final = "rgba(128,128,128,.25)"
# Six colours that keep 3 to 1 on the paper, and apart for people who see fewer colours.
PALETTE: Final = ("#0068b0", "#d55e00", "#009e73", "#b35c9c", "#857000", "#6f7787")
ALERT: Final = "#d3423e"
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS: Final = ("circle", "diamond", "square", "triangle-up", "x", "cross")
PATTERNS: Final = ("", "/", ".", "x", "-", "|")
HEIGHT: Final = 380
NO_LEGEND: Final = 64  # pixels above the plot for title and source alone


class ChartError(ValueError):
    """A figure cannot be made; the message is one Chinese sentence for the trainee."""


def plotly_objects() -> Any:
    """The module plotly.graph_objects, with the course's template as the default from then on."""
    import plotly.graph_objects
    import plotly.io

    if "course" not in plotly.io.templates:
        plotly.io.templates["course"] = plotly.graph_objects.layout.Template(layout=_template())
        plotly.io.templates.default = "course"
    return plotly.graph_objects


def _template() -> dict[str, Any]:
    axis = {
        "gridcolor": GRID,
        "linecolor": GRID,
        "zerolinecolor": GRID,
        "automargin": True,
        "exponentformat": "none",
        "separatethousands": True,
    }
    return {
        "colorway": list(PALETTE),
        "font": {"family": FONT, "size": 13, "color": TEXT},
        "title": {
            "font": {"size": 16},
            "subtitle": {"font": {"size": 12, "color": TEXT}},
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 14},
        },
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "xaxis": axis,
        "yaxis": axis,
        "legend": {"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"},
        "margin": {"l": 48, "r": 16, "t": 92, "b": 48},
        "hoverlabel": {"font": {"family": FONT}},
        "colorscale": {"sequential": "Cividis"},
    }


def chart_style(figure: Any, title: str = "", source: str = "", height: int = HEIGHT) -> Any:
    """The same figure in the look of the course.

    figure: of plotly, made in any way. title: what it shows, with the unit. source: where the numbers come
    from, such as 班级数据, or a document's name and number; it is shown as 来源：... below the title. height:
    in pixels. Raises ChartError when it is no figure.
    """
    plotly_objects()
    if type(figure).__name__ != "Figure" or not hasattr(figure, "update_layout"):
        raise ChartError("chart_style 的第一个值要是一张图，请先用画图函数做一张图。")
    figure.update_layout(template="course", height=height)
    if figure.layout.showlegend is False or (figure.layout.showlegend is None and len(figure.data) < 2):
        figure.update_layout(margin={"t": NO_LEGEND})
    if title:
        figure.update_layout(title={"text": title})
    if source:
        # Below the title it never meets the names of the axis, however long these are.
        figure.update_layout(title={"subtitle": {"text": f"来源：{source}"}})
    return figure


def columns_of(table: Any, *names: str | None) -> Any:
    """The table, once every named column is found in it.

    Raises ChartError, with the nearest right names, when it is no table, is empty, or lacks a column.
    """
    import pandas

    from course.guidance.errors.scene import texts
    from course.guidance.wording import clean, nearest, quoted

    if isinstance(table, pandas.Series):
        table = table.reset_index()
    if not isinstance(table, pandas.DataFrame):
        raise ChartError("画图要一张数据表，请把数据表放在括号里的第一个位置。")
    known = texts(table.columns)
    index = texts(table.index.names)
    wanted = [name for name in names if name is not None]
    if any(name in index and name not in known for name in wanted):
        table = table.reset_index()
        known = texts(table.columns)
    for name in wanted:
        if name not in known:
            close = quoted(nearest(str(name), known)[:3])
            raise ChartError(f"表里没有叫「{clean(str(name))}」的列，可以用的有{close}，请改好列名再画。")
    if len(table) == 0:
        raise ChartError("表里一行也没有，画不出图，请检查前面的筛选条件。")
    return table


def along_time(figure: Any, values: Any) -> None:
    """Write the dates below a figure as 11-02, since plotly knows no Chinese names of months."""
    import pandas

    if pandas.api.types.is_datetime64_any_dtype(values.dtype):
        figure.update_xaxes(tickformat="%m-%d", hoverformat="%Y-%m-%d")


def numbers_of(table: Any, name: str) -> Any:
    """A column of numbers. Raises ChartError when it holds anything else."""
    import pandas

    from course.guidance.wording import clean

    if not pandas.api.types.is_numeric_dtype(table[name]):
        raise ChartError(
            f"「{clean(name)}」这一列不是数字，画不出高低，请换一列，或先用 pd.to_numeric 变成数字。"
        )
    return table[name].astype(float)


def plain(values: Any) -> list[Any]:
    """The values as plain ones of Python, missing ones as None, numbers with ten digits at most."""
    return [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    import pandas

    if pandas.api.types.is_scalar(value) and pandas.isna(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        short = float(f"{value:.10g}")
        return int(short) if short == int(short) and abs(short) < 1e15 else short
    return (
        value
        if isinstance(value, int | str)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else str(value)
    )


def number_format(values: Any) -> str:
    """The shortest d3 format that tells the values apart: 1,234 or 84.9 or 0.66."""
    known = [abs(value) for value in values if value is not None]
    if not known or all(value == int(value) for value in known):
        return ",d"
    largest = max(known)
    return ",.0f" if largest >= 1000 else ",.1f" if largest >= 10 else ",.2f"


def series_of(table: Any, color: str | None) -> Sequence[tuple[str, Any]]:
    """Name and rows of each series, in the order of the table; one without a name when there is no color."""
    if color is None:
        return [("", table)]
    return [(str(name), rows) for name, rows in table.groupby(color, sort=False, observed=True)]
