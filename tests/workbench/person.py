"""A person at the workbench: clicks, chooses and types what a trainee would."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.exercises.lab import READY, Lab, Notebook
from tests.workbench.chapter_one import bundle, source

OPEN = """
os.environ |= {"COURSE_ANSWERS": str(log.path.parent), "COURSE_TRAINEE": "anan"}
from course import check, dictionary, open_chapter, staffing_lab, table, workbench
open_chapter("ch01")
"""
RUN = """(index) => {
  jupyterapp.shell.currentWidget.content.activeCellIndex = index;
  void jupyterapp.commands.execute('notebook:run-cell');
}"""


@dataclass
class Person:
    """One person with one notebook: its cells are SETUP, OPEN, and those given."""

    page: Page
    notebook: Notebook

    @classmethod
    def sit_down(cls, lab: Lab, page: Page, name: str, *cells: str) -> Person:
        """Opens a notebook of its own and runs its first three cells."""
        (lab.folder / "ch01.items.json").write_text(bundle().model_dump_json(), encoding="utf-8")
        person = cls(page, lab.notebook(name, OPEN, *cells))
        person.notebook.open(page)
        person.begins()
        return person

    def begins(self) -> None:
        """Runs up to the first card."""
        for index in range(3):
            self.run(index)
        self.card.wait_for(timeout=20_000)

    def restarts(self) -> None:
        """Waits for the kernel that JupyterLab starts in place of a dead one, and runs up to the card."""
        self.page.get_by_role("dialog").get_by_role("button").last.click()
        self.page.wait_for_function(READY, timeout=20_000)
        self.begins()

    def run(self, index: int) -> None:
        self.page.evaluate(RUN, index)

    def output(self, index: int) -> str:
        """Runs a cell and returns all that it shows."""
        cell = self.page.locator(".jp-CodeCell").nth(index)
        before = cell.locator(".jp-InputPrompt").inner_text()
        self.run(index)
        expect(cell.locator(".jp-InputPrompt")).not_to_have_text(before)
        expect(cell.locator(".jp-InputPrompt")).not_to_have_text("[*]:")
        expect(cell.locator(".jp-OutputArea-output").first).to_be_visible()
        return "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts())

    @property
    def card(self) -> Locator:
        """The workbench, or the laboratory where the notebook has no other card."""
        return self.page.locator(".course-live .course-card").first

    def starts_anew(self) -> None:
        self.press("重来")
        expect(self.card.locator(".course-pill")).to_have_text("○ 未作答")

    def press(self, name: str) -> None:
        self.card.get_by_role("button", name=name).click()

    def choose(self, label: str, text: str) -> None:
        self.card.get_by_label(label, exact=True).select_option(label=text)

    def write(self, label: str, text: str) -> None:
        self.card.get_by_label(label, exact=True).fill(text)

    def saved(self) -> None:
        expect(self.card.locator(".course-saved")).to_contain_text("✓ 已保存")

    def rows(self) -> list[list[str]]:
        """Returns the result as it is shown, its head first."""
        lines = self.card.locator(".wb-result .wb-scroll tr").all()
        return [line.locator("th, td").all_inner_texts() for line in lines]

    def does_the_task(self) -> None:
        """Does the chapter's task as its text says, without a line of code."""
        self.press("加一个条件")
        self.choose("条件 1：哪一列", "等待秒")
        self.choose("条件 1：怎么比", "不为空")
        self.press("选一列来分组")
        self.choose("分组 1：哪一列", "渠道")
        self.press("加一项计算")
        for number, kind in ((2, "平均数"), (3, "中位数")):
            self.press("再算一项")
            self.choose(f"第 {number} 项：算什么", kind)
            self.choose(f"第 {number} 项：哪一列", "等待秒")
        self.press("再算一项")
        self.choose("第 4 项：算什么", "符合条件的占比")
        self.choose("第 4 项的条件：哪一列", "等待秒")
        self.choose("第 4 项的条件：怎么比", "不大于（≤）")
        self.write("第 4 项的条件：和什么比", "30")
        self.press("加一列结论")
        expect(self.card.get_by_label("看哪一列").locator("option", has_text="三十秒内占比")).to_be_attached()
        self.choose("看哪一列", "三十秒内占比")
        self.write("界线", "0.9")
        self.write("过线写什么", "能说")
        self.write("没过线写什么", "不能说")
        expect(self.card.locator(".wb-check")).to_have_attribute("data-passed", "true")
        self.saved()


def model() -> str:
    """Returns the model answer in pandas."""
    return source("answer")


def hidden_test() -> str:
    """Returns the chapter's own test cell, hidden part and all."""
    return source("test")
