"""What the runners of a chapter load before the first submission comes."""

from __future__ import annotations

import ast

from course.grading.sandbox.job import Job, Side
from course.grading.sealed.master import Master
from course.grading.sealed.plan import Piece, plan

# What a chapter's first cell, its tables and the codec load anyhow.
_ALWAYS = (
    "numpy",
    "pandas",
    "course.notebook",
    "course.session",
    "course.cases.world",
    "course.cases.workbench.answering",
    "course.exercises.bank",
    "course.exercises.card",
    "course.exercises.log",
    "course.grading.codec",
    "course.grading.codec.reading_arrays",
    "course.grading.codec.writing_arrays",
    "course.guidance.checking",
    "course.guidance.errors.hook",
)
_TESTS = (
    "course.grading.answers",
    "course.grading.compare",
    "course.grading.criteria",
    "course.grading.dialogue",
    "course.grading.exam",
)
_KINDS = {"A": ("setup", "figure", "answer"), "B": ("setup", "test")}


def preloads(master: Master, side: Side) -> tuple[str, ...]:
    """Return names of modules: what every chapter needs, and what this chapter's own cells import."""
    found = dict.fromkeys([*_ALWAYS, *(_TESTS if side == "B" else ())])
    for cell in master.cells.values():
        if cell.kind in _KINDS[side]:
            found |= dict.fromkeys(_imports(cell.source))
    return tuple(found)


def warm_up(master: Master, side: Side) -> Job:
    """Return the chapter's public cells that every submission runs; a worker runs them once for all."""
    code = [cell for cell in master.cells.values() if cell.kind != "text"]
    planned = plan([Piece(place, cell.name, cell.source) for place, cell in enumerate(code)], master)
    cells = planned.answers if side == "A" else planned.tests
    setup = tuple(cell for cell in cells if cell.kind == "setup")
    return Job(side, "demo", master.chapter, setup, {master.bundle_name: master.bundle})


def _imports(source: str) -> list[str]:
    """Return the modules that an instructor's cell imports."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
    return found
