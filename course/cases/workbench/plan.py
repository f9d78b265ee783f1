"""A spec checked against its table: every column found, every value of the right type, every name once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from course.cases.computed import Computed
from course.cases.workbench.conditions import Check, check_of
from course.cases.workbench.problems import SpecProblem
from course.cases.workbench.sources import KIND_WORDS, Source, kind_of, source
from course.cases.workbench.spec import DatePart, Measure, Spec, Verdict
from course.guidance.numbers import read_number
from course.guidance.wording import clean, nearest, quoted

MOST_GROUPS = 1_000
_OPS = {"大于": ">", "不小于": ">=", "小于": "<", "不大于": "<="}


@dataclass(frozen=True)
class Key:
    """A column to group by, under its name in the result."""

    name: str
    source: Source


@dataclass(frozen=True)
class Number:
    """A measure under its name in the result.

    helper: names the column of truth values of a share. over: the number by which 相除 divides `column`.
    """

    name: str
    kind: str
    column: str = ""
    share: float = 0.5
    check: Check | None = None
    helper: str = ""
    over: str = ""


@dataclass(frozen=True)
class Conclusion:
    """A column of two words by a limit on a column of numbers. `op` is Python's."""

    name: str
    column: str
    op: str
    limit: float
    yes: str
    no: str


@dataclass(frozen=True)
class Plan:
    """What `engine` does and `code` writes, step by step.

    columns: name and kind of each column of the result before `keep`. gaps: some key is missing in some row.
    computed: the computed columns that the table has been given.
    """

    data: str
    table: str
    computed: tuple[Computed, ...] = ()
    filters: tuple[Check, ...] = ()
    keys: tuple[Key, ...] = ()
    numbers: tuple[Number, ...] = ()
    conclusion: Conclusion | None = None
    sort: str = ""
    descending: bool = False
    top: int | None = None
    digits: int | dict[str, int] | None = None
    keep: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    gaps: bool = False

    @property
    def lists_rows(self) -> bool:
        """Return whether the result is rows of the table itself, not numbers about them."""
        return not self.keys and not self.numbers

    @property
    def quotients(self) -> tuple[Number, ...]:
        """Return the measures that are worked out from other measures."""
        return tuple(number for number in self.numbers if number.kind == "相除")

    @property
    def counted(self) -> tuple[Number, ...]:
        """Return the measures that are worked out from rows."""
        return tuple(number for number in self.numbers if number.kind != "相除")


def plan_of(spec: Spec, frame: pd.DataFrame, computed: tuple[Computed, ...] = ()) -> Plan:
    """Return the plan of a complete spec for its table.

    Args:
        spec: a complete one.
        frame: the table, with the computed columns.
        computed: those columns.

    Raises:
        SpecProblem: something does not fit; one Chinese sentence that names the step.
    """
    filters = tuple(check_of(frame, condition, "第 2 步") for condition in spec.filters)
    keys = _keys(spec, frame)
    numbers = tuple(
        _number(measure, frame, bool(keys)) for measure in spec.measures if measure.kind != "相除"
    )
    numbers += tuple(
        _quotient(measure, numbers, frame) for measure in spec.measures if measure.kind == "相除"
    )
    numbers = _with_helpers(numbers, frame, keys)
    if keys or numbers:
        kinds = {key.name: key.source.kind for key in keys} | {n.name: _kind(n, frame) for n in numbers}
        names = [key.name for key in keys] + [number.name for number in numbers]
    else:
        names = [str(name) for name in frame.columns]
        kinds = {name: kind_of(frame[name]) for name in names}
    _once(names, "第 4 步")
    conclusion = _conclusion(spec.verdict, kinds) if spec.verdict else None
    if conclusion:
        names = [*names, conclusion.name]
        _once(names, "第 5 步")
    if spec.sort.column and spec.sort.column not in names:
        raise SpecProblem(
            f"第 6 步：结果里没有排序用的「{clean(spec.sort.column)}」这一列，"
            "请把排序改回“不排序”，有了结果再换成别的列。"
        )
    for name in spec.keep:
        if name not in names:
            raise SpecProblem(
                f"第 6 步：结果里没有「{clean(name)}」这一列，请在“只留几列”里去掉它，或者点“撤销”。"
            )
    gaps = any(bool(key.source.values(frame).isna().any()) for key in keys)
    return Plan(
        data=spec.data,
        table=spec.table,
        computed=computed,
        filters=filters,
        keys=keys,
        numbers=numbers,
        conclusion=conclusion,
        sort=spec.sort.column,
        descending=spec.sort.descending,
        top=spec.top,
        digits=_digits(spec.digits, kinds),
        keep=tuple(dict.fromkeys(spec.keep)),
        columns=tuple((name, kinds.get(name, "text")) for name in names),
        gaps=gaps,
    )


