"""Cards in a real JupyterLab: what a trainee does, sees and keeps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.exercises.desk import SOURCES, Desk, Room
from tests.exercises.lab import RIGHT, SAVED, WRONG, submit

pytestmark = pytest.mark.needs_browser
AREAS = ("cards",)


@pytest.fixture
def desk(room: Room) -> Desk:
    return Desk(room, AREAS[0])


def test_an_answer_is_scored_explained_and_logged(desk: Desk) -> None:
    card, number = desk.card(0), desk.card(1)
    expect(card.locator(".course-pill")).to_have_text("○ 未作答")
    expect(desk.page.locator(".course-static").first).to_be_hidden()
    card.get_by_label("确定", exact=True).check()
    card.get_by_text(WRONG).click()
    card.locator(".course-main").dblclick()
    expect(card.locator(".course-pill")).to_have_text("✗ 出错")
    expect(card.locator(".course-wrong .course-said")).to_contain_text("✗不对：核对身份不改变")
    expect(card.locator(".course-said:visible")).to_have_count(1)
    expect(card.locator(SAVED)).to_have_text(re.compile(r"^✓ 已保存 \d\d:\d\d · 第 1 次作答$"))
    assert [event["event"] for event in desk.events("ch01-p01")].count("submit") == 1
    assert desk.events("ch01-p01")[-1]["confidence"] == "sure"
    expect(card.get_by_label("确定", exact=True)).not_to_be_checked()
    for hint in ("方向", "依据"):
        card.get_by_role("button", name="看提示").click()
        expect(card.locator(".course-hints li").last).to_contain_text(hint)
    submit(card, RIGHT)
    expect(card.locator(".course-pill")).to_have_text("✓ 正确")
    expect(card.locator(".course-said:visible")).to_have_count(3)
    expect(card.locator("[role=status]")).to_contain_text("回答正确")
    card.get_by_role("button", name="重做").click()
    expect(card.locator(".course-pill")).to_have_text("○ 未作答")
    expect(card.locator("input:checked")).to_have_count(0)
    number.get_by_role("textbox").fill("１２．５％")
    number.get_by_role("textbox").press("Enter")
    expect(number.locator(".course-pill")).to_have_text("✓ 正确")
    kinds = [event["event"] for event in desk.events("ch01-p01")]
    assert [kind for kind in kinds if kind != "draft"] == ["submit", "hint", "hint", "submit", "reset"]


def test_a_graded_card_says_only_that_it_was_recorded(desk: Desk) -> None:
    card = desk.card(2)
    for times, option in enumerate((WRONG, RIGHT), start=1):
        submit(card, option)
        expect(card.locator(SAVED)).to_contain_text(f"第 {times} 次作答")
        expect(card.locator(".course-pill")).to_have_text("✓ 已记录")
        expect(card.locator(".course-right, .course-wrong, .course-said:visible")).to_have_count(0)
    expect(card.get_by_role("button")).to_have_text(["更新作答"])
    answers = [event["answer"] for event in desk.events("ch01-e01") if event["event"] == "submit"]
    assert answers == [["b"], ["a"]]


def test_keys_in_a_card_never_act_on_the_notebook(desk: Desk) -> None:
    page = desk.page
    before = page.evaluate(SOURCES)
    card = desk.card(3)
    card.get_by_role("radio").first.focus()
    for key in ("ArrowDown", "ArrowDown", "d", "d", "x", "b", "a", "Enter", "m", "ArrowUp"):
        page.keyboard.press(key)
    expect(card.get_by_role("radio", name=WRONG)).to_be_checked()
    expect(card.get_by_role("radio", name=WRONG)).to_be_focused()
    for button in card.locator("button:visible").all():
        button.focus()
        for key in ("d", "d", "x", "b"):
            page.keyboard.press(key)
    number = desk.card(4).get_by_role("textbox")
    number.focus()
    page.keyboard.type("ddxb12.5")
    expect(number).to_have_value("ddxb12.5")
    assert page.evaluate(SOURCES) == before
    focusable = page.locator(".course-live :is(input, button, textarea, select, summary, [tabindex])")
    assert focusable.count() == page.locator(".course-live [data-lm-suppress-shortcuts]").count() > 8


def test_a_card_works_by_keyboard_only_and_keeps_the_focus(desk: Desk) -> None:
    page, card = desk.page, desk.card(5)
    card.get_by_role("radio").first.focus()
    for key in ("ArrowDown", "Tab", "Space", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(card.locator(".course-pill")).to_have_text("✗ 出错")
    expect(card.locator(".course-main")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card.locator(".course-hints li")).to_have_count(1)
    expect(card.get_by_role("button", name="看提示")).to_be_focused()
    card.get_by_role("radio").nth(1).focus()
    page.keyboard.press("ArrowUp")
    card.locator(".course-main").focus()
    page.keyboard.press("Enter")
    expect(card.locator(".course-pill")).to_have_text("✓ 正确")
    expect(card.get_by_role("button", name="重做")).to_be_focused()
    prompt = page.locator(".jp-CodeCell").nth(7).locator(".jp-InputPrompt")
    count = int(prompt.inner_text().strip("[]: "))
    page.keyboard.press("Shift+Enter")
    expect(prompt).not_to_have_text(f"[{count}]:")
    expect(prompt).to_have_text(re.compile(r"^\[\d+\]:$"))
    expect(card.locator(".course-pill")).to_have_text("✓ 正确")


def test_enter_that_ends_a_composition_does_not_submit(desk: Desk) -> None:
    number = desk.card(13)
    number.get_by_role("textbox").fill("12.5")
    number.get_by_role("textbox").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(number.locator(SAVED)).to_contain_text("草稿已保存")
    assert {event["event"] for event in desk.events("ch01-p12")} == {"draft"}
    number.get_by_role("textbox").press("Enter")
    expect(number.locator(".course-pill")).to_have_text("✓ 正确")


def test_two_views_of_a_card_agree(desk: Desk) -> None:
    one, two = desk.card(6), desk.card(7)
    submit(one, WRONG)
    for card in (one, two):
        expect(card.locator(".course-pill")).to_have_text("✗ 出错")
        expect(card.get_by_role("radio", name=WRONG)).to_be_checked()
    submit(two, RIGHT)
    for card in (one, two):
        expect(card.locator(".course-pill")).to_have_text("✓ 正确")
        expect(card.locator(SAVED)).to_contain_text("第 2 次作答")


NO_DELAY = """() => {
  const real = window.setTimeout;
  window.setTimeout = (action, delay, ...more) => (delay === 400 ? 0 : real(action, delay, ...more));
  return () => { window.setTimeout = real; };
}"""


def test_a_draft_is_saved_when_the_trainee_turns_away(desk: Desk) -> None:
    number = desk.card(14).get_by_role("textbox")
    restore = desk.page.evaluate_handle(NO_DELAY)  # the delay after which drafts are saved never ends
    try:
        number.fill("7")
        expect(desk.card(14).locator(SAVED)).to_have_text("有改动，尚未保存")
        number.blur()
        expect(desk.card(14).locator(SAVED)).to_contain_text("草稿已保存")
    finally:
        restore.evaluate("(undo) => undo()")
    assert [event["answer"] for event in desk.events("ch01-p13")] == ["7"]


EXECUTE = """code => jupyterapp.shell.currentWidget.sessionContext.session.kernel
  .requestExecute({code, silent: true, store_history: false}).done.then(() => null)"""
LIMIT = """
import resource
size = {} if {} else resource.RLIM_INFINITY
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
"""


def test_a_full_disk_is_told_and_the_answer_stays(desk: Desk) -> None:
    card, box = desk.card(15), desk.card(15).get_by_role("textbox")
    before = desk.notebook.log.read_bytes() if desk.notebook.log.exists() else b""
    desk.page.evaluate(EXECUTE, LIMIT.format(len(before) + 20, True))
    try:
        box.fill("12.5")
        box.press("Enter")
        expect(card.locator("[role=alert]")).to_contain_text("未能保存：磁盘空间已满")
        expect(card.locator(SAVED)).to_have_text("✗ 未能保存")
        expect(card.locator(".course-pill")).to_have_text("○ 未作答")
        expect(box).to_have_value("12.5")
        assert desk.notebook.log.read_bytes() == before
    finally:
        desk.page.evaluate(EXECUTE, LIMIT.format(0, False))
    card.locator(".course-main").click()
    expect(card.locator(SAVED)).to_contain_text("已保存")
    expect(card.locator("[role=alert]")).to_be_empty()
    assert [(event["event"], event["answer"]) for event in desk.events("ch01-p14")] == [("submit", "12.5")]


HOSTILE = """(id) => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const huge = {kind: 'submit', client: 'c', n: 1, answer: {a: 'x'.repeat(30000)}};
  const messages = [null, 7, {kind: 'submit'}, {client: 'c', n: 'x'}, {kind: 'x', client: {}}, huge];
  const header = {msg_type: 'comm_msg', session: 'x', username: 'x', version: '5.3', date: ''};
  const post = (id, data) => kernel.sendShellMessage({
    header: {...header, msg_id: crypto.randomUUID()}, parent_header: {}, metadata: {}, buffers: [],
    channel: 'shell', content: {comm_id: id, data},
  });
  post(id, {method: 'update', state: {state: 7, item: {type: 'evil'}}, buffer_paths: []});
  for (const content of messages) post(id, {method: 'custom', content});
}"""


def test_hostile_messages_meet_one_sentence(desk: Desk) -> None:
    card = desk.card(12)
    desk.page.evaluate(HOSTILE, desk.notebook.path.with_suffix(".hostile").read_text())
    expect(card.locator("[role=alert]")).to_contain_text("作答内容太长")
    submit(card, RIGHT)
    expect(card.locator(".course-pill")).to_have_text("✓ 正确")
    expect(desk.page.locator(".jp-OutputArea-output[data-mime-type*='error']")).to_have_count(0)
    assert [event["answer"] for event in desk.events("ch01-p11") if event["event"] == "submit"] == [["a"]]
