"""A runner without a sandbox, for a demonstration on a machine that cannot have one. It protects nobody.

Trainees' code and tests still run in two processes, but both have all the rights of whoever grades.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course.grading.sandbox.job import CellOutcome, Job, Outcome, Side

_SPARE_SECONDS = 20.0  # for starting Python and reading the answer
_STATUSES = frozenset({"ok", "error", "timeout"})


class PlainRunner:
    """Starts a new Python for each job, in a folder of its own."""

    def __init__(self, side: Side) -> None:
        self._side = side

    def run(self, job: Job) -> Outcome:
        """Return what the job did."""
        if job.side != self._side:
            raise ValueError(f"a job of side {job.side} came to side {self._side}")
        with tempfile.TemporaryDirectory(prefix="course-plain-") as name:
            work = Path(name)
            for path, data in job.files.items():
                target = work / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            ended, lines, cpu = _run(job, work)
        return Outcome(_outcomes(job, lines, ended), ended, cpu)

    def close(self) -> None:
        """End nothing: no process outlives its job."""


def _run(job: Job, work: Path) -> tuple[str, list[dict[str, Any]], float]:
    before = os.times()
    read, write = os.pipe()
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(work),
        "IPYTHONDIR": str(work / ".ipython"),
        "LANG": "C.UTF-8",
        "COURSE_GRADED_TRAINEE": job.trainee,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "course.grading.sealed.plain_child", str(write)],
        cwd=work,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(write,),
        start_new_session=True,
    )
    os.close(write)
    assert process.stdin is not None
    with os.fdopen(read, "rb") as answers:
        try:
            process.stdin.write(_as_json(job))
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended at once, and the missing answer says so
        timer = _Timer(process, job.limits.total_seconds + _SPARE_SECONDS)
        with timer:
            raw = answers.read()
            process.wait()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    lines = [line for part in raw.splitlines() if (line := _line(part)) is not None]
    ended = "timeout" if timer.fired else "done" if process.returncode == 0 else "exited"
    return ended, lines, cpu


class _Timer:
    """Kills the whole session of a process when its time is over."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        import threading

        self.fired = False
        self._process = process
        self._timer = threading.Timer(seconds, self._kill)

    def _kill(self) -> None:
        self.fired = True
        os.killpg(self._process.pid, signal.SIGKILL)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _as_json(job: Job) -> bytes:
    return json.dumps(
        {
            "cells": [
                {"id": cell.id, "source": cell.source, "kind": cell.kind, "names": cell.names}
                for cell in job.cells
            ],
            "given": {
                cell: {name: b64encode(data).decode() for name, data in values.items()}
                for cell, values in job.given.items()
            },
            "cell_seconds": job.limits.cell_seconds,
        }
    ).encode()


def _line(part: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(part)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def _outcomes(job: Job, lines: list[dict[str, Any]], ended: str) -> Mapping[str, CellOutcome]:
    found: dict[str, CellOutcome] = {}
    known = {cell.id for cell in job.cells}
    started = ""
    for line in lines:
        name = line.get("id")
        if name not in known:
            continue
        started = str(name)
        if line.get("status") in _STATUSES:
            outputs = line.get("outputs")
            captured = line.get("captured")
            found[started] = CellOutcome(
                line["status"],
                tuple(outputs) if isinstance(outputs, list) else (),
                {k: b64decode(v) for k, v in captured.items()} if isinstance(captured, dict) else {},
            )
    for cell in job.cells:
        if cell.id not in found:
            stopped = "timeout" if ended == "timeout" else "killed"
            found[cell.id] = CellOutcome(stopped if cell.id == started else "not_run")
    return found
