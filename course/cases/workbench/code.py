"""The pandas code that makes the same table as `engine`, as a trainee would write it."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Iterable

from course.cases.vocabulary import WEEKDAYS
from course.cases.workbench.engine import AGGREGATES
from course.cases.workbench.plan import Number, Plan
from course.cases.workbench.sources import literal

WIDE = 76
TABLES = {"我的数据": "table", "班级数据": "class_table"}


def code_of(plan: Plan, answer: str, single: bool = False) -> str:
    """Return Python source that leaves the result in the variable `answer`.

    Args:
        plan: a plan that fits its table.
        answer: name of the variable.
        single: take the only cell out of the table in the end, for tasks that ask for a number or a text.
    """
    lines = [f"行 = {TABLES[plan.data]}({literal(plan.table)})"]
    for each in plan.computed:
        code = each.code.replace("table(", f"{TABLES[plan.data]}(")
        lines.append(f"行[{literal(each.name)}] = {code}")
    lines += [f"行 = 行[{check.code()}]" for check in plan.filters]
    if plan.keys:
        lines += _grouped(plan, answer)
    elif plan.numbers:
        cells = [f"    {literal(number.name)}: [{_single(number)}]," for number in plan.counted]
        lines += [f"{answer} = pd.DataFrame({{", *cells, "})"]
    else:
        lines.append(f"{answer} = 行.reset_index(drop=True)")
    for number in plan.quotients:
        parts = (f"{answer}[{literal(name)}]" for name in (number.column, number.over))
        lines.append(f"{answer}[{literal(number.name)}] = {' / '.join(parts)}")
    if (end := plan.conclusion) is not None:
        meets = f"{answer}[{literal(end.column)}] {end.op} {literal(end.limit)}"
        words = f"{{True: {literal(end.yes)}, False: {literal(end.no)}}}"
        lines.append(f"{answer}[{literal(end.name)}] = ({meets}).map({words})")
    if plan.sort:
        order = ", ascending=False" if plan.descending else ""
        options = f'{literal(plan.sort)}{order}, kind="stable", ignore_index=True'
        lines.append(f"{answer} = {answer}.sort_values({options})")
    if plan.top is not None:
        lines.append(f"{answer} = {answer}.head({plan.top})")
    for key in plan.keys:
        if key.source.kind == "weekday":
            column = f"{answer}[{literal(key.name)}]"
            lines.append(f"{column} = {column}.map(dict(enumerate({literal(WEEKDAYS)})))")
    if plan.digits is not None:
        lines.append(f"{answer} = {answer}.round({literal(plan.digits)})")
    if plan.keep:
        lines.append(f"{answer} = {answer}[{literal(plan.keep)}]")
    if single:
        lines.append(f"{answer} = {answer}.iloc[0, 0]")
    if any("pd." in line for line in lines):
        lines.insert(0, "import pandas as pd\n")
    lines.append(answer)
    return "\n".join(lines) + "\n"


def _grouped(plan: Plan, answer: str) -> list[str]:
    added = [(key.name, key.source.code()) for key in plan.keys if key.source.part]
    added += [(number.helper, number.check.code()) for number in plan.counted if number.check]
    lines = [f"行 = 行.assign({_arguments(added)})"] if added else []
    names = [key.name for key in plan.keys]
    by = literal(names if len(names) > 1 else names[0]) + (", dropna=False" if plan.gaps else "")
    wanted = [
        (number.name, f"({literal(number.column or number.helper or names[0])}, {_aggregate(number)})")
        for number in plan.counted
    ]
    lines += [f"{answer} = 行.groupby({by}).agg({_arguments(wanted)}).reset_index()"]
    return lines


def _arguments(pairs: Iterable[tuple[str, str]]) -> str:
    """Return keyword arguments, on lines of their own where they are long."""
    written = [
        f"{name}={value}" if _is_plain(name) else f"**{{{literal(name)}: {value}}}" for name, value in pairs
    ]
    short = ", ".join(written)
    if len(short) <= WIDE // 2:
        return short
    return "\n" + "".join(f"    {each},\n" for each in written)


def _is_plain(name: str) -> bool:
    # Python reads names in normal form: ３ would become 3, and the column another one.
    return name.isidentifier() and not keyword.iskeyword(name) and unicodedata.normalize("NFKC", name) == name


def _aggregate(number: Number) -> str:
    if number.kind == "件数":
        return '"size"'
    if number.kind == "占全部":
        return "lambda 列: len(列) / len(行)"
    if number.check:
        return '"mean"' if number.kind == "占比" else '"sum"'
    if number.kind == "分位数":
        return f"lambda 列: 列.quantile({literal(number.share)})"
    return literal(AGGREGATES[number.kind])


def _single(number: Number) -> str:
    if number.kind == "件数":
        return "len(行)"
    if number.check:
        return f"({number.check.code()}).{'mean' if number.kind == '占比' else 'sum'}()"
    column = f"行[{literal(number.column)}]"
    if number.kind == "分位数":
        return f"{column}.quantile({literal(number.share)})"
    return f"{column}.{AGGREGATES[number.kind]}()"
