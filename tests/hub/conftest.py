"""A project folder and a running demo, each made once a session."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.running import RunningDemo
from tests.hub.tiny import make_project


@pytest.fixture(scope="session")
def tiny_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with one tiny chapter; its path holds Chinese, a space and a brace."""
    root = tmp_path_factory.mktemp("project") / "课程 {1}"
    root.mkdir()
    make_project(root)
    return root


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's own chapter 1."""
    here = Path(__file__).parents[2]
    root = tmp_path_factory.mktemp("project") / "course"
    for part in ("source", "release"):
        shutil.copytree(here / part / "ch01", root / part / "ch01")
    return root


@pytest.fixture(scope="session")
def demo(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """The demo that all visiting tests share; a closed terminal ends it, and nothing of it is left."""
    running = RunningDemo(project, tmp_path_factory.mktemp("demo") / "演示 folder")
    try:
        yield running.wait_ready()
    finally:
        code = running.end(signal.SIGHUP)
    assert code == 0
    assert running.living() == set()
