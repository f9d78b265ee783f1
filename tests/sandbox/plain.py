"""The client of `plain_server`."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from course.grading.sandbox.frames import Reader
from course.grading.sandbox.job import Cell, Job, Limits, Outcome
from course.grading.sandbox.runner import outcome
from course.grading.sandbox.worker import Ran

SECRET = "COURSE_TEST_SECRET"
UNLIMITED = Limits(output_bytes=64 * 2**20)


@dataclass(frozen=True)
class Plainly:
    """What an unsealed run did, and whether its grader lived on."""

    outcome: Outcome
    late: bool
    grader_alive: bool


class Plain:
    """Runs jobs unsealed, in one folder."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder = folder
        self._scratch = scratch
        self._count = 0
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.sandbox.plain_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, SECRET: "s3cret", "IPYTHONDIR": str(scratch / "ipython")},
        )
        assert self._hear() == "ready"

    def run(self, job: Job, seconds: float = 30.0) -> Plainly:
        """Return what the job did; it is ended after so many seconds."""
        self._count += 1
        parcel, told = self._scratch / f"{self._count}.job", self._scratch / f"{self._count}.told"
        parcel.write_bytes(pickle.dumps(replace(job, limits=UNLIMITED)))
        request = {"job": str(parcel), "folder": str(self.folder), "told": str(told), "seconds": seconds}
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        late = self._hear() == "late"
        reader = Reader(replace(job, limits=UNLIMITED))
        reader.feed(told.read_bytes() if told.exists() else b"")
        ended = "timeout" if late else "done" if reader.told.done else "exited"
        alive = told.with_suffix(".alive").exists()
        return Plainly(outcome(job, Ran(reader.told, ended, frozenset(), 0.0)), late, alive)

    def close(self) -> None:
        """End the server."""
        self._server.communicate()

    def _hear(self) -> str:
        assert self._server.stdout is not None
        said: str = json.loads(self._server.stdout.readline())
        return said


def job_of(*sources: str, side: str = "A", limits: Limits | None = None, **files: bytes) -> Job:
    """Return a job of these cells, named c0, c1 and so on; a file's name has `__` for its dot."""
    kind = "own" if side == "A" else "test"
    cells = tuple(Cell(f"c{number}", source, kind) for number, source in enumerate(sources))
    named = {name.replace("__", "."): data for name, data in files.items()}
    return Job("A" if side == "A" else "B", "li", "ch01", cells, named, limits=limits or Limits())


def shown(result: Outcome, cell: str = "c0") -> str:
    """Return the text of a cell's last value, or "" when it has none."""
    values = [o for o in result.cells[cell].outputs if o["output_type"] == "execute_result"]
    return values[-1]["data"]["text/plain"] if values else ""
