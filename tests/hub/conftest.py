"""A project folder, a running demo and a browser, each made once a session."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.running import RunningDemo
from tests.hub.tiny import make_project

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def tiny_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with one tiny chapter; its path holds Chinese, a space and a brace."""
    root = tmp_path_factory.mktemp("project") / "课程 {1}"
    root.mkdir()
    make_project(root)
    return root


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, tiny_project: Path) -> Path:
    """A copy of the repository's own chapter 1."""
    here = Path(__file__).parents[2]
    if not (here / "release" / "ch01" / "ch01.ipynb").exists():
        return tiny_project
    root = tmp_path_factory.mktemp("project") / "course"
    for part in ("source", "release"):
        shutil.copytree(here / part / "ch01", root / part / "ch01")
    return root


@pytest.fixture(scope="session")
def demo(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """The demo that all visiting tests share; nothing of it is left afterwards."""
    running = RunningDemo(project, tmp_path_factory.mktemp("demo") / "演示 folder")
    try:
        yield running.wait_ready()
    finally:
        code = running.end(signal.SIGHUP)
    assert code == 0
    assert running.living() == set()


@pytest.fixture(scope="session")
def browser():  # type: ignore[no-untyped-def]
    """Debian's chromium, headless."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is missing")
        pytest.skip("chromium is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield chromium
        chromium.close()
