"""The pages that people of the demo see, as a person uses them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.hub.running import RunningDemo

# A cold server on a busy machine needs this long; a page that never comes fails the test all the same.
PATIENCE = 60_000


def picture(page: Page, name: str) -> None:
    """Keeps a picture of the page in the folder HUB_PICTURES, when it is set."""
    if folder := os.environ.get("HUB_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"hub-{name}.png"))


@contextmanager
def seen_on_failure(**pages: Page) -> Iterator[None]:
    """Keeps a picture of each page when what happens inside fails."""
    try:
        yield
    except BaseException:
        for name, page in pages.items():
            picture(page, f"failed-{name}")
        raise


def log_in(browser: Browser, demo: RunningDemo, name: str, dark: bool = False) -> Page:
    """Returns the page of the account after login, while its server starts."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="dark" if dark else "light", locale="zh-CN"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(demo.address)
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(demo.passwords[name])
    picture(page, f"login-{name}")
    page.get_by_role("button", name="登录").click(no_wait_after=True)
    return page


def wait_for_lab(page: Page) -> None:
    """Waits until JupyterLab shows the account's first page."""
    expect(page.locator(".jp-MarkdownViewer h1")).to_be_visible(timeout=PATIENCE)


def menu(page: Page, title: str, entry: str) -> None:
    """Chooses an entry of JupyterLab's menu bar."""
    page.locator(".lm-MenuBar-itemLabel", has_text=title).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()


class Assignments:
    """nbgrader's page of a trainee."""

    def __init__(self, page: Page) -> None:
        self.page = page
        menu(page, "Nbgrader", "Assignment List")

    def row(self, part: str, assignment: str) -> Locator:
        """Returns the row of an assignment; `part` is released, fetched or submitted."""
        return self.page.locator(f"#{part}_assignments_list .list_item", has_text=assignment).first

    def refresh(self) -> None:
        """Asks nbgrader for the present state."""
        self.page.locator("#refresh_assignments_list").click()

    def press(self, part: str, assignment: str, button: str) -> None:
        """Presses a button of a row."""
        self.row(part, assignment).get_by_role("button", name=button, exact=True).click()


class Formgrader:
    """nbgrader's pages of an instructor, inside JupyterLab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        menu(page, "Nbgrader", "Formgrader")

    @property
    def frame(self) -> FrameLocator:
        """The frame that holds formgrader."""
        return self.page.frame_locator("iframe[src*='formgrader']")

    def go(self, link: str) -> None:
        """Follows a link of the side bar."""
        self.frame.locator(".nav a", has_text=link).click()

    def do(self, column: str, row: str) -> None:
        """Presses the sign in a column of a row and closes the report of success."""
        line = self.frame.locator("#main-table tr", has_text=row)
        line.locator(f".{column} a").click()
        report = self.frame.locator(".modal.in")
        expect(report.locator(".modal-title")).to_have_text("Success", timeout=PATIENCE)
        report.get_by_role("button", name="Close").last.click()
        expect(self.frame.locator(".modal")).to_have_count(0)
