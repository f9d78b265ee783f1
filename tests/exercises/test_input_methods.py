"""An input method in every field of a card: the Enter that takes what is composed is not the card's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.exercises.desk import COUNTING, say, status, turn, words_of
from tests.exercises.dialogues import sample
from tests.exercises.lab import SAVED, Lab, Notebook, card_of
from tests.exercises.test_glossary import CELL as GLOSSARY

pytestmark = pytest.mark.needs_browser
CELLS = [
    "card(numeric('ch01-p01'))",
    "card(samples.guess('ch01-p02'))",
    "card(samples.reply('ch01-p03'))",
    'chat("ch01-d1", "own")',
    GLOSSARY,
]
TICKET = "抱歉让您久等。您的工单号是 ２０２６０３１８００７，我们会核对这两笔扣费，"
REST = "今天下午五点前由我给您回电说明。"
LISTEN = """document.addEventListener('keydown', (event) => {
  window.heard = [event.key, event.keyCode];
}, true)"""


class Fields:
    """A notebook with a card for each kind of field, and an input method at work in its page."""

    def __init__(self, lab: Lab, visit: BrowserContext) -> None:
        self.notebook: Notebook = lab.notebook("input-methods", COUNTING, *CELLS)
        self.page: Page = visit.new_page()
        self.page.emulate_media(reduced_motion="reduce")
        self.notebook.run(self.notebook.open(self.page))
        expect(self.page.locator(".course-live .course-card")).to_have_count(len(CELLS), timeout=60_000)
        self.input = visit.new_cdp_session(self.page)
        self.page.evaluate(LISTEN)

    def card(self, cell: int) -> Locator:
        found = card_of(self.page, 1 + cell)
        found.scroll_into_view_if_needed()
        return found

    def compose(self, box: Locator, text: str) -> None:
        """Types letters that the input method holds, and then the Enter that takes them as they are."""
        box.focus()
        size = {"selectionStart": len(text), "selectionEnd": len(text)}
        self.input.send("Input.imeSetComposition", {"text": text} | size)
        expect(box).to_have_value(text)
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        self.input.send("Input.dispatchKeyEvent", {"type": "rawKeyDown"} | enter)
        assert self.page.evaluate("window.heard") == ["Enter", 229]
        self.input.send("Input.dispatchKeyEvent", {"type": "keyUp"} | enter)
        self.input.send("Input.insertText", {"text": text})
        expect(box).to_have_value(text)

    def events(self, item: str) -> list[tuple[str, Any]]:
        events = self.notebook.events()
        return [(event["event"], event["answer"]) for event in events if event["item"] == item]


@pytest.fixture(scope="module")
def fields(lab: Lab, visit: BrowserContext) -> Iterator[Fields]:
    made = Fields(lab, visit)
    yield made
    made.page.close()


@pytest.mark.parametrize(
    ("cell", "item", "typed", "shown"),
    [(0, "ch01-p01", "１２．５％", "✓ 正确"), (1, "ch01-p02", "３０％", "✓ 已记录")],
)
def test_a_number_is_submitted_by_the_next_enter(
    fields: Fields, cell: int, item: str, typed: str, shown: str
) -> None:
    card = fields.card(cell)
    fields.compose(card.get_by_role("textbox"), typed)
    expect(card.locator(SAVED)).to_contain_text("草稿已保存")
    assert fields.events(item)[-1] == ("draft", typed)
    assert {event for event, _ in fields.events(item)} == {"draft"}
    card.get_by_role("textbox").press("Enter")
    status(card, shown)


def test_a_reply_gets_no_line_break_and_is_not_submitted(fields: Fields) -> None:
    card = fields.card(2)
    fields.compose(card.get_by_role("textbox"), TICKET)
    expect(card.locator(SAVED)).to_contain_text("草稿已保存")
    expect(card.locator(".course-found")).to_contain_text(["工单号"])
    assert {event for event, _ in fields.events("ch01-p03")} == {"draft"}
    card.get_by_role("textbox").press("End")
    fields.page.keyboard.insert_text(REST)
    card.locator(".course-main").click()
    status(card, "✓ 正确")
    assert fields.events("ch01-p03")[-1] == ("submit", TICKET + REST)


def test_one_s_own_words_in_a_dialogue_wait_for_the_button(fields: Fields) -> None:
    card = fields.card(3)
    for number, text in enumerate(words_of(sample("ch01-d1"), "own")[:4], start=1):
        say(card, text, number)
    turn(card, 5)
    before = fields.events("ch01-d1")
    fields.compose(card.get_by_role("textbox"), "您可以打。")
    expect(card.locator(SAVED)).to_contain_text("已保存")
    expect(card.get_by_role("textbox")).to_have_value("您可以打。")
    expect(card.locator(".chat-replies")).to_have_count(0)
    assert fields.events("ch01-d1") == before
    card.get_by_role("button", name="写好了").click()
    expect(card.locator(".chat-next .chat-own")).to_contain_text("您可以打。")


def test_the_glossary_searches_what_is_composed(fields: Fields) -> None:
    card = fields.card(4)
    fields.compose(card.get_by_role("searchbox"), "ｎｐｓ")
    expect(card.get_by_role("status")).to_have_text("找到 1 个词")
    assert fields.page.locator(".jp-CodeCell").count() == 2 + len(CELLS)
