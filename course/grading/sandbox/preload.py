"""The modules a warm worker imports once, learned from a run of the reference notebook."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from course.grading.sandbox.job import Cell, Job
from course.grading.sandbox.runner import SealedRunner

MOST_MODULES = 5_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_LIST = Cell(
    "loaded-modules",
    "import sys\nfor name in [name for name, module in sys.modules.items() if module]:\n    print(name)",
    "setup",
)


def learned_preload(jobs: Sequence[Job], cache: Path | None = None) -> tuple[str, ...]:
    """Return the modules that the jobs end with, in the order in which they were imported.

    Args:
        jobs: the reference notebook's side A and side B. They run sealed; no answer of theirs is kept.
        cache: folder that keeps the list for the same cells and the same Python.

    Raises:
        CannotStart: bubblewrap is missing or refuses.
    """
    kept = None if cache is None else cache / f"preload-{_digest(jobs)}.json"
    if kept is not None and (known := _read(kept)):
        return known
    names: dict[str, None] = {}
    for job in jobs:
        names |= dict.fromkeys(_loaded(job))
    found = tuple(names)[:MOST_MODULES]
    if kept is not None and found:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
    return found


def _loaded(job: Job) -> list[str]:
    runner = SealedRunner(job.side)
    try:
        outcome = runner.run(replace(job, cells=(*job.cells, _LIST)))
    finally:
        runner.close()
    outputs = outcome.cells[_LIST.id].outputs
    lines = "".join(output["text"] for output in outputs if output["output_type"] == "stream").split()
    return [name for name in lines if _NAME.fullmatch(name) and name != "__main__"]


def _read(path: Path) -> tuple[str, ...]:
    try:
        names = json.loads(path.read_text())
    except (OSError, ValueError):
        return ()
    if not isinstance(names, list) or not all(isinstance(n, str) and _NAME.fullmatch(n) for n in names):
        return ()
    return tuple(names[:MOST_MODULES])


def _digest(jobs: Sequence[Job]) -> str:
    said = [sys.version, *(cell.source for job in jobs for cell in job.cells)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]