def default_name(measure: Measure) -> str:
    """Return the name that a measure gets when the trainee gave none."""
    if measure.kind == "件数":
        return "件数"
    if measure.kind in ("占比", "符合件数", "占全部"):
        return measure.kind
    if measure.kind == "相除":
        return "比值"
    words = {"非空件数": "有值的件数", "不同个数": "不同的个数", "分位数": f"的{measure.percent:g}%分位数"}
    word = words.get(measure.kind, measure.kind)
    before = measure.kind in ("平均", "合计", "最小", "最大")
    return (f"{word}{measure.column}" if before else f"{measure.column}{word}")[:30]


def _keys(spec: Spec, frame: pd.DataFrame) -> tuple[Key, ...]:
    found = [source(frame, group.column, group.part, "第 3 步") for group in spec.groups]
    if len(found) == 2 and found[0] == found[1]:
        raise SpecProblem("第 3 步：两个分组是同一列，请换掉一个。")
    parts: list[DatePart | str] = [each.part for each in found]
    keys = []
    for each in found:
        short = each.part and parts.count(each.part) == 1 and each.part not in frame.columns
        keys.append(Key(each.part if short else each.words, each))
    return tuple(keys)


def _number(measure: Measure, frame: pd.DataFrame, is_grouped: bool) -> Number:
    where = "第 4 步"
    name = measure.name.strip() or default_name(measure)
    if measure.kind == "占全部" and not is_grouped:
        raise SpecProblem(f"{where}：“占全部”要先分组才有意义，请在第 3 步选一列分组，或者换一项计算。")
    if measure.kind in ("件数", "占全部"):
        return Number(name, measure.kind)
    if measure.kind in ("占比", "符合件数"):
        return Number(name, measure.kind, check=check_of(frame, measure.condition, f"{where}的条件"))
    found = source(frame, measure.column, "", where)
    suits = ("number", "date") if measure.kind in ("最小", "最大") else ("number",)
    if measure.kind not in ("非空件数", "不同个数") and found.kind not in suits:
        raise SpecProblem(
            f"{where}：「{clean(measure.column)}」是{KIND_WORDS[found.kind]}，算不出{measure.kind}，"
            "请换一列数字，或者改成数件数。"
        )
    return Number(name, measure.kind, measure.column, round(measure.percent / 100, 6))


def _quotient(measure: Measure, numbers: Sequence[Number], frame: pd.DataFrame) -> Number:
    known = [number.name for number in numbers if _kind(number, frame) == "number"]
    for name in (measure.column, measure.over):
        if name not in known:
            shown = f"，可以用{quoted(nearest(name, known)[:3])}" if known else "，请先加上要除的两项"
            raise SpecProblem(f"第 4 步：相除要用前面算好的数字，没有「{clean(name)}」{shown}。")
    name = measure.name.strip() or default_name(measure)
    return Number(name, "相除", measure.column, over=measure.over)


def _with_helpers(numbers: Sequence[Number], frame: pd.DataFrame, keys: Sequence[Key]) -> tuple[Number, ...]:
    """Return the numbers with a free name for the helper column of each share."""
    taken = {str(name) for name in frame.columns} | {key.name for key in keys}
    named = []
    for number in numbers:
        helper = ""
        if number.check:
            wanted = ["符合", *(f"符合{count}" for count in range(2, 99))]
            helper = next(name for name in wanted if name not in taken)
            taken.add(helper)
        named.append(replace(number, helper=helper))
    return tuple(named)


def _kind(number: Number, frame: pd.DataFrame) -> str:
    return kind_of(frame[number.column]) if number.kind in ("最小", "最大") else "number"


def _conclusion(verdict: Verdict, kinds: dict[str, str]) -> Conclusion:
    where = "第 5 步"
    if verdict.column not in kinds:
        raise SpecProblem(
            f"{where}：结果里没有「{clean(verdict.column)}」这一列，请换一列数字，或者删掉这条结论。"
        )
    if kinds[verdict.column] != "number":
        raise SpecProblem(f"{where}：「{clean(verdict.column)}」不是数字，比不出大小，请换一列。")
    limit = None if isinstance(verdict.limit, bool) else read_number(verdict.limit)
    if limit is None:
        raise SpecProblem(f"{where}：界线「{clean(str(verdict.limit))}」不是数字，请改成像 0.9 这样的数。")
    if verdict.yes.strip() == verdict.no.strip():
        raise SpecProblem(f"{where}：两种结论写的是同样的字，请改掉一个。")
    name = verdict.name.strip() or "结论"
    return Conclusion(name, verdict.column, _OPS[verdict.op], limit, verdict.yes.strip(), verdict.no.strip())


def _digits(digits: int | None, kinds: dict[str, str]) -> int | dict[str, int] | None:
    """Return the argument of DataFrame.round, which warns of dates unless the columns are named."""
    if digits is None or "date" not in kinds.values():
        return digits
    return {name: digits for name, kind in kinds.items() if kind == "number"} or None


def _once(names: Sequence[str], where: str) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SpecProblem(f"{where}：列名「{clean(twice)}」用了两次，请改掉一个。")
