"""Submissions of chapter 1 for the sealed executor, without nbgrader around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import nbformat

from course.grading.intake import Place, Receipt
from course.grading.intake.clean import log_path
from course.grading.sealed import Master, Submission
from course.grading.sealed.master import MasterCell
from course.grading.sealed.names import assigned_names
from course.session import read_bundle

PROJECT = Path(__file__).resolve().parents[2]
CHAPTER, TRAINEE, TASK = "ch01", "li", "ch01-t1"
SOURCE = PROJECT / "source" / CHAPTER
SETUP = "from course import check, open_chapter, table\nopen_chapter('ch01')"
SOLUTION = "答案_t1 = 42"
TEST = (
    'check("ch01-t1")\n'
    "from course import answer, criterion, grade, same_number\n"
    'given = answer("ch01-t1")\n'
    'grade(criterion("等于 42", 10, same_number(given, 42)))'
)


def small_master(test: str = TEST, solution: str = SOLUTION, probe: str | None = None) -> Master:
    """Return a chapter of one setup cell, one answer cell and one test of 10 points.

    Args:
        test: the test's text.
        solution: the master's answer cell.
        probe: what the release recorded of its world; None takes the true one.
    """
    bundle = json.loads((SOURCE / f"{CHAPTER}.items.json").read_text(encoding="utf-8"))
    public = read_bundle(SOURCE / f"{CHAPTER}.items.json")
    if probe is not None:
        stamp = public.world.model_copy(update={"probe": probe})
        public = public.model_copy(update={"world": stamp})
    cells = {
        "ch01-setup-1": MasterCell("ch01-setup-1", "setup", SETUP),
        TASK: MasterCell(TASK, "answer", "答案_t1 = ..."),
        f"{TASK}-test": MasterCell(f"{TASK}-test", "test", test, 10.0),
    }
    return Master(CHAPTER, cells, {TASK: assigned_names(solution)}, public, json.dumps(bundle).encode())


def code(name: str, source: str, **marks: object) -> nbformat.NotebookNode:
    """Return a code cell of nbgrader's, or without a name an own cell."""
    cell = nbformat.v4.new_code_cell(source)
    if name:
        cell.metadata["nbgrader"] = nbformat.from_dict({"grade_id": name, "schema_version": 3, **marks})
    return cell


def small_notebook(answer: str, *own: str) -> nbformat.NotebookNode:
    """Return a submission of the small chapter: an answer cell, own cells behind it, the test."""
    return nbformat.v4.new_notebook(
        cells=[
            code("ch01-setup-1", SETUP, locked=True, grade=False, solution=False),
            code(TASK, answer, locked=False, grade=False, solution=True),
            *(code("", source) for source in own),
            code(f"{TASK}-test", "check('ch01-t1')", locked=True, grade=True, solution=False, points=10.0),
        ]
    )


def submitted(
    files: Mapping[str, bytes] | None = None, log: bytes = b"", trainee: str = TRAINEE
) -> Submission:
    """Return a submission with these files beside its notebook."""
    receipt = Receipt(
        chapter=CHAPTER,
        trainee=trainee,
        taken_in="2026-11-24T08:00:00+00:00",
        handed_in="2026-11-24T07:30:00+00:00",
        release="0",
        original="",
        kept=(),
    )
    held = {**(files or {}), **({log_path(CHAPTER): log} if log else {})}
    return Submission(Place(Path("/nowhere"), trainee, CHAPTER), receipt, held)


def cell_of_test(notebook: nbformat.NotebookNode, name: str = f"{TASK}-test") -> nbformat.NotebookNode:
    """Return the test cell of this name."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def text_of(cell: nbformat.NotebookNode) -> str:
    """Return all that a cell's outputs say, as text."""
    parts = []
    for output in cell.outputs:
        parts.append(output.get("text", ""))
        parts.append("\n".join(output.get("traceback", [])))
        parts += [str(value) for value in output.get("data", {}).values()]
    return "\n".join(parts)
