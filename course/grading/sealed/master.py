"""The instructor's side of a chapter: what its cells are, what they hold, and which names may cross."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from course.exercises.bank import Bundle
from course.grading.sealed.names import assigned_names
from course.session import CourseError, read_bundle

Kind = Literal["setup", "figure", "exercise", "answer", "test", "text"]


class NoMaster(Exception):
    """The instructor's side of a chapter cannot be used; one Chinese sentence for the instructor."""


@dataclass(frozen=True)
class MasterCell:
    """One cell of nbgrader's; `points` of a test."""

    name: str
    kind: Kind
    source: str
    points: float = 0.0


@dataclass(frozen=True)
class Master:
    """A chapter as its instructor knows it.

    Args:
        chapter: such as "ch01".
        cells: by nbgrader's names, code in the notebook's order; sources are the gradebook's.
        assigned: for each answer cell the names that the solution binds.
        public: the chapter's public items, as released.
        bundle: the same as the bytes of their file.
    """

    chapter: str
    cells: Mapping[str, MasterCell]
    assigned: Mapping[str, frozenset[str]]
    public: Bundle
    bundle: bytes

    @property
    def bundle_name(self) -> str:
        """Return the file name of the public items."""
        return f"{self.chapter}.items.json"

    @cached_property
    def variables(self) -> dict[str, str]:
        """Return for each data task the variable that its release asks for."""
        return {task.id: task.answer for task in self.public.tasks}

    @property
    def tests(self) -> dict[str, MasterCell]:
        """Return the cells that compute points, by name."""
        return {name: cell for name, cell in self.cells.items() if cell.kind == "test"}


def read_master(gradebook: Any, chapter: str, source: Path, release: Path) -> Master:
    """Return the instructor's side of a chapter.

    Args:
        gradebook: nbgrader's open Gradebook, which holds the sources as they were released.
        chapter: such as "ch01".
        source: nbgrader's source folder of the chapter.
        release: its release folder.

    Raises:
        NoMaster: the chapter was not released from here, or its files are damaged.
    """
    from nbgrader.api import MissingEntry

    try:
        notebook = gradebook.find_notebook(chapter, chapter)
    except MissingEntry as error:
        raise NoMaster(
            f"成绩册里没有 {chapter}，无法评分，请先运行 nbgrader generate_assignment {chapter}。"
        ) from error
    points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
    answers = {cell.name for cell in notebook.solution_cells}
    cells = {
        cell.name: MasterCell(
            cell.name,
            _kind(chapter, cell.name, cell.cell_type, cell.name in points, cell.name in answers),
            cell.source,
            points.get(cell.name, 0.0),
        )
        for cell in notebook.source_cells
    }
    path = source / f"{chapter}.items.json"
    if not path.is_file():
        path = release / path.name
    try:
        bundle = path.read_bytes()
        solutions = _solutions(source / f"{chapter}.ipynb")
        public = read_bundle(path)
    except (OSError, ValueError, KeyError, TypeError, CourseError) as error:
        raise NoMaster(
            f"{chapter} 的题库或教师版读不出来，无法评分，请先运行 course build {chapter}。"
        ) from error
    places = {name: place for place, name in enumerate(solutions)}
    return Master(
        chapter,
        dict(sorted(cells.items(), key=lambda item: places.get(item[0], len(places)))),
        {name: assigned_names(text) for name, text in solutions.items() if name in answers},
        public,
        bundle,
    )


def _kind(chapter: str, name: str, cell_type: str, graded: bool, answer: bool) -> Kind:
    if cell_type != "code":
        return "text"
    if answer:
        return "answer"
    if graded:
        return "test"
    if name.startswith(f"{chapter}-figure-"):
        return "figure"
    return "exercise" if name.startswith(f"{chapter}-exercise-") else "setup"


def _solutions(path: Path) -> dict[str, str]:
    """Return the text of every cell of nbgrader's in the source notebook, by name."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    found = {}
    for cell in raw["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name and cell["cell_type"] == "code":
            found[name] = "".join(cell["source"])
    return found
