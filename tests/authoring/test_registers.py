"""Clauses and terms: what the registers accept, how a text cites them, and what leans on them."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from course.authoring.banks import TEACHABLE, load_facts
from course.authoring.build import public_bundle
from course.authoring.citations import citation_problems, citations, drawn
from course.authoring.compose import compose
from course.authoring.errors import AuthorError
from course.authoring.references import CHECKS, Parts, load_parts
from course.authoring.registers import Registers, load_registers
from course.authoring.stale import named_clause, register_uses, uses
from course.cli import main
from course.exercises.dialogue.debrief import debrief
from course.exercises.dialogue.engine import replay
from tests.authoring.test_dialogues import texts

PROJECT = Path(__file__).resolve().parents[2]
FACTS = load_facts(PROJECT / "notebooks" / "facts.yaml")
REAL = load_registers(PROJECT / "notebooks", FACTS)

CLAUSE: dict[str, Any] = {
    "id": "rule-2",
    "name": "某投诉办法",
    "short": "投诉办法",
    "number": "某令",
    "article": "第二条",
    "duty": "十五日内答复 <客户> | 并告知。",
    "limit": "15 日",
    "effective": "2020-03-01",
    "superseded_by": "",
    "checked": "2026-11-23",
    "how_read": "secondary",
    "confidence": "verified",
    "facts": ["F5.1-1"],
    "signed_by": "",
    "signed_on": "",
    "bank_override": "",
}
OLD = CLAUSE | {"id": "rule-1", "article": "第一条", "duty": "旧的要求。", "superseded_by": "rule-2"}
TERM: dict[str, Any] = {
    "term": "停钟",
    "english": "clock stop",
    "definition": "鉴定占去的日子不计入。",
    "chapter": "ch05",
    "facts": ["F5.1-1"],
}
EARLIER = TERM | {"term": "口径", "english": "", "definition": "一个数怎么数的。", "chapter": "ch01"}
LATER = TERM | {"term": "承接率", "english": "", "definition": "机器人接待完的占比。", "chapter": "ch08"}
TEXT = "投诉时限里的“日”按自然日数〔F5.1-1〕。"


def course(root: Path, text: str = "", clauses: object = None, terms: object = None) -> Path:
    """Returns a course with one chapter, registers, and dialogues that lean on the chapter's fact."""
    files = texts()
    files["ch05.md"] = files["ch05.md"].replace(TEXT, f"{TEXT}\n\n{text}" if text else TEXT)
    reply = "- id: c\n"
    assert reply in files["ch05.items.yaml"] and reply in files["ch05.exam.yaml"]
    for name in ("ch05.items.yaml", "ch05.exam.yaml"):
        indent = re.search(rf"^( *){reply}", files[name], re.MULTILINE)
        assert indent
        lean = f"{indent[0]}{indent[1]}  facts: [F5.1-1]\n"
        files[name] = files[name].replace(indent[0], lean, 1)
    files["clauses.yaml"] = yaml.safe_dump(clauses or [OLD, CLAUSE], allow_unicode=True, sort_keys=False)
    files["glossary.yaml"] = yaml.safe_dump(terms or [LATER, EARLIER, TERM], allow_unicode=True)
    shutil.rmtree(root / "notebooks", ignore_errors=True)
    (root / "notebooks").mkdir(parents=True)
    for name, content in files.items():
        (root / "notebooks" / name).write_text(content, encoding="utf-8")
    return root


def parts_of(root: Path, text: str = "", **registers: object) -> Parts:
    return load_parts(course(root, text, **registers), "ch05")


def shown(parts: Parts, instructor: bool) -> str:
    """Returns the chapter's text cells with their citations drawn."""

    def draw(source: str) -> str:
        return drawn(source, parts.chapter, parts.registers, parts.facts, instructor)

    cells = compose(parts.chapter, parts.practice, parts.exam, draw).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_the_course_registers_every_article_that_a_fact_names() -> None:
    named = {fact.id for fact in FACTS.values() if fact.confidence in TEACHABLE and fact.source.article}
    kept = {fact for clause in REAL.clauses.values() for fact in clause.facts}
    assert len(REAL.clauses) > 150 and named - kept == set()


