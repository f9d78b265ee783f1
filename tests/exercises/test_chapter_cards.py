"""What a chapter shows beside its own exercises, in a JupyterLab: progress, review, exam and glossary."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.exercises.lab import ROOT, Lab, Notebook, card_of
from tests.exercises.test_every_type import CONTROLS, NOTEBOOK, press_keys

pytestmark = pytest.mark.needs_browser
CALLS = ["progress()", "review(1)", "exam()", "glossary()"]


class Chapter:
    """Chapter 2 with the cells of `CALLS`; the trainee has chapter 1 too."""

    def __init__(self, lab: Lab, visit: BrowserContext) -> None:
        folder: Path = lab.folder
        earlier = folder.parent / "ch01"
        earlier.mkdir()
        shutil.copy(ROOT / "release" / "ch01" / "ch01.items.json", earlier)
        shutil.copy(ROOT / "release" / "ch02" / "ch02.items.json", folder)
        self.answers = folder / "chapter-answers"
        place = f'os.environ["COURSE_ANSWERS"] = {str(self.answers)!r}'
        opening = f'{place}\nfrom course import *\nopen_chapter("ch02")'
        heading = "## 2.1 " + json.loads((folder / "ch02.items.json").read_text("utf-8"))["sections"]["2.1"]
        self.notebook: Notebook = lab.notebook("chapter", opening, *CALLS)
        written = json.loads(self.notebook.path.read_text("utf-8"))
        written["cells"].append({"cell_type": "markdown", "id": "section", "metadata": {}, "source": heading})
        self.notebook.path.write_text(json.dumps(written), "utf-8")
        self.page: Page = visit.new_page()
        self.page.emulate_media(reduced_motion="reduce")
        self.enter()

    def enter(self) -> None:
        self.notebook.run(self.notebook.open(self.page))
        expect(self.page.locator(".course-live .course-card")).to_have_count(1 + 8 + 1, timeout=60_000)

    def cell(self, call: str) -> Locator:
        return self.page.locator(".jp-CodeCell").nth(2 + CALLS.index(call))


@pytest.fixture(scope="module")
def chapter(lab: Lab, visit: BrowserContext) -> Iterator[Chapter]:
    made = Chapter(lab, visit)
    yield made
    made.page.close()


@pytest.mark.parametrize("call", CALLS)
def test_keys_on_every_control_never_act_on_the_notebook(chapter: Chapter, call: str) -> None:
    controls = chapter.cell(call).locator(f".jp-OutputArea :is(a[href], {CONTROLS})")
    controls.first.scroll_into_view_if_needed()
    assert controls.count() > 0
    controls.first.focus()
    before = chapter.page.evaluate(NOTEBOOK)
    press_keys(chapter.page, controls)
    assert chapter.page.evaluate(NOTEBOOK) == before


def test_a_link_of_the_progress_leads_to_its_section_by_keyboard(chapter: Chapter) -> None:
    link = chapter.cell("progress()").get_by_role("link").first
    link.scroll_into_view_if_needed()
    heading = chapter.page.locator(".jp-RenderedMarkdown h2")
    expect(heading).not_to_be_in_viewport()
    link.focus()
    chapter.page.keyboard.press("Enter")
    expect(heading).to_be_in_viewport()


def test_what_was_done_in_a_review_and_in_the_exam_is_back_after_a_new_kernel(chapter: Chapter) -> None:
    review = card_of(chapter.page, 2)
    review.scroll_into_view_if_needed()
    given = review.locator(".course-hints li").count()
    review.get_by_role("button", name="看提示").press("Enter")
    expect(review.locator(".course-hints li")).to_have_count(given + 1)
    choice = chapter.cell("exam()").locator(".course-card:has(input[type=radio])").first
    choice.scroll_into_view_if_needed()
    choice.locator(".course-option label").last.click()
    choice.locator(".course-main").press("Enter")
    expect(choice.locator(".course-pill")).to_have_text("✓ 已记录")

    chapter.notebook.kill()
    chapter.page.goto("about:blank")
    chapter.enter()
    expect(review.locator(".course-hints li")).to_have_count(given + 1)
    expect(choice.locator(".course-pill")).to_have_text("✓ 已记录")
    expect(choice.locator(".course-option input").last).to_be_checked()
