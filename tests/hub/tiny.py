"""A project folder with one tiny chapter, made as the build makes a real one: by nbgrader itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

POINTS = 15
NBGRADER = Path(sys.executable).with_name("nbgrader")
# A released notebook runs through from top to bottom.
STUB = "--ClearSolutions.code_stub={'python': '# 可以在这里写'}"


def _cell(cell: Any, name: str, points: int | None = None, **flags: bool) -> Any:
    fields: dict[str, Any] = {"schema_version": 3, "grade_id": name}
    fields |= {"grade": False, "solution": False, "locked": False, "task": False} | flags
    if points is not None:
        fields["points"] = points
    cell["id"] = name
    cell["metadata"]["nbgrader"] = fields
    return cell


def make_project(root: Path) -> None:
    """Writes `source/ch01` and, through `nbgrader generate_assignment`, `release/ch01` below `root`."""
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# 第一章", id="title"),
            _cell(
                new_code_cell("答案_t1 = 42\n### BEGIN SOLUTION\n答案_t1 = 42\n### END SOLUTION"),
                "ch01-t1",
                solution=True,
            ),
            _cell(
                new_code_cell("答案_t1\n### BEGIN HIDDEN TESTS\nassert 答案_t1 == 42\n### END HIDDEN TESTS"),
                "ch01-t1-test",
                points=5,
                grade=True,
                locked=True,
            ),
            _cell(new_markdown_cell("请写一句安抚的话。"), "ch01-w1", points=10, grade=True, solution=True),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    source = root / "source" / "ch01"
    source.mkdir(parents=True)
    nbformat.write(notebook, source / "ch01.ipynb")
    environment = os.environ | {
        "PATH": f"{NBGRADER.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(root / "home"),
    }
    (root / "home").mkdir()
    subprocess.run(
        [str(NBGRADER), "generate_assignment", "ch01", "--db", f"sqlite:///{root / 'build.db'}", STUB],
        cwd=root,
        env=environment,
        check=True,
        capture_output=True,
    )
