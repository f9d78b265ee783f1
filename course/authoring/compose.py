"""A chapter as the notebook nbgrader takes as its source.

Cell ids and nbgrader's metadata are derived from the chapter, so that the same text gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.authoring.chapter import AnswerCell, Cell, Chapter, Header, Prose, TestCell, WrittenCell
from course.authoring.withhold import guesses_before, withheld
from course.exercises.bank import ExamBank, PracticeBank, Written
from course.exercises.dialogue.model import Dialogue
from course.exercises.types.predict import Predict

MARK_SCHEME = ("=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ===")
HIDDEN_TESTS = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
ADVANCED = re.compile(r"#{2,4} 进阶")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}


def compose(
    chapter: Chapter, practice: PracticeBank, exam: ExamBank, drawn: Callable[[str], str] = str
) -> NotebookNode:
    """Return the chapter's notebook with solutions, hidden tests and mark schemes, without outputs.

    Args:
        chapter, practice, exam: what the authors wrote, without problems.
        drawn: draws the citations in the source of a text cell. A cell keeps its id however they are drawn.
    """
    points = {task.id: task.points for task in practice.tasks}
    guides = {written.id: written for written in exam.written}
    cells: list[NotebookNode] = []
    ids = _CellIds(chapter.header.chapter)
    predictions = {item.id for item in practice.items if isinstance(item, Predict)}
    guesses = guesses_before(chapter.cells, predictions)
    for cell, guess in zip(chapter.cells, guesses, strict=True):
        made = _composed(cell, points, guides, ids, drawn)
        if guess:
            made[0].source = withheld(cell.source, guess)
        cells += made
    if exam.items or exam.dialogues:
        cells += _grading_cells(chapter, exam, ids)
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    notebook.nbformat_minor = 5
    notebook.metadata = nbformat.from_dict(
        {
            "course": {"chapter": chapter.header.chapter, "world_version": chapter.header.world_version},
            "kernelspec": KERNEL,
            "language_info": LANGUAGE,
        }
    )
    return notebook


class _CellIds:
    """Gives each cell an id that stays when cells around it change."""

    def __init__(self, chapter: str) -> None:
        self._chapter = chapter
        self._seen: dict[str, int] = {}

    def named(self, name: str) -> str:
        """Return `name`, numbered when it was given before."""
        count = self._seen[name] = self._seen.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"

    def of_text(self, kind: str, source: str) -> str:
        """Return an id made from the text."""
        return self.named(f"{self._chapter}-{kind}-{hashlib.sha256(source.encode()).hexdigest()[:10]}")


def _composed(
    cell: Cell,
    points: dict[str, float],
    guides: dict[str, Written],
    ids: _CellIds,
    drawn: Callable[[str], str],
) -> list[NotebookNode]:
    marks = cell.marks
    if isinstance(marks, Header | Prose):
        text = _markdown(drawn(cell.source), ids.of_text("text", cell.source))
        if ADVANCED.match(cell.source):
            # JupyterLab folds a heading together with all that stands below it.
            text.metadata["jp-MarkdownHeadingCollapsed"] = True
        return [text]
    if isinstance(marks, AnswerCell):
        return [_code(cell.source, marks.task, _nbgrader(marks.task, solution=True))]
    if isinstance(marks, TestCell):
        name = f"{marks.task}-test"
        return [_code(cell.source, name, _nbgrader(name, grade=True, locked=True, points=points[marks.task]))]
    if isinstance(marks, WrittenCell):
        return _written_cells(drawn(cell.source), marks, guides[marks.task])
    name = ids.of_text(marks.kind, cell.source)
    return [_code(cell.source, name, _nbgrader(name, locked=True), folded=True)]


def _written_cells(prompt: str, marks: WrittenCell, guide: Written) -> list[NotebookNode]:
    rows = [f"| {c.text} | {c.points:g} 分 | " + " | ".join(c.levels) + " |" for c in guide.criteria]
    table = "\n".join(["| 看什么 | 分值 | 还不够 | 过得去 | 做到了 |", "|---|---|---|---|---|", *rows])
    exemplars = "\n\n".join(
        f"**示例（{exemplar.level}）** {exemplar.text}" + (f"\n\n{exemplar.why}" if exemplar.why else "")
        for exemplar in guide.exemplars
    )
    source = "\n\n".join([prompt, table, "\n\n".join([MARK_SCHEME[0], exemplars, MARK_SCHEME[1]])])
    answer = f"{marks.task}-answer"
    return [
        _markdown(source, marks.task, _nbgrader(marks.task, locked=True, points=0, task=True)),
        _markdown("", answer, _nbgrader(answer, grade=True, solution=True, points=marks.points)),
    ]


def _grading_cells(chapter: Chapter, exam: ExamBank, ids: _CellIds) -> list[NotebookNode]:
    heading = "## 评分区\n\n下面的格子由评分程序使用，不用改动。"
    cells = [_markdown(heading, ids.named(f"{chapter.header.chapter}-grading"))]
    if exam.items:
        cells.append(_exam_cell(chapter, exam))
    return [*cells, *(_dialogue_cell(dialogue) for dialogue in exam.dialogues)]


def _exam_cell(chapter: Chapter, exam: ExamBank) -> NotebookNode:
    points = chapter.header.weights.exam
    keys = [
        json.dumps(item.model_dump(mode="json", exclude={"attempts", "hints"}), ensure_ascii=False)
        for item in exam.items
    ]
    hidden = [
        "from course import exam_criteria, grade",
        "pool = [",
        *(f"    {key!r}," for key in keys),
        "]",
        f"grade(*exam_criteria(pool, draw={exam.draw}, points={points:g}))",
    ]
    return _test_cell(f"{chapter.header.chapter}-exam", hidden, points)


def _dialogue_cell(dialogue: Dialogue) -> NotebookNode:
    key = json.dumps(dialogue.model_dump(mode="json"), ensure_ascii=False)
    hidden = ["from course import dialogue_criteria, grade", f"grade(*dialogue_criteria({key!r}))"]
    return _test_cell(dialogue.id, hidden, dialogue.points)


def _test_cell(subject: str, hidden: list[str], points: float) -> NotebookNode:
    source = "\n".join([f'check("{subject}")', HIDDEN_TESTS[0], *hidden, HIDDEN_TESTS[1]])
    name = f"{subject}-test"
    return _code(source, name, _nbgrader(name, grade=True, locked=True, points=points), folded=True)


def _nbgrader(
    grade_id: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
    task: bool = False,
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": task,
    }
    if points is not None:
        fields["points"] = points
    return fields


def _markdown(source: str, cell_id: str, nbgrader: dict[str, Any] | None = None) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_markdown_cell(source, id=cell_id)
    if nbgrader:
        cell.metadata["nbgrader"] = nbformat.from_dict(nbgrader)
    return cell


def _code(source: str, cell_id: str, nbgrader: dict[str, Any], folded: bool = False) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_code_cell(source, id=cell_id)
    cell.metadata["nbgrader"] = nbformat.from_dict(nbgrader)
    if folded:
        cell.metadata["jupyter"] = nbformat.from_dict({"source_hidden": True})
    return cell
