"""Chapter 1 as jobs: the master's cells for each side."""

from __future__ import annotations

import json
from pathlib import Path

from course.grading.sandbox.job import Cell, Job, Kind, Outcome, Side

PROJECT = Path(__file__).resolve().parents[2]
CHAPTER = "ch01"
DATA_TASKS = ("答案_t1", "答案_t2")


def _cells() -> list[tuple[str, str, str]]:
    """Return id, kind and source of each code cell of the master."""
    notebook = json.loads((PROJECT / "source" / CHAPTER / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            about = cell["metadata"]["nbgrader"]
            word = next((w for w in ("setup", "figure", "exercise") if f"-{w}-" in cell["id"]), "")
            kind = "answer" if about["solution"] else "test" if about["grade"] else word
            found.append((cell["id"], kind, "".join(cell["source"])))
    return found


def files() -> dict[str, bytes]:
    """Return what a submission's folder holds before work begins."""
    name = f"{CHAPTER}.items.json"
    return {name: (PROJECT / "release" / CHAPTER / name).read_bytes()}


def answers(trainee: str = "li") -> Job:
    """Return the trainee's side, solved as the master solves it."""
    cells: list[Cell] = []
    for name, kind, source in _cells():
        if kind == "setup":
            cells.append(Cell(name, source, "setup"))
        elif kind == "answer":
            cells.append(Cell(name, source, "answer"))
            cells.append(Cell(f"{name}-taken", "", "capture", (f"答案_{name[-2:]}",)))
    return Job("A", trainee, CHAPTER, tuple(cells), files())


def tests(answered: Outcome, trainee: str = "li") -> Job:
    """Return the tests' side with what was captured on the other."""
    kinds: dict[str, Kind] = {"setup": "setup", "test": "test"}
    cells = tuple(Cell(name, source, kinds[kind]) for name, kind, source in _cells() if kind in kinds)
    taken = {name.replace("-taken", "-test"): outcome.captured for name, outcome in answered.cells.items()}
    given = {name: captured for name, captured in taken.items() if captured}
    return Job("B", trainee, CHAPTER, cells, files(), given)


def warm_up(side: Side) -> Job:
    """Return the chapter's first cells, for the worker to run once."""
    cells = tuple(Cell(name, source, "setup") for name, kind, source in _cells() if kind == "setup")
    tables = Cell("tables", "table('联络'); table('工单')", "setup")
    return Job(side, "demo", CHAPTER, (*cells, tables), files())


def points(result: Outcome) -> dict[str, str]:
    """Return what each test cell ends in."""
    shown = {}
    for name, outcome in result.cells.items():
        if name.endswith("-test"):
            values = [o for o in outcome.outputs if o["output_type"] == "execute_result"]
            shown[name] = values[-1]["data"]["text/plain"] if values else outcome.status
    return shown
