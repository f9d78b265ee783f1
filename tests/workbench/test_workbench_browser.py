"""The workbench in a real JupyterLab: done without code, by keyboard alone, and still there after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.exercises.lab import Lab, dark
from tests.workbench.chapter_one import TASK, task
from tests.workbench.person import Person, hidden_test, model

pytestmark = pytest.mark.needs_browser

BENCH = f"workbench({TASK!r})"
VIOLATIONS = """async () => (await axe.run('.course-live', {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
})).violations.map((found) => [found.id, found.nodes.map((node) => node.html.slice(0, 160))])"""

WIDE = """(book) => [book, ...book.querySelectorAll('table, tbody *')].filter(
  (part) => part.clientWidth > 1 && part.scrollWidth > part.clientWidth + 1).length"""
ALIGNED = """(book) => [...new Set(
  [...book.querySelectorAll('th, td')].map((cell) => getComputedStyle(cell).textAlign))]"""

BROKEN = """(card) => [...card.querySelectorAll('.wb-scroll th')].map((head) => {
  const text = document.createRange();
  text.selectNodeContents(head);
  const lines = new Set([...text.getClientRects()].map((line) => line.top)).size;
  return [head.textContent, lines, head.scrollWidth - head.clientWidth];
})"""

NARROW = """(card) => {
  card.style.width = '340px';
  const parts = [...card.querySelectorAll('.wb-steps, .wb-result, .course-body')];
  const wide = parts.filter((part) => part.scrollWidth > part.clientWidth);
  card.style.width = '';
  return wide.map((part) => part.className);
}"""


def test_a_person_without_code_earns_what_the_same_task_earns_in_pandas(lab: Lab, page: Page) -> None:
    person = Person.sit_down(lab, page, "routes", BENCH, hidden_test(), model())
    expect(person.card.locator(".course-pill")).to_have_text("○ 未作答")
    expect(page.locator(".course-static")).to_be_hidden()
    person.does_the_task()
    expect(person.card.locator(".course-pill")).to_have_text("✓ 已记录")
    assert person.rows()[0] == task().expects.columns
    by_workbench = person.output(3)
    assert f"{task().points}" in by_workbench
    assert "检查的是工作台的结果" in by_workbench

    person.run(4)
    choice = person.card.get_by_role("radio", name="代码格里的 答案_t1")
    expect(choice).to_be_checked()
    room = person.card.locator(".wb-route").bounding_box()
    assert room and room["height"] < 160
    by_pandas = person.output(3)
    assert "检查的是代码格里的「答案_t1」" in by_pandas
    assert graded(by_pandas) == graded(by_workbench)

    person.card.get_by_text("工作台的结果", exact=True).click()
    expect(person.card.get_by_role("radio", name="工作台的结果")).to_be_checked()
    person.saved()
    assert person.notebook.events()[-1]["answer"] == "workbench"
    assert "检查的是工作台的结果" in person.output(3)


def graded(output: str) -> list[str]:
    """Returns what a test cell shows below the public check: criteria, messages, the score."""
    return [line for line in output.splitlines() if not line.startswith("检查的是")]


@pytest.fixture(scope="module")
def desk(lab: Lab, visit: BrowserContext) -> Iterator[Person]:
    """A notebook with workbench and laboratory, opened once; whoever comes starts anew."""
    page = visit.new_page()
    person = Person.sit_down(lab, page, "desk", BENCH, "staffing_lab()", 'dictionary("工单")')
    person.run(3)
    page.locator(".course-card.lab").wait_for()
    yield person
    page.close()


def axe(page: Page) -> Any:
    """Returns what axe-core finds wrong with the live cards."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(content=(files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    return page.evaluate(VIOLATIONS)


def test_charts_code_undo_reset_and_the_two_themes(desk: Person) -> None:
    person, card, page = desk, desk.card, desk.page
    person.starts_anew()
    person.press("选一列来分组")
    person.choose("分组 1：哪一列", "开始时间 的 日期")
    person.press("加一项计算")
    drawn = card.locator(".wb-figure svg.wb-svg")
    for kind in ("条形图", "折线图", "控制图", "箱线图", "帕累托图"):
        card.get_by_text(kind, exact=True).click()
        expect(card.locator(".wb-figure")).to_have_attribute("data-kind", kind)
        expect(drawn.locator("desc")).to_contain_text(kind)
    card.get_by_text("看代码").click()
    expect(card.locator(".wb-code code")).to_contain_text('答案_t1 = 行.groupby("日期")')
    person.press("复制代码")
    expect(card.locator(".wb-copied")).to_contain_text("已复制")
    person.press("看提示（1/3）")
    expect(card.get_by_role("button", name="看提示（2/3）")).to_be_visible()
    expect(card.locator(".course-hints li")).to_contain_text(["提示 1 · 方向"])

    assert axe(page) == []
    dark(page)
    assert axe(page) == []
    assert card.evaluate(NARROW) == []

    person.press("重来")
    expect(card.locator(".course-pill")).to_have_text("○ 未作答")
    person.press("撤销")
    expect(card.locator(".course-pill")).to_have_text("✓ 已记录")
    person.saved()
    expect(drawn).to_be_visible()