def test_the_course_has_at_least_forty_terms_for_each_half() -> None:
    first = [term for term in REAL.terms.values() if term.chapter <= "ch04"]
    assert len(first) >= 40 and len(REAL.terms) - len(first) >= 40
    english = [term.english for term in REAL.terms.values() if term.english]
    assert len(set(english)) == len(english)


def test_no_bank_has_signed_what_the_course_hands_out() -> None:
    assert not any(c.signed_by or c.signed_on or c.bank_override for c in REAL.clauses.values())


def test_a_clause_dated_in_a_fact_has_the_date_of_that_fact() -> None:
    for clause in REAL.clauses.values():
        day = clause.effective or clause.issued
        known = [FACTS[fact].source.effective or "" for fact in clause.facts]
        others = [FACTS[f].source.effective or "" for f in kin(clause.name)]
        said = [FACTS[fact].statement for fact in clause.facts]
        assert not day or any(day in text for text in [*known, *others, *said]) or day in DATED, clause.id


def kin(name: str) -> list[str]:
    """Returns the facts of all clauses of a rule."""
    return [fact for clause in REAL.clauses.values() if clause.name == name for fact in clause.facts]


# Said in words by the fact: 2023年6月, 2023年10月, 2021-04-08 in brackets.
DATED = {"2023-06", "2023-10"}

BROKEN_CLAUSES = {
    "an unknown field": ({"artikel": "第三条"}, "unknown field 'artikel'"),
    "a missing duty": ({"duty": None}, "duty"),
    "a duty without its stop": ({"duty": "十五日内答复"}, "ends in 。"),
    "half a signature": ({"signed_by": "合规部"}, "give both or neither"),
    "a date that is none": ({"effective": "去年"}, "effective"),
    "an unknown fact": ({"facts": ["F5.1-9"]}, "fact F5.1-9 is not in facts.yaml"),
    "a dubious fact": ({"facts": ["F5.1-2"]}, "fact F5.1-2 is dubious and must not be taught"),
    "an unknown heir": ({"superseded_by": "rule-9"}, "'rule-9' is no clause"),
    "an id in capitals": ({"id": "Rule-2"}, "id"),
    "an unknown reading": ({"how_read": "heard"}, "how_read"),
}


@pytest.mark.parametrize("name", BROKEN_CLAUSES)
def test_a_broken_clause_is_told_with_file_and_line(name: str, tmp_path: Path) -> None:
    change, said = BROKEN_CLAUSES[name]
    with pytest.raises(AuthorError) as caught:
        parts_of(tmp_path, clauses=[CLAUSE | {"id": "rule-0"}, CLAUSE | change])
    (line,) = str(caught.value).splitlines()
    path, number, text = line.split(":", 2)
    assert path == "notebooks/clauses.yaml" and int(number) > len(CLAUSE) and said in text


BROKEN_TERMS = {
    "nothing to lean on": ({"facts": []}, "say what the definition leans on"),
    "a definition without its stop": ({"definition": "不计入"}, "ends in 。"),
    "an unknown chapter": ({"chapter": "ch09"}, "chapter"),
    "an unknown fact": ({"facts": ["F9.9-9"]}, "fact F9.9-9 is not in facts.yaml"),
}


@pytest.mark.parametrize("name", BROKEN_TERMS)
def test_a_broken_term_is_told_with_file_and_line(name: str, tmp_path: Path) -> None:
    change, said = BROKEN_TERMS[name]
    with pytest.raises(AuthorError) as caught:
        parts_of(tmp_path, terms=[EARLIER, TERM | change])
    (line,) = str(caught.value).splitlines()
    assert line.startswith("notebooks/glossary.yaml:") and said in line


def test_what_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="rule-2: stands twice"):
        parts_of(tmp_path, clauses=[CLAUSE, CLAUSE])
    with pytest.raises(AuthorError, match="停钟: stands twice"):
        parts_of(tmp_path, terms=[TERM, TERM])


def test_a_clause_is_no_surer_than_its_facts(tmp_path: Path) -> None:
    root = course(tmp_path)
    facts = root / "notebooks" / "facts.yaml"
    facts.write_text(facts.read_text("utf-8").replace("verified", "well-established"), encoding="utf-8")
    with pytest.raises(AuthorError, match="write confidence: well-established"):
        load_parts(root, "ch05")


