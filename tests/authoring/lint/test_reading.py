"""How lint reads: passages of a chapter, numbers with units, minutes by part."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.authoring.chapter import Cell, Chapter, Header, Prose, Weights
from course.authoring.lint import read_lessons
from course.authoring.lint.minutes import minutes_by_part
from course.authoring.lint.numbers import amounts_in, value_of
from course.authoring.lint.passages import Passage, chapter_passages, sentences
from tests.authoring.lint.broken import good

HEADER = Header(
    kind="header",
    chapter="ch05",
    title="小样章",
    world_version=1,
    minutes=10,
    weights=Weights(exam=100, data=0, dialogue=0, written=0),
)


def passages(text: str, duties: dict[str, str] | None = None) -> list[Passage]:
    """Returns the passages of a chapter that is this text, which begins in line 20."""
    cells = [Cell(HEADER, "", 1), Cell(Prose(), text, 20)]
    return chapter_passages(Chapter(Path("ch05.md"), HEADER, cells), duties or {})


def test_lines_of_a_paragraph_are_one_passage_at_its_first_line() -> None:
    found = passages("第一行，\n第二行。\n\n另一段。")
    assert [(one.role, one.line, one.text) for one in found] == [
        ("prose", 20, "第一行，第二行。"),
        ("prose", 23, "另一段。"),
    ]


def test_table_cells_list_items_quotes_and_headings_are_told_apart() -> None:
    found = passages(
        "## 5.1 甲节\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n- 一条\n\n> **客户**：喂？"
        "\n\n### 看一看\n\n图下。"
    )
    assert [(one.role, one.text, one.section) for one in found] == [
        ("heading", "5.1 甲节", "5.1"),
        ("table", "甲", "5.1"),
        ("table", "乙", "5.1"),
        ("table", "丙", "5.1"),
        ("table", "丁", "5.1"),
        ("list", "一条", "5.1"),
        ("quote", "客户：喂？", "5.1"),
        ("heading", "看一看", "5.1"),
        ("prose", "图下。", "5.1"),
    ]
    assert found[-1].heading == "看一看"


def test_another_heading_of_the_second_level_ends_a_section() -> None:
    assert passages("## 5.1 甲节\n\n## 交班\n\n结束。")[-1].section == ""


def test_citations_stand_as_their_words_and_clauses_keep_their_id() -> None:
    text = "从{term}`受理日`起，{term}`钟停了 <停钟>` 也要打，见{clause}`那三档 <complaints-18>`〔F5.1-1〕。"
    (found,) = passages(text)
    assert found.text == "从受理日起，钟停了也要打，见那三档〔complaints-18〕〔F5.1-1〕。"
    assert found.bare == "从受理日起，钟停了也要打，见那三档。"


def test_a_card_says_what_its_clauses_demand_where_it_stands() -> None:
    text = "## 5.1 甲节\n\n卡前。\n\n```{clause} a-1 b-2\n```\n\n卡后。"
    found = passages(text, {"a-1": "甲的要求。", "b-2": "乙的要求。"})
    assert [(one.role, one.line, one.text) for one in found[1:]] == [
        ("prose", 22, "卡前。"),
        ("card", 24, "甲的要求。"),
        ("card", 24, "乙的要求。"),
        ("prose", 27, "卡后。"),
    ]


def test_code_within_text_is_not_read() -> None:
    (found,) = passages('写 table("联络").groupby("渠道") 或者 `x["快"]`，都行。')
    assert "联络" not in found.text
    assert '"' not in found.text


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    assert sentences("她问：“几点？”我答：“四点。”好。") == ["她问：“几点？”", "我答：“四点。”", "好。"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十五", 15),
        ("二十", 20),
        ("一百二十", 120),
        ("六十五", 65),
        ("两", 2),
        ("1,000", 1000),
        ("12.5", 12.5),
    ],
)
def test_numbers_in_digits_and_in_words_are_equal(text: str, value: float) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("15 日内，最长六十日", [(15, "日"), (60, "日")]),
        ("15 天、十五个自然日", [(15, "日"), (15, "日")]),
        ("7 个工作日内", [(7, "工作日")]),
        ("六十五周岁以上", [(65, "周岁")]),
        ("2026 年 11 月 24 日受理，第二天打电话", []),
        ("末一天算在内", []),
        ("最长 3 个月，8%", [(3, "月"), (8, "%")]),
    ],
)
def test_amounts_have_their_unit_and_dates_are_none(text: str, amounts: list[tuple[float, str]]) -> None:
    assert amounts_in(text) == amounts


def test_minutes_are_reading_speed_and_stated_seconds(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    for name, text in good().items():
        (tmp_path / "notebooks" / name).write_text(text, encoding="utf-8")
    minutes = minutes_by_part(read_lessons(tmp_path, ["ch05"]).lessons[0])
    assert minutes["practice"] == pytest.approx((45 + 45 + 60 + 75) / 60)  # two choices, a number, a sorting
    assert minutes["look"] == pytest.approx((30 + 90) / 60)
    assert minutes["data"] == 5
    assert minutes["exam"] == pytest.approx(2 * 65 / 60)
    opening = "小样章喂银行吗我的钱哪天到大约半小时按分钟算满分达标分没有碰红线"
    opening += "数清时限分清两种不满看懂一张图写清一句话"
    assert minutes["opening"] == pytest.approx(len(opening) / 260 + 3 * 25 / 60)
