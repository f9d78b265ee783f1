"""The processes of one run of the demo: found by a marker in their environment, ended without a trace.

Every process the demo starts inherits `COURSE_DEMO_RUN=<random id>`. Single-user servers and kernels live
in sessions of their own and outlive a killed hub, so neither parent nor session finds them all; the marker
does. Descendants of marked processes count too: a sandbox may have cleared its environment.
Nothing is ever looked up by name.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

import psutil

MARKER = "COURSE_DEMO_RUN"


def alive(process: psutil.Process) -> bool:
    """Returns whether the process runs; a zombie has ended."""
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _carries(process: psutil.Process, run: str) -> bool:
    try:
        return bool(process.environ().get(MARKER) == run)
    except (psutil.Error, OSError):
        # Other users' processes and those that end while being read cannot be ours to end.
        return False


def started_by(run: str) -> set[psutil.Process]:
    """Returns the living processes that carry the marker of `run` and their descendants, not the caller."""
    own = os.getpid()
    found = {p for p in psutil.process_iter() if p.pid != own and _carries(p, run)}
    for process in list(found):
        try:
            found.update(process.children(recursive=True))
        except psutil.Error:
            continue
    return {p for p in found if p.pid != own and alive(p)}


def _signal(processes: Iterable[psutil.Process], kill: bool) -> None:
    for process in processes:
        try:
            process.kill() if kill else process.terminate()
        except psutil.NoSuchProcess:
            continue


def end_all(run: str, remembered: Iterable[psutil.Process] = (), grace: float = 3.0) -> list[int]:
    """Returns the pids that could not be ended (normally none) after ending every process of `run`.

    `remembered` are processes seen earlier; they are compared by pid and start time, so that a pid that
    was given to another program since is left alone. They get SIGTERM, and SIGKILL after `grace` seconds.
    """
    earlier = set(remembered)
    for kill, patience in ((False, grace), (True, 5.0)):
        deadline = time.monotonic() + patience
        signalled: set[psutil.Process] = set()
        while left := started_by(run) | {p for p in earlier if alive(p)}:
            # A process may start another between two looks: look again until nothing is left.
            _signal(left - signalled, kill)
            signalled |= left
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        else:
            return []
    return sorted(p.pid for p in left)
