"""A submission's notebook, executed: the trainee's cells and the tests apart, and their outputs put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode, from_dict

from course.grading.codec import Opaque, encode
from course.grading.intake.sentences import shown
from course.grading.red_lines import red_lines, sentence
from course.grading.sandbox.job import CellOutcome, Job, Runner
from course.grading.sealed.drift import drifted
from course.grading.sealed.flags import Flag, with_note
from course.grading.sealed.given import Given, is_text
from course.grading.sealed.inert import error, inert, markdown
from course.grading.sealed.master import Master
from course.grading.sealed.plan import Piece, Plan, cell_id, plan
from course.grading.sealed.runners import Runners
from course.grading.sealed.runs import Ran, run_whole
from course.grading.sealed.scoring import scored
from course.grading.sealed.submission import Submission

_UNREADABLE = encode(Opaque("答案读不出来"))
_STOPPED = {
    "timeout": "运行时间超过了限制",
    "memory": "用的内存超过了限制",
    "killed": "让程序中途结束了",
    "not_run": "没有运行到",
}
_ENDED = {
    "timeout": "运行时间超过了限制",
    "memory": "用的内存超过了限制",
    "files": "写的文件超过了限制",
    "output": "输出超过了限制",
    "garbled": "打乱了评分程序的通信",
    "exited": "让程序中途结束了",
    "lost": "让程序中途结束了",
}


class NotExecuted(Exception):
    """The submission could not be executed, by no fault of the trainee's; a Chinese sentence."""


@dataclass(frozen=True)
class Executed:
    """The notebook that was executed, what crossed, what to look at, each test's score, CPU seconds used."""

    notebook: NotebookNode
    given: Given
    flags: tuple[Flag, ...]
    scores: Mapping[str, float]
    cpu_seconds: float


def execute(notebook: NotebookNode, submission: Submission, master: Master, runners: Runners) -> Executed:
    """Return the executed notebook; it is changed in place.

    Args:
        notebook: the submission's, after nbgrader's OverwriteCells.
        submission: what passed intake.
        master: the instructor's side.
        runners: of this chapter.

    Raises:
        NotExecuted: a test is missing, or the tests cannot run at all.
    """
    planned = plan(_pieces(notebook), master)
    _complete(planned, master)
    bundle = {master.bundle_name: master.bundle}
    place = submission.place
    files = submission.for_trainee(bundle)
    ran = run_whole(runners.answers, Job("A", place.trainee, place.chapter, planned.answers, files))
    given = _given(planned, ran, submission)
    for cell, index in _cells(notebook, planned.answers):
        kind = next(each.kind for each in planned.answers if each.id == cell_id(index))
        if kind != "setup":
            _put(cell, _shown(ran.cells[cell_id(index)]))
    _quieten(notebook, master)
    return _tested(notebook, planned, given, submission, master, runners.tests, ran.cpu_seconds)


def retest(
    notebook: NotebookNode, given: Given, submission: Submission, master: Master, tests: Runner
) -> Executed:
    """Return the graded notebook with its tests run anew on stored answers; it is changed in place.

    Args:
        notebook: the graded one.
        given: what crossed when it was graded.
        submission: what passed intake.
        master: the instructor's side.
        tests: the runner of tests of this chapter.

    Raises:
        NotExecuted: a test is missing, or the tests cannot run at all.
    """
    planned = plan(_pieces(notebook), master)
    _complete(planned, master)
    return _tested(notebook, planned, given, submission, master, tests, 0.0)


