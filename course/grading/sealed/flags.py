"""What a human must look at: said in the graded notebook, and set in the gradebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_grade

from course.grading.intake import Place

NOTE_ID = "course-grading-note"
MOST_TOLD = 12


@dataclass(frozen=True)
class Flag:
    """One thing to look at.

    `cell` is nbgrader's name of the graded cell, empty for the whole submission. With `withdraw` the computed
    score of that cell does not stand, and waits for a human. Without `waits` it is only told.
    """

    cell: str
    sentence: str
    withdraw: bool = False
    waits: bool = True


def with_note(notebook: NotebookNode, flags: Sequence[Flag]) -> NotebookNode:
    """Return the notebook with a locked note at its top that says every flag, each once, or without one."""
    cells = [cell for cell in notebook.cells if cell.get("id") != NOTE_ID]
    told = list(dict.fromkeys(flag.sentence for flag in flags if flag.sentence))
    if told:
        shown = told[:MOST_TOLD]
        if len(told) > MOST_TOLD:
            shown.append(f"另有 {len(told) - MOST_TOLD} 条。")
        lines = "\n".join(f"- {sentence}" for sentence in shown)
        note = NotebookNode(
            cell_type="markdown",
            id=NOTE_ID,
            metadata=NotebookNode(course={"grading": "note"}, deletable=False, editable=False),
            source=f"**提示：** 评分时有下面的情况，请讲师过目。\n\n{lines}",
        )
        cells.insert(0, note)
    notebook.cells = cells
    return notebook


def first_graded(notebook: NotebookNode) -> str:
    """Return the name of the first graded cell, where flags of the whole submission are set."""
    return next((str(cell.metadata.nbgrader.grade_id) for cell in notebook.cells if is_grade(cell)), "")


def set_flags(gradebook: Any, place: Place, flags: Iterable[Flag], first: str) -> None:
    """Let the flagged cells wait for a human, after SaveAutoGrades.

    Args:
        gradebook: nbgrader's open Gradebook; nothing is committed.
        place: whose submission it is.
        flags: what to look at.
        first: the cell for flags of the whole submission.
    """
    for flag in flags:
        name = flag.cell or first
        if not name or not flag.waits:
            continue
        grade = gradebook.find_grade(name, place.chapter, place.chapter, place.trainee)
        grade.needs_manual_grade = True
        if flag.withdraw:
            grade.auto_score = None
