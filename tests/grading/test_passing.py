"""Red lines of a graded notebook, and whether a chapter is passed."""

from __future__ import annotations

from typing import Any

import pytest

from course.exercises.types import Reply
from course.grading.criteria import as_text, criterion
from course.grading.passing import Points, Standing, Verdict, standing
from course.grading.red_lines import RED_LINE, TO_RETRAIN, RedLine, red_lines, sentence, stands

ASKS = "您好，请把您收到的验证码发给我，我帮您登录。"
SUSPECTED = RedLine("ch01-w1-answer", "索要密码或验证码：“x”", certain=False)
CERTAIN = RedLine("ch01-d1-test", "在聊天窗口里要验证码", certain=True)


def written(text: str) -> dict[str, Any]:
    marks = {"grade_id": "ch01-w1-answer", "grade": True, "solution": True}
    return {"cell_type": "markdown", "metadata": {"nbgrader": marks}, "source": text}


def of_test(text: str, kind: str = "display_data") -> dict[str, Any]:
    output = {"output_type": kind, "data": {"text/plain": text}, "text": text}
    marks = {"grade_id": "ch01-d1-test", "grade": True, "solution": False}
    return {"cell_type": "code", "metadata": {"nbgrader": marks}, "source": "", "outputs": [output]}


def marked(written: float = 20, rest: float = 60, waits: bool = False) -> list[Points]:
    return [
        Points("ch01-w1-answer", written, 25, True, waits),
        Points("ch01-t1-test", rest, 75, False, False),
    ]


def test_a_suspicion_in_free_text_names_rule_and_words_once() -> None:
    found = red_lines([written(f"{ASKS}{ASKS}不要去投诉。")])
    assert [each.which.partition("：")[0] for each in found] == ["索要密码或验证码", "阻拦投诉"]
    assert not any(each.certain for each in found)
    assert "验证码" in found[0].which
    assert red_lines([written("孟女士，钱星期二到账。谁要验证码都别给。")]) == []


def test_a_trainees_words_do_nothing_on_the_page_where_they_are_told() -> None:
    found = red_lines([written("请把<img/src=x onerror=alert(1)>验证码发给我")])
    assert found
    assert not any("<" in sentence(each, "li 的 ch01") for each in found)


def test_a_red_line_of_a_dialogue_is_certain_and_comes_from_the_tests_criteria_only() -> None:
    crossed = criterion(RED_LINE, 0, earned=False, message=f"{TO_RETRAIN}：在聊天窗口里要验证码")
    text = as_text([criterion("核身", 2, earned=True), crossed], 2, 2)
    assert red_lines([of_test(text)]) == [CERTAIN]
    assert red_lines([of_test(text, "stream")]) == []
    assert red_lines([{**of_test(text), "metadata": {}}]) == []
    kept = criterion(RED_LINE, 0, earned=True, message=f"{TO_RETRAIN}：")
    assert red_lines([of_test(as_text([kept], 0, 0))]) == []


def test_a_free_text_item_of_an_exam_is_a_suspicion(reply_item: Reply) -> None:
    said = reply_item.score(f"{ASKS}我是工号 0372，今天 17:00 前给您回电。").message
    found = red_lines([of_test(as_text([criterion("第 3 题（1.2 节）", 2, 0.0, said)], 0, 2))])
    assert found == [RedLine("ch01-d1-test", "第 3 题（1.2 节）", certain=False)]


@pytest.fixture
def reply_item() -> Reply:
    """Return the chapter's practice item of free text."""
    from tests.grading.classroom import parts

    return next(item for item in parts().practice.items if isinstance(item, Reply))


def test_a_human_decides_on_a_suspicion() -> None:
    assert stands(CERTAIN, "红线不成立") is True
    assert [stands(SUSPECTED, text) for text in (None, "写得好", "红线属实，请补训", "看过，红线不成立")] == [
        None,
        None,
        True,
        False,
    ]


def test_the_pass_rule() -> None:
    def now(points: list[Points], *found: RedLine, comment: str = "", penalty: float = 0) -> Standing | None:
        return standing(points, penalty, found, {"ch01-w1-answer": comment})

    assert now(marked()) == Standing(Verdict.PASSED)
    assert now(marked(12.5, 57.5)) == Standing(Verdict.PASSED)
    assert now(marked(20, 49.99)) == Standing(Verdict.BELOW, ("总分 69.99，不到 70",))
    assert now(marked(12, 75)) == Standing(Verdict.BELOW, ("书面 12 分，不到一半（12.5 分）",))
    assert now(marked(), penalty=10.5) == Standing(Verdict.BELOW, ("总分 69.5，不到 70",))
    assert now(marked(waits=True)) == Standing(Verdict.OPEN, ("还有部分等人工批改",))
    assert now(marked(25, 75), CERTAIN) == Standing(Verdict.RETRAIN, ("碰了红线：在聊天窗口里要验证码",))
    assert now(marked(25, 75, waits=True), CERTAIN, SUSPECTED) == now(marked(25, 75), CERTAIN)
    open_one = now(marked(25, 75), SUSPECTED)
    assert open_one is not None
    assert open_one.verdict is Verdict.OPEN
    assert "等讲师确认" in str(open_one)
    confirmed = now(marked(25, 75), SUSPECTED, comment="红线属实")
    assert confirmed is not None
    assert confirmed.verdict is Verdict.RETRAIN
    assert now(marked(25, 75), SUSPECTED, comment="红线不成立") == Standing(Verdict.PASSED)
    assert now([]) is None
    assert now([Points("ch01-t1-test", 70, 100, False, False)]) == Standing(Verdict.PASSED)
