"""A project folder with one tiny chapter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

POINTS = 15
SOLUTION = "答案_t1 = 7\n### BEGIN SOLUTION\n答案_t1 = 42\n### END SOLUTION"
TEST = "答案_t1\n### BEGIN HIDDEN TESTS\nassert 答案_t1 == 42\n### END HIDDEN TESTS"


def _cell(cell: Any, name: str, points: int | None = None, **flags: bool) -> Any:
    fields: dict[str, Any] = {"schema_version": 3, "grade_id": name}
    fields |= {"grade": False, "solution": False, "locked": False, "task": False} | flags
    if points is not None:
        fields["points"] = points
    cell["id"] = name
    cell["metadata"]["nbgrader"] = fields
    return cell


def _notebook(solution: str, test: str) -> Any:
    return new_notebook(
        cells=[
            new_markdown_cell("# 第一章", id="title"),
            _cell(new_code_cell(solution), "ch01-t1", solution=True),
            _cell(new_code_cell(test), "ch01-t1-test", points=5, grade=True, locked=True),
            _cell(new_markdown_cell("请写一句安抚的话。"), "ch01-w1", points=10, grade=True, solution=True),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def make_project(root: Path) -> None:
    """Writes `source/ch01` and `release/ch01` below `root`."""
    released = _notebook("答案_t1 = 7\n# 可以在这里写", "答案_t1")
    for part, notebook in (("source", _notebook(SOLUTION, TEST)), ("release", released)):
        folder = root / part / "ch01"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "ch01.ipynb")
