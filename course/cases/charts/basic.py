"""Bars, lines, boxes, funnels and heat maps from a table and the names of its columns.

Each function takes the table first, shows `title` above and 来源：`source` below, and raises ChartError with
one Chinese sentence when a column is missing, holds no numbers, or the table is empty.
"""

from typing import Any

from course.cases.charts.style import (
    DASHES,
    PALETTE,
    PATTERNS,
    SYMBOLS,
    ChartError,
    along_time,
    chart_style,
    columns_of,
    number_format,
    numbers_of,
    plain,
    plotly_objects,
    series_of,
)

MOST_OUTLIERS = 20  # of one box that are drawn
MOST_LABELS = 150  # cells of a heat map that show their number


def bar_chart(
    table: Any,
    x: str,
    y: str,
    color: str | None = None,
    title: str = "",
    source: str = "",
    horizontal: bool = False,
) -> Any:
    """A bar for each row, its number at its end; several rows of one name are added up.

    x: column of names. y: column of numbers. color: column that parts the rows into series side by side.
    """
    go = plotly_objects()
    rows = columns_of(table, x, y, color)
    numbers_of(rows, y)
    figure = go.Figure()
    for place, (name, part) in enumerate(series_of(rows, color)):
        summed = part.groupby(x, sort=False, observed=True)[y].sum(min_count=1)
        names, values = plain(summed.index), plain(summed)
        figure.add_bar(
            x=values if horizontal else names,
            y=names if horizontal else values,
            orientation="h" if horizontal else None,
            name=name or y,
            marker=_bar_marker(place),
            texttemplate=f"%{{value:{number_format(values)}}}",
            textposition="outside",
            cliponaxis=False,
        )
    figure.update_layout(barmode="group", showlegend=color is not None)
    axis_titles(figure, y if horizontal else x, x if horizontal else y)
    along_time(figure, rows[x])
    if horizontal:
        figure.update_yaxes(autorange="reversed", title=None)
        _room_for_numbers(figure)
    return chart_style(figure, title, source)


