"""The process that runs the cells of one job: sealed first, then it belongs to whoever wrote them."""

from __future__ import annotations

import asyncio
import os
import pickle
import random
import resource
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from course.grading.sandbox import seccomp
from course.grading.sandbox.cells import run_cells
from course.grading.sandbox.frames import Writer
from course.grading.sandbox.job import Job, Limits
from course.grading.sandbox.shell import Shell, new_shell

_OPEN_FILES = 256
_shell: list[Shell] = []


def prepare(warm_up_fd: int) -> None:
    """Make the shell that every child inherits, and run what each would otherwise run for the first time.

    Args:
        warm_up_fd: holds a job of public cells, or nothing.
    """
    shell = new_shell()
    _shell.append(shell)
    job = _read(warm_up_fd)
    if job is None:
        return
    environment = dict(os.environ)
    sink = os.open(os.devnull, os.O_WRONLY)
    _lay_out(job)
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(run_cells(shell, job, Writer(sink)))
    finally:
        loop.close()
        os.close(sink)
        shell.forget()
        if notebook := sys.modules.get("course.notebook"):
            # A job whose first cell fails must not find this chapter open.
            notebook.forget()
        os.environ.clear()
        os.environ.update(environment)


def run(job_fd: int, result_fd: int) -> NoReturn:
    """Run the job that lies in one file and write frames to the other; ends the process."""
    code = 1
    try:
        job = _read(job_fd)
        assert job is not None
        _lay_out(job)
        if job.side == "A":
            # Last, so that the trainee's own modules can be imported and none takes the place of a package.
            sys.path.append(str(Path.cwd()))
        _seal(job.limits)
        _reseed()
        # A loop, as a kernel has one; not asyncio.run(), which would turn an interrupt into a cancellation.
        loop = asyncio.new_event_loop()
        loop.run_until_complete(run_cells(_shell[0], job, Writer(result_fd)))
        code = 0
    finally:
        os._exit(code)


def _read(fd: int) -> Job | None:
    # The job comes from the grader, whom the child trusts. Nothing ever goes back in this form.
    with os.fdopen(fd, "rb") as file:
        file.seek(0)
        job = pickle.load(file)
    assert job is None or isinstance(job, Job)
    return job


def _lay_out(job: Job) -> None:
    work = Path.cwd()
    for name, data in job.files.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    os.environ["COURSE_GRADED_TRAINEE"] = job.trainee


def _seal(limits: Limits) -> None:
    seconds = int(limits.total_seconds) + 5
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    for name, value in (
        (resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))
    signal.signal(signal.SIGINT, _interrupt)
    seccomp.seal()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _reseed() -> None:
    """Let each job draw its own numbers: the state was copied with everything else."""
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
