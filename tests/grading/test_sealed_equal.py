"""Honest submissions of chapter 1 score cell by cell as with nbgrader's own Execute."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade, is_grade

from course.authoring.references import load_parts
from course.cases.identity import data_id
from course.exercises.dialogue.proof import best_path
from course.exercises.log import AnswerLog
from course.grading.intake.clean import log_path
from course.grading.sealed import Master, Runners, execute, open_runners, read_master
from course.grading.sealed.master import NoMaster
from tests.grading.classroom import Classroom
from tests.grading.nbgrader_course import Course
from tests.grading.sealed import CHAPTER, PROJECT, SOURCE, submitted
from tests.grading.test_intake_loop import trimmed
from tests.workbench.specs import CHAPTER_ONE

pytestmark = pytest.mark.needs_bubblewrap
FIGURE = "open_complaints = table("


def source() -> dict[str, Any]:
    """Return the master without outputs."""
    notebook: dict[str, Any] = json.loads((SOURCE / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))
    return notebook


def gradebook() -> Any:
    """Return what stands for nbgrader's gradebook after the chapter was released."""
    marked = [cell for cell in source()["cells"] if "nbgrader" in cell["metadata"]]
    marks = [cell["metadata"]["nbgrader"] for cell in marked]
    notebook = SimpleNamespace(
        grade_cells=[SimpleNamespace(name=m["grade_id"], max_score=m["points"]) for m in marks if m["grade"]],
        solution_cells=[SimpleNamespace(name=m["grade_id"]) for m in marks if m["solution"]],
        source_cells=[
            SimpleNamespace(
                name=cell["metadata"]["nbgrader"]["grade_id"],
                cell_type=cell["cell_type"],
                source="".join(cell["source"]),
            )
            for cell in marked
        ],
    )
    return SimpleNamespace(find_notebook=lambda *_: notebook)


@pytest.fixture(scope="module")
def master() -> Master:
    """Return the instructor's side of the chapter."""
    return read_master(gradebook(), CHAPTER, SOURCE, PROJECT / "release" / CHAPTER)


@pytest.fixture(scope="module")
def runners(master: Master) -> Iterator[Runners]:
    """Return sandboxes of the chapter."""
    made = open_runners(master)
    yield made
    made.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return what answers exam and dialogue; nothing is on disk."""
    return Course(tmp_path_factory.mktemp("equal"), CHAPTER, load_parts(PROJECT, CHAPTER))


def notebook_with(answers: dict[str, str], figure: bool = False) -> nbformat.NotebookNode:
    """Return a submission with these answer cells, without cells that earn nothing, but for one figure."""
    whole = source()
    figures = [cell for cell in whole["cells"] if "".join(cell["source"]).startswith(FIGURE)]
    notebook = trimmed(whole)
    if figure:
        at = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"] == "ch01-t2")
        notebook["cells"][at:at] = figures
    for cell in notebook["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return nbformat.from_dict({**notebook, "cells": [_joined(cell) for cell in notebook["cells"]]})


def _joined(cell: dict[str, Any]) -> dict[str, Any]:
    return {**cell, "source": "".join(cell["source"])}


def stock_scores(notebook: nbformat.NotebookNode, folder: Path, trainee: str) -> dict[str, float | None]:
    """Return each graded cell's score after nbgrader's own Execute, text on stderr apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_GRADED_TRAINEE", trainee)
        done, _ = Execute(timeout=60).preprocess(copy.deepcopy(notebook), {"metadata": {"path": str(folder)}})
    for cell in done.cells:
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return scores_of(done)


def scores_of(notebook: nbformat.NotebookNode) -> dict[str, float | None]:
    """Return what nbgrader reads as each graded cell's score."""
    return {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in notebook.cells if is_grade(cell)
    }


CASES = ("model", "half", "blank", "broken", "nolog", "workbench", "figure")


@pytest.mark.parametrize("trainee", CASES)
def test_every_cell_scores_as_in_stock_nbgrader(
    course: Course, master: Master, runners: Runners, tmp_path: Path, trainee: str
) -> None:
    tasks = course.parts.practice.tasks
    model = {cell["id"]: "".join(cell["source"]) for cell in source()["cells"]}
    stub = {task.id: f"{task.answer} = ...\n" for task in tasks}
    right = {task.id: model[task.id] for task in tasks}
    draw = course.parts.exam.draw
    answers, exam, replies = {
        "model": (right, draw, best_path(course.dialogue, course.variant(trainee))),
        "half": (stub | {tasks[0].id: tasks[0].wrong[0].code}, draw // 2, ["c", "c", "c"]),
        "blank": (stub, 0, None),
        "broken": (stub | {tasks[0].id: f"{tasks[0].answer} = (1,\n"}, draw, ["b", "zz"]),
        "nolog": (right, None, None),
        "workbench": (stub, 1, None),
        # What a figure above has bound is used, as it can be in a trainee's own notebook.
        "figure": (
            right | {"ch01-t2": f"mine = open_complaints\n{right['ch01-t2']}\nassert len(mine)"},
            0,
            None,
        ),
    }[trainee]
    (tmp_path / f"{CHAPTER}.items.json").write_bytes(master.bundle)
    if exam is not None:
        course.answer_exam(trainee, tmp_path, exam)
    if replies is not None:
        course.answer_dialogue(trainee, tmp_path, replies)
    path = tmp_path / log_path(CHAPTER)
    if trainee == "workbench":
        AnswerLog(path).append(
            "spec", tasks[0].id, item_version=1, attempt=1, answer=CHAPTER_ONE, confidence=None,
            data=data_id(CHAPTER, trainee), sid="test",
        )  # fmt: skip
    log = path.read_bytes() if path.exists() else b""
    notebook = notebook_with(answers, figure=trainee == "figure")
    stock = stock_scores(notebook, tmp_path, trainee)
    made = execute(notebook, submitted(log=log, trainee=trainee), master, runners)
    assert scores_of(made.notebook) == stock
    assert made.flags == ()
    if trainee == "model":
        assert sum(score for score in stock.values() if score) == 75
    if trainee == "workbench":
        assert (stock["ch01-t1-test"] or 0) > 0
    if trainee == "figure":
        assert stock["ch01-t2-test"] == 10
        t2 = next(cell for cell in made.notebook.cells if cell.get("id") == "ch01-t2")
        assert not any(output.output_type == "error" for output in t2.outputs)


def test_a_chapter_that_was_not_released_has_no_master(released_course: Classroom, tmp_path: Path) -> None:
    from nbgrader.api import Gradebook

    with (
        Gradebook(f"sqlite:///{released_course.folder / 'gradebook.db'}", "finserv") as other_chapters,
        pytest.raises(NoMaster, match="generate_assignment"),
    ):
        read_master(other_chapters, "ch02", SOURCE, SOURCE)
    with pytest.raises(NoMaster, match="course build"):
        read_master(gradebook(), CHAPTER, tmp_path, tmp_path)
