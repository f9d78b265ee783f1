"""Figures of quality work: Pareto, control charts, net promoter score, each with its formula and source."""

import itertools
import math
from typing import Any, NamedTuple

from course.cases.charts.basic import axis_titles
from course.cases.charts.style import (
    ALERT,
    GRID,
    PALETTE,
    ChartError,
    along_time,
    chart_style,
    columns_of,
    number_format,
    numbers_of,
    plain,
    plotly_objects,
)

PARETO_HEIGHT = 460  # pixels: its bars are low beside their total
MOVING_RANGE = 2.66  # 3 / 1.128: three sigma from the mean moving range of two


class Limits(NamedTuple):
    """Centre line and control limits: one number for each point."""

    centre: list[float]
    lower: list[float]
    upper: list[float]


class Promoters(NamedTuple):
    """Shares in percent of those who answered, the score, and how many answered and did not."""

    promoters: float
    passives: float
    detractors: float
    score: float
    answered: int
    missing: int


def pareto_chart(
    table: Any, category: str, value: str | None = None, title: str = "", source: str = "", top: int = 12
) -> Any:
    """Bars from the most frequent cause down, and the line of their cumulative share (Juran's Pareto chart).

    category: column of causes. value: column of counts to add up; without it rows are counted. top: how many
    causes have a bar of their own, the others become 其他, which stands last. The dotted line is at 80%.

    Both axes end at the total, so that the line begins at the top of the first bar and a height means the
    same left and right (Juran, Quality Control Handbook); low bars are read by the number above them.
    """
    go = plotly_objects()
    rows = columns_of(table, category, value)
    counted = (
        rows.groupby(category, observed=True).size()
        if value is None
        else numbers_of(rows, value).groupby(rows[category], observed=True).sum()
    )
    counted = counted[counted > 0].sort_values(ascending=False, kind="stable")
    if counted.empty:
        raise ChartError("没有可以计数的类别，画不出图，请检查前面的筛选条件。")
    names, counts = [str(name) for name in counted.index], [float(count) for count in counted]
    if len(names) > top:
        names, counts = [*names[:top], "其他"], [*counts[:top], math.fsum(counts[top:])]
    total = math.fsum(counts)
    shares = [math.fsum(counts[: place + 1]) / total * 100 for place in range(len(counts))]
    figure = go.Figure()
    figure.add_bar(
        x=names,
        y=plain(counts),
        name=value or "件数",
        marker={"color": PALETTE[0]},
        texttemplate=f"%{{y:{number_format(counts)}}}",
        # Above the first bar stands the beginning of the line.
        textposition=["inside", *["outside"] * (len(counts) - 1)],
        insidetextanchor="end",
        textangle=0,
        cliponaxis=False,
    )
    figure.add_scatter(
        x=names,
        y=[round(share, 2) for share in shares],
        yaxis="y2",
        mode="lines+markers",
        name="累计占比",
        marker={"symbol": "diamond", "size": 7, "color": PALETTE[1]},
        line={"color": PALETTE[1]},
    )
    figure.add_shape(
        type="line",
        xref="paper",
        x0=0,
        x1=1,
        yref="y2",
        y0=80,
        y1=80,
        line={"color": PALETTE[1], "dash": "dot", "width": 1},
    )
    figure.update_layout(
        yaxis={"range": [0, total * 1.05]},
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "range": [0, 105],
            "tickmode": "array",
            "tickvals": [0, 20, 40, 60, 80, 100],
            "ticktext": ["0%", "20%", "40%", "60%", "80%", "100%"],
            "showgrid": False,
        },
        margin={"r": 56},
        # Numbers wider than their bars would run into each other: on a phone they are left out.
        uniformtext={"minsize": 9, "mode": "hide"},
    )
    axis_titles(figure, category, value or "件数")
    return chart_style(figure, title, source, height=PARETO_HEIGHT)


def individuals_limits(values: list[float]) -> Limits:
    """Mean ± 2.66 × mean moving range, the same for each point (ISO 7870-2, chart of individuals).

    The lower limit stays at 0 where no value is negative: there are no fewer than no complaints.
    values: at least two numbers in the order of time. Raises ChartError for fewer.
    """
    if len(values) < 2:
        raise ChartError("单值控制图至少要两个点，请多给几期数据。")
    centre = math.fsum(values) / len(values)
    ranges = [abs(after - before) for before, after in itertools.pairwise(values)]
    reach = MOVING_RANGE * math.fsum(ranges) / len(ranges)
    count = len(values)
    lowest = max(centre - reach, 0.0) if min(values) >= 0 else centre - reach
    return Limits([centre] * count, [lowest] * count, [centre + reach] * count)


def share_limits(events: list[float], sizes: list[float]) -> Limits:
    """p̄ ± 3 √(p̄ (1 − p̄) / n), within 0 and 1, for each point's own n (ISO 7870-2, p chart).

    events: how many had the feature. sizes: how many were looked at, above 0. Raises ChartError otherwise.
    """
    if any(size <= 0 for size in sizes) or any(not 0 <= e <= n for e, n in zip(events, sizes, strict=True)):
        raise ChartError("p 控制图里每一期的总数要大于 0，件数要在 0 和总数之间，请检查是不是两列写反了。")
    centre = math.fsum(events) / math.fsum(sizes)
    reach = [3 * math.sqrt(centre * (1 - centre) / size) for size in sizes]
    return Limits(
        [centre] * len(sizes),
        [max(centre - each, 0) for each in reach],
        [min(centre + each, 1) for each in reach],
    )