def line_chart(
    table: Any, x: str, y: str, color: str | None = None, title: str = "", source: str = ""
) -> Any:
    """A line through the rows in their order; series differ in dashes and marks as well as in colour.

    x: column of times or names. y: column of numbers; where it is missing the line has a gap. color: column
    that parts the rows into lines.
    """
    go = plotly_objects()
    rows = columns_of(table, x, y, color)
    numbers_of(rows, y)
    figure = go.Figure()
    for place, (name, part) in enumerate(series_of(rows, color)):
        figure.add_scatter(
            x=plain(part[x]),
            y=plain(part[y]),
            mode="lines+markers",
            name=name or y,
            line={"dash": DASHES[place % len(DASHES)], "width": 2},
            marker={"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7},
        )
    figure.update_layout(showlegend=color is not None)
    axis_titles(figure, x, y)
    along_time(figure, rows[x])
    return chart_style(figure, title, source)


def box_chart(table: Any, x: str, y: str, title: str = "", source: str = "") -> Any:
    """A box for each name: quartiles, median, and the furthest values within 1.5 box lengths (Tukey 1977).

    x: column of names. y: column of numbers, missing ones left out. Quartiles are pandas' (linear between
    neighbours). At most MOST_OUTLIERS of the values beyond are drawn for each box, the furthest ones.
    """
    go = plotly_objects()
    rows = columns_of(table, x, y)
    values = numbers_of(rows, y)
    boxes, names, far = [], [], []
    for name, part in values.groupby(rows[x], sort=False, observed=True):
        known = part.dropna()
        if len(known):
            low, middle, high = (float(known.quantile(share)) for share in (0.25, 0.5, 0.75))
            reach = 1.5 * (high - low)
            inside = known[(known >= low - reach) & (known <= high + reach)]
            boxes.append((inside.min(), low, middle, high, inside.max()))
            names.append(str(name))
            beyond = known.drop(inside.index)
            order = (beyond - middle).abs().sort_values(ascending=False).index
            far += [(str(name), value) for value in plain(beyond.loc[order[:MOST_OUTLIERS]])]
    if not boxes:
        raise ChartError(f"「{y}」这一列全是缺失，画不出图，请检查前面的筛选条件。")
    lower, q1, median, q3, upper = (plain(each) for each in zip(*boxes, strict=True))
    figure = go.Figure()
    figure.add_box(x=names, lowerfence=lower, q1=q1, median=median, q3=q3, upperfence=upper, name=y)
    if far:
        marker = {"symbol": "circle-open", "size": 6, "color": PALETTE[0]}
        x_far, y_far = ([point[place] for point in far] for place in (0, 1))
        figure.add_scatter(x=x_far, y=y_far, mode="markers", name="离群值", marker=marker, meta="outliers")
    figure.update_layout(showlegend=False)
    axis_titles(figure, x, y)
    return chart_style(figure, title, source)


def funnel_chart(table: Any, stage: str, value: str, title: str = "", source: str = "") -> Any:
    """A funnel: how many are left at each stage, and what share of the first stage that is.

    stage: column of names, in the order of the table. value: column of counts.
    """
    go = plotly_objects()
    rows = columns_of(table, stage, value)
    numbers_of(rows, value)
    figure = go.Figure()
    figure.add_funnel(
        y=plain(rows[stage]),
        x=plain(rows[value]),
        textinfo="value+percent initial",
        marker={"color": PALETTE[0]},
        connector={"fillcolor": "rgba(0,104,176,.18)"},
        textposition="auto",
        name=value,
    )
    return chart_style(figure, title, source)


def heat_map(
    table: Any, x: str, y: str, value: str, title: str = "", source: str = "", aggregate: str = "mean"
) -> Any:
    """A grid of colours: one number for each pair of names, darker for less.

    x, y: columns of names, sorted, days of the week from Monday. value: column of numbers. aggregate: what
    becomes of several rows of one pair, such as mean, median, sum or count. Pairs without a row stay empty.
    """
    go = plotly_objects()
    rows = columns_of(table, x, y, value)
    numbers_of(rows, value)
    grid = rows.pivot_table(index=y, columns=x, values=value, aggfunc=aggregate, observed=True)
    grid = grid.reindex(index=_in_order(grid.index), columns=_in_order(grid.columns))
    cells = [plain(line) for line in grid.to_numpy()]
    shown = number_format([cell for line in cells for cell in line])
    figure = go.Figure()
    figure.add_heatmap(
        x=[str(name) for name in grid.columns],
        y=[str(name) for name in grid.index],
        z=cells,
        colorscale="Cividis",
        xgap=2,
        ygap=2,
        texttemplate=f"%{{z:{shown}}}" if grid.size <= MOST_LABELS else None,
        colorbar={"thickness": 12, "outlinewidth": 0},
        hoverongaps=False,
    )
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(type="category", showgrid=False, autorange="reversed")
    axis_titles(figure, x, y)
    return chart_style(figure, title, source)


def _room_for_numbers(figure: Any) -> None:
    """Leave room for the numbers at the ends of lying bars, which would be cut at the margin."""
    ends = [value for trace in figure.data for value in trace.x if value is not None]
    if ends and min(ends) >= 0 and max(ends) > 0:
        figure.update_xaxes(range=[0, round(max(ends) * 1.15, 6)])


def _in_order(names: Any) -> list[Any]:
    listed = list(names)
    days = [f"{start}{day}" for start in ("星期", "周") for day in "一二三四五六日"]
    return sorted(listed, key=days.index) if all(name in days for name in listed) else listed


def _bar_marker(place: int) -> dict[str, Any]:
    marker: dict[str, Any] = {"color": PALETTE[place % len(PALETTE)]}
    if place:
        marker["pattern"] = {"shape": PATTERNS[place % len(PATTERNS)], "solidity": 0.2, "fillmode": "overlay"}
    return marker


def axis_titles(figure: Any, x: str, y: str) -> None:
    """Name the axes after the columns that they show."""
    figure.update_layout(
        xaxis={"title": {"text": x, "standoff": 8}}, yaxis={"title": {"text": y, "standoff": 8}}
    )
