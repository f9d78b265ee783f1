"""What a worker has loaded before the first submission is all that the reference run of its chapter loads."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from course.authoring.build import chapters_in
from course.grading.sandbox.job import Cell, Job, Outcome
from course.grading.sandbox.runner import SealedRunner
from course.grading.sealed import Master, read_master
from course.grading.sealed.plan import Piece, Plan, plan
from course.grading.sealed.preloads import preloads, warm_up
from tests.grading.sealed import PROJECT, small_master

pytestmark = pytest.mark.needs_bubblewrap
LOADED = Cell(
    "loaded",
    "import sys\nfor name in [name for name, module in sys.modules.items() if module]:\n    print(name)",
    "setup",
)
CHAPTERS = [
    pytest.param(name, marks=() if name == "ch01" else pytest.mark.soak) for name in chapters_in(PROJECT)
]


def reference(chapter: str) -> tuple[Master, Plan]:
    """Return the instructor's side of a chapter, and both programs of a submission that is the master."""
    path = PROJECT / "source" / chapter / f"{chapter}.ipynb"
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    marked = [(cell, cell["metadata"]["nbgrader"]) for cell in cells if "nbgrader" in cell["metadata"]]
    notebook = SimpleNamespace(
        grade_cells=[
            SimpleNamespace(name=m["grade_id"], max_score=m["points"]) for _, m in marked if m["grade"]
        ],
        solution_cells=[SimpleNamespace(name=m["grade_id"]) for _, m in marked if m["solution"]],
        source_cells=[
            SimpleNamespace(name=m["grade_id"], cell_type=cell["cell_type"], source="".join(cell["source"]))
            for cell, m in marked
        ],
    )
    gradebook = SimpleNamespace(find_notebook=lambda *_: notebook)
    master = read_master(gradebook, chapter, path.parent, PROJECT / "release" / chapter)
    code = [cell for cell in master.cells.values() if cell.kind != "text"]
    return master, plan([Piece(place, cell.name, cell.source) for place, cell in enumerate(code)], master)


def loaded(outcome: Outcome) -> set[str]:
    """Return the modules that were there at the end of a job."""
    streams = [each for each in outcome.cells["loaded"].outputs if each["output_type"] == "stream"]
    return set("".join(each["text"] for each in streams).split())


@pytest.mark.timeout(180)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_reference_run_loads_nothing_more(chapter: str) -> None:
    master, planned = reference(chapter)
    files = {master.bundle_name: master.bundle}
    given: dict[str, Any] = {}
    for side, cells in (("A", planned.answers), ("B", planned.tests)):
        runner = SealedRunner(side, preloads(master, side), warm_up(master, side))  # type: ignore[arg-type]
        empty = Job(side, "li", chapter, (LOADED,), files)  # type: ignore[arg-type]
        before = loaded(runner.run(empty))
        result = runner.run(replace(empty, cells=(*cells, LOADED), given=given))
        assert result.ended == "done"
        assert {outcome.status for outcome in result.cells.values()} == {"ok"}
        assert loaded(result) - before == set()
        assert runner.warm
        assert runner.started == 1
        runner.close()
        given = (
            {name.removesuffix("-given"): result.cells[name].captured for name in planned.captures}
            if side == "A"
            else {}
        )


def test_a_worker_holds_nothing_that_is_not_public() -> None:
    master = small_master(test="import colorsys\nkey = 42", solution="答案_t1 = 42")
    for side in ("A", "B"):
        job = warm_up(master, side)  # type: ignore[arg-type]
        assert not any("42" in cell.source for cell in job.cells)
        assert {cell.kind for cell in job.cells} == {"setup"}
    assert "colorsys" not in "".join(cell.source for cell in warm_up(master, "A").cells)
    assert "import colorsys" in "".join(cell.source for cell in warm_up(master, "B").cells)
