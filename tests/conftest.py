"""What every test may use: the environment's programs on PATH, skips by name, a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.requirements import chromium, verdict

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# nbgrader calls `alembic` by bare name; whoever starts pytest by its path has not activated the environment.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test whose needs this machine does not meet, or fails it where CI promises to meet them."""
    for mark in item.iter_markers():
        outcome, reason = verdict(mark.name, ci=os.environ.get("CI") == "true")
        if outcome == "skip":
            pytest.skip(reason)
        if outcome == "fail":
            pytest.fail(reason, pytrace=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def chromium_args() -> list[str]:
    """Chromium's flags: nothing called in the background; no sandbox of its own as root."""
    return [*CHROMIUM_ARGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@pytest.fixture(scope="module")
def browser(chromium_args: list[str]) -> Iterator[Browser]:
    """A headless Chromium; mark its tests `needs_browser`.

    One a module, not one a session: while Playwright's loop is open, asyncio.run() fails in every other test.
    """
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=chromium_args, headless=True)
        yield running
        running.close()
