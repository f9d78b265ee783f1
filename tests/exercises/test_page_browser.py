"""A chapter's page in JupyterLab and Notebook: one click to begin, and it opens where it was left."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.exercises.lab import Lab, Notebook, cards

pytestmark = pytest.mark.needs_browser

TALL = "from IPython.display import HTML, display; display(HTML('<p style=\"height:400px\">{}</p>'))"
TOP = """() => {
  const content = window.jupyterapp?.shell.currentWidget?.content;
  if (!content?.widgets) return -1;
  const edge = content.node.getBoundingClientRect().top + 1;
  return content.widgets.findIndex((cell) => cell.node.isConnected
    && cell.node.getBoundingClientRect().bottom > edge);
}"""
TIMEOUT = 20_000


def chapter(lab: Lab, name: str) -> Notebook:
    """Return a notebook of fourteen tall cells that says it is a chapter."""
    (lab.folder / name).parent.mkdir(parents=True, exist_ok=True)
    places = range(12)
    notebook = lab.notebook(name, "card(choice())", *(TALL.format(place) for place in places))
    written = json.loads(notebook.path.read_text("utf-8"))
    written["metadata"]["course"] = {"chapter": "ch01", "world_version": 1}
    notebook.path.write_text(json.dumps(written), "utf-8")
    return notebook


def address(notebook: Notebook, view: str = "lab/tree") -> str:
    """Return where a view shows the notebook."""
    return f"http://127.0.0.1:{notebook.lab.port}/{view}/{notebook.path.relative_to(notebook.lab.folder)}"


def button(page: Page) -> Locator:
    """Return the button of the notebook's toolbar."""
    return page.locator("[data-jp-item-name='course-start']").get_by_role("button")


def test_one_click_before_the_kernel_is_there_shows_all_and_stays_at_the_top(lab: Lab, page: Page) -> None:
    notebook = chapter(lab, "first")
    page.goto(address(notebook) + "?reset")
    button(page).click(timeout=TIMEOUT)
    expect(button(page)).to_have_accessible_name("正在准备……")
    expect(cards(page).first).to_be_visible(timeout=TIMEOUT)
    expect(button(page)).to_have_accessible_name("开始学习", timeout=TIMEOUT)
    expect(page.get_by_text("11", exact=True)).to_be_attached()
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    assert page.evaluate(TOP) == 0


def test_a_page_opens_where_hands_left_it_and_running_it_again_changes_nothing(lab: Lab, page: Page) -> None:
    notebook = chapter(lab, "left")
    page.goto(address(notebook) + "?reset")
    button(page).click(timeout=TIMEOUT)
    expect(page.get_by_text("11", exact=True)).to_be_attached(timeout=TIMEOUT)
    expect(button(page)).to_have_accessible_name("开始学习", timeout=TIMEOUT)
    page.locator(".jp-Notebook").hover()
    for _ in range(6):
        page.mouse.wheel(0, 500)
    page.wait_for_function(f"({TOP})() > 3")
    page.wait_for_function("Object.keys(localStorage).some((key) => key.endsWith('left.ipynb'))")
    page.wait_for_timeout(600)
    left = page.evaluate(TOP)
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)

    page.goto("about:blank")
    page.goto(address(notebook) + "?reset")
    page.wait_for_function(f"({TOP})() === {left}", timeout=TIMEOUT)
    button(page).click(timeout=TIMEOUT)
    # The kernel still lives and counts on.
    expect(page.locator(".jp-InputPrompt").last).to_have_text("[28]:", timeout=TIMEOUT)
    expect(button(page)).to_have_accessible_name("开始学习")
    page.wait_for_function(f"({TOP})() === {left}")


def test_notebook_7_has_the_button_and_other_notebooks_have_not(lab: Lab, page: Page) -> None:
    page.goto(address(chapter(lab, "seven"), "notebooks"))
    button(page).click(timeout=TIMEOUT)
    expect(cards(page).first).to_be_visible(timeout=TIMEOUT)
    other = lab.notebook("other", "1 + 1")
    page.goto(address(other) + "?reset")
    expect(page.locator("[data-jp-item-name='save']")).to_be_visible(timeout=TIMEOUT)
    expect(button(page)).to_be_hidden()
    expect(page.locator(".course-page")).to_have_count(0)


def test_what_was_handed_in_has_no_button_that_runs_it(lab: Lab, page: Page) -> None:
    page.goto(address(chapter(lab, "autograded/li/ch01")) + "?reset")
    expect(page.locator(".course-page")).to_have_count(1, timeout=TIMEOUT)
    expect(page.locator("[data-jp-item-name='save']")).to_be_visible()
    expect(button(page)).to_be_hidden()
