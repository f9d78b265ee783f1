"""What a trainee reads of a spec and its result: values, rows, and each step in words."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from course.cases.workbench.plan import default_name
from course.cases.workbench.sources import kind_of
from course.cases.workbench.spec import Condition, Measure, Spec

MOST_ROWS: Final = 200
EMPTY: Final = "（空）"
_SIGNS: Final = {"等于": "=", "不等于": "≠", "大于": ">", "不小于": "≥", "小于": "<", "不大于": "≤"}


def shown(value: object) -> str:
    """Return a value as the result shows it: at most four decimals, dates without an empty time."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return EMPTY
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) or type(value).__name__.startswith(("int", "uint")):
        return str(value)
    if isinstance(value, float):
        rounded = round(float(value), 4)
        return str(int(rounded)) if rounded.is_integer() and abs(rounded) < 1e15 else f"{rounded:.10g}"
    return str(value)[:200]


def rows_shown(result: pd.DataFrame) -> dict[str, Any]:
    """Return the first rows of a result as texts, with the kinds of its columns and how many rows it has."""
    head = result.head(MOST_ROWS)
    columns = [{"name": str(name), "kind": kind_of(head[name])} for name in head.columns]
    rows = [[shown(value) for value in row] for row in head.itertuples(index=False, name=None)]
    return {"columns": columns, "rows": rows, "total": len(result)}


def steps_in_words(spec: Spec) -> list[tuple[str, str]]:
    """Return (step, what it does) of every step that a complete spec uses."""
    steps = [("选表", f"{spec.data} · {spec.table}")]
    if spec.filters:
        steps.append(("筛选", "，并且".join(condition_in_words(each) for each in spec.filters)))
    if spec.groups:
        steps.append(("分组", "、".join(_place(group.column, group.part) for group in spec.groups)))
    if spec.measures:
        steps.append(("计算", "；".join(_measure(each) for each in spec.measures)))
    if spec.verdict:
        v = spec.verdict
        text = f"{v.column} {_SIGNS[v.op]} {v.limit} 写“{v.yes}”，否则写“{v.no}”，列名“{v.name or '结论'}”"
        steps.append(("下结论", text))
    order = []
    if spec.sort.column:
        order.append(f"按{spec.sort.column}{'从大到小' if spec.sort.descending else '从小到大'}")
    if spec.top is not None:
        order.append(f"只留前 {spec.top} 行")
    if spec.digits is not None:
        order.append(f"留 {spec.digits} 位小数")
    if spec.keep:
        order.append(f"只留{'、'.join(spec.keep)}")
    if order:
        steps.append(("整理", "，".join(order)))
    if spec.chart.kind != "不画":
        steps.append(("画图", spec.chart.kind + (f"，画{spec.chart.column}" if spec.chart.column else "")))
    return steps


def condition_in_words(condition: Condition) -> str:
    """Return a condition as a trainee would say it, such as 等待秒 ≤ 30."""
    place = _place(condition.column, condition.part)
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    texts = [shown(value) for value in values]
    if condition.op in ("为空", "不为空"):
        return f"{place}{condition.op}"
    if condition.op == "介于":
        return f"{place}从 {' 到 '.join(texts)}"
    if condition.op == "属于":
        return f"{place}是{'、'.join(texts)}之一"
    if condition.op == "包含":
        return f"{place}里有“{texts[0]}”"
    return f"{place} {_SIGNS[condition.op]} {texts[0]}"


def _measure(measure: Measure) -> str:
    name = measure.name.strip() or default_name(measure)
    if measure.kind == "相除":
        return f"{name} = {measure.column} ÷ {measure.over}"
    if measure.kind == "占全部":
        return f"{name} = 每组的行占全部的多少"
    if measure.kind == "符合件数":
        return f"{name} = {condition_in_words(measure.condition)}的有几行"
    if measure.kind == "占比":
        return f"{name} = {condition_in_words(measure.condition)}的行占多少"
    if measure.kind == "分位数":
        return f"{name} = {measure.column}的 {measure.percent:g}% 分位数"
    said = measure.kind if measure.kind == "件数" else f"{measure.column}的{measure.kind}"
    return name if name == said else f"{name} = {said}"


def _place(column: str, part: str) -> str:
    return f"{column}的{part}" if part else column
