"""Where facts come from, as readers see it: numbers in the text, one list, no ids of ours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from course.authoring.banks import Fact, Source, load_facts
from course.authoring.build import chapters_in
from course.authoring.chapter import FACT_REFERENCE
from course.authoring.references import load_parts
from course.authoring.sources import marked, numbered, source_list, source_words, unmarked

PROJECT = Path(__file__).resolve().parents[2]
FACTS = load_facts(PROJECT / "notebooks" / "facts.yaml")


def fact(name: str, number: str | None = None, article: str | None = None) -> Fact:
    source = Source(name=name, number=number, issuer="某局", article=article, effective="2020-03-01")
    return Fact(
        id="F5.1-1",
        section="5.1",
        statement="一句。",
        source=source,
        confidence="verified",
        checked_at="2026-11-23",
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (fact("某办法", "某令3号", "第二条"), "《某办法》（某令3号）第二条，某局，2020-03-01"),
        (fact("《某办法》附件"), "《某办法》附件，某局，2020-03-01"),
        (fact("GB/T 1-2015 要求", "GB/T 1-2015"), "GB/T 1-2015 要求，某局，2020-03-01"),
        (fact("A Paper (1985)；某书"), "A Paper (1985)；某书，某局，2020-03-01"),
    ],
)
def test_a_source_is_named_as_a_book_would(given: Fact, words: str) -> None:
    assert source_words(given) == words


@pytest.mark.parametrize("chapter", [name for name in chapters_in(PROJECT) if name != "ch00"])
def test_every_mark_of_a_chapter_becomes_a_number_that_its_list_explains(chapter: str) -> None:
    text = load_parts(PROJECT, chapter).chapter
    sources = numbered(text, FACTS)
    drawn = "\n".join(marked(cell.source, sources, False) for cell in text.cells if not cell.is_code)
    assert not FACT_REFERENCE.search(drawn)
    assert not re.search(r"F\d\.\d-\d", drawn + source_list(sources, False))
    shown = {int(number) for number in re.findall(r">\[(\d+)\]</abbr>", drawn)}
    assert shown == set(range(1, len(sources) + 1))
    assert source_list(sources, False).count("<li>") == len(sources)


def test_an_instructor_finds_the_ids_as_well(tmp_path: Path) -> None:
    text = load_parts(PROJECT, "ch01").chapter
    sources = numbered(text, FACTS)
    cited = {name for _, name in text.fact_references()}
    assert set(re.findall(r"F\d\.\d-\d+", source_list(sources, True))) == cited
    assert f"；{sources[0].facts[0]}" in marked(f"一句〔{sources[0].facts[0]}〕。", sources, True)


def test_the_sources_are_numbered_as_they_first_appear_and_share_a_number(tmp_path: Path) -> None:
    text = load_parts(PROJECT, "ch01").chapter
    order = [name for _, name in text.fact_references()]
    sources = numbered(text, FACTS)
    firsts = [min(order.index(name) for name in entry.facts) for entry in sources]
    assert firsts == sorted(firsts)
    assert len({entry.words for entry in sources}) == len(sources)


@pytest.mark.parametrize("chapter", chapters_in(PROJECT))
def test_no_card_shows_an_id_and_document_numbers_stay(chapter: str) -> None:
    bundle = (PROJECT / "source" / chapter / f"{chapter}.items.json").read_text(encoding="utf-8")
    assert not FACT_REFERENCE.search(bundle)
    assert json.loads(bundle)["chapter"] == chapter
    assert unmarked("银监保消保发〔2022〕10号〔F1.1-1〕。") == "银监保消保发〔2022〕10号。"
