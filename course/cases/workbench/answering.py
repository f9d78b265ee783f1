"""Which of a trainee's two routes counts: the variable of a code cell, or the workbench's saved spec."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from course.cases.computed import needed, with_computed
from course.cases.workbench.charts import chart_of
from course.cases.workbench.code import code_of
from course.cases.workbench.engine import run
from course.cases.workbench.figures import figure_of
from course.cases.workbench.plan import Plan, plan_of
from course.cases.workbench.problems import SpecProblem
from course.cases.workbench.spec import Spec, complete, names_used, read_spec
from course.cases.world import UnknownTable, World
from course.guidance.checking import check_sentence, not_begun
from course.guidance.unanswered import UNANSWERED, is_unanswered

if TYPE_CHECKING:
    from course.exercises.bank import PublicTask

_logger = logging.getLogger(__name__)

Route = Literal["", "variable", "workbench"]

ROUTES: Final = ("variable", "workbench")
RESULT: Final = "工作台的结果"
"""What sentences call an answer that was made without code."""


@dataclass(frozen=True)
class Made:
    """What the complete part of a spec made, and remarks. `chart_note` says why there is no chart."""

    spec: Spec
    plan: Plan
    frame: pd.DataFrame
    result: pd.DataFrame
    chart: dict[str, Any] | None
    chart_note: str
    notes: list[str]


@dataclass(frozen=True)
class Submitted:
    """A task's answer and the route it came by.

    both: the other route is filled too. problem: why the workbench has no answer, in a Chinese sentence.
    """

    value: object
    route: Route
    both: bool = False
    problem: str = ""


def make(raw: object, worlds: Mapping[str, World]) -> Made:
    """Return what a spec makes.

    Args:
        raw: plain JSON data of any origin.
        worlds: 我的数据 and 班级数据.

    Raises:
        SpecProblem: it cannot be carried out.
    """
    try:
        return _made(raw, worlds)
    except SpecProblem:
        raise
    except Exception as error:
        # A hidden test must not meet a traceback, nor anything on stderr: nbgrader reads that as a score.
        _logger.debug("a spec could not be carried out", exc_info=True)
        raise SpecProblem("这样设置算不出来，请改一改最近动过的那一步，或者点“撤销”。") from error


def _made(raw: object, worlds: Mapping[str, World]) -> Made:
    spec, notes = complete(read_spec(raw))
    world = worlds[spec.data]
    spec = spec.model_copy(update={"table": spec.table.strip() or world.names[0]})
    added = needed(spec.table, names_used(spec))
    try:
        frame = with_computed(world.table(spec.table), added, world.table)
    except UnknownTable as error:
        raise SpecProblem(str(error)) from error
    plan = plan_of(spec, frame, added)
    if added and plan.lists_rows and not plan.keep:
        notes.append(f"用到的算好的列（{'、'.join(each.name for each in added)}）在结果表的最右边。")
    result = run(plan, frame)
    chart, chart_note = None, ""
    try:
        chart = chart_of(spec.chart, plan, frame, result)
    except SpecProblem as problem:
        chart_note = str(problem)
    return Made(spec, plan, frame, result, chart, chart_note, notes)


def submitted(
    assigned: object, spec: object, chosen: object, kind: str, worlds: Mapping[str, World]
) -> Submitted:
    """Return the answer that counts.

    Args:
        assigned: the variable's value, or UNANSWERED.
        spec: the saved spec, or None.
        chosen: the route that the trainee chose, if any.
        kind: of the task: table, number, text, list or figure.
        worlds: 我的数据 and 班级数据.
    """
    nothing = is_unanswered(assigned)
    if spec is None or (not nothing and chosen != "workbench"):
        return Submitted(assigned, "" if nothing else "variable", both=spec is not None)
    try:
        return Submitted(answer_of(make(spec, worlds), kind), "workbench", both=not nothing)
    except SpecProblem as problem:
        return Submitted(UNANSWERED, "workbench", both=not nothing, problem=str(problem))


def check_said(task: PublicTask, given: Submitted) -> str:
    """Return the public check's sentence on an answer, and which route it saw where there could be two."""
    if given.problem:
        return f"工作台的结果算不出来：{given.problem}"
    if given.route == "workbench":
        own = task.model_copy(update={"answer": RESULT})
        return f"检查的是工作台的结果：{check_sentence(own, given.value)}"
    if not given.route:
        return not_begun(task)
    said = check_sentence(task, given.value)
    return f"检查的是代码格里的「{task.answer}」，不是工作台的结果：{said}" if given.both else said


def answer_of(made: Made, kind: str) -> object:
    """Return what a spec answers to a task of this kind: one cell for a number or text, else the table."""
    if kind == "figure":
        return UNANSWERED if made.chart is None else figure_of(made.chart)
    if is_single(made, kind):
        value: Any = made.result.iloc[0, 0]
        return value.item() if hasattr(value, "item") else value
    return made.result


def is_single(made: Made, kind: str) -> bool:
    """Return whether the only cell of the result is the answer."""
    return kind in ("number", "text") and made.result.shape == (1, 1)


def shown_code(made: Made, answer: str, kind: str) -> str:
    """Return the pandas code that makes the same answer."""
    return code_of(made.plan, answer, is_single(made, kind))
