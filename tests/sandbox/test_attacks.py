"""Attacks of one cell: each works on an unsealed run, and none in a sandbox."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.grading.sandbox.job import Limits, Outcome
from course.grading.sandbox.runner import SealedRunner
from tests.sandbox.attacks import HEAD, PROCESSES, REACHING, READING, SPACE, WRITING
from tests.sandbox.plain import Plain, job_of, shown

KINDS = {"read": READING, "write": WRITING, "reach": REACHING, "start": PROCESSES, "fill": SPACE}
LIMITS = Limits(cell_seconds=10, memory_bytes=96 * 2**20)


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


class Servers:
    """Greets whoever connects, by each way in."""

    def __init__(self, root: Path) -> None:
        self.mark = f"mark-{root.name}"
        self._open = [socket.socket(kind) for kind in (socket.AF_INET, socket.AF_UNIX, socket.AF_UNIX)]
        self._open[0].bind(("127.0.0.1", 0))
        self._open[1].bind(f"\0{self.mark}")
        self._open[2].bind(str(root / "socket"))
        self.port = self._open[0].getsockname()[1]
        self.visits = 0
        for server in self._open:
            server.listen()
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                visitor, _ = server.accept()
            except OSError:
                return
            self.visits += 1
            visitor.sendall(b"hi")
            visitor.close()

    def close(self) -> None:
        for server in self._open:
            server.shutdown(socket.SHUT_RDWR)
            server.close()


@pytest.fixture(scope="module")
def servers(course_root: Path) -> Iterator[Servers]:
    running = Servers(course_root)
    yield running
    running.close()
    (course_root / "socket").unlink()


@pytest.mark.parametrize("kind", KINDS)
def test_attacks_work_unsealed_and_not_in_the_sandbox(
    kind: str, plain: Plain, runner: SealedRunner, course_root: Path, servers: Servers, tmp_path: Path
) -> None:
    facts = f"ROOT, PORT, MARK = {str(course_root)!r}, {servers.port}, {servers.mark!r}\n"
    attacks = job_of(*(HEAD + facts + source for source in KINDS[kind].values()), limits=LIMITS)
    kept = shutil.copytree(course_root, tmp_path / "kept", ignore=shutil.ignore_patterns("socket"))
    try:
        proof = succeeded(kind, plain.run(attacks).outcome)
    finally:
        for path in kept.rglob("*"):
            if path.is_file():
                (course_root / path.relative_to(kept)).write_bytes(path.read_bytes())
        (course_root / "planted").unlink(missing_ok=True)
    assert proof == set(KINDS[kind]), "the other attacks are broken themselves"

    before, visits, started = snapshot(course_root), servers.visits, runner.started
    result = runner.run(attacks)
    assert succeeded(kind, result) == set()
    assert result.ended == "done"
    assert snapshot(course_root) == before
    assert servers.visits == visits
    assert shown(runner.run(job_of("import pandas\npandas.Series([1, 2]).sum().item()"))) == "3"
    assert runner.started == started, "an attack cost the worker"


def succeeded(kind: str, result: Outcome) -> set[str]:
    return {name for number, name in enumerate(KINDS[kind]) if shown(result, f"c{number}") == "True"}
