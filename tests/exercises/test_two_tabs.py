"""One notebook in two tabs: no event is lost, and the later answer wins where it can be seen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from course.exercises.card import Exercise
from course.exercises.log import AnswerLog
from tests.exercises.lab import RIGHT, SAVED, WRONG, Lab, Notebook, card_of, submit
from tests.exercises.samples import choice

pytestmark = pytest.mark.needs_browser
NEWS = "这道题刚才在别处也作答了，这里已换成最后一次的作答。"
PILL, ALERT = ".course-pill", "[role=alert]"


def submitted(notebook: Notebook, item: str) -> list[Any]:
    events = notebook.events()
    return [event["answer"] for event in events if (event["event"], event["item"]) == ("submit", item)]


def answered(card: Locator, status: str, chosen: str) -> None:
    """Waits until a card shows this status and this option as chosen and saved."""
    expect(card.locator(PILL)).to_have_text(status)
    expect(card.get_by_role("radio", name=chosen)).to_be_checked()
    expect(card.locator(SAVED)).to_contain_text("已保存")


def test_two_tabs_of_a_notebook_show_the_later_answer_and_keep_both(lab: Lab, visit: BrowserContext) -> None:
    notebook = lab.notebook("tabs", "card(choice())", "card(choice('ch01-p02'))")
    first, second = visit.new_page(), visit.new_page()
    notebook.run(notebook.open(first))
    kernel = notebook.pid
    notebook.run(notebook.open(second))
    # JupyterLab keeps one kernel a notebook: the second tab's cards are others of the same process.
    assert notebook.pid == kernel
    one, two = card_of(first, 0), card_of(second, 0)
    submit(one, WRONG)
    answered(two, "✗ 出错", WRONG)
    expect(two.locator(ALERT)).to_have_text(NEWS)
    expect(one.locator(ALERT)).to_be_empty()
    submit(two, RIGHT)
    answered(one, "✓ 正确", RIGHT)
    expect(one.locator(ALERT)).to_have_text(NEWS)
    expect(two.locator(ALERT)).to_be_empty()
    assert submitted(notebook, "ch01-p01") == [["b"], ["a"]]

    # A draft stays in its tab; an answer replaces it and says so.
    one, two = card_of(first, 1), card_of(second, 1)
    two.get_by_text(WRONG).click()
    expect(two.locator(SAVED)).to_contain_text("草稿已保存")
    expect(one.locator("input:checked")).to_have_count(0)
    submit(one, RIGHT)
    answered(two, "✓ 正确", RIGHT)
    expect(two.locator(ALERT)).to_have_text(NEWS)
    two.get_by_role("radio", name=WRONG).check()
    two.locator(".course-main").click()
    for page in (first, second):
        answered(card_of(page, 1), "✗ 出错", WRONG)
    assert submitted(notebook, "ch01-p02") == [["a"], ["b"]]

    # Another kernel on the same answers, as after opening a copy, is heard of with the next message.
    other = Exercise(choice(), AnswerLog(notebook.log), data="ch01:w1:demo", sid="other")
    other._handle_custom_msg({"kind": "submit", "client": "other", "n": 1, "answer": ["c"]}, [])
    two = card_of(second, 0)
    expect(two.locator(PILL)).to_have_text("✓ 正确")
    two.get_by_role("radio", name=WRONG).check()
    expect(two.locator(ALERT)).to_have_text(NEWS)
    expect(two.locator(PILL)).to_have_text("✗ 出错")
    expect(two.locator(SAVED)).to_contain_text("草稿已保存")
    assert submitted(notebook, "ch01-p01") == [["b"], ["a"], ["c"]]
    first.close()
    second.close()
