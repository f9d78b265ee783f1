"""Where workers come from: a process that has imported all that they need, and forks one when asked.

It is forked itself before anybody starts a thread or opens a gradebook, and does nothing but wait, so that no
lock, connection or sandbox of one worker is ever in the memory of the next.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

_DIE_WITH_PARENT, _SET_NAME = 1, 15
NAMES = ("course-nursery", "course-worker")
"""What the two are called in the system's list of processes, at most 15 letters."""


class NurseryLost(Exception):
    """The process that forks workers is no more, and all workers with it."""


class Nursery:
    """Forks workers, each in a session of its own; all end with the process that made the nursery."""

    def __init__(self, work: Callable[[], None], folder: Path, log: Path | None = None) -> None:
        """Fork the nursery.

        Args:
            work: what a worker does, reading from its standard input and writing to its standard output.
            folder: where it works.
            log: gets what workers print besides; None throws it away.
        """
        sys.stdout.flush()
        sys.stderr.flush()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        maker = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            self._control.close()
            _leave(partial(_serve, theirs, maker, work, folder, log))
        theirs.close()

    def start(self) -> tuple[int, int, int]:
        """Return a new worker's process id, the pipe that it reads and the pipe that it writes.

        Raises:
            NurseryLost: there is nobody to fork it.
        """
        read, give = os.pipe()
        receive, written = os.pipe()
        try:
            pid = int(self._ask(b"start", read, written))
        except BaseException:
            os.close(give)
            os.close(receive)
            raise
        finally:
            os.close(read)
            os.close(written)
        return pid, give, receive

    def end(self, pid: int) -> None:
        """Kill a worker and what it started; it may have ended by itself."""
        # Without a nursery there are no workers either.
        with contextlib.suppress(NurseryLost):
            self._ask(b"%d" % pid)

    def close(self) -> None:
        """End the nursery."""
        self._control.close()
        os.waitpid(self._pid, 0)

    def _ask(self, order: bytes, *fds: int) -> bytes:
        try:
            socket.send_fds(self._control, [order], fds)
            answer = self._control.recv(64)
        except OSError:
            answer = b""
        if not answer:
            raise NurseryLost
        return answer


def die_with(parent: int) -> None:
    """Let this process end when `parent`, which started it, ends in any way."""
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _serve(
    control: socket.socket, maker: int, work: Callable[[], None], folder: Path, log: Path | None
) -> None:
    # Its own session: what a terminal sends to the grader, such as Ctrl-C, is for the grader alone.
    os.setsid()
    die_with(maker)
    _prctl(_SET_NAME, NAMES[0].encode())
    os.chdir(folder)
    # A course may keep modules of its own beside its settings.
    sys.path.insert(0, str(folder))
    sink = os.open(os.devnull, os.O_RDWR)
    said = sink if log is None else os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    for fd, target in ((sink, 0), (said, 1), (said, 2)):
        os.dup2(fd, target)
    for fd in {sink, said}:
        os.close(fd)
    gc.collect()
    gc.freeze()  # what all workers share is not copied for its rubbish to be looked for
    nursery = os.getpid()
    while True:
        order, fds, _, _ = socket.recv_fds(control, 64, 2)
        if not order:
            return
        if order != b"start":
            _end(int(order))
            control.send(b"ended")
            continue
        pid = os.fork()
        if pid == 0:
            control.close()
            _leave(partial(_begin, nursery, fds, work))
        for fd in fds:
            os.close(fd)
        control.send(b"%d" % pid)


def _begin(nursery: int, fds: list[int], work: Callable[[], None]) -> None:
    os.setsid()
    die_with(nursery)
    _prctl(_SET_NAME, NAMES[1].encode())
    for target, fd in enumerate(fds):
        os.dup2(fd, target)
        os.close(fd)
    work()


def _end(pid: int) -> None:
    # Nobody but the nursery waits for a worker, so this number is still the worker's own.
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _leave(work: Callable[[], None]) -> NoReturn:
    """Work and end, without what the process that was forked had planned for its own end."""
    code = 1
    try:
        work()
        sys.stdout.flush()
        code = 0
    except BaseException:  # noqa: BLE001  # all that is left is to say so in the log
        traceback.print_exc()
    finally:
        os._exit(code)


def _prctl(option: int, value: int | bytes) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value)
