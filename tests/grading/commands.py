"""Runs `nbgrader` and `course` commands, each in its own process: a fork of one that has imported both.

A command then takes what it does and not the seconds that Python needs to read nbgrader: what it is given,
what it finds in its folder and its environment, and how it ends are as when it is started from a shell.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 280


def nbgrader(arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Return exit code and output of `nbgrader <arguments>` in a folder; below 0 is a signal's number."""
    return _run("nbgrader", arguments, folder, environment, SECONDS)


def course(
    arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], seconds: float = SECONDS
) -> tuple[int, str]:
    """Return exit code and output of `course <arguments>`; after so many seconds a signal ends it."""
    return _run("course", arguments, folder, environment, seconds)


def _run(
    program: str, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], seconds: float
) -> tuple[int, str]:
    with tempfile.NamedTemporaryFile("rb", prefix=f"{program}-") as output:
        job = {
            "program": program,
            "arguments": arguments,
            "folder": str(folder),
            "environment": dict(environment),
            "output": output.name,
            "seconds": round(seconds),
        }
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(job) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return code, output.read().decode("utf-8", "replace")


@cache
def _server() -> subprocess.Popen[str]:
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.grading.commands"],
        cwd=PROJECT,
        # A library that starts threads when it is imported would not survive the fork.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(_end, running)
    return running


def _end(running: subprocess.Popen[str]) -> None:
    with running:
        assert running.stdin is not None
        running.stdin.close()


def _serve() -> None:
    """Fork for each line of stdin, and write how the command in it ended."""
    for module in ("nbgrader.apps", "course.cli", "course.grading.batch.grader", "course.grading.config"):
        importlib.import_module(module)

    gc.freeze()  # what every command shares is not copied for its rubbish to be looked for
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            _leave(_command(job))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _leave(code: int) -> NoReturn:
    # Taking apart all that was imported costs more than most commands; what they want done at exit is done.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _command(job: dict[str, Any]) -> int:
    if job["program"] == "course":
        from course.cli import main
    else:
        from nbgrader.apps.nbgraderapp import main

    signal.alarm(job["seconds"])
    output = os.open(job["output"], os.O_WRONLY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    # As `python -m` would begin.
    sys.path[0] = job["folder"]
    sys.argv = [job["program"], *job["arguments"]]
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    _serve()
