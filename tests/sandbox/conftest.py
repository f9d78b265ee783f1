"""A course with everything that attacks are after, warm runners, and a runner without any sandbox."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.grading.sandbox.job import Side
from course.grading.sandbox.runner import SealedRunner
from tests.sandbox.plain import Plain
from tests.sandbox.plain_server import PRELOAD


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what starts bwrap."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and {"runner", "tests_runner"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker("needs_bubblewrap")


@pytest.fixture(scope="session")
def course_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course's folder: gradebook, hidden tests, two submissions."""
    root = tmp_path_factory.mktemp("course-root")
    with sqlite3.connect(root / "gradebook.db") as gradebook:
        gradebook.execute("create table grade (student text, points real)")
        gradebook.execute("insert into grade values ('li', 3), ('wang', 90)")
    for folder in ("source/ch01", "submitted/li/ch01/answers", "submitted/wang/ch01"):
        (root / folder).mkdir(parents=True)
    (root / "source/ch01/ch01.ipynb").write_text("### BEGIN HIDDEN TESTS\nkey = 42\n")
    (root / "submitted/wang/ch01/ch01.ipynb").write_text("wang: 42\n")
    (root / "submitted/li/ch01/ch01.ipynb").write_text("li\n")
    return root


@pytest.fixture(scope="session")
def plain(course_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plain]:
    """Runs cells without a sandbox in li's submission."""
    unsealed = Plain(course_root / "submitted/li/ch01", tmp_path_factory.mktemp("plain"))
    yield unsealed
    unsealed.close()


def _warm(side: Side) -> Iterator[SealedRunner]:
    running = SealedRunner(side, PRELOAD)
    assert running.warm
    yield running
    running.close()


@pytest.fixture(scope="session")
def runner() -> Iterator[SealedRunner]:
    """A warm runner of trainees' cells that all tests share: whatever one did, the next is served well."""
    yield from _warm("A")


@pytest.fixture(scope="session")
def tests_runner() -> Iterator[SealedRunner]:
    """A warm runner of tests."""
    yield from _warm("B")
