"""Every type of card in a real JupyterLab: by mouse and by keyboard only."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.exercises.desk import SOURCES, TYPES, Desk, Room, press, status
from tests.exercises.lab import SAVED

pytestmark = pytest.mark.needs_browser
AREAS = ("types",)
GOOD_REPLY = (
    "抱歉让您久等。您的工单号是 20260318007，我们会核对这两笔扣费，今天下午五点前由我给您回电说明结果。"
)


class Types(Desk):
    """The cells of each type: once for the mouse, once for the keyboard."""

    def mouse(self, name: str) -> Locator:
        return self.card(TYPES.index(name))

    def keys(self, name: str) -> Locator:
        return self.card(len(TYPES) + TYPES.index(name))

    def graded(self, place: int) -> Locator:
        return self.card(2 * len(TYPES) + place)


@pytest.fixture
def desk(room: Room) -> Types:
    return Types(room, AREAS[0])


def test_multiple_by_mouse(desk: Desk) -> None:
    card = desk.mouse("multiple")
    expect(card).to_contain_text("错选一项倒扣一份")
    card.get_by_text("预留的身份证号后四位").click()
    card.locator(".course-main").click()
    status(card, "◐ 部分正确")
    expect(card.locator(".course-result")).to_contain_text("选对 1 项，漏选 1 项。")
    card.get_by_text("取款密码的后两位").click()
    card.locator(".course-main").click()
    status(card, "✗ 出错")
    expect(card.locator(".course-said:visible")).to_have_count(4)
    assert desk.answers("ch01-p50") == [["a"], ["a", "d"]]


def test_order_by_mouse(desk: Desk) -> None:
    card = desk.mouse("order")
    card.locator(".course-main").click()
    expect(card.locator("[role=alert]")).to_have_text("请先调整次序，再提交。")
    shown = card.locator("li .course-letter + span").all_text_contents()
    card.locator("li").first.scroll_into_view_if_needed()
    grip = card.locator("li .course-letter")
    grip.last.drag_to(grip.first, target_position={"x": 10, "y": 2})
    expect(card.locator("li .course-letter + span")).to_have_text([shown[4], *shown[:4]])
    expect(card.locator("[role=status]")).to_contain_text("现在是第 1 步，共 5 步")
    texts = card.locator("li .course-letter + span")
    for place, start in enumerate(("听完客户", "核实客户", "查看扣费", "说明由谁", "登记工单")):
        while not (texts.nth(place).text_content() or "").startswith(start):
            card.locator("li").filter(has_text=start).get_by_role("button", name="上移").click()
    card.locator(".course-main").click()
    status(card, "✓ 正确")


def test_categorise_by_mouse(desk: Desk) -> None:
    card, pairs = desk.mouse("categorise"), desk.mouse("match")
    card.get_by_text("咨询", exact=True).first.click()
    card.locator(".course-main").click()
    expect(card.locator("[role=alert]")).to_have_text("还有 3 项没有归类，请选完再提交。")
    for row in range(4):
        card.get_by_text("咨询", exact=True).nth(row).click()
    card.locator(".course-main").click()
    status(card, "◐ 部分正确")
    expect(card.locator(".course-wrong")).to_have_count(2)
    expect(card.locator(".course-result")).to_contain_text("4 项里归对了 2 项。")
    for name, value in (("平均应答速度", "asa"), ("平均处理时长", "aht"), ("首次解决率", "fcr")):
        pairs.get_by_label(name).select_option(value)
    # A closed list on a narrow page cannot show a long choice whole.
    chosen = pairs.get_by_text("一通电话从接起到事后处理完平均用了多久").and_(pairs.locator("div"))
    expect(chosen).to_be_hidden()
    pairs.evaluate("(card) => { card.style.width = '340px'; }")
    expect(chosen).to_be_visible()
    pairs.evaluate("(card) => { card.style.width = ''; }")
    pairs.locator(".course-main").click()
    status(pairs, "✓ 正确")


def test_a_guess_by_mouse_is_compared_and_not_judged(desk: Desk) -> None:
    card, number = desk.mouse("predict"), desk.mouse("guess")
    expect(card).not_to_contain_text("四分之一")
    card.get_by_text("中午 12 点").click()
    card.locator(".course-main").click()
    number.get_by_role("textbox").fill("３０％")
    number.locator(".course-main").click()
    for one, said in ((card, "约占全天的四分之一"), (number, "实际是 33%")):
        status(one, "✓ 已记录")
        expect(one.locator(".course-result")).to_contain_text("和实际比较")
        expect(one.locator(".course-result")).to_contain_text(said)
        expect(one.locator(".course-right, .course-wrong")).to_have_count(0)


def test_a_flash_card_by_mouse(desk: Desk) -> None:
    card = desk.mouse("flashcard")
    expect(card.locator(".course-back")).to_be_hidden()
    card.get_by_role("button", name="翻面").click()
    expect(card.locator(".course-back")).to_contain_text("第一次联系")
    card.get_by_role("button", name="忘了").click()
    status(card, "✓ 已记录")
    assert desk.answers("ch01-p56") == ["forgot"]


def test_a_reply_is_checked_while_it_is_written(desk: Desk) -> None:
    card = desk.mouse("reply")
    box = card.get_by_role("textbox")
    box.fill("您的工单号是 20260318007。")
    expect(card.locator(".course-checks .course-found")).to_have_text(re.compile("工单号.*20260318007"))
    expect(card.locator(".course-count")).to_have_text("8 字（要求 20～200 字）")
    card.locator(".course-main").click()
    expect(card.locator("[role=alert]")).to_have_text("现在 8 个字，至少写 20 个字。")
    box.fill("您的工单号是 20260318007。这个产品保本，请您放心，我们会尽快处理。")
    expect(card.locator(".course-words")).to_contain_text("保本")
    expect(card.locator("blockquote")).to_have_count(0)
    card.locator(".course-main").click()
    expect(card.locator("blockquote")).to_contain_text("让您等了三天")
    box.fill(GOOD_REPLY)
    card.locator(".course-main").click()
    status(card, "✓ 正确")


def test_graded_cards_say_only_that_it_was_recorded(desk: Desk) -> None:
    reply, order = desk.graded(0), desk.graded(1)
    reply.get_by_role("textbox").fill("这个产品保本，请把短信验证码念给我，我马上帮您处理好。")
    reply.locator(".course-main").click()
    order.get_by_role("button", name="下移").first.click()
    order.locator(".course-main").click()
    for card in (reply, order):
        status(card, "✓ 已记录")
        expect(
            card.locator(".course-right, .course-wrong, .course-found, blockquote, .course-words:visible")
        ).to_have_count(0)
    expect(reply.locator(".course-checks li")).to_have_text(["·工单号", "·具体的时限", "·下一步怎么办"])


def test_choices_by_keyboard(desk: Desk) -> None:
    page = desk.page
    card = desk.keys("multiple")
    card.get_by_role("checkbox").first.focus()
    press(page, "Space", "Tab", "Tab", "Space", "Tab", "Tab", "Tab", "Enter")
    status(card, "✓ 正确")
    card = desk.keys("categorise")
    places = {"“跨行": 0, "“我等": 1, "“有人": 2, "“手机": 0}
    card.get_by_role("radio").first.focus()
    for text in card.locator(".course-entry").all_text_contents():
        press(page, "Space", *["ArrowRight"] * places[text[:3]], "Tab")
    press(page, "Tab", "Enter")
    status(card, "✓ 正确")
    card = desk.keys("match")
    meanings = {"平均应答速度": 1, "平均处理时长": 2, "首次解决率": 3}
    card.get_by_role("combobox").first.focus()
    for text in card.locator(".course-entry").all_text_contents():
        press(page, *["ArrowDown"] * meanings[text], "Tab")
    press(page, "Tab", "Enter")
    status(card, "✓ 正确")
    card = desk.keys("predict")
    card.get_by_role("radio").first.focus()
    press(page, "ArrowDown", "Tab", "Tab", "Enter")
    status(card, "✓ 已记录")


def test_an_order_by_keyboard(desk: Desk) -> None:
    page, card = desk.page, desk.keys("order")
    texts = card.locator("li .course-letter + span")
    before = texts.all_text_contents()
    card.get_by_role("button", name="下移").first.focus()
    press(page, "Alt+ArrowDown")
    expect(texts).to_have_text([before[1], before[0], *before[2:]])
    expect(card.get_by_role("button", name=f"下移：{before[0]}")).to_be_focused()
    press(page, "Enter", "Alt+ArrowUp")
    expect(texts).to_have_text([before[1], before[0], *before[2:]])
    expect(card.locator("[role=status]")).to_contain_text("现在是第 2 步，共 5 步")
    card.get_by_role("button", name="下移").last.focus()
    press(page, "Tab", "Tab", "Enter")
    expect(card.locator(SAVED)).to_contain_text("第 1 次作答")


def test_enter_and_space_stay_in_the_card(desk: Desk) -> None:
    page, number = desk.page, desk.keys("guess")
    number.get_by_role("textbox").fill("60")
    number.get_by_role("textbox").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(number.locator(SAVED)).to_contain_text("草稿已保存")
    number.get_by_role("textbox").press("Enter")
    status(number, "✓ 已记录")
    card = desk.keys("flashcard")
    card.get_by_role("button", name="翻面").focus()
    press(page, "Space", "Tab", "Tab", "Tab", "Enter")
    status(card, "✓ 已记录")
    assert desk.answers("ch01-p76") == ["easy"]
    card = desk.keys("reply")
    card.get_by_role("textbox").focus()
    page.keyboard.insert_text(GOOD_REPLY)
    press(page, "Enter")
    assert card.get_by_role("textbox").input_value() == f"{GOOD_REPLY}\n"
    press(page, "Tab", "Tab", "Enter")
    status(card, "✓ 正确")


def test_keys_on_any_control_never_act_on_the_notebook(desk: Desk) -> None:
    page = desk.page
    before = page.evaluate(SOURCES)
    controls = ":is(input, button, textarea, select, summary, [tabindex])"
    assert page.locator(f".course-live {controls}:not([data-lm-suppress-shortcuts])").count() == 0
    for name in TYPES:
        for control in desk.mouse(name).locator(f"{controls}:visible").all():
            control.focus()
            press(page, "d", "d", "x", "b")
    assert page.evaluate(SOURCES) == before
