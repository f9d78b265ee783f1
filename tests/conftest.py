"""What every test may use: the environment's programs on PATH, skips by name, a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
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

LONG = ("needs_browser", "needs_bubblewrap")

# nbgrader calls `alembic` by bare name; whoever starts pytest by its path has not activated the environment.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


# A slow machine is no defect, and CI must say the same thing twice.
settings.register_profile("project", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    """Forgets who the developer is on a hub of this course; tests name their own identities and folders."""
    for name in [name for name in os.environ if name.startswith(("COURSE_", "JUPYTERHUB_"))]:
        del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what uses the browser, so that nobody can forget it; puts files with long tests first.

    Whoever ends last among parallel workers should end with something short.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("needs_browser")
    long = {item.path for item in items if any(item.get_closest_marker(name) for name in LONG)}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session", autouse=True)
def no_own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Jupyter and IPython find no settings of the developer's: tests behave as on a new machine."""
    folder = tmp_path_factory.mktemp("settings")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(folder / name.lower()))
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test whose needs this machine does not meet, or fails it where CI promises to meet them."""
    for mark in item.iter_markers():
        outcome, reason = verdict(mark.name, ci=os.environ.get("CI") == "true")
        if outcome == "skip":
            pytest.skip(reason)
        if outcome == "fail":
            pytest.fail(reason, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns any other skip into a failure in CI, where a skipped test would look like a passed one."""
    report = yield
    forbidden = (
        report.skipped and not hasattr(report, "wasxfail") and not item.get_closest_marker("needs_root")
    )
    if forbidden and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, but CI skips nothing but needs_root: {report.longrepr}"
    return report


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
    """A headless Chromium; whoever uses it is marked `needs_browser`.

    One a module, not one a session: while Playwright's loop is open, asyncio.run() fails in every other test.
    """
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=chromium_args, headless=True)
        yield running
        running.close()
