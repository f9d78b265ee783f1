"""Sealed runners for the cells of a submission: bubblewrap, one warm worker for many jobs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

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
    "Wanted",
    "open_runner",
    "open_runners",
]

_sealed_for: set[tuple[int, int]] = set()


@dataclass(frozen=True)
class Wanted:
    """A runner to open.

    side: "A" for the trainee's cells, "B" for the tests. preload: modules to import once for all jobs;
    without any, each job gets a new worker. warm_up: setup cells to run once for all jobs, such as a
    chapter's setup and figures; all public.
    """

    side: Side
    preload: Iterable[str] = ()
    warm_up: Job | None = None


def open_runner(side: Side, preload: Iterable[str] = (), warm_up: Job | None = None) -> Runner:
    """Return one sealed runner; see `Wanted` and `open_runners`."""
    return open_runners(Wanted(side, preload, warm_up))[0]


def open_runners(*wanted: Wanted) -> list[Runner]:
    """Return sealed runners, started side by side: warm where that works, else a new worker for each job.

    The first one that a process opens is made to break out, and all are refused when anything succeeds.

    Raises:
        SandboxMissing: bubblewrap is missing, refused by the system, or does not seal.
    """
    from course.grading.sandbox.runner import SealedRunner
    from course.grading.sandbox.selfcheck import failures
    from course.grading.sandbox.worker import CannotStart

    runners: list[SealedRunner] = []
    try:
        for each in wanted:
            runners.append(SealedRunner(each.side, each.preload, each.warm_up, wait=False))
        for runner in runners:
            runner.ready()
        if (os.getpid(), os.geteuid()) not in _sealed_for:
            found = failures(runners[0], wanted[0].side)
            if found:
                raise SandboxMissing("; ".join(found))
            _sealed_for.add((os.getpid(), os.geteuid()))
    except BaseException as error:
        for runner in runners:
            runner.close()
        if isinstance(error, CannotStart):
            raise SandboxMissing(str(error)) from None
        raise
    return list(runners)