def _tested(
    notebook: NotebookNode,
    planned: Plan,
    given: Given,
    submission: Submission,
    master: Master,
    tests: Runner,
    cpu_seconds: float,
) -> Executed:
    place = submission.place
    bundle = {master.bundle_name: master.bundle}
    values = {cell: given.values[name] for cell, name in planned.test_names.items() if name in given.values}
    job = Job("B", place.trainee, place.chapter, planned.tests, submission.for_tests(bundle), values)
    ran = run_whole(tests, job)
    _usable(planned, ran, submission)
    flags: list[Flag] = list(given.flags)
    scores: dict[str, float] = {}
    drift = drifted(master.public, submission.log)
    who = f"{shown(place.trainee)} 的 {place.chapter}"
    for cell, index in _cells(notebook, planned.tests):
        name = planned.test_names.get(cell_id(index))
        outcome = ran.cells[cell_id(index)]
        if name is None:
            _put(cell, inert(outcome.outputs))
            continue
        test = master.tests[name]
        made = scored(outcome, test.points)
        cell.source = test.source
        _put(cell, made.outputs)
        scores[name] = made.score
        if made.doubt:
            flags.append(Flag(name, f"{who} 的 {name}：{made.doubt}，请讲师查看。"))
        if drift and name in planned.data_tests:
            told = f"{who}：作答和评分用的数据可能不同（{drift}），没有因此扣分，请讲师核对数据后定分。"
            flags.append(Flag(name, told, withdraw=made.score < test.points))
    for found in red_lines(notebook.cells):
        flags.append(Flag(found.cell, sentence(found, shown(place.trainee)), waits=not found.certain))
    with_note(notebook, flags)
    return Executed(notebook, given, tuple(flags), scores, cpu_seconds + ran.cpu_seconds)


def _pieces(notebook: NotebookNode) -> list[Piece]:
    return [
        Piece(place, str(cell.metadata.get("nbgrader", {}).get("grade_id", "")), str(cell.source))
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    ]


def _complete(planned: Plan, master: Master) -> None:
    there = sorted(planned.test_names.values())
    if there != sorted(master.tests):
        raise NotExecuted(
            "作业里的评分格和成绩册里的不一致，不能评分，请重新运行 nbgrader generate_assignment 再收一次。"
        )


def _cells(notebook: NotebookNode, program: Sequence[object]) -> list[tuple[NotebookNode, int]]:
    ids = {getattr(cell, "id", "") for cell in program}
    return [(cell, index) for index, cell in enumerate(notebook.cells) if cell_id(index) in ids]


def _put(cell: NotebookNode, outputs: list[dict[str, object]]) -> None:
    cell.outputs = [from_dict(output) for output in outputs]
    cell.execution_count = None


def _shown(outcome: CellOutcome) -> list[dict[str, object]]:
    outputs = inert(outcome.outputs)
    if outcome.status == "not_run":
        why = "前面的格子让程序停止了，这一格没有运行。"
        outputs.append(error("评分停止", why, [why]))
    return outputs


def _given(planned: Plan, ran: Ran, submission: Submission) -> Given:
    values: dict[str, dict[str, bytes]] = {}
    missed: list[str] = []
    for cell in planned.answers:
        if cell.kind != "capture":
            continue
        name = planned.captures[cell.id]
        outcome = ran.cells[cell.id]
        if outcome.status != "ok":
            missed.append(name)
        values[name] = {
            variable: data if is_text(data) else _UNREADABLE
            for variable, data in outcome.captured.items()
            if variable in cell.names
        }
    stopped = {outcome.status for outcome in ran.cells.values()} & set(_STOPPED)
    if ran.ended == "done" and not stopped and not missed:
        return Given(values)
    why = _ENDED.get(ran.ended) or _STOPPED[next(iter(sorted(stopped)), "killed")]
    place = submission.place
    said = "取不到的答案按未作答记分" if missed else "答案都已取到，照常评分"
    sentence = f"{shown(place.trainee)} 的 {place.chapter}：学员的代码{why}，{said}，请讲师过目。"
    return Given(values, tuple(Flag(name, sentence) for name in missed or [""]))


def _usable(planned: Plan, ran: Ran, submission: Submission) -> None:
    place = submission.place
    broken = [cell.id for cell in planned.tests if cell.kind == "setup" and ran.cells[cell.id].status != "ok"]
    untested = all(ran.cells[name].status == "not_run" for name in planned.test_names)
    unopened = any(
        output.get("ename") == "CourseError"
        for name in planned.test_names
        for output in ran.cells[name].outputs
    )
    if planned.test_names and (broken or untested or unopened):
        raise NotExecuted(
            f"{place.trainee} 的 {place.chapter}：评分一侧没有准备好（{ran.ended}），没有打分，"
            "请运行 course doctor 检查后重新评分。"
        )


def _quieten(notebook: NotebookNode, master: Master) -> None:
    """Make the trainee's own text harmless on the page where it is marked."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            continue
        marks = cell.metadata.get("nbgrader", {})
        own = cell.metadata.get("course", {}).get("intake") == "own"
        if own or marks.get("solution"):
            cell.source = markdown(cell.source)
