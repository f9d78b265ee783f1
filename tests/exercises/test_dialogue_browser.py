"""A dialogue in a real JupyterLab: by mouse, by keyboard only, through a restart, on a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from course.exercises.dialogue.proof import best_path
from tests.exercises.dialogues import sample
from tests.exercises.lab import Lab, Notebook, card_of, dark

pytestmark = pytest.mark.needs_browser

CHAT = """
from course.exercises.dialogue.card import show as show_dialogue
from tests.exercises.dialogues import sample
def chat(name, variant, graded=False, **changes):
    found = sample(name).model_copy(update=changes)
    show_dialogue(found.public() if graded else found, variant, log, data="ch01:w1:demo", sid="test")
"""
CELLS = [
    CHAT + 'chat("ch01-d1", "agent")',
    'chat("ch01-d1", "own", id="ch01-d3")',
    'chat("ch01-d2", "coached", graded=True)',
]
VIOLATIONS = """async () => (await axe.run('.course-chat', {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
})).violations.map((found) => [found.id, found.nodes.map((node) => node.html.slice(0, 160))])"""
BANK, SECURITIES = sample("ch01-d1"), sample("ch01-d2")


@dataclass
class Room:
    """An open notebook with a dialogue in each of its cells."""

    notebook: Notebook
    page: Page

    def card(self, cell: int) -> Locator:
        return card_of(self.page, cell)

    def events(self, item: str) -> list[dict[str, Any]]:
        return [event for event in self.notebook.events() if event["item"] == item]


@pytest.fixture(scope="module")
def room(lab: Lab, visit: BrowserContext) -> Iterator[Room]:
    page = visit.new_page()
    page.emulate_media(reduced_motion="reduce")
    notebook = lab.notebook("room", *CELLS)
    notebook.run(notebook.open(page))
    expect(page.locator(".course-chat")).to_have_count(len(CELLS), timeout=20_000)
    yield Room(notebook, page)
    page.close()


def axe(page: Page) -> Any:
    page.add_script_tag(content=(files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    return page.evaluate(VIOLATIONS)


def turn(card: Locator, number: int) -> None:
    """Waits for the turn of this number."""
    expect(card.locator(".chat-turn")).to_have_text(f"第 {number} 轮")


def say(card: Locator, words: str, number: int) -> None:
    """Chooses the reply with these words in the turn of this number."""
    turn(card, number)
    card.locator(".chat-replies button").filter(has_text=words).click()


def words_of(dialogue: Any, variant: str) -> list[str]:
    """Returns the words of the replies on a best path."""
    from course.exercises.dialogue.engine import replay

    return [step.reply.text for step in replay(dialogue, variant, best_path(dialogue, variant)).turns]


def test_a_conversation_by_mouse_with_its_debrief(room: Room) -> None:
    card = room.card(0)
    expect(card.locator(".chat-bubble").first).to_have_text("喂？喂！")
    expect(card.get_by_role("meter", name="客户情绪")).to_have_attribute("aria-valuetext", "不满")
    card.get_by_text("11 月 20 日 来电摘要").click()
    expect(card.get_by_text("第二层核验没有通过")).to_be_visible()
    words = words_of(BANK, "agent")
    for number, text in enumerate(words, start=1):
        if number == 3:
            expect(card.locator(".chat-entry.fresh")).to_contain_text("别人代为投诉")
        if number == 4:
            text = "您先说您是谁"
        if number == 5:
            turn(card, 5)
            expect(card.locator(".chat-replies")).to_have_count(0)
            card.get_by_role("textbox").fill("您打您的，我先登记。")
            card.get_by_role("button", name="写好了").click()
            expect(card.locator(".chat-next .chat-own")).to_contain_text("您打您的，我先登记。")
        say(card, text, number)
    expect(card.locator(".chat-end-title")).to_contain_text("守住了，对方不满意")
    debrief = card.get_by_role("region", name="复盘")
    expect(debrief).to_contain_text("不是康先生")
    expect(debrief.locator("svg")).to_have_attribute("aria-label", re.compile("转折在第 4 轮"))
    lesson = debrief.locator(".chat-lesson.turning")
    expect(lesson).to_contain_text("更好的说法：0635，您记。")
    assert axe(room.page) == []
    dark(room.page)
    assert axe(room.page) == []
    lesson.get_by_role("button", name="从第 4 轮重来").click()
    turn(card, 4)
    say(card, words[3], 4)
    turn(card, 5)
    expect(card.get_by_role("textbox")).to_have_value("")
    kinds = [event["event"] for event in room.events("ch01-d1")]
    assert kinds == ["draft"] * 5 + ["submit", "draft", "draft"]
    assert [event["event"] for event in room.events("ch01-d1.agent_push")][-2:] == ["submit", "reset"]


def test_by_keyboard_only_and_nothing_reaches_the_notebook(room: Room) -> None:
    page, card = room.page, room.card(1)
    sources = "[...jupyterapp.shell.currentWidget.content.model.cells].map((c) => c.sharedModel.source)"
    before = page.evaluate(sources)
    card.locator(".chat-replies button").nth(2).focus()
    page.keyboard.press("Enter")
    turn(card, 2)
    for key in ("d", "d", "x", "b", "a", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    turn(card, 3)
    assert room.events("ch01-d3")[-1]["answer"] == ["c", "b"]
    card.locator(".chat-log").focus()
    for key in ("d", "d", "x", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate(sources) == before
    turn(card, 3)


def test_a_graded_conversation_says_only_that_it_was_recorded(room: Room) -> None:
    card = room.card(2)
    expect(card.get_by_role("meter")).to_have_count(0)
    for number, text in enumerate(words_of(SECURITIES, "coached"), start=1):
        turn(card, number)
        if card.get_by_role("textbox").count():
            card.get_by_role("textbox").fill("先别转，打 110。")
            card.get_by_role("button", name="写好了").click()
        say(card, text, number)
    expect(card.locator(".chat-ending")).to_contain_text("已记录")
    expect(card.locator(".course-pill")).to_have_text("✓ 已记录")
    expect(card.locator(".chat-debrief")).to_have_count(0)
    submitted = [event for event in room.events("ch01-d2") if event["event"] == "submit"]
    assert [event["answer"] for event in submitted] == [best_path(SECURITIES, "coached")]
    card.get_by_role("button", name="重新开始").click()
    turn(card, 1)
    expect(card.locator(".course-pill")).to_have_text("✓ 已记录")


def test_a_killed_kernel_is_told_and_a_narrow_page_goes_on_from_there(
    lab: Lab, browser: Any, room: Room
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    notebook = lab.notebook("narrow", CHAT + 'chat("ch01-d1", "own")')
    notebook.run(notebook.open(page, view="notebooks"))
    card = card_of(page, 0)
    for number, text in enumerate(words_of(BANK, "own")[:4], start=1):
        say(card, text, number)
    expect(card.locator(".chat-speaking")).to_have_count(0)
    card.get_by_role("textbox").fill("您可以打，我不拦。")
    expect(card.locator(".course-saved")).to_contain_text("已保存")
    assert page.evaluate("document.querySelector('.course-chat').scrollWidth") <= 390
    assert not card.locator(".chat-desk").evaluate("desk => desk.open")
    card.locator(".chat-desk > summary").click()
    expect(card.get_by_text("来电号码：尾号 3307")).to_be_visible()
    assert axe(page) == []
    notebook.kill()
    page.wait_for_timeout(500)
    context.close()
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    notebook.run(notebook.open(page, view="notebooks"))
    card = card_of(page, 0)
    turn(card, 5)
    expect(card.get_by_role("textbox")).to_have_value("您可以打，我不拦。")
    expect(card.locator(".chat-row.mine")).to_have_count(4)
    context.close()
