"""The table that a plan makes.

Steps: filter rows -> group and calculate, or list the rows -> conclusion -> sort -> first rows -> names of
weekdays -> rounding -> columns to keep.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

import pandas as pd

from course.cases.vocabulary import WEEKDAYS
from course.cases.workbench.plan import MOST_GROUPS, Number, Plan
from course.cases.workbench.problems import SpecProblem
from course.guidance.wording import clean

COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
AGGREGATES: Final = {
    "非空件数": "count", "不同个数": "nunique", "平均": "mean", "中位数": "median",
    "合计": "sum", "最小": "min", "最大": "max",
}  # fmt: skip


def selected(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the table that meet every filter.

    Raises:
        SpecProblem: none does.
    """
    rows = frame
    for check in plan.filters:
        rows = rows[check.mask(rows)]
    if rows.empty:
        if frame.empty:
            raise SpecProblem("这张表里一行也没有，请换一张表。")
        raise SpecProblem("筛选以后一行也没有了，没有东西可算，请在第 2 步放宽或删掉一个条件。")
    return rows


def run(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the result of the plan on its table, which stays as it is.

    Raises:
        SpecProblem: no row is left, or there are too many groups.
    """
    rows = selected(plan, frame)
    if plan.keys:
        result = _grouped(plan, rows)
    elif plan.numbers:
        result = pd.DataFrame({number.name: [_single(number, rows)] for number in plan.counted})
    else:
        result = rows.reset_index(drop=True)
    for number in plan.quotients:
        if bool((result[number.over] == 0).any()):
            raise SpecProblem(
                f"第 4 步：「{clean(number.over)}」里有 0，不能拿来除，请换一个除数，或者先筛掉那一组。"
            )
        result = result.assign(**{number.name: result[number.column] / result[number.over]})
    if plan.conclusion:
        meets = COMPARE[plan.conclusion.op](result[plan.conclusion.column], plan.conclusion.limit)
        words = {True: plan.conclusion.yes, False: plan.conclusion.no}
        result = result.assign(**{plan.conclusion.name: meets.map(words)})
    if plan.sort:
        result = result.sort_values(
            plan.sort, ascending=not plan.descending, kind="stable", ignore_index=True
        )
    if plan.top is not None:
        result = result.head(plan.top)
    for key in plan.keys:
        if key.source.kind == "weekday":
            result = result.assign(**{key.name: result[key.name].map(dict(enumerate(WEEKDAYS)))})
    if plan.digits is not None:
        result = result.round(plan.digits)
    return result[list(plan.keep)] if plan.keep else result


def _grouped(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    added = {key.name: key.source.values(rows) for key in plan.keys if key.source.part}
    added |= {number.helper: number.check.mask(rows) for number in plan.counted if number.check}
    names = [key.name for key in plan.keys]
    groups = rows.assign(**added).groupby(names if len(names) > 1 else names[0], dropna=not plan.gaps)
    if groups.ngroups > MOST_GROUPS:
        raise SpecProblem(
            f"分出了 {groups.ngroups} 组，超过 {MOST_GROUPS} 组看不过来，请换一列分组，或者先筛选。"
        )
    wanted = {
        number.name: (number.column or number.helper or names[0], _aggregate(number, len(rows)))
        for number in plan.counted
    }
    # The stubs know no names that are made at run time.
    return cast(pd.DataFrame, cast(Any, groups).agg(**wanted)).reset_index()


def _aggregate(number: Number, total: int) -> Any:
    if number.kind == "件数":
        return "size"
    if number.kind == "占全部":
        return lambda column: len(column) / total
    if number.check:
        return "mean" if number.kind == "占比" else "sum"
    if number.kind == "分位数":
        return partial(pd.Series.quantile, q=number.share)
    return AGGREGATES[number.kind]


def _single(number: Number, rows: pd.DataFrame) -> object:
    if number.kind == "件数":
        return len(rows)
    if number.check:
        met = number.check.mask(rows)
        return met.mean() if number.kind == "占比" else met.sum()
    column = rows[number.column]
    if number.kind == "分位数":
        return column.quantile(number.share)
    return getattr(column, AGGREGATES[number.kind])()
