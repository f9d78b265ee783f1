"""Cards in JupyterLab when something is missing: the kernel, the page, room, or a young browser."""

from __future__ import annotations

import json
import os
import signal

import pytest
from playwright.sync_api import Page, expect

from course.exercises.card import card_state
from course.exercises.log import ItemState
from course.exercises.static_html import card_html, card_text
from tests.exercises.lab import RIGHT, SAVED, WRONG, Lab, cards, submit
from tests.exercises.samples import choice

pytestmark = pytest.mark.needs_browser


def test_what_the_card_called_saved_outlives_kernel_and_page(lab: Lab, page: Page) -> None:
    notebook = lab.notebook("killed", "card(choice())", "card(numeric())")
    notebook.run(notebook.open(page))
    submit(cards(page).first, WRONG)
    expect(cards(page).first.locator(SAVED)).to_contain_text("已保存")
    cards(page).first.get_by_text(RIGHT).click()
    cards(page).nth(1).get_by_role("textbox").fill("12.")
    expect(cards(page).first.locator(SAVED)).to_contain_text("草稿已保存")
    expect(cards(page).nth(1).locator(SAVED)).to_contain_text("草稿已保存")
    notebook.kill()
    context = page.context
    page.close()
    again = context.new_page()
    notebook.run(notebook.open(again))
    card = cards(again).first
    expect(card.locator(".course-pill")).to_have_text("✗ 出错")
    expect(card.get_by_role("radio", name=RIGHT)).to_be_checked()
    expect(card.locator(".course-verdict")).to_contain_text("上次提交：还不对。")
    expect(card.locator(SAVED)).to_contain_text("草稿已保存")
    expect(cards(again).nth(1).get_by_role("textbox")).to_have_value("12.")
    assert [event["answer"] for event in notebook.events()][-2:] in ([["a"], "12."], ["12.", ["a"]])


def test_silence_is_told_late_answers_count_once_and_lost_ones_come_back(lab: Lab, timed: Page) -> None:
    notebook = lab.notebook("silent", "card(numeric())", "card(numeric('ch01-p03'))")
    notebook.run(notebook.open(timed))
    timed.clock.install()
    late, lost = cards(timed).first, cards(timed).nth(1)
    os.kill(notebook.pid, signal.SIGSTOP)
    late.get_by_role("textbox").fill("12.5")
    for _ in range(2):
        late.locator(".course-main").click()
        expect(late.locator(SAVED)).not_to_contain_text("已保存")
        timed.clock.fast_forward(5100)
        expect(late.locator("[role=alert]")).to_contain_text("没有收到回应")
        expect(late.locator("[role=alert]")).to_contain_text("Shift+Enter")
        expect(late.locator(SAVED)).to_have_text("✗ 未能保存")
    os.kill(notebook.pid, signal.SIGCONT)
    expect(late.locator(".course-pill")).to_have_text("✓ 正确")
    expect(late.locator("[role=alert]")).to_be_empty()
    assert [event["event"] for event in notebook.events()].count("submit") == 1

    os.kill(notebook.pid, signal.SIGSTOP)
    lost.get_by_role("textbox").fill("87.5")
    lost.get_by_role("textbox").press("Enter")
    timed.clock.fast_forward(5100)
    expect(lost.locator("[role=alert]")).to_contain_text("没有收到回应")
    notebook.kill()
    timed.goto("about:blank")
    notebook.run(notebook.open(timed))
    expect(lost.get_by_role("textbox")).to_have_value("87.5")
    expect(lost.locator(SAVED)).to_contain_text("草稿已保存")
    last = notebook.events()[-1]
    assert (last["event"], last["item"], last["answer"]) == ("draft", "ch01-p03", "87.5")


def test_a_narrow_page_of_a_browser_without_has(lab: Lab, page: Page) -> None:
    notebook = lab.notebook("narrow", "card(choice())", "card(numeric())")
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script("CSS.supports = () => false")
    notebook.run(notebook.open(page, "notebooks"))
    expect(page.locator(".course-static.course-hidden")).to_have_count(2)
    # Such a browser drops the rule that needs `:has`.
    page.evaluate(
        "for (const sheet of document.styleSheets) for (let at = sheet.cssRules.length - 1; at >= 0; at--)"
        "  if (sheet.cssRules[at].selectorText?.includes(':has(.course-live)')) sheet.deleteRule(at)"
    )
    expect(page.locator(".course-static").first).to_be_hidden()
    submit(cards(page).first, WRONG)
    expect(cards(page).first.locator(".course-pill")).to_have_text("✗ 出错")
    for card in cards(page).all():
        box = card.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert card.evaluate("(card) => card.scrollWidth - card.clientWidth") == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_reopened_notebook_reads_well_without_a_kernel(lab: Lab, page: Page) -> None:
    state = card_state(choice(), ItemState(answer=["b"], attempts=1, item_version=1))
    lost = {"version_major": 2, "version_minor": 1, "model_id": "0" * 32}
    bundles = [
        {"text/html": card_html(choice(), state), "text/plain": card_text(choice(), state)},
        {"application/vnd.jupyter.widget-view+json": lost},
    ]
    notebook = lab.notebook("reopened", "quiz()")
    written = json.loads(notebook.path.read_text("utf-8"))
    written["cells"][1]["outputs"] = [
        {"output_type": "display_data", "data": bundle, "metadata": {}} for bundle in bundles
    ]
    del written["metadata"]["kernelspec"]
    notebook.path.write_text(json.dumps(written), "utf-8")
    page.goto(f"http://127.0.0.1:{lab.port}/lab/tree/{notebook.path.name}?reset")
    still = page.locator(".course-static")
    still.wait_for(timeout=20_000)
    expect(still).to_be_visible()
    for text in ("练一练 · 单选", "✗ 出错", "您的作答：B（已保存）", "选中本单元格按 Shift+Enter"):
        expect(still).to_contain_text(text)
    assert still.evaluate("(card) => getComputedStyle(card).borderTopWidth") == "1px"
    expect(page.locator(".course-live")).to_have_count(0)
