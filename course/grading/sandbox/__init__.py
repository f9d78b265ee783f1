"""Sealed runners for the cells of a submission: bubblewrap, one warm worker for many jobs."""

from __future__ import annotations

import os
from collections.abc import Iterable

from course.grading.sandbox.job import Cell, CellOutcome, Job, Limits, Outcome, Runner, Side
from course.grading.sandbox.missing import SandboxMissing

__all__ = [
    "Cell",
    "CellOutcome",
    "Job",
    "Limits",
    "Outcome",
    "Runner",
    "SandboxMissing",
    "open_runner",
]

_sealed_for: set[tuple[int, int]] = set()


def open_runner(side: Side, preload: Iterable[str] = (), warm_up: Job | None = None) -> Runner:
    """Return a sealed runner: warm when modules are given and that works, else a new worker for each job.

    The first one that a process opens is made to break out, and is refused when anything succeeds.

    Args:
        side: "A" for the trainee's cells, "B" for the tests.
        preload: modules to import once for all jobs.
        warm_up: setup cells to run once for all jobs, such as a chapter's setup and figures; all public.

    Raises:
        SandboxMissing: bubblewrap is missing, refused by the system, or does not seal.
    """
    from course.grading.sandbox.runner import SealedRunner
    from course.grading.sandbox.selfcheck import failures
    from course.grading.sandbox.worker import CannotStart

    try:
        runner = SealedRunner(side, preload, warm_up)
        if (os.getpid(), os.geteuid()) not in _sealed_for:
            found = failures(runner, side)
            if found:
                runner.close()
                raise SandboxMissing("; ".join(found))
            _sealed_for.add((os.getpid(), os.geteuid()))
    except CannotStart as error:
        raise SandboxMissing(str(error)) from None
    return runner
