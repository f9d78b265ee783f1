"""A figure in a real JupyterLab waits for its guess, and comes without a cell being run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from course.authoring.withhold import withheld
from tests.exercises.lab import ROOT, Lab, Notebook, card_of

pytestmark = pytest.mark.needs_browser
GUESS = "ch01-p08"
FIGURE = """shown = class_table("联络")["业务类型"].value_counts().reset_index()
bar_chart(shown, "业务类型", "count")"""
TEXT = "信用卡标“解决”占 91%。\n\n**不要得出的结论：** 图上看不出谁点错了。\n\n### 下一节\n\n这一段一直都在。"
IMAGE = ".js-plotly-plot .main-svg"


@pytest.fixture
def notebook(lab: Lab, request: pytest.FixtureRequest) -> Notebook:
    """A notebook with a guess, its figure as the builder writes the cell, and the text below it."""
    bundle = ROOT / "release" / "ch01" / "ch01.items.json"
    shutil.copy(bundle, lab.folder)
    answers = lab.folder / f"{request.node.name}-answers"
    opening = f'os.environ["COURSE_ANSWERS"] = {str(answers)!r}\nfrom course import *\nopen_chapter("ch01")'
    made = lab.notebook(request.node.name, opening, f'quiz("{GUESS}")', withheld(FIGURE, GUESS))
    written = json.loads(made.path.read_text("utf-8"))
    written["cells"].append({"cell_type": "markdown", "id": "text", "metadata": {}, "source": TEXT})
    made.path.write_text(json.dumps(written), "utf-8")
    return made


def guess(page: Page) -> Locator:
    card = card_of(page, 1)
    card.get_by_role("radio").first.check(force=True)
    card.locator(".course-main").click()
    expect(card.locator(".course-pill")).to_have_text("✓ 已记录")
    return card


def saved_outputs(page: Page, path: Path) -> list[dict[str, Any]]:
    """Saves the notebook and returns the outputs of its figure."""
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    outputs: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"][3]["outputs"]
    return outputs


def test_a_figure_comes_with_the_guess_and_stays(lab: Lab, page: Page, notebook: Notebook) -> None:
    notebook.run(notebook.open(page))
    waiting, text = page.locator(".course-waiting"), page.locator(".jp-RenderedMarkdown")
    expect(waiting).to_contain_text("提交您的猜测，图会在这里出现")
    expect(text.get_by_text("91%")).to_be_hidden()
    expect(text.get_by_text("不要得出的结论")).to_be_hidden()
    expect(text.get_by_text("这一段一直都在")).to_be_visible()
    assert "plotly" not in json.dumps(saved_outputs(page, notebook.path))
    counted = page.locator(".jp-InputPrompt").all_inner_texts()
    guess(page)
    expect(page.locator(IMAGE).first).to_be_visible()
    expect(waiting).to_have_count(0)
    expect(text.get_by_text("91%")).to_be_visible()
    page.wait_for_timeout(1500)  # longer than the card waits before it lets the cell run
    assert page.locator(".jp-InputPrompt").all_inner_texts() == counted
    # A copy without a kernel shows the figure too.
    [kept] = saved_outputs(page, notebook.path)
    assert "application/vnd.plotly.v1+json" in kept["data"]

    notebook.kill()
    page.goto("about:blank")
    notebook.run(notebook.open(page))
    expect(page.locator(IMAGE).first).to_be_visible()
    expect(waiting).to_have_count(0)
    expect(text.get_by_text("91%")).to_be_visible()


def test_after_a_reload_the_figure_still_comes_by_itself(lab: Lab, page: Page, notebook: Notebook) -> None:
    """The kernel runs on and the card with it, but what the kernel shows reaches no old place in the page."""
    notebook.run(notebook.open(page))
    expect(page.locator(".course-waiting")).to_be_visible()
    saved_outputs(page, notebook.path)
    page.reload()
    page.locator(".course-live .course-card").first.wait_for(timeout=20_000)
    card = guess(page)
    expect(page.locator(IMAGE).first).to_be_visible()
    expect(page.locator(".jp-RenderedMarkdown").get_by_text("91%")).to_be_visible()
    expect(card.get_by_role("button", name="重做")).to_be_focused()
