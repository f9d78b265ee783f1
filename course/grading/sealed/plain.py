"""A runner without a sandbox, for a demonstration on a machine that cannot have one. It protects nobody.

Trainees' code and tests still run in two processes, but both have all the rights of whoever grades.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from course.grading.sandbox.frames import Garbled, Reader
from course.grading.sandbox.job import Job, Outcome, Side
from course.grading.sandbox.runner import outcome
from course.grading.sandbox.worker import Ran

_START_SECONDS = 20.0
_CHUNK = 1 << 20


class PlainRunner:
    """Starts a new Python for each job, in a folder of its own. Only the limits of time and output hold."""

    def __init__(self, side: Side) -> None:
        self._side = side

    def run(self, job: Job) -> Outcome:
        """Return what the job did."""
        if job.side != self._side:
            raise ValueError(f"a job of side {job.side} came to side {self._side}")
        with tempfile.TemporaryDirectory(prefix="course-plain-", ignore_cleanup_errors=True) as name:
            work = Path(name)
            for path, data in job.files.items():
                target = work / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            return outcome(job, _run(job, work))

    def close(self) -> None:
        """Do nothing: no process outlives its job."""


def _run(job: Job, work: Path) -> Ran:
    before = os.times()
    receive, give = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "course.grading.sealed.plain_child", str(give)],
        cwd=work,
        env=_environment(job, work),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(give,),
        start_new_session=True,
    )
    os.close(give)
    assert process.stdin is not None
    reader = Reader(job)
    try:
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(pickle.dumps(replace(job, files={}, given=dict(job.given))))
        ended = _follow(receive, reader, time.monotonic() + job.limits.total_seconds + _START_SECONDS)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(receive)
    late = frozenset([reader.told.running]) if ended == "timeout" and reader.told.running is not None else ()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Ran(reader.told, ended, frozenset(late), cpu)


def _environment(job: Job, work: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(work),
        "IPYTHONDIR": str(work / ".ipython"),
        "LANG": "C.UTF-8",
        "PLOTLY_RENDERER": "plotly_mimetype",
        "PYTHONSAFEPATH": "1",
        "COURSE_GRADED_TRAINEE": job.trainee,
    }


def _follow(receive: int, reader: Reader, until: float) -> str:
    """Return how the child ended; what it said is in `reader`."""
    while (left := until - time.monotonic()) > 0:
        if not select.select([receive], [], [], left)[0]:
            break
        data = os.read(receive, _CHUNK)
        if not data:
            return "done" if reader.told.done else "exited"
        try:
            reader.feed(data)
        except Garbled:
            return "garbled"
    return "timeout"
