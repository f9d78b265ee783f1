"""Runs jobs without any sandbox, as a grader would that trusts its trainees: for proving that attacks work.

Each job gets a grader of its own, whose child runs the cells in the submission's folder with all rights.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import pickle
import signal
import sys
import time
from pathlib import Path

from course.grading.sandbox.cells import run_cells
from course.grading.sandbox.frames import Writer
from course.grading.sandbox.job import Job
from course.grading.sandbox.shell import Shell, new_shell

PRELOAD = ("pandas", "course.notebook", "course.grading.criteria", "course.grading.compare")


def grade(shell: Shell, job: Job, folder: Path, told: Path) -> None:
    """Run the job in a child and, if still alive, say so."""
    os.setsid()
    child = os.fork()
    if child == 0:
        try:
            os.chdir(folder)
            for name, data in job.files.items():
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(data)
            # A kernel finds modules in its working folder first.
            sys.path.insert(0, "")
            os.environ["COURSE_GRADED_TRAINEE"] = job.trainee
            tell = Writer(os.open(told, os.O_WRONLY | os.O_CREAT))
            asyncio.new_event_loop().run_until_complete(run_cells(shell, job, tell))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    told.with_suffix(".alive").touch()
    os._exit(0)


def main() -> None:
    """Serve requests, one JSON line each, until the input ends."""
    for name in PRELOAD:
        importlib.import_module(name)
    shell = new_shell()
    print(json.dumps("ready"), file=sys.__stdout__, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        job = pickle.loads(Path(request["job"]).read_bytes())
        pid = os.fork()
        if pid == 0:
            grade(shell, job, Path(request["folder"]), Path(request["told"]))
        until = time.monotonic() + request["seconds"]
        late = False
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            time.sleep(0.005)
            late = time.monotonic() > until
            if late:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                break
        print(json.dumps("late" if late else "ended"), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main()