def test_columns_worked_out_and_two_counts_divided(desk: Person) -> None:
    person, card = desk, desk.card
    person.starts_anew()
    card.get_by_text("这张表里有哪些列").click()
    expect(card.get_by_text("算好的", exact=True).first).to_be_visible()
    card.get_by_text("这张表里有哪些列").click()
    person.press("加一个条件")
    person.choose("条件 1：哪一列", "七天内又来")
    person.choose("条件 1：和什么比", "是")
    person.press("选一列来分组")
    person.choose("分组 1：哪一列", "业务类型")
    person.press("加一项计算")
    person.press("再算一项")
    person.choose("第 2 项：算什么", "不同的有几个")
    person.choose("第 2 项：哪一列", "客户编号")
    person.press("再算一项")
    person.choose("第 3 项：算什么", "前面两项相除")
    person.choose("第 3 项：被除的", "件数")
    person.choose("第 3 项：除以", "客户编号不同的个数")
    person.saved()  # all that can be chosen is there before the name changes
    person.write("第 2 项：列名", "人数")
    expect(card.get_by_label("第 3 项：除以")).to_have_value("人数")
    person.saved()
    assert person.rows()[0] == ["业务类型", "件数", "人数", "比值"]
    code = card.locator(".wb-code code").text_content() or ""
    assert '行["七天内又来"] = ' in code
    assert '答案_t1["比值"] = 答案_t1["件数"] / 答案_t1["人数"]' in code


def test_a_heading_of_six_characters_stays_on_one_line_and_a_longer_one_is_read_whole(desk: Person) -> None:
    person, card = desk, desk.card
    person.starts_anew()
    heads = card.evaluate(BROKEN)
    assert {"联络编号", "等待秒"} <= {name for name, _, _ in heads}
    assert [name for name, lines, over in heads if over > 1 or (len(name) <= 6 and lines > 1)] == []
    person.press("加一项计算")
    for number, name in ((1, "三十秒内占比"), (2, "三十秒以内接起来的件数一共有")):
        if number == 2:
            person.press("再算一项")
            person.choose("第 2 项：算什么", "不同的有几个")
            person.choose("第 2 项：哪一列", "客户编号")
        person.write(f"第 {number} 项：列名", name)
    expect(card.locator(".wb-scroll th").last).to_have_text("三十秒以内接起来的件数一共有")
    short, long = card.evaluate(BROKEN)
    assert short == ["三十秒内占比", 1, 0]
    assert long[2] <= 1


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_an_answer_that_comes_during_a_press_does_not_swallow_it(desk: Person, how: str) -> None:
    person, card, mouse, keys = desk, desk.card, desk.page.mouse, desk.page.keyboard
    person.starts_anew()
    person.press("加一个条件")
    person.choose("条件 1：哪一列", "七天内又来")
    person.saved()
    # The list has the focus; the press takes it away, which sends the change and brings an answer.
    person.choose("条件 1：和什么比", "是")
    button = card.get_by_role("button", name="选一列来分组")
    box = button.bounding_box()
    assert box
    if how == "mouse":
        mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        mouse.down()
    else:
        button.focus()
        keys.down(" ")
    desk.page.wait_for_timeout(700)
    mouse.up() if how == "mouse" else keys.up(" ")
    expect(card.get_by_label("分组 1：哪一列", exact=True)).to_be_visible()
    person.saved()


def test_a_new_conclusion_has_the_name_that_no_number_of_the_task_has(desk: Person) -> None:
    person, card = desk, desk.card
    person.starts_anew()
    person.press("加一列结论")
    expect(card.get_by_label("结论的列名")).to_have_value("能不能说")
    words = [card.get_by_label(label, exact=True) for label in ("过线写什么", "没过线写什么")]
    assert [word.input_value() for word in words] == ["是", "否"]


