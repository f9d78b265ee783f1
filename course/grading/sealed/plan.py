"""A submission's cells as two programs: A, the trainee's, and B, the tests'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.grading.sandbox.job import Cell
from course.grading.sealed.master import Master, MasterCell
from course.grading.sealed.names import (
    Uses,
    assigned_names,
    exact_uses,
    literal_arguments,
    needed_names,
    uses,
)

# Their first argument names the task whose variable they look at.
_LOOKS = frozenset({"answer", "check"})


@dataclass(frozen=True)
class Piece:
    """A code cell of a submission: its place in the notebook, nbgrader's name for it, its text."""

    place: int
    name: str
    source: str


@dataclass(frozen=True)
class Plan:
    """The two programs. Cells are named after their place.

    `test_names` and `captures` give nbgrader's name of the test for each test cell and for each capture.
    """

    answers: tuple[Cell, ...]
    tests: tuple[Cell, ...]
    test_names: Mapping[str, str]
    captures: Mapping[str, str]

    @property
    def data_tests(self) -> frozenset[str]:
        """Return the names of the tests that look at what the trainee computed."""
        return frozenset(self.captures.values())


def cell_id(place: int) -> str:
    """Return the name of the cell at a place of the notebook; a trainee has no say in it."""
    return f"c{place}"


def capture_id(place: int) -> str:
    """Return the name of the capture for the test at a place."""
    return f"c{place}-given"


def plan(pieces: Sequence[Piece], master: Master) -> Plan:
    """Return both programs for a submission's code cells, given in order.

    What nbgrader locks has the gradebook's text, whatever the submission holds. Exercises run nowhere, and
    figures only where later code uses a name that they bind.
    """
    trainee: list[Cell] = []
    tests: list[Cell] = []
    names: dict[str, str] = {}
    captures: dict[str, str] = {}
    bound_in_tests: set[str] = set()
    answered: set[str] = set()
    for piece in pieces:
        known = master.cells.get(piece.name)
        kind = known.kind if known else "own"
        if known is not None and known.kind == "test":
            crossing = tuple(sorted(_crossing(known, master, answered, bound_in_tests)))
            if crossing:
                trainee.append(Cell(capture_id(piece.place), "", "capture", crossing))
                captures[capture_id(piece.place)] = known.name
            tests.append(Cell(cell_id(piece.place), known.source, "test"))
            names[cell_id(piece.place)] = known.name
            bound_in_tests |= assigned_names(known.source)
        elif kind == "answer":
            trainee.append(Cell(cell_id(piece.place), piece.source, "answer"))
            answered.add(piece.name)
        elif kind == "own":
            trainee.append(Cell(cell_id(piece.place), piece.source, "own"))
        elif known is not None and known.kind in ("setup", "figure"):
            cell = Cell(cell_id(piece.place), known.source, "setup")
            trainee.append(cell)
            tests.append(cell)
            if known.kind == "setup":
                bound_in_tests |= assigned_names(known.source)
    figures = {
        cell_id(piece.place)
        for piece in pieces
        if (known := master.cells.get(piece.name)) is not None and known.kind == "figure"
    }
    # Tests are the instructor's, so what they read is known exactly; a trainee's text is only looked at.
    return Plan(
        _without_idle(trainee, figures, uses), _without_idle(tests, figures, exact_uses), names, captures
    )


def _crossing(test: MasterCell, master: Master, answered: Iterable[str], bound: set[str]) -> set[str]:
    """Return the names that a test may be given: its tasks' variables, and what solutions above it bind."""
    tasks = literal_arguments(test.source, _LOOKS)
    variables = {master.variables[task] for task in tasks if task in master.variables}
    solved = set().union(*(master.assigned.get(name, frozenset()) for name in answered))
    return variables | ((solved & needed_names(test.source)) - bound)


def _without_idle(cells: Sequence[Cell], figures: set[str], names: Callable[[str], Uses]) -> tuple[Cell, ...]:
    """Return the cells without those figures of which nothing is used later on."""
    kept: list[Cell] = []
    wanted: set[str] = set()
    for cell in reversed(cells):
        used = names(cell.source)
        if cell.id in figures and not used.binds & wanted:
            continue
        kept.append(cell)
        wanted = (wanted - used.binds) | used.reads | set(cell.names)
    return tuple(reversed(kept))
