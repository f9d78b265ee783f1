"""What the runners of a chapter load before the first submission comes: what its own public cells load.

A worker runs them once, and all that they import, compare and compute for everybody is there for every job.
"""

from __future__ import annotations

import ast
import re

from course.grading.sandbox.job import Cell, Job, Side
from course.grading.sealed.master import Master

# Only an answer that crosses needs these, and public cells have none.
_CROSSING = {
    "A": ("course.grading.codec.writing_arrays",),
    "B": (
        "course.grading.codec.reading_arrays",
        "course.cases.workbench.answering",
    ),
}
_PUBLIC = ("setup", "figure")
_TABLE = re.compile(r"""\btable\(\s*["']([^"'\n]{1,40})["']""")


def preloads(master: Master, side: Side) -> tuple[str, ...]:
    """Return names of modules that the chapter's public cells do not load themselves."""
    found = dict.fromkeys(_CROSSING[side])
    if side == "A":
        for cell in master.cells.values():
            if cell.kind == "answer":
                found |= dict.fromkeys(_modules(cell.source))
    return tuple(found)


def warm_up(master: Master, side: Side) -> Job:
    """Return the chapter's public cells and a look at its tables; for the tests' side also their imports."""
    cells = [
        Cell(f"c{place}", cell.source, "setup")
        for place, cell in enumerate(master.cells.values())
        if cell.kind in _PUBLIC
    ]
    # The first look at a table compares it with the release's, which takes longer than to make it.
    shown = [cell for cell in master.cells.values() if cell.kind != "test" or side == "B"]
    tables = dict.fromkeys(name for cell in shown for name in _TABLE.findall(cell.source))
    looks = [f"class_table({name!r})" for name in tables]
    cells.append(Cell("tables", "\n".join(["from course import class_table", *looks]), "setup"))
    if side == "B":
        imports = [line for test in master.tests.values() for line in _imports(test.source)]
        cells.append(Cell("imports", "\n".join(dict.fromkeys(imports)), "setup"))
    return Job(side, "demo", master.chapter, tuple(cells), {master.bundle_name: master.bundle})


def _imports(source: str) -> list[str]:
    """Return the lines with which an instructor's cell imports."""
    return [ast.unparse(node) for node in _nodes(source)]


def _modules(source: str) -> list[str]:
    """Return the modules that an instructor's cell imports."""
    found: list[str] = []
    for node in _nodes(source):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif node.module and not node.level:
            found.append(node.module)
    return found


def _nodes(source: str) -> list[ast.Import | ast.ImportFrom]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
