"""The sealed runner: warm while its worker stays sound, a new worker for each job where it cannot."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from typing import Any

from course.grading.sandbox.job import Cell, CellOutcome, Job, Limits, Outcome, Side, Status
from course.grading.sandbox.outputs import BadOutputs, read_outputs
from course.grading.sandbox.worker import CannotStart, Lost, Ran, Worker

_TRIES = 2  # a worker that the system ended, for want of memory perhaps, costs nobody a grade


class SealedRunner:
    """Runs the jobs of one side for one user, in the thread that made it."""

    def __init__(
        self, side: Side, preload: Iterable[str] = (), warm_up: Job | None = None, *, wait: bool = True
    ) -> None:
        """Start a worker.

        Args:
            side: of all jobs.
            preload: modules to import once, for all jobs; none makes a new worker for each job.
            warm_up: setup cells to run once, for all jobs; they must be public.
            wait: until the worker is ready; without it, call `ready` before the first job.

        Raises:
            CannotStart: bubblewrap is missing or refuses.
            ValueError: a cell of `warm_up` is no setup cell.
        """
        if warm_up is not None and any(cell.kind != "setup" for cell in warm_up.cells):
            raise ValueError("every job inherits a warm-up, so it may hold setup cells only")
        self._side = side
        self._preload = tuple(preload)
        self._warm_up = warm_up
        self._owner = (os.getpid(), os.geteuid(), threading.get_ident())
        self._worker: Worker | None = None
        self._closed = False
        self._started = 0
        self._coming: Worker | None = self._launched()
        if wait:
            self.ready()

    def ready(self) -> None:
        """Wait until the worker can run jobs; raises CannotStart."""
        if self._worker is None:
            self._worker = self._start()

    @property
    def warm(self) -> bool:
        """Whether one worker serves many jobs."""
        return bool(self._preload)

    @property
    def started(self) -> int:
        """How many workers were started so far."""
        return self._started

    def run(self, job: Job) -> Outcome:
        """Return what the job did. Never raises for anything that cells do.

        Raises:
            ValueError: the job is of the other side, or another process, user or thread made the runner.
            CannotStart: bubblewrap no longer works.
        """
        if job.side != self._side or self._owner != (os.getpid(), os.geteuid(), threading.get_ident()):
            raise ValueError("a runner serves one side, and the process, user and thread that opened it")
        if self._closed:
            raise ValueError("the runner is closed")
        for _ in range(_TRIES):
            worker, self._worker = self._worker or self._start(), None
            try:
                ran = worker.run(job)
            except Lost:
                worker.close()
                continue
            except BaseException:
                worker.close()
                raise
            if self.warm and worker.clean:
                self._worker = worker
            else:
                worker.close()
            return outcome(job, ran)
        return Outcome({cell.id: CellOutcome("not_run") for cell in job.cells}, "lost", 0.0)

    def close(self) -> None:
        """End the sandbox and all that is in it."""
        self._closed = True
        for worker in (self._worker, self._coming):
            if worker is not None:
                worker.close()
        self._worker = self._coming = None

    def _launched(self) -> Worker:
        self._started += 1
        return Worker(self._preload, self._warm_up if self._preload else None)

    def _start(self) -> Worker:
        try:
            worker, self._coming = self._coming or self._launched(), None
            worker.wait()
            if worker.can_fork_again or not self._preload:
                return worker
            worker.close()
        except CannotStart:
            if not self._preload:
                raise
        # One step colder, never unsealed.
        if self._warm_up is None:
            self._preload = ()
        self._warm_up = None
        return self._start()


def outcome(job: Job, ran: Ran) -> Outcome:
    """Return what is told about a job to whoever asked for it."""
    cells = {cell.id: _cell(number, cell, job, ran) for number, cell in enumerate(job.cells)}
    return Outcome(cells, ran.ended, ran.cpu_seconds)


def _cell(number: int, cell: Cell, job: Job, ran: Ran) -> CellOutcome:
    told = ran.told
    latest = max((*told.status, *told.captured, -1 if told.running is None else told.running), default=-1)
    reached = told.done or latest >= number
    if cell.kind == "capture":
        return CellOutcome("ok" if reached else "not_run", (), told.captured.get(number, {}))
    if number in told.status:
        status: Status = "timeout" if number in ran.timed_out else told.status[number]
        try:
            outputs = read_outputs(told.outputs[number])
        except BadOutputs:
            status, outputs = "killed", ()
    elif number == told.running:
        status, outputs = ("timeout" if number in ran.timed_out else "killed"), ()
    else:
        return CellOutcome("not_run")
    return CellOutcome(status, (*outputs, *_explained(status, ran.ended, job.limits)))


def _explained(status: Status, ended: str, limits: Limits) -> tuple[dict[str, Any], ...]:
    """Return one more output that says in Chinese why a cell was stopped."""
    if status == "timeout":
        why = f"这一格运行得太久，已被停止；一格最多 {limits.cell_seconds:g} 秒，请检查循环能不能结束。"
    elif status == "memory":
        why = "这一格用的内存太多，没有运行完；请检查是不是造了太大的表或列表。"
    elif status == "killed" and ended == "files":
        why = "这一格写了太多文件，已被停止；请删去写文件的语句。"
    elif status == "killed" and ended == "threads":
        why = "这一格开了太多线程，已被停止；请删去开线程的语句。"
    elif status == "killed":
        why = "这一格让 Python 中途退出了，后面的格没有运行；请删去结束程序的语句。"
    else:
        return ()
    return ({"output_type": "error", "ename": "评分停止", "evalue": why, "traceback": [why]},)
