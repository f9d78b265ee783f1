"""One submission's marks as plain values, and what nbgrader's rules make of an executed notebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task


@dataclass
class Mark:
    """One graded cell: what the tests, and what a human gave. Fields are named as in the gradebook."""

    name: str
    max_score: float
    auto_score: float | None = None
    manual_score: float | None = None
    extra_credit: float | None = None
    needs_manual_grade: bool = True

    @property
    def score(self) -> float:
        """Return the points that count: a human's before the tests'."""
        given = self.manual_score if self.manual_score is not None else self.auto_score
        return 0.0 if given is None else given + (self.extra_credit or 0.0)


@dataclass
class Sheet:
    """All marks of a submission by the names of their cells, and the automatic comments."""

    marks: dict[str, Mark] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Mark]:
        """Return the marks in no particular order."""
        return iter(self.marks.values())

    @property
    def score(self) -> float:
        """Return the sum of all marks."""
        return sum(mark.score for mark in self)

    def find_grade(self, name: str, notebook: str, assignment: str, student: str) -> Mark:
        """Return the mark of a cell; called as nbgrader's Gradebook is, by those who set flags."""
        return self.marks[name]

    @property
    def waits(self) -> bool:
        """Return whether a mark waits for a human."""
        return any(mark.needs_manual_grade for mark in self)


def save_automatic(cells: list[Any], sheet: Sheet, log: Any) -> None:
    """Enter what nbgrader's SaveAutoGrades would: scores, and whether an answer was left as it was.

    Args:
        cells: of the executed notebook.
        sheet: the submission's marks as they are; manual marks stay.
        log: where nbgrader complains of odd values.
    """
    for cell in cells:
        if is_grade(cell):
            mark = sheet.marks[cell.metadata.nbgrader["grade_id"]]
            score = determine_grade(cell, log)[0]
            mark.auto_score = None if score is None else float(score)
            mark.needs_manual_grade = mark.manual_score is not None or mark.auto_score is None
        if is_solution(cell) or is_task(cell):
            untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
            sheet.comments[cell.metadata.nbgrader["grade_id"]] = "No response." if untouched else None


def nothing_earned(sheet: Sheet) -> None:
    """Give 0 to all that tests would score, and let a human look at each cell of it."""
    for mark in sheet:
        mark.auto_score = 0.0
        mark.needs_manual_grade = mark.max_score > 0