def test_a_course_without_registers_is_a_course(tmp_path: Path) -> None:
    root = course(tmp_path)
    for name in ("clauses.yaml", "glossary.yaml"):
        (root / "notebooks" / name).unlink()
    assert load_parts(root, "ch05").registers == Registers()


MISTAKES = {
    "an unknown clause": ("看 {clause}`rule-9`。", "rule-9: is no clause of clauses.yaml"),
    "an unknown term": ("看 {term}`停表`。", "停表: is no term of glossary.yaml"),
    "a term marked twice": ("{term}`停钟`\n\n{term}`钟停了 <停钟>`", "停钟: is explained in line"),
    "an unknown clause on a card": ("```{clause} rule-2 rule-9\n```", "rule-9: is no clause"),
    "a card without ids": ("```{clause}\n```", "names no clause; add ids"),
    "a list with ids": ("```{clause-list} rule-2\n```", "takes no ids; remove them"),
    "an unclosed card": ("```{clause} rule-2", "{clause}: is no whole citation"),
    "a role without its mark": ("看 {clause}rule-2。", "{clause}: is no whole citation"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_citation_that_cannot_be_drawn_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    text, said = MISTAKES[name]
    parts = parts_of(tmp_path, text)
    told = [str(p) for p in citation_problems(parts.chapter, parts.registers) if said in str(p)]
    assert len(told) == 1
    path, number, _ = told[0].split(":", 2)
    lines = (tmp_path / "notebooks" / "ch05.md").read_text("utf-8").splitlines()
    last = text.splitlines()[-1 if "twice" in name else 0]
    assert path == "notebooks/ch05.md" and lines[int(number) - 1] == last


def test_a_wrong_citation_is_a_problem_of_the_chapter(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, "看 {clause}`rule-9`。")
    assert [problem.subject for problem in CHECKS["citations"](parts)] == ["rule-9"]


def test_citations_are_found_with_their_lines_and_words(tmp_path: Path) -> None:
    parts = parts_of(
        tmp_path, "先 {term}`停钟`，见{clause}`那条 <rule-2>`。\n\n```{clause} rule-2 rule-1\n```"
    )
    found = [(c.kind, c.target, c.words) for c in citations(parts.chapter)]
    assert found == [
        ("term", "停钟", ""),
        ("clause", "rule-2", "那条"),
        ("clause", "rule-2", ""),
        ("clause", "rule-1", ""),
    ]
    first, _, card, _ = (citation.line for citation in citations(parts.chapter))
    assert card == first + 2


def test_a_hover_is_plain_text_that_breaks_no_table(tmp_path: Path) -> None:
    text = "| 甲 | 乙 |\n|---|---|\n| {clause}`rule-2` | {term}`钟停了 <停钟>` |"
    (row,) = [line for line in shown(parts_of(tmp_path, text), False).splitlines() if "course-term" in line]
    assert row.count("|") == 3 and ">投诉办法第二条</abbr>" in row and ">钟停了</abbr>" in row
    assert "十五日内答复 &lt;客户&gt; &#124; 并告知。要点：15 日。" in row
    assert 'title="鉴定占去的日子不计入。"' in row


def test_a_card_says_rule_number_duty_limit_and_dates(tmp_path: Path) -> None:
    card = shown(parts_of(tmp_path, "```{clause} rule-2\n```"), False)
    for word in (
        "《某投诉办法》第二条",
        "某令",
        "十五日内答复",
        "要点：15 日",
        "2020-03-01 起施行",
        "2026-11-23 核对",
    ):
        assert word in card


def test_only_instructors_see_what_nobody_signed_and_how_it_was_read(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, "```{clause} rule-2\n```\n\n```{clause-list}\n```")
    trainee, instructor = shown(parts, False), shown(parts, True)
    for word in ("待核", "转载文本", "F5.1-1 ·", "rule-2"):
        assert word in instructor and word not in trainee


def test_a_signature_ends_the_mark_and_the_banks_own_rule_is_shown_to_all(tmp_path: Path) -> None:
    signed = CLAUSE | {"signed_by": "合规部", "signed_on": "2026-12-01", "bank_override": "本行十日。"}
    parts = parts_of(tmp_path, "```{clause} rule-2\n```", clauses=[signed])
    assert "合规部 2026-12-01 签认" in shown(parts, True) and "待核" not in shown(parts, True)
    assert "合规部" not in shown(parts, False)
    assert "<b>本机构：</b>本行十日。" in shown(parts, False)


def test_a_superseded_rule_is_called_so_and_names_its_heir(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, "```{clause} rule-1\n```\n\n{clause}`rule-1`\n\n```{clause-list}\n```")
    text = shown(parts, False)
    assert "已不适用，现在看投诉办法第二条。" in text and 'title="（已不适用）旧的要求。' in text
    assert "| 第一条（已不适用）、第二条 |" in text


def test_the_list_of_rules_holds_what_the_text_cites_or_states_by_a_fact(tmp_path: Path) -> None:
    listed = shown(parts_of(tmp_path, "```{clause-list}\n```"), False)
    assert "| 某投诉办法，某令 | 第二条 |" in listed and "<li><b>投诉办法第二条</b>：十五日内" in listed
    assert "| 第一条" not in listed and "旧的要求" not in listed  # superseded, and not cited itself


def test_the_list_of_terms_holds_those_of_the_chapter(tmp_path: Path) -> None:
    text = shown(parts_of(tmp_path, "```{term-list}\n```"), False)
    assert "| 停钟（clock stop） | 鉴定占去的日子不计入。 |" in text
    assert "口径" not in text and "承接率" not in text


def test_a_cell_keeps_its_id_however_its_citations_are_drawn(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, "```{clause} rule-2\n```")
    plain = compose(parts.chapter, parts.practice, parts.exam).cells
    made = compose(parts.chapter, parts.practice, parts.exam, lambda source: source.upper()).cells
    assert [cell.id for cell in made] == [cell.id for cell in plain]


class Allowed(HTMLParser):
    """Collects tags, attributes and styles, to hold them against what JupyterLab lets through."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        for name, value in attrs:
            rules = [rule.split(":")[0] for rule in (value or "").split(";")] if name == "style" else [name]
            self.seen |= {f"@{rule}" for rule in rules}


def test_a_card_uses_no_more_than_the_sanitiser_lets_through(tmp_path: Path) -> None:
    parser = Allowed()
    parser.feed(shown(parts_of(tmp_path, "```{clause} rule-2 rule-1\n```\n\n{term}`停钟`"), True))
    styles = "max-width margin padding border border-left border-top border-radius line-height font-size"
    tags = {"div", "b", "span", "sup", "abbr", "@class", "@lang", "@title", "@white-space"}
    allowed = tags | {f"@{s}" for s in styles.split()}
    assert parser.seen <= allowed and {"abbr", "@title"} <= parser.seen


def test_the_bundle_carries_terms_up_to_its_chapter_without_their_sources(tmp_path: Path) -> None:
    bundle = public_bundle(parts_of(tmp_path))
    assert [term.term for term in bundle.glossary] == ["停钟", "口径"]
    assert set(bundle.glossary[0].model_dump()) == {"term", "english", "definition", "chapter"}


def test_a_practice_dialogue_carries_the_clauses_in_force_and_a_graded_one_none(tmp_path: Path) -> None:
    bundle = public_bundle(parts_of(tmp_path))
    (line,) = bundle.dialogues[0].clauses
    assert (line.by, line.name) == ("F5.1-1", "投诉办法第二条") and "要点：15 日" in line.duty
    assert "clauses" not in bundle.graded_dialogues[0].model_dump()
    assert "投诉办法第二条" not in bundle.graded_dialogues[0].model_dump_json()


def test_a_debrief_says_the_clause_instead_of_the_fact(tmp_path: Path) -> None:
    dialogue = public_bundle(parts_of(tmp_path)).dialogues[0]
    turns = debrief(dialogue, replay(dialogue, "agent", ["c", "c", "b", "a", "c", "b"]))["turns"]
    (first, *others) = turns
    assert "facts" not in first and [rule["name"] for rule in first["rules"]] == ["投诉办法第二条"]
    assert not any(turn["rules"] for turn in others)


def test_a_reply_may_name_the_clauses_of_its_debrief_itself(tmp_path: Path) -> None:
    root = course(tmp_path)
    bank = root / "notebooks" / "ch05.items.yaml"
    before, found, after = bank.read_text("utf-8").rpartition("facts: [F5.1-1]")
    assert found
    bank.write_text(f"{before}clauses: [rule-1]{after}", encoding="utf-8")
    parts = load_parts(root, "ch05")
    dialogue = public_bundle(parts).dialogues[0]
    first = debrief(dialogue, replay(dialogue, "agent", ["c", "c", "b", "a", "c", "b"]))["turns"][0]
    assert [rule["name"] for rule in first["rules"]] == ["投诉办法第一条"]
    assert [use.by for use in uses(parts, parts.registers.clauses["rule-1"]) if use.kind == "turn"]
    bank.write_text(f"{before}clauses: [rule-9]{after}", encoding="utf-8")
    (told,) = CHECKS["citations"](load_parts(root, "ch05"))
    assert (told.subject, told.text.split(";")[0]) == ("ch05-d1", "clause rule-9 is not in clauses.yaml")


def test_an_author_does_not_write_what_the_build_fills_in(tmp_path: Path) -> None:
    root = course(tmp_path)
    bank = root / "notebooks" / "ch05.items.yaml"
    given = "- id: ch05-d1\n    clauses: [{by: F5.1-1, name: 甲, duty: 乙}]"
    bank.write_text(bank.read_text("utf-8").replace("- id: ch05-d1", given, 1), encoding="utf-8")
    told = next(
        problem for problem in CHECKS["dialogues"](load_parts(root, "ch05")) if "clauses" in problem.text
    )
    assert told.subject == "ch05-d1" and "name facts" in told.text


def test_what_leans_on_a_clause_is_listed_with_its_place(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, "见 {clause}`rule-2`。")
    found = uses(parts, parts.registers.clauses["rule-2"])
    kinds = [(use.kind, use.subject, use.by) for use in found]
    assert ("paragraph", "", "F5.1-1") in kinds and ("paragraph", "", "rule-2") in kinds
    assert ("item", "ch05-p01", "F5.1-1") in kinds
    assert [kind for kind, subject, _ in kinds if subject.startswith("ch05-d1 ")] == ["turn"]
    assert [kind for kind, subject, _ in kinds if subject.startswith("ch05-d2 ")] == ["turn"]
    for use in found:
        line = (tmp_path / use.path).read_text("utf-8").splitlines()[use.line - 1]
        wanted = use.by if use.kind == "paragraph" else "id: " + use.subject.split(".")[-1].split()[-1]
        assert wanted in line


def test_terms_and_replaced_rules_lean_on_a_clause_too(tmp_path: Path) -> None:
    parts = parts_of(tmp_path)
    registers = parts.registers
    found = register_uses(tmp_path / "notebooks", registers, registers.clauses["rule-2"])
    assert [(use.kind, use.subject) for use in found][-1] == ("clause", "rule-1")
    assert {use.subject for use in found if use.kind == "term"} == {"停钟", "口径", "承接率"}


def test_an_unknown_clause_is_answered_with_those_that_are_near() -> None:
    with pytest.raises(AuthorError, match="did you mean complaints-18"):
        named_clause("complaint-18", REAL)


def test_the_command_lists_uses_and_says_which_chapter_it_could_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = course(tmp_path)
    (root / "nbgrader_config.py").write_text("", encoding="utf-8")
    monkeypatch.chdir(root)
    listed = CliRunner().invoke(main, ["lint", "--stale", "rule-2"])
    assert listed.exit_code == 0, listed.output
    assert "item ch05-p01 (F5.1-1)" in listed.output and "投诉办法第二条" in listed.output
    (root / "notebooks" / "ch05.items.yaml").write_text("items: [1]\n", encoding="utf-8")
    broken = CliRunner().invoke(main, ["lint", "--stale", "rule-2"])
    assert broken.exit_code == 1 and "notebooks/ch05.items.yaml:1:" in broken.output
    unknown = CliRunner().invoke(main, ["lint", "--stale", "rule-9"])
    assert unknown.exit_code == 1 and "did you mean" in unknown.output
