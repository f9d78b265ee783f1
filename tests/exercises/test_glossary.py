"""The glossary's still list, and its live card in a real JupyterLab beside clause cards in the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from course.authoring.citations import clause_cards, clause_list
from course.authoring.registers import Clause, Registers
from course.exercises.bank import PublicTerm
from course.exercises.glossary import GlossaryCard, still_html, still_text
from tests.exercises.lab import Lab, dark

TERMS = [
    PublicTerm(term="停钟", definition="送鉴定的日子不计入 <期限>。", chapter="ch05"),
    PublicTerm(term="净推荐值", english="NPS", definition="推荐的减去贬损的。", chapter="ch05"),
    PublicTerm(term="口径", definition="一个数怎么数，例如停钟算不算。", chapter="ch01"),
]
CLAUSE = Clause.model_validate(
    {
        "id": "rule-2",
        "name": "某办法",
        "short": "某办法",
        "article": "第二条",
        "duty": "十五日内答复。",
        "checked": "2026-11-23",
        "how_read": "secondary",
        "confidence": "verified",
        "facts": ["F5.1-1"],
    }
)
CELL = f"""
from course.exercises.bank import PublicTerm
from course.exercises.glossary import show
show([PublicTerm.model_validate(term) for term in {[term.model_dump() for term in TERMS]!r}], "ch05")
"""
TEXT = "\n\n".join(
    [
        clause_cards([CLAUSE], Registers({"rule-2": CLAUSE}), instructor=True),
        '甲<abbr class="course-term" title="送鉴定的日子不计入。">停钟</abbr>乙',
        clause_list([CLAUSE], instructor=False),
    ]
)
AXE = "(where) => axe.run(where).then((found) => found.violations.map((one) => [one.id, one.nodes[0].html]))"


def test_the_still_list_reads_without_kernel_and_escapes_what_it_shows() -> None:
    html = still_html(TERMS, "ch05")
    own, _, earlier = html.partition("<details>")
    assert "净推荐值（NPS）" in own and "口径" not in own and "前面各章的词（1）" in earlier
    assert "&lt;期限&gt;" in html and "<期限>" not in html
    assert still_text(TERMS).splitlines()[1] == "净推荐值（NPS）：推荐的减去贬损的。"


def test_a_chapter_without_earlier_terms_folds_nothing() -> None:
    assert "<details>" not in still_html(TERMS[:2], "ch05")


def test_the_browser_changes_nothing_in_python() -> None:
    card = GlossaryCard(TERMS, "ch05")
    card.set_state({"terms": []})
    assert [row["own"] for row in card.terms] == [True, True, False]


@pytest.fixture(scope="module")
def opened(lab: Lab, visit: BrowserContext) -> Iterator[Page]:
    """Return the page of a notebook with a glossary and a text cell that nobody has trusted."""
    notebook = lab.notebook("glossary", CELL)
    content = json.loads(notebook.path.read_text("utf-8"))
    content["cells"].append({"cell_type": "markdown", "id": "text", "metadata": {}, "source": TEXT})
    notebook.path.write_text(json.dumps(content), encoding="utf-8")
    page = visit.new_page()
    notebook.open(page)
    notebook.run(page)
    page.add_script_tag(content=(files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    yield page
    page.close()


def found(page: Page) -> list[str]:
    return page.locator(".course-term b").all_inner_texts()


def faults(page: Page, where: str) -> Any:
    return page.evaluate(AXE, where)


@pytest.mark.needs_browser
def test_a_word_is_found_by_keyboard_those_called_so_first(opened: Page) -> None:
    box = opened.get_by_role("searchbox", name="找一个词")
    status = opened.locator(".course-live [role=status]")
    expect(status).to_have_text("一共 3 个词")
    expect(opened.locator(".course-static").first).to_be_hidden()
    box.focus()
    opened.keyboard.type("停钟")
    expect(status).to_have_text("找到 2 个词")
    assert found(opened) == ["停钟", "口径"]
    box.fill("ｎｐｓ")
    expect(status).to_have_text("找到 1 个词")
    box.fill("没有这个词")
    expect(status).to_have_text("没有找到，换个说法试试。")
    opened.keyboard.press("Escape")
    expect(status).to_have_text("一共 3 个词")
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("region", name="词语", exact=True)).to_be_focused()
    assert opened.locator(".jp-CodeCell").count() == 2  # no key reached the notebook's own shortcuts


@pytest.mark.needs_browser
def test_text_that_nobody_trusted_keeps_its_cards_hovers_and_folds(opened: Page) -> None:
    text = opened.locator(".jp-MarkdownOutput")
    expect(text.locator("abbr.course-term")).to_have_attribute("title", "送鉴定的日子不计入。")
    card = text.locator(".course-clauses")
    expect(card).to_contain_text("《某办法》第二条 待核")
    assert card.evaluate("(e) => getComputedStyle(e).borderLeftWidth") == "5px"
    folded = text.locator("details")
    expect(folded.locator("li")).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.locator("li")).to_have_text("某办法第二条：十五日内答复。")


@pytest.mark.needs_browser
def test_card_and_text_are_readable_in_both_themes(opened: Page) -> None:
    for change in (lambda: None, lambda: dark(opened)):
        change()
        assert faults(opened, ".course-live") == []
        assert faults(opened, ".course-clauses") == []