def test_the_dictionary_is_a_table_where_there_is_room_and_blocks_where_there_is_none(desk: Person) -> None:
    desk.run(4)
    book = desk.page.locator(".course-words")
    book.wait_for()
    name, meaning = book.locator("tbody tr").nth(1).locator("th, td").all()[:2]
    assert tops(name, meaning)[0] == tops(name, meaning)[1]
    book.evaluate("(book) => { book.style.width = '300px'; }")
    assert tops(name, meaning)[0] < tops(name, meaning)[1]
    assert book.evaluate(WIDE) == 0
    assert book.evaluate(ALIGNED) == ["left"]


def tops(*places: Locator) -> list[float]:
    """Returns how far down each place begins."""
    boxes = [place.bounding_box() for place in places]
    return [box["y"] for box in boxes if box]


def test_by_keyboard_alone_and_no_key_reaches_the_notebook(desk: Person) -> None:
    person, page = desk, desk.page
    person.starts_anew()
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    keys = page.keyboard

    def pick(text: str) -> None:
        """Walks down a list until the wanted entry is there."""
        focused = page.locator("select:focus")
        for _ in range(30):
            if focused.evaluate("(list) => list.selectedOptions[0].text") == text:
                return
            keys.press("ArrowDown")
        raise AssertionError(f"no entry {text}")

    person.card.get_by_label("用哪张表").focus()
    for name in ("Tab", "Tab", "Tab"):
        keys.press(name)
    expect(page.get_by_role("button", name="加一个条件")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_label("条件 1：哪一列")).to_be_focused()
    pick("等待秒")
    keys.press("Tab")
    pick("不大于（≤）")
    keys.press("Tab")
    keys.type("30")
    person.saved()
    expect(page.get_by_label("条件 1：和什么比")).to_be_focused()
    for name in ("d", "d", "x", "a", "0", "0", "Escape"):
        keys.press(name)
    keys.press("Tab")
    expect(page.get_by_role("button", name="删掉条件 1")).to_be_focused()
    for name in ("d", "d", "x", "b", "m", "j", "k"):
        keys.press(name)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    keys.press("Enter")
    expect(page.get_by_role("button", name="加一个条件")).to_be_focused()
    keys.press("Tab")
    keys.press("Space")
    pick("渠道")
    expect(person.card.locator(".wb-count")).to_have_text("4 行")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    # Running the cell is still meant for the notebook.
    keys.press("Shift+Enter")
    expect(person.card.locator(".wb-count")).to_have_text("4 行")
    expect(person.card.get_by_label("分组 1：哪一列")).to_have_value('["渠道",""]')


def test_a_dead_kernel_is_told_and_loses_nothing(lab: Lab, page: Page) -> None:
    person = Person.sit_down(lab, page, "crash", BENCH)
    person.press("选一列来分组")
    person.choose("分组 1：哪一列", "渠道")
    person.saved()
    person.notebook.kill()
    # JupyterLab's own dialog about the kernel may already stand in the way of a real click.
    person.card.get_by_role("button", name="加一项计算").dispatch_event("click")
    expect(person.card.locator(".course-alert")).to_contain_text("没有收到回应", timeout=15_000)
    expect(person.card.locator(".course-saved")).to_have_text("✗ 未能保存")
    person.restarts()
    expect(person.card.get_by_label("分组 1：哪一列")).to_have_value('["渠道",""]')
    expect(person.card.get_by_label("第 1 项：算什么")).to_have_value("件数")
    person.saved()
    assert person.notebook.events()[-1]["answer"]["measures"] == [{}]
    assert [len(row) for row in person.rows()] == [2] * 5


def test_the_laboratory_by_keyboard_keeps_its_setting(desk: Person) -> None:
    laboratory = desk.page.locator(".course-card.lab")
    laboratory.get_by_role("button", name="恢复开始的样子").click()
    expect(laboratory.get_by_label("当班人数")).to_have_value("9")
    laboratory.get_by_label("当班人数").focus()
    for _ in range(3):
        desk.page.keyboard.press("ArrowRight")
    expect(laboratory.locator(".lab-said")).to_contain_text("12 个人")
    expect(laboratory.locator(".course-saved")).to_contain_text("✓ 已保存")
    expect(laboratory.locator("svg.wb-svg desc")).to_contain_text("12 个人")
    assert desk.notebook.events()[-1]["answer"]["staff"] == 12
    desk.run(3)
    expect(laboratory.get_by_label("当班人数")).to_have_value("12")
