"""The process that a runner without a sandbox starts: it runs one job's cells and tells what they did."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys

from course.grading.sandbox.cells import run_cells
from course.grading.sandbox.frames import Writer
from course.grading.sandbox.job import Job
from course.grading.sandbox.shell import new_shell


def main(descriptor: int) -> None:
    """Run the job on standard input, which the grader wrote, and tell on `descriptor` what happened."""
    job = pickle.load(sys.stdin.buffer)
    assert isinstance(job, Job)
    shell = new_shell()
    asyncio.new_event_loop().run_until_complete(run_cells(shell, job, Writer(descriptor)))
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
