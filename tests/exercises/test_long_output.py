"""A long output in Notebook 7, which gives such ones a box that scrolls; the cards of a cell stand whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.exercises.lab import Lab

MANY = 8
CARDS = f"for number in range(10, {10 + MANY}):\n    card(choice(f'ch01-p{{number}}'))"
LINES = "for number in range(300):\n    print(number)"
BOXED = "document.querySelectorAll('.jp-CodeCell.jp-mod-outputsScrolled').length"
# By cell, how much of its output is in sight, and how much there is.
HEIGHTS = """[...document.querySelectorAll('.jp-CodeCell .jp-Cell-outputArea')]
  .map((area) => [area.clientHeight, area.scrollHeight, getComputedStyle(area).overflowY])"""


@pytest.mark.needs_browser
def test_cards_stand_whole_where_printed_lines_scroll(lab: Lab, page: Page) -> None:
    notebook = lab.notebook("long", CARDS, LINES)
    page.set_viewport_size({"width": 390, "height": 844})
    notebook.run(notebook.open(page, "notebooks"))
    expect(page.locator(".course-live .course-card")).to_have_count(MANY, timeout=60_000)
    page.wait_for_function(f"() => {BOXED} === 2")
    (_, cards, lines) = page.evaluate(HEIGHTS)
    assert cards[0] == cards[1] > MANY * 200 and cards[2] == "visible"
    assert lines[0] < 500 < lines[1] and lines[2] == "auto"
