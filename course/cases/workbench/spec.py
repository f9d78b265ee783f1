"""What a trainee asks of the workbench, as plain bounded data: the form in which the answer log keeps it.

A spec may be half filled in; `complete` leaves out what is. Whether it fits a table is checked in `plan`.
"""

from __future__ import annotations

import json
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from course.cases.workbench.problems import SpecProblem
from course.exercises.items import Strict

Data = Literal["我的数据", "班级数据"]
DatePart = Literal["", "日期", "所在周", "月", "星期", "钟点", "已过天数"]
Operator = Literal[
    "等于", "不等于", "大于", "不小于", "小于", "不大于", "介于", "属于", "包含", "为空", "不为空"
]
MeasureKind = Literal[
    "件数", "占比", "平均", "中位数", "合计", "最小", "最大", "分位数", "符合件数", "非空件数", "不同个数",
    "占全部", "相除",
]  # fmt: skip
ChartKind = Literal["不画", "条形图", "折线图", "箱线图", "帕累托图", "控制图"]

OPERATORS: Final[tuple[str, ...]] = (
    "等于", "不等于", "大于", "不小于", "小于", "不大于", "介于", "属于", "包含", "为空", "不为空",
)  # fmt: skip
MEASURES: Final[tuple[str, ...]] = (
    "件数", "占比", "平均", "中位数", "合计", "最小", "最大", "分位数", "符合件数", "非空件数", "不同个数",
    "占全部", "相除",
)  # fmt: skip
CHARTS: Final[tuple[str, ...]] = ("不画", "条形图", "折线图", "箱线图", "帕累托图", "控制图")

LARGEST: Final = 12_000
"""Bytes of a spec at most, as JSON."""

Name = Annotated[str, Field(max_length=30)]
Scalar = Annotated[str, Field(max_length=60)] | bool | int | float
Value = Scalar | Annotated[list[Scalar], Field(max_length=40)]


class Condition(Strict):
    """One condition on a column: `value` is one text or number, two for 介于, several for 属于."""

    column: Name = ""
    part: DatePart = ""
    op: Operator = "等于"
    value: Value = ""

    @property
    def is_complete(self) -> bool:
        """Return whether column and value are filled in."""
        if not self.column:
            return False
        if self.op in ("为空", "不为空"):
            return True
        values = self.value if isinstance(self.value, list) else [self.value]
        filled = [value for value in values if not isinstance(value, str) or value.strip()]
        return len(filled) == len(values) > 0 and (self.op != "介于" or len(values) == 2)


class Group(Strict):
    """A column to group by, or a part of its dates."""

    column: Name = ""
    part: DatePart = ""


class Measure(Strict):
    """A number for each group.

    `percent` is for 分位数, `condition` for 占比 and 符合件数; 相除 divides the measure that `column` names
    by the one that `over` names.
    """

    name: Name = ""
    kind: MeasureKind = "件数"
    column: Name = ""
    percent: float = Field(default=90, gt=0, lt=100, allow_inf_nan=False)
    condition: Condition = Condition()
    over: Name = ""

    @property
    def is_complete(self) -> bool:
        """Return whether all that its kind needs is filled in."""
        if self.kind in ("占比", "符合件数"):
            return self.condition.is_complete
        if self.kind == "相除":
            return bool(self.column and self.over)
        return self.kind in ("件数", "占全部") or bool(self.column)


class Verdict(Strict):
    """A column of two words: `yes` where `column` meets the limit, otherwise `no`."""

    name: Name = "结论"
    column: Name = ""
    op: Literal["大于", "不小于", "小于", "不大于"] = "不小于"
    limit: Scalar = ""
    yes: Name = "是"
    no: Name = "否"

    @property
    def is_complete(self) -> bool:
        """Return whether column and limit are filled in."""
        return bool(self.column) and (not isinstance(self.limit, str) or bool(self.limit.strip()))


class Sort(Strict):
    """The column of the result to sort by; an empty one leaves the order as it is."""

    column: Name = ""
    descending: bool = False