def control_chart(
    table: Any, x: str, y: str, size: str | None = None, title: str = "", source: str = ""
) -> Any:
    """A control chart: points in the order of the table, centre line, limits, and the points beyond marked.

    x: column of periods. y: column of numbers (chart of individuals), or of counts when size is given.
    size: column with the number looked at in each period; the points are then y / size (p chart). Rows with a
    missing number are left out. Formulas: `individuals_limits`, `share_limits`.
    """
    go = plotly_objects()
    rows = columns_of(table, x, y, size)
    numbers_of(rows, y)
    if size is not None:
        numbers_of(rows, size)
    rows = rows.dropna(subset=[y] if size is None else [y, size])
    values = [float(value) for value in rows[y]]
    if size is None:
        points, limits = values, individuals_limits(values)
    else:
        sizes = [float(value) for value in rows[size]]
        limits = share_limits(values, sizes)
        points = [value / total for value, total in zip(values, sizes, strict=True)]
    periods = plain(rows[x])
    beyond = [
        not low - 1e-12 <= point <= high + 1e-12
        for point, low, high in zip(points, limits.lower, limits.upper, strict=True)
    ]
    figure = go.Figure()
    stepped = {"shape": "hvh" if size else "linear", "width": 1.5}
    for name, line, dash in (
        ("上限", limits.upper, "dash"),
        ("中心线", limits.centre, "solid"),
        ("下限", limits.lower, "dash"),
    ):
        style = {**stepped, "dash": dash, "color": PALETTE[5]}
        figure.add_scatter(x=periods, y=plain(line), mode="lines", name=name, line=style, hoverinfo="y+name")
    marker = {
        "size": [11 if out else 7 for out in beyond],
        "opacity": 1,
        "symbol": ["diamond" if out else "circle" for out in beyond],
        "color": [ALERT if out else PALETTE[0] for out in beyond],
    }
    label = y if size is None else f"{y}占{size}"
    figure.add_scatter(
        x=periods,
        y=plain(points),
        mode="lines+markers",
        name=label,
        marker=marker,
        line={"color": PALETTE[0], "width": 1.5},
    )
    if size is not None:
        figure.update_yaxes(tickformat=".0%")
    axis_titles(figure, x, label)
    along_time(figure, rows[x])
    figure.update_layout(showlegend=True)
    return chart_style(figure, title, source)


def promoters_of(scores: Any) -> Promoters:
    """The net promoter score: share of 9 and 10 less share of 0 to 6, in percentage points (Reichheld 2003).

    scores: whole numbers from 0 to 10; missing ones are counted apart. Raises ChartError for anything else.
    """
    known = scores.dropna()
    if known.empty:
        raise ChartError("没有一个人打分，算不出 NPS，请检查前面的筛选条件。")
    if not known.between(0, 10).all() or (known % 1 != 0).any():
        raise ChartError("NPS 的打分要是 0 到 10 的整数，请检查选的列是不是满意度（1 到 5 分）。")
    count = len(known)
    up, down = int((known >= 9).sum()), int((known <= 6).sum())
    middle = count - up - down
    return Promoters(
        up / count * 100,
        middle / count * 100,
        down / count * 100,
        (up - down) / count * 100,
        count,
        len(scores) - count,
    )


def nps_gauge(table: Any, score: str, title: str = "", source: str = "") -> Any:
    """A gauge from -100 to 100 with the net promoter score, and the shares behind it.

    score: column of 0 to 10, see `promoters_of`.
    """
    go = plotly_objects()
    rows = columns_of(table, score)
    found = promoters_of(numbers_of(rows, score))
    figure = go.Figure()
    figure.add_indicator(
        mode="gauge+number",
        value=round(found.score, 2),
        number={"valueformat": "+.0f", "font": {"size": 40}},
        gauge={
            "axis": {"range": [-100, 100], "tickvals": [-100, -50, 0, 50, 100]},
            "bar": {"color": PALETTE[0], "thickness": 0.45},
            "bgcolor": "rgba(128,128,128,.12)",
            "bordercolor": GRID,
            "threshold": {"value": 0, "line": {"color": PALETTE[5], "width": 2}, "thickness": 1},
        },
        domain={"x": [0, 1], "y": [0.2, 1]},
    )
    said = (
        f"推荐者 {found.promoters:.0f}% · 中立者 {found.passives:.0f}% · 贬损者 {found.detractors:.0f}%"
        f"（{found.answered} 人打分，{found.missing} 人没有打分）"
    )
    figure.add_annotation(
        text=said, showarrow=False, xref="paper", yref="paper", x=0.5, y=0, yanchor="bottom"
    )
    return chart_style(figure, title, source, height=330)
