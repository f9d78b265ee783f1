"""Rules about the cells of figures, tasks and written work."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable

from course.authoring.chapter import AnswerCell, Cell, Setup, TestCell
from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson, type_of
from course.authoring.lint.rules import rule

# Where the source stands among the positional arguments of each chart.
_SOURCE_PLACE = {
    "bar_chart": 5,
    "line_chart": 5,
    "box_chart": 4,
    "funnel_chart": 4,
    "heat_map": 5,
    "pareto_chart": 4,
    "control_chart": 5,
    "nps_gauge": 3,
}


@rule("figure-amount", "2-3 predict-then-check figures", "CONTENT, look")
def figure_amount(lesson: Lesson) -> Iterable[Problem]:
    """Yield chapters with other than two or three guesses before a figure."""
    guesses = [item for item in lesson.parts.practice.items if type_of(item) == "predict"]
    if not lesson.amounts.figures.holds(len(guesses)):
        text = f"{len(guesses)} predict-then-check figures; make it {lesson.amounts.figures}"
        yield lesson.practice_problem(text, "items")


@rule(
    "figure-follows", "a guess is followed by its figure, a table, and what not to conclude", "CONTENT, look"
)
def figure_follows(lesson: Lesson) -> Iterable[Problem]:
    """Yield guesses without their figure, table or limits."""
    guesses = {item.id for item in lesson.parts.practice.items if type_of(item) == "predict"}
    cells = lesson.parts.chapter.cells
    asked = [(index, line, name) for index, line, name in _quizzes(lesson) if name in guesses]
    for index, line, name in asked:
        rest = cells[index + 1 :]
        stop = next((place for place, cell in enumerate(rest) if cell.marks.kind == "exercise"), len(rest))
        after = rest[:stop]
        figures = [place for place, cell in enumerate(after) if cell.marks.kind == "figure"]
        if not figures:
            yield lesson.problem(line, "no figure cell follows this guess; add it", name)
            continue
        told = "\n".join(cell.source for cell in after[figures[0] :] if not cell.is_code)
        if "\n|" not in f"\n{told}":
            yield lesson.problem(line, "no table stands beside its figure; add it", name)
        if lesson.markers.not_concluded not in told:
            text = f"its figure is not followed by {lesson.markers.not_concluded!r}; say the limits"
            yield lesson.problem(line, text, name)


def _quizzes(lesson: Lesson) -> list[tuple[int, int, str]]:
    places = {id(cell): index for index, cell in enumerate(lesson.parts.chapter.cells)}
    return [
        (places[id(cell)], line, str(node.args[0].value))
        for cell, line, node, name in lesson.calls
        if name == "quiz" and node.args and isinstance(node.args[0], ast.Constant)
    ]


@rule("figure-source", "every chart names its source", "CONTENT, look", guide=True)
def figure_source(lesson: Lesson) -> Iterable[Problem]:
    """Yield charts in figure cells without their source."""
    for cell, line, node, name in lesson.calls:
        if cell.marks.kind == "figure" and name in _SOURCE_PLACE:
            keywords = {word.arg for word in node.keywords}
            if "source" not in keywords and len(node.args) <= _SOURCE_PLACE[name]:
                yield lesson.problem(line, f"{name}() names no source; add source=", name)


@rule("task-parts", "a task has its workbench, folded pandas and a check of its own id", "CONTENT, data")
def task_parts(lesson: Lesson) -> Iterable[Problem]:
    """Yield tasks without workbench, without the heading that folds pandas, or that check another id."""
    cells = lesson.parts.chapter.cells
    shown = {
        str(node.args[0].value): line
        for _, line, node, name in lesson.calls
        if name == "workbench" and node.args and isinstance(node.args[0], ast.Constant)
    }
    for index, cell in enumerate(cells):
        if isinstance(cell.marks, AnswerCell):
            task = cell.marks.task
            if task not in shown:
                yield lesson.problem(cell.line, "has no workbench before its answer cell; add one", task)
            above = cells[index - 1].source if index else ""
            if lesson.markers.advanced not in above.split("\n", 1)[0]:
                text = f"the answer cell has no heading '### {lesson.markers.advanced}…' right above; add it"
                yield lesson.problem(cell.line, text, task)
        if isinstance(cell.marks, TestCell) and f'check("{cell.marks.task}")' not in cell.source:
            yield lesson.problem(
                cell.line, f'does not call check("{cell.marks.task}"); add it', cell.marks.task
            )


@rule(
    "sealed-names",
    "setup and test cells use no name of the trainee but the answer variables",
    "DESIGN, grading",
)
def sealed_names(lesson: Lesson) -> Iterable[Problem]:
    """Yield names that setup and test cells take from cells that the grader does not run."""
    known = set(dir(builtins)) | {task.answer for task in lesson.parts.practice.tasks}
    for cell in lesson.parts.chapter.cells:
        if not isinstance(cell.marks, Setup | TestCell):
            continue
        bound, loads = _names(cell)
        for name, offset in sorted(loads.items()):
            if name not in known | bound:
                text = f"uses {name}, which only another cell defines; define it here or in a setup cell"
                yield lesson.problem(cell.line + offset - 1, text, cell.marks.kind)
        if isinstance(cell.marks, Setup):
            known |= bound


def _names(cell: Cell) -> tuple[set[str], dict[str, int]]:
    """Return the names that a cell binds, and those it reads with the line of the first reading."""
    bound: set[str] = set()
    loads: dict[str, int] = {}
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loads.setdefault(node.id, node.lineno)
        elif isinstance(node, ast.Name):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return bound, loads


@rule(
    "opens",
    "the first code cell is setup and opens this chapter",
    "CONTRACTS, what a notebook calls",
    guide=True,
)
def opens(lesson: Lesson) -> Iterable[Problem]:
    """Yield chapters that do not open themselves first."""
    code = [cell for cell in lesson.parts.chapter.cells if cell.is_code]
    line = code[0].line if code else 1
    if (
        not code
        or not isinstance(code[0].marks, Setup)
        or f'open_chapter("{lesson.id}")' not in code[0].source
    ):
        yield lesson.problem(line, f'the first code cell must be setup and call open_chapter("{lesson.id}")')


@rule("exam-shown", "exam() and progress() are shown once each", "CONTENT, a chapter")
def exam_shown(lesson: Lesson) -> Iterable[Problem]:
    """Yield chapters that show the exam or the progress never or twice."""
    for function in ("exam", "progress"):
        lines = [
            line
            for *_, (line, name) in ((c, (line, n)) for c, line, _, n in lesson.calls)
            if name == function
        ]
        if len(lines) != 1 and (function == "progress" or lesson.parts.exam.items):
            yield lesson.problem(
                lines[-1] if lines else 1, f"{function}() is shown {len(lines)} times; show it once"
            )


@rule("written-length", "the written prompt asks for 120-220 characters", "CONTENT, written")
def written_length(lesson: Lesson) -> Iterable[Problem]:
    """Yield prompts that do not say how long, and good exemplars that are not of that length."""
    for cell in lesson.written_cells:
        if lesson.markers.written_length not in cell.source:
            text = f"the prompt does not say {lesson.markers.written_length}; say how long"
            yield lesson.problem(cell.line, text, "written")
    limits = lesson.amounts.written_characters
    for index, guide in enumerate(lesson.parts.exam.written):
        for number, exemplar in enumerate(guide.exemplars):
            length = len("".join(exemplar.text.split()))
            if exemplar.level != "不达标" and not limits.holds(length):
                text = f"{guide.id}: a {exemplar.level} exemplar of {length} characters; make it {limits}"
                yield lesson.exam_problem(text, "written", index, "exemplars", number)


@rule("one-call", "an exercise cell holds one call and nothing else", "CONTRACTS, cells", guide=True)
def one_call(lesson: Lesson) -> Iterable[Problem]:
    """Yield exercise cells that do more than show one card."""
    for cell in lesson.parts.chapter.cells:
        if cell.marks.kind == "exercise":
            body = ast.parse(cell.source).body
            if len(body) != 1 or not isinstance(body[0], ast.Expr) or not isinstance(body[0].value, ast.Call):
                yield lesson.problem(cell.line, "holds more than one call; give each card a cell", "exercise")


@rule("both-data", "the chapter uses the trainee's own data and those of the class", "CONTENT, data tasks")
def both_data(lesson: Lesson) -> Iterable[Problem]:
    """Yield chapters that use only one of the two worlds."""
    called = {name for *_, name in lesson.calls}
    for function in ("table", "class_table"):
        if function not in called:
            yield lesson.problem(1, f"no cell calls {function}(); use own data and class data")
