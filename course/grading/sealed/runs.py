"""Running a job to its end: one cell that ends the process does not take the others with it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from course.grading.sandbox.job import CellOutcome, Job, Runner

MOST_RUNS = 4
_ENDED = frozenset({"timeout", "memory", "killed"})


@dataclass(frozen=True)
class Ran:
    """What every cell did, over all runs; `ended` is how the first run that did not end well ended."""

    cells: Mapping[str, CellOutcome]
    ended: str
    cpu_seconds: float


def run_whole(runner: Runner, job: Job) -> Ran:
    """Return what the cells did; after one that ended the process, the others run again without it.

    All runs together take no more time than one may, and there are at most MOST_RUNS.
    """
    until = time.monotonic() + job.limits.total_seconds
    found: dict[str, CellOutcome] = {}
    ended, cpu = "done", 0.0
    left = job
    for _ in range(MOST_RUNS):
        outcome = runner.run(left)
        cpu += outcome.cpu_seconds
        if ended == "done":
            ended = outcome.ended
        for name, cell in outcome.cells.items():
            if name not in found or found[name].status == "not_run":
                found[name] = cell
        seconds = until - time.monotonic()
        fatal = _fatal(left, outcome.cells)
        if fatal is None or seconds <= 0:
            break
        left = replace(
            left,
            cells=tuple(cell for cell in left.cells if cell.id != fatal),
            limits=replace(left.limits, total_seconds=seconds),
        )
    return Ran(found, ended, cpu)


def _fatal(job: Job, cells: Mapping[str, CellOutcome]) -> str | None:
    """Return the cell after which nothing ran any more, if leaving it out can help."""
    last: str | None = None
    for number, cell in enumerate(job.cells):
        if cells[cell.id].status != "not_run":
            continue
        before = job.cells[number - 1] if number else None
        if before is not None and before.kind != "setup" and cells[before.id].status in _ENDED:
            last = before.id
        break
    return last
