"""Who grades: the interface, and processes on this machine behind it."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from course.grading.batch.outcome import Outcome, State
from course.grading.batch.worker import Job, Stopped

WALL_SECONDS = 300.0
_TRIES = 2
_TIDY_SECONDS = 10.0


class BatchStopped(Exception):
    """Nothing can be graded at all; one Chinese sentence for the instructor."""


class Executor(Protocol):
    """Grades jobs somewhere: in processes here, or on other machines that share the course folder."""

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Return one outcome for each job, in the order in which they end; raises BatchStopped."""
        ...

    def __enter__(self) -> Self:
        """Return this executor, ready."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all that it started."""
        ...


@dataclass
class _Process:
    """A running worker, what it works on, and since when."""

    running: subprocess.Popen[bytes]
    job: Job | None = None
    since: float = 0.0
    read: bytearray = field(default_factory=bytearray)

    def give(self, job: Job) -> None:
        assert self.running.stdin is not None
        self.job, self.since = job, time.monotonic()
        self.running.stdin.write(job.model_dump_json().encode() + b"\n")
        self.running.stdin.flush()

    def finish(self) -> None:
        assert self.running.stdin is not None
        with contextlib.suppress(BrokenPipeError, subprocess.TimeoutExpired):
            self.running.stdin.close()
            self.running.wait(_TIDY_SECONDS)

    def end(self) -> None:
        if self.running.poll() is None:
            # Its own session, so that what it started ends too.
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
        for pipe in (self.running.stdin, self.running.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


class LocalProcesses:
    """Workers on this machine, one submission at a time each.

    A worker that dies is replaced, and its submission is tried once more; one that takes too long is ended.
    """

    def __init__(
        self,
        root: Path,
        chapter: str,
        count: int,
        wall_seconds: float = WALL_SECONDS,
        log: Path | None = None,
    ) -> None:
        """Use `count` workers; `log` gets what they print."""
        self._command = [sys.executable, "-m", "course.grading.batch.worker", str(root), chapter]
        self._root, self._count, self._wall = root, count, wall_seconds
        self._log = log
        self._workers: list[_Process] = []
        self._waiting = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        """Return this executor; workers start when there is work."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all workers; those with nothing to do may tidy up first."""
        for worker in list(self._workers):
            if worker.job is None:
                worker.finish()
            self._end(worker)
        self._waiting.close()

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Return one outcome for each job, in the order in which they end."""
        left, tries = deque(jobs), dict[str, int]()
        while left or any(worker.job for worker in self._workers):
            idle = [worker for worker in self._workers if worker.job is None]
            while left and len(self._workers) - len(idle) < self._count:
                worker = idle.pop() if idle else self._start()
                job = left.popleft()
                tries[job.trainee] = tries.get(job.trainee, 0) + 1
                try:
                    worker.give(job)
                except BrokenPipeError:
                    worker.job = job  # its end is seen below
                if worker in idle:
                    idle.remove(worker)
            yield from self._wait(left, tries)

    def _wait(self, left: deque[Job], tries: dict[str, int]) -> Iterator[Outcome]:
        for key, _ in self._waiting.select(timeout=0.5):
            worker: _Process = key.data
            data = os.read(key.fd, 1 << 16)
            worker.read += data
            while b"\n" in worker.read:
                line, _, rest = bytes(worker.read).partition(b"\n")
                worker.read[:] = rest
                worker.job = None
                if line.startswith(b'{"sentence"'):
                    raise BatchStopped(Stopped.model_validate_json(line).sentence)
                yield Outcome.model_validate_json(line)
            if not data:
                job = worker.job
                self._end(worker)
                if job is not None:
                    yield from self._lost(job, left, tries, "评分进程意外结束")
        for worker in list(self._workers):
            if worker.job is not None and time.monotonic() - worker.since > self._wall:
                job = worker.job
                self._end(worker)
                tries[job.trainee] = _TRIES  # a second try would take as long
                yield from self._lost(job, left, tries, f"超过 {self._wall:g} 秒没有评完")

    def _lost(self, job: Job, left: deque[Job], tries: dict[str, int], why: str) -> Iterator[Outcome]:
        sentence = f"{job.trainee} 的提交没有评完（{why}），先记 0 分，请讲师查看提交后重新评分。"
        if tries[job.trainee] < _TRIES:
            left.append(job)
        elif not job.refuse:
            left.append(job.model_copy(update={"refuse": sentence}))
        else:
            # Not even the 0 could be entered.
            said = f"{job.trainee} 的提交没有评完（{why}），请查看日志，排除原因后再运行一次。"
            yield Outcome(trainee=job.trainee, state=State.FAILED, sentences=(said,))

    def _start(self) -> _Process:
        log = self._log.open("ab") if self._log else None
        try:
            running = subprocess.Popen(
                [*self._command, str(os.getpid())],
                cwd=self._root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log or subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            if log is not None:
                log.close()
        worker = _Process(running)
        self._workers.append(worker)
        assert running.stdout is not None
        self._waiting.register(running.stdout, selectors.EVENT_READ, worker)
        return worker

    def _end(self, worker: _Process) -> None:
        self._workers.remove(worker)
        assert worker.running.stdout is not None
        self._waiting.unregister(worker.running.stdout)
        worker.end()
