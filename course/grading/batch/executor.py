"""Who grades: the interface, and processes on this machine behind it."""

from __future__ import annotations

import contextlib
import os
import select
import selectors
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from course.grading.batch.nursery import Nursery, NurseryLost
from course.grading.batch.outcome import Outcome, State
from course.grading.batch.worker import Job, Stopped, main

WALL_SECONDS = 300.0
_TRIES = 2
_TIDY_SECONDS = 10.0
START_COSTS = 6
"""How many submissions are graded in the processor time that a worker's two sandboxes take to start."""
_SLOW_SECONDS = 15.0


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
    """A running worker and its two pipes, what it works on, and since when."""

    pid: int
    give: int
    receive: int
    job: Job | None = None
    since: float = field(default_factory=time.monotonic)
    read: bytearray = field(default_factory=bytearray)

    def take(self, job: Job) -> None:
        self.job, self.since = job, time.monotonic()
        data = memoryview(job.model_dump_json().encode() + b"\n")
        while data:
            data = data[os.write(self.give, data) :]

    def finish(self) -> None:
        """Let it tidy up, which ends with the end of what it says."""
        os.close(self.give)
        self.give = -1
        poll = select.poll()
        poll.register(self.receive, select.POLLIN)
        until = time.monotonic() + _TIDY_SECONDS
        while poll.poll(max(0.0, until - time.monotonic()) * 1000):
            if not os.read(self.receive, 1 << 16):
                return

    def close(self) -> None:
        for pipe in (self.give, self.receive):
            if pipe >= 0:
                os.close(pipe)


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
        """Use up to `count` workers; `log` gets what they print."""
        self._root, self._chapter, self._count, self._wall = root, chapter, count, wall_seconds
        self._log = log
        self._nursery: Nursery | None = None
        self._workers: list[_Process] = []
        self._waiting = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        """Return this executor; workers start when there is work."""
        # What a worker imports, so that none has to.
        import course.grading.batch.grader  # noqa: F401

        self._nursery = Nursery(partial(main, self._root, self._chapter), self._root, self._log)
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
        if self._nursery is not None:
            self._nursery.close()

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Return one outcome for each job, in the order in which they end."""
        left, tries = deque(jobs), dict[str, int]()
        while left or any(worker.job for worker in self._workers):
            idle = [worker for worker in self._workers if worker.job is None]
            while left and (idle or self._pays(len(left))):
                worker = idle.pop() if idle else self._start()
                job = left.popleft()
                tries[job.trainee] = tries.get(job.trainee, 0) + 1
                # The end of a worker that is no more is seen below.
                with contextlib.suppress(BrokenPipeError):
                    worker.take(job)
            yield from self._wait(left, tries)

    def _pays(self, left: int) -> bool:
        """Return whether one more worker is worth its start."""
        there = len(self._workers)
        slow = any(time.monotonic() - worker.since > _SLOW_SECONDS for worker in self._workers)
        return there < self._count and (there == 0 or slow or left >= START_COSTS * there)

    def _wait(self, left: deque[Job], tries: dict[str, int]) -> Iterator[Outcome]:
        for key, _ in self._waiting.select(timeout=0.5):
            worker: _Process = key.data
            data = os.read(worker.receive, 1 << 16)
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
        assert self._nursery is not None
        try:
            worker = _Process(*self._nursery.start())
        except NurseryLost:
            raise BatchStopped(
                "评分进程被系统结束了，评完的都已写入成绩册；请再运行一次，接着评其余的。"
            ) from None
        self._workers.append(worker)
        self._waiting.register(worker.receive, selectors.EVENT_READ, worker)
        return worker

    def _end(self, worker: _Process) -> None:
        assert self._nursery is not None
        self._workers.remove(worker)
        self._waiting.unregister(worker.receive)
        self._nursery.end(worker.pid)
        worker.close()
