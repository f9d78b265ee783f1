"""How the cells of nbgrader's in a trainee's notebook differ from the released ones, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from course.grading.intake.handed import HandedCell
from course.grading.intake.released import Released, ReleasedCell
from course.grading.intake.sentences import Finding, listed

# A field of nbgrader's, and what to say when it was changed.
_FIELDS = {
    "points": "points",
    "grade_id": "ids",
    "checksum": "checksum",
    "schema_version": "schema",
    "cell_type": "marks",
    "grade": "marks",
    "locked": "marks",
    "solution": "marks",
    "task": "marks",
}


def differences(
    released: Released,
    mains: Mapping[int, HandedCell],
    order: Iterable[int],
    copies: Iterable[HandedCell],
    file: str,
) -> list[Finding]:
    """Return what was changed in cells of nbgrader's, each kind of change once.

    Args:
        released: the notebook as it was given out.
        mains: the trainee's cell for each place in the release.
        order: places in the trainee's order.
        copies: further cells that carry a name of nbgrader's.
        file: name of the notebook for the sentences.
    """
    changed: dict[str, list[str]] = {}

    def note(code: str, name: str) -> None:
        changed.setdefault(code, []).append(name)

    for copy in copies:
        note("copied" if copy.grade_id in released.graded_places else "ids", copy.grade_id)
    for place in released.graded_places.values():
        cell = released.cells[place]
        if place not in mains:
            note("deleted", cell.grade_id)
            continue
        for code in _changes(cell, mains[place]):
            note(code, cell.grade_id)
    places = [place for place in order if released.cells[place].grade_id]
    findings = [Finding(code, file, listed(names)) for code, names in changed.items()]
    return findings + ([Finding("moved", file)] if places != sorted(places) else [])


def _changes(cell: ReleasedCell, handed: HandedCell) -> Iterable[str]:
    if handed.kind != cell.kind:
        yield "retyped"
    if not cell.is_answer and handed.source != cell.source:
        yield "edited_test" if cell.is_test else "edited_locked"
    marks = handed.marks or {}
    yield from dict.fromkeys(
        code for name, code in _FIELDS.items() if not _equal(marks.get(name), cell.marks.get(name))
    )


def _equal(a: Any, b: Any) -> bool:
    # 1 and True and 1.0 are equal in Python; only numbers of points may be written in two ways.
    numbers = (int, float)
    if type(a) in numbers and type(b) in numbers:
        return bool(a == b)
    return type(a) is type(b) and bool(a == b)
