"""A dialogue in a real JupyterLab: by mouse, by keyboard only, and graded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from course.exercises.dialogue.proof import best_path
from tests.exercises.desk import SOURCES, Desk, Room, say, turn, words_of
from tests.exercises.dialogues import sample

pytestmark = pytest.mark.needs_browser
AREAS = ("talks",)

BANK, SECURITIES = sample("ch01-d1"), sample("ch01-d2")


@pytest.fixture
def desk(room: Room) -> Desk:
    return Desk(room, AREAS[0])


def test_a_conversation_by_mouse_with_its_debrief(desk: Desk) -> None:
    card = desk.card(0)
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
    lesson.get_by_role("button", name="从第 4 轮重来").click()
    turn(card, 4)
    say(card, words[3], 4)
    turn(card, 5)
    expect(card.get_by_role("textbox")).to_have_value("")
    kinds = [event["event"] for event in desk.events("ch01-d1")]
    assert kinds == ["draft"] * 5 + ["submit", "draft", "draft"]
    assert [event["event"] for event in desk.events("ch01-d1.agent_push")][-2:] == ["submit", "reset"]


def test_by_keyboard_only_and_nothing_reaches_the_notebook(desk: Desk) -> None:
    page, card = desk.page, desk.card(1)
    before = page.evaluate(SOURCES)
    card.locator(".chat-replies button").nth(2).focus()
    page.keyboard.press("Enter")
    turn(card, 2)
    for key in ("d", "d", "x", "b", "a", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    turn(card, 3)
    assert desk.events("ch01-d3")[-1]["answer"] == ["c", "b"]
    card.locator(".chat-log").focus()
    for key in ("d", "d", "x", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate(SOURCES) == before
    turn(card, 3)


def test_a_graded_conversation_says_only_that_it_was_recorded(desk: Desk) -> None:
    card = desk.card(2)
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
    submitted = [event for event in desk.events("ch01-d2") if event["event"] == "submit"]
    assert [event["answer"] for event in submitted] == [best_path(SECURITIES, "coached")]
    card.get_by_role("button", name="重新开始").click()
    turn(card, 1)
    expect(card.locator(".course-pill")).to_have_text("✓ 已记录")
