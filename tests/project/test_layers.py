"""Dependencies point one way, modules stay small, a trainee's kernel stays light."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.manifest import ROOT, tracked

LAYERS = [
    {"cli"},
    {"authoring", "grading", "hub", "reports", "doctor"},
    {"exercises", "cases", "guidance"},
]
HEAVY = {"plotly", "nbformat", "jsonschema"}
MODULES = [path for path in tracked() if path.is_relative_to(ROOT / "course") and path.suffix == ".py"]


def layer(name: str) -> int | None:
    return next((rank for rank, names in enumerate(LAYERS) if name in names), None)


def imported(source: str, package: str = "course") -> set[str]:
    """Returns the parts of the package (`authoring`, ...) that `source` imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"line {node.lineno}: relative import, which this check does not follow")
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == package
                else [node.module]
            )
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {
            parts[1]
            for parts in (str(name).split(".") for name in names)
            if parts[0] == package and parts[1:]
        }
    return found


def test_the_check_sees_every_form_of_import():
    source = (
        "import course.hub.demo\ndef f():\n    from course.cli import main\n    from course import grading\n"
    )
    assert imported(source) == {"hub", "cli", "grading"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_downwards(path: Path):
    own = layer(path.relative_to(ROOT / "course").parts[0].removesuffix(".py"))
    if own is None:
        # What stands at the package's top (what a notebook calls) may use all but the command line.
        assert "cli" not in imported(path.read_text(encoding="utf-8"))
        return
    used = imported(path.read_text(encoding="utf-8"))
    upwards = {name for name in used if (rank := layer(name)) is not None and rank < own}
    assert upwards == set()
    if own == 2:
        assert used <= LAYERS[2], "the lowest layer leans on nothing above it"


@pytest.mark.parametrize(
    "path", [path for path in tracked() if path.suffix == ".py"], ids=lambda path: path.name
)
def test_modules_stay_below_500_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 500


def test_all_that_a_notebook_imports_stays_light():
    code = (
        "import json, sys, course\n"
        "for name in course.__all__: getattr(course, name)\n"
        "print(json.dumps([len(course.__all__), sorted({name.split('.')[0] for name in sys.modules})]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    names, loaded = json.loads(done.stdout)
    assert names > 5
    assert HEAVY & set(loaded) == set()
