"""The chart of a result as plain numbers and words: the browser only draws it.

Every chart says in one sentence what it shows, for who cannot see it.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from course.cases.vocabulary import WEEKDAYS
from course.cases.workbench.engine import selected
from course.cases.workbench.plan import Plan
from course.cases.workbench.problems import SpecProblem
from course.cases.workbench.sources import kind_of
from course.cases.workbench.spec import Chart
from course.cases.workbench.texts import shown
from course.guidance.wording import clean

MOST_POINTS: Final = 120
MOST_SERIES: Final = 6
MOST_BOXES: Final = 60
FEWEST_CONTROLLED: Final = 6
# Two points differ by 1.128 standard deviations on average, hence 3 / 1.128 (Shewhart's individuals chart).
MOVING_RANGE: Final = 2.66


def chart_of(wanted: Chart, plan: Plan, frame: pd.DataFrame, result: pd.DataFrame) -> dict[str, Any] | None:
    """Return the chart of a result as plain JSON data, or None when none is wanted.

    Args:
        wanted: which chart.
        plan: the plan that made the result.
        frame: the table it was made from.
        result: its result.

    Raises:
        SpecProblem: this chart cannot be drawn of this result.
    """
    if wanted.kind == "不画":
        return None
    if wanted.kind == "箱线图":
        return _boxes(wanted, plan, frame)
    keys = [key.name for key in plan.keys if key.name in result.columns]
    if not keys:
        raise SpecProblem("第 7 步：这张图要先在第 3 步选一列分组，请加上分组。")
    column = _column(wanted.column, result, keys)
    if len(result) > MOST_POINTS:
        raise SpecProblem(
            f"第 7 步：有 {len(result)} 组，图上排不下，请在第 6 步只留前 {MOST_POINTS} 行以内。"
        )
    if wanted.kind == "帕累托图":
        return _pareto(keys, column, result)
    if wanted.kind == "控制图":
        return _control(keys, column, plan, frame, result)
    return _series(wanted.kind, keys, column, result)


def _column(wanted: str, result: pd.DataFrame, keys: list[str]) -> str:
    numbers = [str(n) for n in result.columns if n not in keys and kind_of(result[n]) == "number"]
    if not numbers:
        raise SpecProblem("第 7 步：结果里没有可以画的数字，请在第 4 步加一项计算。")
    if wanted and wanted not in numbers:
        raise SpecProblem(f"第 7 步：结果里没有叫「{clean(wanted)}」的数字列，请换一列来画。")
    return wanted or numbers[0]


def _labels(keys: list[str], result: pd.DataFrame) -> list[str]:
    return [" · ".join(shown(value) for value in row) for row in result[keys].itertuples(index=False)]


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) or math.isinf(value) else float(value) for value in values]


def _series(kind: str, keys: list[str], column: str, result: pd.DataFrame) -> dict[str, Any]:
    x = list(dict.fromkeys(shown(value) for value in result[keys[0]]))
    series: list[dict[str, Any]] = []
    if len(keys) == 1:
        x = _labels(keys, result)
        series.append({"name": column, "values": _numbers(result[column])})
    else:
        names = list(dict.fromkeys(shown(value) for value in result[keys[1]]))
        if len(names) > MOST_SERIES:
            raise SpecProblem(
                f"第 7 步：第二个分组有 {len(names)} 种，图上最多分清 {MOST_SERIES} 种，请先筛选。"
            )
        first, second = result[keys[0]].map(shown), result[keys[1]].map(shown)
        for name in names:
            own = dict(zip(first[second == name], _numbers(result.loc[second == name, column]), strict=True))
            series.append({"name": name, "values": [own.get(label) for label in x]})
    known = [value for each in series for value in each["values"] if value is not None]
    if not known:
        raise SpecProblem(f"第 7 步：「{clean(column)}」全是空的，画不出图，请换一列来画。")
    best = {}
    for each in series:
        for label, value in zip(x, each["values"], strict=True):
            if value is not None:
                best[label if len(series) == 1 else f"{label}（{each['name']}）"] = value
    high, low = max(best, key=lambda k: best[k]), min(best, key=lambda k: best[k])
    said = f"{kind}：{column}，按{'、'.join(keys)}分，共 {len(best)} 个值；"
    said += f"最大是{high} {shown(best[high])}，最小是{low} {shown(best[low])}。"
    return {
        "kind": kind,
        "title": f"{column}（按{'、'.join(keys)}）",
        "said": said,
        "x": x,
        "series": series,
        "y": column,
    }


def _pareto(keys: list[str], column: str, result: pd.DataFrame) -> dict[str, Any]:
    values = result[column]
    if bool((values.fillna(0) < 0).any()) or not values.fillna(0).sum() > 0:
        raise SpecProblem(f"第 7 步：帕累托图要能加总的正数，「{clean(column)}」不是，请换成件数或合计。")
    order = values.fillna(0).sort_values(ascending=False, kind="stable").index
    labels = dict(zip(result.index, _labels(keys, result), strict=True))
    heights = [float(values.fillna(0)[place]) for place in order]
    total = sum(heights)
    running = pd.Series(heights).cumsum() / total
    vital = int((running < 0.8 - 1e-9).sum()) + 1
    share = f"{running.iloc[vital - 1]:.0%}"
    said = f"帕累托图：{column}从大到小，共 {len(heights)} 项；前 {vital} 项合起来占 {share}。"
    return {
        "kind": "帕累托图", "title": f"{column}（从大到小，折线是累计占比）", "said": said,
        "x": [labels[place] for place in order], "series": [{"name": column, "values": heights}],
        "cumulative": [round(float(share), 6) for share in running], "y": column,
    }  # fmt: skip


def _control(
    keys: list[str], column: str, plan: Plan, frame: pd.DataFrame, result: pd.DataFrame
) -> dict[str, Any]:
    if len(keys) > 1:
        raise SpecProblem("第 7 步：控制图只能有一个分组，请在第 3 步去掉一个。")
    values = _numbers(result[column])
    known = [value for value in values if value is not None]
    if len(known) < FEWEST_CONTROLLED or len(known) < len(values):
        raise SpecProblem(
            f"第 7 步：控制图至少要 {FEWEST_CONTROLLED} 个都有值的点，请换成按日期或按钟点分组。"
        )
    number = next((number for number in plan.numbers if number.name == column), None)
    sizes = _sizes(plan, frame, result, keys[0])
    if number and number.kind == "占比" and sizes:
        center = sum(v * n for v, n in zip(known, sizes, strict=True)) / sum(sizes)
        spread = [3 * math.sqrt(center * (1 - center) / n) for n in sizes]
        low_end, high_end, rule = 0.0, 1.0, "中心线是总占比，界线按每点的件数算"
    elif number and number.kind in ("件数", "非空件数"):
        center = sum(known) / len(known)
        spread = [3 * math.sqrt(center)] * len(known)
        low_end, high_end, rule = 0.0, math.inf, "中心线是平均件数，界线是三倍标准差"
    else:
        center = sum(known) / len(known)
        moved = [abs(b - a) for a, b in pairwise(known)]
        spread = [MOVING_RANGE * sum(moved) / len(moved)] * len(known)
        low_end, high_end, rule = -math.inf, math.inf, "中心线是平均，界线按相邻两点的差算"
    upper = [min(high_end, center + each) for each in spread]
    lower = [max(low_end, center - each) for each in spread]
    x = _labels(keys, result)
    bounds = zip(x, known, lower, upper, strict=True)
    out = [label for label, value, low, high in bounds if not low - 1e-12 <= value <= high + 1e-12]
    outside = (
        f"出界 {len(out)} 点：{'、'.join(out[:5])}{'等' if len(out) > 5 else ''}" if out else "没有点出界"
    )
    return {
        "kind": "控制图",
        "title": f"{column}（按{keys[0]}，{rule}）",
        "said": f"控制图：{column}，{outside}。",
        "x": x,
        "series": [{"name": column, "values": values}],
        "center": center,
        "upper": upper,
        "lower": lower,
        "out": [label in out for label in x],
        "y": column,
    }


def _sizes(plan: Plan, frame: pd.DataFrame, result: pd.DataFrame, key: str) -> list[int]:
    """Return the rows behind each point, in the order of the result."""
    source = next(each.source for each in plan.keys if each.name == key)
    counts = source.values(selected(plan, frame)).value_counts(dropna=False)
    if source.kind == "weekday":
        counts.index = pd.Index([WEEKDAYS[int(day)] for day in counts.index])
    found = [int(counts.get(value, 0)) for value in result[key]]
    return found if all(found) else []


def _boxes(wanted: Chart, plan: Plan, frame: pd.DataFrame) -> dict[str, Any]:
    numbers = [str(name) for name in frame.columns if kind_of(frame[name]) == "number"]
    column = (
        wanted.column if wanted.column in numbers else numbers[0] if numbers and not wanted.column else ""
    )
    if not column:
        raise SpecProblem("第 7 步：箱线图要一列数字，请选表里的一列数字，比如等待秒。")
    rows = selected(plan, frame)
    if len(plan.keys) > 1:
        raise SpecProblem("第 7 步：箱线图只能有一个分组，请在第 3 步去掉一个。")
    if plan.keys:
        key = plan.keys[0]
        groups = rows[column].groupby(key.source.values(rows), dropna=not plan.gaps)
        parts = [(_group_label(key.source.kind, name), values) for name, values in groups]
    else:
        parts = [("全部", rows[column])]
    if len(parts) > MOST_BOXES:
        raise SpecProblem(f"第 7 步：有 {len(parts)} 组，箱线图最多画 {MOST_BOXES} 组，请先筛选。")
    boxes = [box for label, values in parts if (box := _box(label, values.dropna())) is not None]
    if not boxes:
        raise SpecProblem(f"第 7 步：「{clean(column)}」全是空的，画不出图，请换一列来画。")
    said = (
        f"箱线图：{column}；" + "，".join(f"{b['name']}中位 {shown(b['median'])}" for b in boxes[:7]) + "。"
    )
    title = f"{column}的分布" + (f"（按{plan.keys[0].name}）" if plan.keys else "")
    return {"kind": "箱线图", "title": title, "said": said, "x": [b["name"] for b in boxes], "boxes": boxes,
            "y": column}  # fmt: skip


def _group_label(kind: str, name: object) -> str:
    if kind == "weekday":
        return shown(None) if name != name else WEEKDAYS[int(str(name).split(".")[0])]
    return shown(name)


def _box(label: str, values: pd.Series) -> dict[str, Any] | None:
    """Return quartiles, whiskers at most 1.5 times the box long (Tukey), and what lies beyond."""
    if values.empty:
        return None
    low, middle, high = (float(values.quantile(q)) for q in (0.25, 0.5, 0.75))
    reach = 1.5 * (high - low)
    inside = values[(values >= low - reach) & (values <= high + reach)]
    beyond = sorted(
        {float(v) for v in values[(values < low - reach) | (values > high + reach)]}, reverse=True
    )
    return {"name": label, "low": float(inside.min()), "q1": low, "median": middle, "q3": high,
            "high": float(inside.max()), "beyond": beyond[:30], "count": len(values)}  # fmt: skip