class Chart(Strict):
    """The chart beside the result. `column` is a column of the result, for 箱线图 one of the table."""

    kind: ChartKind = "不画"
    column: Name = ""


class Spec(Strict):
    """Everything a trainee set. `top`, `digits`: None leaves all rows, all digits; `keep`: [] all columns."""

    version: Literal[1] = 1
    data: Data = "我的数据"
    table: Name = ""
    filters: list[Condition] = Field(default=[], max_length=8)
    groups: list[Group] = Field(default=[], max_length=2)
    measures: list[Measure] = Field(default=[], max_length=10)
    verdict: Verdict | None = None
    sort: Sort = Sort()
    top: int | None = Field(default=None, ge=1, le=1000)
    digits: int | None = Field(default=None, ge=0, le=6)
    keep: list[Name] = Field(default=[], max_length=40)
    chart: Chart = Chart()


def read_spec(raw: object) -> Spec:
    """Return the spec that `raw`, plain JSON data of any origin, holds.

    Raises:
        SpecProblem: it is none; one Chinese sentence.
    """
    unreadable = SpecProblem("这份设置读不出来，没有保存，请点“重来”后再设一次。")
    try:
        size = len(json.dumps(raw, ensure_ascii=False, allow_nan=False).encode())
        if size > LARGEST:
            raise SpecProblem("设置太长，没有保存，请删去几个条件或几项计算。")
        return Spec.model_validate(raw)
    except ValidationError as error:
        raise _named(error) or unreadable from None
    except (ValueError, TypeError, RecursionError):
        raise unreadable from None


def names_used(spec: Spec) -> set[str]:
    """Return the names of columns that a spec speaks of, of its table or of its result."""
    named = {*spec.keep, spec.sort.column, spec.chart.column}
    named |= {each.column for each in spec.filters} | {each.column for each in spec.groups}
    for measure in spec.measures:
        named |= {measure.column, measure.condition.column}
    if spec.verdict:
        named.add(spec.verdict.column)
    return named - {""}


def complete(spec: Spec) -> tuple[Spec, list[str]]:
    """Return the spec without what is not yet filled in, and a Chinese sentence on each thing left out."""
    notes = []
    filters = [condition for condition in spec.filters if condition.is_complete]
    if len(filters) < len(spec.filters):
        notes.append(f"第 2 步有 {len(spec.filters) - len(filters)} 个条件还没填完，先没有用。")
    groups = [group for group in spec.groups if group.column]
    measures = [measure for measure in spec.measures if measure.is_complete]
    if len(measures) < len(spec.measures):
        notes.append(f"第 4 步有 {len(spec.measures) - len(measures)} 项还没填完，先没有算。")
    verdict = spec.verdict if spec.verdict and spec.verdict.is_complete else None
    if spec.verdict and not verdict:
        notes.append("第 5 步还没填完，先没有下结论。")
    if groups and not measures:
        measures = [Measure(name="件数", kind="件数")]
        notes.append("分了组，还没有说算什么，先数了每组的件数。")
    changed = {"filters": filters, "groups": groups, "measures": measures, "verdict": verdict}
    return spec.model_copy(update=changed), notes


_STEPS = {
    "table": "第 1 步的表",
    "filters": "第 2 步的筛选条件",
    "groups": "第 3 步的分组",
    "measures": "第 4 步的计算",
    "verdict": "第 5 步的结论",
    "sort": "第 6 步的排序",
    "top": "第 6 步的“只留前几行”",
    "digits": "第 6 步的“小数位数”",
    "keep": "第 6 步的“只留这些列”",
    "chart": "第 7 步的图",
}


def _named(error: ValidationError) -> SpecProblem | None:
    """Return the sentence that names the step where a spec is wrong."""
    for detail in error.errors(include_url=False, include_context=False):
        step = _STEPS.get(str(detail["loc"][0])) if detail["loc"] else None
        if step:
            return SpecProblem(f"{step}填得不对，没有保存，请改好或删掉它。")
    return None
