"""One bubblewrap with its zygote, seen from outside: starting it, giving it a job, ending it."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import select
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from course.grading.sandbox import bubblewrap
from course.grading.sandbox.frames import Garbled, Reader, Told
from course.grading.sandbox.job import Job

START_SECONDS = 60
GRACE_SECONDS = 2.0  # from an interrupt to the end of the whole child
_END_SECONDS = 10
_CHUNK = 1 << 20


class CannotStart(RuntimeError):
    """The worker did not start; the message is what bubblewrap or Python said, in one line."""


class Lost(RuntimeError):
    """The worker died or no longer answers; nothing is known about the job."""


@dataclass(frozen=True)
class Ran:
    """What a worker knows about a job when its child is gone."""

    told: Told
    ended: str
    timed_out: frozenset[int]
    cpu_seconds: float


class Worker:
    """A zygote in its sandbox. Not to be shared between threads, users or sides.

    Start it in the thread that uses it: the kernel ends it together with that thread.
    """

    def __init__(self, preload: Iterable[str] = (), warm_up: Job | None = None) -> None:
        """Start one, which needs a call of `wait` before its first job.

        Args:
            preload: modules that it imports once.
            warm_up: cells that it runs once before it forks; public ones only, every job inherits them.

        Raises:
            CannotStart: bubblewrap is missing or does not start.
        """
        bwrap = bubblewrap.program()
        if bwrap is None:
            raise CannotStart("bwrap is not installed")
        self.clean = True
        self._said = os.memfd_create("said")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._process = subprocess.Popen(
                bubblewrap.command(bwrap, bubblewrap.view(), theirs.fileno(), preload),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                pass_fds=[theirs.fileno()],
                cwd="/",
                env={},
            )
        except OSError as error:
            self._control.close()
            os.close(self._said)
            raise CannotStart(str(error)) from None
        finally:
            theirs.close()
        # One that is gone already is found out by whoever waits for it.
        with contextlib.suppress(Lost), _parcel(warm_up) as fd:
            self._send(b"warm", [fd])

    def wait(self) -> None:
        """Wait until it is ready.

        Raises:
            CannotStart: bubblewrap refuses, or Python does not run inside.
        """
        try:
            ready = self._hear(START_SECONDS)
        except Lost as error:
            self.close()
            raise CannotStart(str(error)) from None
        # A fork copies one thread only; whatever lock another one holds stays locked in the child.
        self.can_fork_again = ready.get("threads") == 1
        self.missing = ready.get("missing")

    def run(self, job: Job) -> Ran:
        """Return what the job did, after its child and all that it left are gone.

        Raises:
            Lost: the worker died; it cannot be used again.
        """
        receive, give = os.pipe()
        try:
            os.set_blocking(receive, False)
            try:
                with _parcel(job) as fd:
                    self._send(b"run %d" % job.limits.processes, [fd, give])
            finally:
                os.close(give)
            return self._follow(job, receive)
        finally:
            os.close(receive)

    def _follow(self, job: Job, receive: int) -> Ran:
        reader = Reader(job)
        clock = _Clock(job, self._order)
        poll = select.poll()
        poll.register(receive, select.POLLIN)
        poll.register(self._control, select.POLLIN)
        ended = ""
        while True:
            ready = dict(poll.poll(clock.wait_seconds(reader.told) * 1000))
            if receive in ready and not ended:
                ended = self._read(receive, reader)
            elif receive in ready:
                poll.unregister(receive)
            if self._control.fileno() in ready:
                break
            clock.look(reader.told)
        report = self._hear(_END_SECONDS)
        if not ended:
            ended = self._read(receive, reader, to_the_end=True)
        self.clean = report.get("clean") is True
        if report.get("files"):
            ended = "files"
        elif report.get("threads"):
            ended = "threads"
        elif clock.killed:
            ended = "timeout"
        elif ended != "garbled":
            ended = "done" if reader.told.done else "exited"
        return Ran(reader.told, ended, frozenset(clock.timed_out), float(str(report.get("cpu", 0))))

    def _read(self, receive: int, reader: Reader, to_the_end: bool = False) -> str:
        """Return "" while the pipe is open and its bytes make sense, else why reading ended."""
        try:
            while data := os.read(receive, _CHUNK):
                reader.feed(data)
                if not to_the_end:
                    return ""
        except BlockingIOError:
            return ""
        except Garbled:
            self._order(b"kill")
            return "garbled"
        return "closed"

    def _order(self, order: bytes) -> None:
        with contextlib.suppress(OSError):
            self._control.send(order)

    def _send(self, message: bytes, fds: list[int]) -> None:
        try:
            socket.send_fds(self._control, [message], fds)
        except OSError:
            raise Lost(self._complaint()) from None

    def _hear(self, seconds: float) -> dict[str, object]:
        """Return what the zygote says next. Raises Lost when it says nothing."""
        self._control.settimeout(seconds)
        try:
            data = self._control.recv(65_536)
        except OSError:
            data = b""
        finally:
            with contextlib.suppress(OSError):
                self._control.settimeout(None)
        if not data:
            raise Lost(self._complaint())
        said = json.loads(data)
        assert isinstance(said, dict)
        return said

    def _complaint(self) -> str:
        lines = os.pread(self._said, 65_536, 0).decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "the sandbox ended without a word"

    def close(self) -> None:
        """End the sandbox and all that is in it."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        os.close(self._said)


class _Clock:
    """Interrupts a cell that takes too long, then kills the child that does not stop."""

    def __init__(self, job: Job, order: Callable[[bytes], None]) -> None:
        self._limits = job.limits
        self._order = order
        self._end = time.monotonic() + job.limits.total_seconds
        self._cell: int | None = None
        self._next = self._end
        self._interrupted = False
        self.timed_out: set[int] = set()
        self.killed = False

    def wait_seconds(self, told: Told) -> float:
        """Return how long to wait for news at most."""
        self._notice(told)
        if self.killed:
            # The zygote clears up now; a longer silence means that it is no more.
            if time.monotonic() > self._next:
                raise Lost("no answer after the child was killed")
            return 1.0
        return max(0.0, min(self._next, self._end) - time.monotonic()) + 0.001

    def look(self, told: Told) -> None:
        """Do what is due now."""
        self._notice(told)
        now = time.monotonic()
        if self.killed or now < min(self._next, self._end):
            return
        if self._cell is not None:
            self.timed_out.add(self._cell)
        if self._cell is None or self._interrupted or now >= self._end:
            self.killed = True
            self._order(b"kill")
            self._next = now + _END_SECONDS
        else:
            self._interrupted = True
            self._order(b"interrupt")
            self._next = now + GRACE_SECONDS

    def _notice(self, told: Told) -> None:
        if not self.killed and told.running != self._cell:
            self._cell, self._interrupted = told.running, False
            cell_end = time.monotonic() + self._limits.cell_seconds
            self._next = self._end if self._cell is None else cell_end


@contextlib.contextmanager
def _parcel(job: Job | None) -> Iterator[int]:
    """Give a file in memory that holds a job for the child."""
    fd = os.memfd_create("job")
    try:
        plain = None if job is None else replace(job, files=dict(job.files), given=dict(job.given))
        rest = memoryview(pickle.dumps(plain))
        while rest:
            rest = rest[os.write(fd, rest) :]
        yield fd
    finally:
        os.close(fd)
