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
from tests.exercises.lab import SAVED, Lab, cards
from tests.exercises.samples import choice

pytestmark = pytest.mark.needs_browser


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
