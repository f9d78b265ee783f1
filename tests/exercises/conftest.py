"""What the browser tests of this area share: one JupyterLab, and a page a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.exercises.desk import CELLS, Room
from tests.exercises.lab import Lab, start, stop

expect.set_options(timeout=10_000)  # a busy machine is not a fault
PROFILE: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab of the tests' own."""
    running = start(tmp_path_factory.mktemp("lab"))
    yield running
    stop(running)


@pytest.fixture(scope="module")
def visit(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for a module: JupyterLab's own scripts are read and compiled once."""
    context = browser.new_context(**PROFILE)
    yield from _watched(context)


@pytest.fixture(scope="module")
def room(lab: Lab, visit: BrowserContext, request: pytest.FixtureRequest) -> Room:
    """A notebook with the areas of cells that the module names as AREAS, or with all, opened once."""
    return Room(lab, visit, getattr(request.module, "AREAS", tuple(CELLS)))


@pytest.fixture
def page(visit: BrowserContext) -> Iterator[Page]:
    """A page of 1366x768."""
    page = visit.new_page()
    yield page
    if not page.is_closed():
        page.close()


@pytest.fixture
def timed(browser: Browser) -> Iterator[Page]:
    """A page in a profile of its own, since a stopped clock stops in every page of a profile."""
    for context in _watched(browser.new_context(**PROFILE)):
        yield context.new_page()


def _watched(context: BrowserContext) -> Iterator[BrowserContext]:
    """Gives the profile away, closes it, and fails if it asked anything of another machine."""
    outside: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith(("http:", "https:")) and "//127.0.0.1:" not in request.url:
            outside.append(request.url)

    context.on("request", note)
    context.on("dialog", lambda dialog: dialog.accept())  # leaving a page with unsaved changes
    yield context
    context.close()
    assert outside == []
