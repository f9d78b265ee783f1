"""The whole loop on a real hub: from a trainee's login to the feedback that the trainee reads."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.pages import (
    PATIENCE,
    Assignments,
    Formgrader,
    log_in,
    picture,
    seen_on_failure,
    wait_for_lab,
)
from tests.hub.running import RunningDemo

pytestmark = [pytest.mark.needs_browser, pytest.mark.timeout(240)]

REPLY = "孟女士，钱预计星期二到账，我先替您查清原因，今天下午三点前给您回电话。"
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def fetch_and_open(page: Page) -> Assignments:
    assignments = Assignments(page)
    expect(assignments.row("released", "ch01")).to_be_visible()
    picture(page, "assignments")
    assignments.press("released", "ch01", "Fetch")
    expect(assignments.row("fetched", "ch01")).to_be_visible()
    page.locator(".jp-DirListing-item", has_text="ch01").dblclick()
    page.locator(".jp-DirListing-item", has_text="ch01.ipynb").dblclick()
    expect(page.locator(f"{NOTEBOOK} .jp-MarkdownOutput h1").first).to_be_visible()
    return assignments


def begin(page: Page) -> None:
    # At once: the button itself waits for the kernel.
    page.locator(NOTEBOOK).get_by_role("button", name="开始学习").click()
    last = page.locator(f"{NOTEBOOK} .jp-CodeCell").last
    expect(last.locator(".jp-OutputArea-output").first).to_be_attached(timeout=PATIENCE)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("空闲", timeout=PATIENCE)


def answer_a_card(page: Page) -> None:
    card = page.locator(f"{NOTEBOOK} .course-card").first
    card.scroll_into_view_if_needed()
    expect(card.locator(".course-pill")).to_have_text(re.compile("未作答"))
    card.locator(".course-option label").first.click()
    card.get_by_role("button", name="提交").click()
    expect(card.locator(".course-pill")).to_have_text(re.compile("正确|出错|部分正确"))
    expect(card.locator(".course-saved")).to_have_text(re.compile("已保存"))
    picture(page, "card")


def write_a_reply(page: Page) -> None:
    cell = page.locator(f"{NOTEBOOK} .jp-MarkdownCell", has_text="请在这里写下您的回复。").last
    cell.scroll_into_view_if_needed()
    # Not a double click: cells above may grow between its two halves.
    cell.click()
    page.keyboard.press("Enter")
    cell.locator(".cm-content").fill(REPLY)
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{NOTEBOOK} .jp-MarkdownOutput", has_text=REPLY)).to_be_visible()


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)


def grade_and_return(page: Page) -> None:
    formgrader = Formgrader(page)
    expect(formgrader.frame.locator("#main-table tr", has_text="ch01")).to_be_visible(timeout=PATIENCE)
    picture(page, "formgrader")
    formgrader.do("collect", "ch01")
    formgrader.frame.locator("#main-table .num-submissions a").click()
    formgrader.do("autograde", "anan")
    picture(page, "autograded")
    formgrader.go("Manual Grading")
    frame = formgrader.frame
    frame.locator("#main-table a", has_text="ch01").click()
    frame.locator("#main-table a", has_text="ch01").click()
    frame.locator("#main-table a", has_text="Submission").click()
    written = frame.locator("input.score.needs_manual_grade").first
    written.fill("8")
    written.press("Tab")
    expect(frame.locator("input.score.needs_manual_grade")).to_have_count(0)
    picture(page, "marking")
    frame.get_by_role("link", name="Manual Grading").click()
    formgrader.go("Manage Assignments")
    formgrader.do("generate-feedback", "ch01")
    formgrader.do("release-feedback", "ch01")


def read_feedback(page: Page, assignments: Assignments) -> None:
    assignments.refresh()
    submitted = page.locator("#submitted_assignments_list")
    expect(submitted.get_by_text("(feedback available to fetch)")).to_be_visible()
    assignments.press("submitted", "ch01", "Fetch Feedback")
    submitted.get_by_text("(view feedback)").click()
    page.locator(".jp-DirListing-item", has_text="ch01.html").dblclick()
    feedback = page.frame_locator(".jp-HTMLViewer iframe")
    expect(feedback.get_by_text(REPLY)).to_be_visible(timeout=PATIENCE)
    picture(page, "feedback")
    expect(feedback.get_by_text(re.compile(r"8 / 25")).first).to_be_attached()


def test_a_trainee_learns_submits_and_reads_the_feedback(browser: Browser, demo: RunningDemo) -> None:
    trainee = log_in(browser, demo, "anan")
    teacher = log_in(browser, demo, "teacher", dark=True)
    with seen_on_failure(trainee=trainee, teacher=teacher):
        wait_for_lab(trainee)
        picture(trainee, "lab")
        assignments = fetch_and_open(trainee)
        begin(trainee)
        answer_a_card(trainee)
        write_a_reply(trainee)
        picture(trainee, "notebook")
        save(trainee)
        trainee.locator(".lm-TabBar-tab", has_text="Assignments").click()
        assignments.press("fetched", "ch01", "Submit")
        expect(assignments.row("submitted", "ch01")).to_be_visible()
        picture(trainee, "submitted")
        wait_for_lab(teacher)
        picture(teacher, "teacher")
        grade_and_return(teacher)
        trainee.bring_to_front()
        read_feedback(trainee, assignments)
