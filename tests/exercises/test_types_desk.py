"""Redaction, transcript and trace in a real JupyterLab: by mouse and by keyboard only."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.exercises.desk import SOURCES, Desk, Room
from tests.exercises.samples_desk import redact, trace, transcript

pytestmark = pytest.mark.needs_browser
AREAS = ("work",)


@pytest.fixture
def desk(room: Room) -> Desk:
    return Desk(room, AREAS[0])


def token(card: Locator, text: str) -> Locator:
    return card.get_by_role("option", name=text, exact=True).first


def drag(page: Page, card: Locator, first: int, last: int) -> None:
    """Drags over the tokens from one place to another."""
    start = card.locator(f"[data-at='{first}']").bounding_box()
    end = card.locator(f"[data-at='{last}']").bounding_box()
    assert start is not None and end is not None
    page.mouse.move(start["x"] + 2, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 2, end["y"] + 8, steps=5)
    page.mouse.up()


def submit(card: Locator, status: str) -> None:
    card.locator(".course-main").click()
    expect(card.locator(".course-pill")).to_have_text(status)


def test_a_ticket_is_masked_by_mouse(desk: Desk) -> None:
    card, item = desk.card(0), redact()
    card.scroll_into_view_if_needed()
    shown = card.locator(".course-ticket > span").all_text_contents()
    assert tuple(shown) == item.pieces()
    for datum in item.ticket.data:
        if datum.end - datum.start > 1:
            drag(desk.page, card, datum.start, datum.end - 1)
        else:
            card.locator(f"[data-at='{datum.start}']").click()
    token(card, "E5031").click()
    token(card, "A217").click()
    token(card, "A217").click()
    expect(card.get_by_role("option", selected=True)).to_have_count(len(item.model_answer()) + 1)
    expect(card.locator(".course-how").last).to_contain_text("已遮住 7 段")
    submit(card, "◐ 部分正确")
    expect(card.locator(".course-remarks [data-tone=wrong]")).to_contain_text("✗多遮了“E5031”")
    expect(card.locator(".course-remarks li")).to_have_count(7)
    token(card, "E5031").click()
    submit(card, "✓ 正确")
    assert desk.answers("ch04-p07")[-1] == item.model_answer()


def test_a_conversation_is_scored_by_mouse(desk: Desk) -> None:
    card, item = desk.card(1), transcript()
    card.get_by_text("靠谱，跟存款差不多").click()
    card.locator(".course-main").click()
    expect(card.locator("[role=alert]")).to_contain_text("还有 6 项没有评：表明身份。")
    for one in item.criteria:
        card.get_by_role("group", name=one.text).get_by_label(one.key, exact=True).check()
    card.get_by_text("这款封闭 180 天").click()
    submit(card, "◐ 部分正确")
    expect(card.locator(".course-result")).to_contain_text("查全 50%")
    expect(card.locator(".course-turn .course-said:visible")).to_have_text(
        ["✓找到了：把理财说成“跟存款差不多”，客户会当成不会亏。", "✗多标了：专家没有在这一句扣分。"]
    )
    card.get_by_text("这款封闭 180 天").click()
    card.get_by_text("您重测一下").click()
    submit(card, "✓ 正确")
    assert desk.answers("ch07-p09")[-1] == item.model_answer()


def test_a_chain_is_laid_by_mouse(desk: Desk) -> None:
    card = desk.card(2)
    card.get_by_text("收到 21 天").click()
    card.locator(".course-main").click()
    expect(card.locator("[role=alert]")).to_contain_text("“规则”一列还没有选卡片。")
    for text in ("按自然日从收到那天", "为超期道歉", "今天报上级审批"):
        card.get_by_text(text).click()
    submit(card, "◐ 部分正确")
    expect(card.locator(".course-result")).to_contain_text("从“事实”这一步就偏了，只得推理分")
    expect(card.locator(".course-said:visible")).to_have_count(4)
    for text in ("21 天里有 9 天", "鉴定期间可以不计入，但要", "说明停表的 9 天，11", "今天催办"):
        card.locator("label").get_by_text(text).click()
    submit(card, "✓ 正确")
    expect(card.locator(".course-said:visible")).to_have_count(12)
    assert desk.answers("ch05-p06")[-1] == trace().model_answer()


def test_all_three_work_by_keyboard_only_and_keys_stay_in_the_card(desk: Desk) -> None:
    page, item = desk.page, redact()
    press = page.keyboard.press
    before = page.evaluate(SOURCES)
    box = desk.card(3).get_by_role("listbox")
    box.focus()
    counted = [place for place, _ in enumerate(item.pieces()) if item.ticket.size(place)]
    at = 0
    for datum in item.ticket.data:
        while counted[at] < datum.start:
            press("ArrowRight")
            at += 1
        press("Space")
        while counted[at] < datum.end - 1:
            press("Shift+ArrowRight")
            at += 1
    for key in ("d", "d", "x", "b", "a", "m", "ArrowUp", "ArrowDown", "End", "Enter", "Space"):
        press(key)
    expect(box).to_be_focused()
    expect(box).to_have_attribute(
        "aria-activedescendant", box.locator("[data-at]").last.get_attribute("id") or ""
    )
    press("Tab")  # past the confidence, to the button
    press("Tab")
    expect(desk.card(3).locator(".course-main")).to_be_focused()
    press("Enter")
    expect(desk.card(3).locator(".course-pill")).to_have_text("✓ 正确")
    assert desk.answers("ch04-p08") == [item.model_answer()]

    talk = desk.card(4)
    talk.get_by_role("checkbox").first.focus()
    for turn in transcript().turns:
        if turn.id in ("l3", "l5"):
            press("Space")
        press("Tab")
    for one in transcript().criteria:
        press("Space")
        for _ in range(("合格", "不合格", "不适用").index(one.key)):
            press("ArrowDown")
        press("Tab")
    press("Tab")
    expect(talk.locator(".course-main")).to_be_focused()
    press("Enter")
    expect(talk.locator(".course-pill")).to_have_text("✓ 正确")

    chain = desk.card(5)
    chain.get_by_role("radio").first.focus()
    for column in trace().columns:
        press("Space")
        for _ in range([card.id for card in column.cards].index(trace().model_answer()[column.id][0])):
            press("ArrowDown")
        press("Tab")
    press("Tab")
    expect(chain.locator(".course-main")).to_be_focused()
    press("Enter")
    expect(chain.locator(".course-pill")).to_have_text("✓ 正确")
    expect(chain.get_by_role("button", name="重做")).to_be_focused()
    for card in (desk.card(3), talk, chain):
        focusable = card.locator(":is(input, button, textarea, select, summary, [tabindex])")
        assert focusable.count() == card.locator("[data-lm-suppress-shortcuts]").count() > 4
    assert page.evaluate(SOURCES) == before


def test_a_graded_ticket_is_only_recorded(desk: Desk) -> None:
    card = desk.card(6)
    token(card, "E5031").click()
    submit(card, "✓ 已记录")
    expect(card.locator(".course-remarks li")).to_have_count(0)
