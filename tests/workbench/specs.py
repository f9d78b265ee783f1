"""Random specs over real tables, and one that answers the first chapter's data task."""

from __future__ import annotations

from random import Random
from typing import Any

import pandas as pd

from course.cases.workbench.conditions import ALLOWED
from course.cases.workbench.sources import kind_of
from course.cases.workbench.spec import MEASURES

EMPTY: dict[str, Any] = {"number": 1, "date": pd.Timestamp(2026, 11, 2)}
NAMES = ["", "", "", "数", "件数 2", "３０秒", 'a"b', "等待秒", "for", "占比%", "行", "x"]

CHAPTER_ONE: dict[str, Any] = {
    "table": "联络",
    "filters": [{"column": "等待秒", "op": "不为空"}],
    "groups": [{"column": "渠道"}],
    "measures": [
        {"name": "件数", "kind": "件数"},
        {"name": "平均等待秒", "kind": "平均", "column": "等待秒"},
        {"name": "中位等待秒", "kind": "中位数", "column": "等待秒"},
        {
            "name": "三十秒内占比",
            "kind": "占比",
            "condition": {"column": "等待秒", "op": "不大于", "value": "30"},
        },
    ],
    "verdict": {"name": "能不能说", "column": "三十秒内占比", "limit": "0.9", "yes": "能说", "no": "不能说"},
}


def random_spec(random: Random, name: str, table: pd.DataFrame) -> dict[str, Any]:
    """Returns a spec for `table` that is nearly always carried out: every step is there or not by chance."""
    groups = [_place(random, table) for _ in range(random.choice([0, 1, 1, 1, 2]))]
    measures = [_measure(random, table) for _ in range(random.choice([0, 1, 1, 2, 3, 4]))]
    if random.random() < 0.3:
        measures += [
            {"name": "甲", "kind": "不同个数", "column": str(random.choice(list(table.columns)))},
            {"name": "乙", "kind": "件数"},
            {"name": random.choice(NAMES), "kind": "相除", "column": "甲", "over": random.choice("甲乙")},
        ]
    spec: dict[str, Any] = {
        "data": random.choice(["我的数据", "班级数据"]),
        "table": name,
        "filters": [_condition(random, table) for _ in range(random.choice([0, 0, 1, 1, 2]))],
        "groups": [{"column": column, "part": part} for column, part in groups],
        "measures": measures,
        "top": random.choice([None, None, 1, 3, 10]),
        "digits": random.choice([None, None, 0, 1, 3]),
    }
    likely = [measure["name"] for measure in measures if measure["name"]] or ["件数"]
    if not groups and not measures:
        likely = [str(column) for column in table.columns]
    if random.random() < 0.4:
        limit = random.choice([0, 0.5, 0.9, 30, "1.5", "２０"])
        op = random.choice(["大于", "不小于", "小于", "不大于"])
        words = {"name": "结论", "yes": "能", "no": "不能"}
        spec["verdict"] = words | {"column": random.choice(likely), "op": op, "limit": limit}
    if random.random() < 0.5:
        spec["sort"] = {"column": random.choice(likely), "descending": random.random() < 0.5}
    if random.random() < 0.2:
        spec["keep"] = random.sample(likely, k=1)
    return spec


def _place(random: Random, table: pd.DataFrame) -> tuple[str, str]:
    column = str(random.choice(list(table.columns)))
    if kind_of(table[column]) == "date":
        return column, random.choice(["", "日期", "所在周", "月", "星期", "钟点", "已过天数"])
    return column, ""


def _condition(random: Random, table: pd.DataFrame) -> dict[str, Any]:
    column, part = _place(random, table)
    kind = {
        "星期": "weekday",
        "日期": "date",
        "所在周": "date",
        "钟点": "number",
        "已过天数": "number",
        "月": "text",
    }.get(part, kind_of(table[column]))
    op = random.choice(ALLOWED[kind])
    pool = table[column].dropna()

    def value() -> Any:
        if part == "星期":
            return random.choice(["周一", "周三", "星期日", "周六"])
        if part in ("钟点", "已过天数"):
            return random.choice([8, 9, "10", 15.0])
        if part == "月":
            return random.choice(["2026-10", "2026-11"])
        seen = pool.iloc[random.randrange(len(pool))] if len(pool) else EMPTY.get(kind, "")
        if kind == "date":
            return f"{seen:%Y-%m-%d}" if random.random() < 0.7 else f"{seen:%Y年%m月%d日}"
        if kind == "flag":
            return random.choice([bool(seen), "是", "否"])
        if kind == "number":
            return random.choice([float(seen), str(seen), f"{float(seen):,.0f}"])
        return str(seen)[: random.choice([2, 60])] if op == "包含" else str(seen)

    if op == "介于":
        values = sorted([value(), value()], key=lambda each: str(each).rjust(12))
        return {"column": column, "part": part, "op": op, "value": values}
    if op == "属于":
        return {"column": column, "part": part, "op": op, "value": [value() for _ in range(3)]}
    return {"column": column, "part": part, "op": op, "value": value()}


def _measure(random: Random, table: pd.DataFrame) -> dict[str, Any]:
    kind = random.choice(MEASURES)
    name = random.choice(NAMES)
    if kind == "相除":
        return {"name": name, "kind": kind, "column": "件数", "over": "占比"}
    if kind in ("件数", "占全部"):
        return {"name": name, "kind": kind}
    if kind in ("占比", "符合件数"):
        return {"name": name, "kind": kind, "condition": _condition(random, table)}
    suits = {"非空件数": None, "不同个数": None, "最小": ("number", "date"), "最大": ("number", "date")}.get(
        kind, ("number",)
    )
    columns = [str(c) for c in table.columns if suits is None or kind_of(table[c]) in suits]
    if not columns:
        return {"name": name, "kind": "件数"}
    percent = random.choice([5, 50, 90, 95, 99.9])
    return {"name": name, "kind": kind, "column": random.choice(columns), "percent": percent}
