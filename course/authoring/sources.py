"""Where a chapter's facts come from, as its readers see it: a small number in the text, a list at the end.

Authors write a fact's id; a reader gets a number as in any book. Facts with one source share its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from course.authoring.banks import Fact
from course.authoring.chapter import FACT_REFERENCE, Chapter

_SMALL = "font-size:12px;white-space:nowrap"
# A title as Chinese books print it; several titles and English ones stand as they are.
_CHINESE_TITLE = re.compile("[\u4e00-\u9fff][^《》；]*$")


@dataclass(frozen=True)
class Numbered:
    """One source: its number within the chapter, what it is, and the facts taken from it."""

    number: int
    words: str
    facts: tuple[str, ...]


def numbered(chapter: Chapter, facts: Mapping[str, Fact]) -> list[Numbered]:
    """Return the sources of a chapter's text, numbered from 1 as they first appear."""
    cited: dict[str, list[str]] = {}
    for _, name in chapter.fact_references():
        if name in facts:
            ids = cited.setdefault(source_words(facts[name]), [])
            if name not in ids:
                ids.append(name)
    return [Numbered(place, words, tuple(ids)) for place, (words, ids) in enumerate(cited.items(), 1)]


def source_words(fact: Fact) -> str:
    """Return what a fact was taken from: name, number, article, issuer, year or date."""
    source = fact.source
    name = f"《{source.name}》" if _CHINESE_TITLE.match(source.name) else source.name
    number = source.number if source.number and source.number not in name else ""
    title = name + (f"（{number}）" if number else "") + (source.article or "")
    return "，".join(part for part in (title, source.issuer, source.effective) if part)


def marked(source: str, sources: list[Numbered], instructor: bool) -> str:
    """Return text with a small number in the place of each fact id; its hover tells the source.

    Args:
        source: text of a cell as the author wrote it.
        sources: what is numbered in this chapter.
        instructor: whether the hover names the fact's id as well.
    """
    by_fact = {fact: entry for entry in sources for fact in entry.facts}

    def mark(fact: str) -> str:
        entry = by_fact[fact]
        title = f"出处：{entry.words}" + (f"；{fact}" if instructor else "")
        return (
            f'<sup style="{_SMALL}"><abbr class="course-source" title="{plain(title)}">'
            f"[{entry.number}]</abbr></sup>"
        )

    return FACT_REFERENCE.sub(lambda match: mark(match[1]) if match[1] in by_fact else match[0], source)


def unmarked(text: str) -> str:
    """Return text without its fact ids: cards show clauses and reasons, not our numbering."""
    return FACT_REFERENCE.sub("", text)


def source_list(sources: list[Numbered], instructor: bool) -> str:
    """Return the sources as a folded, numbered list in HTML, or nothing.

    A finger, a keyboard and a printer reach it; hovers they do not.
    """
    if not sources:
        return ""
    rows = "".join(
        f"<li>{plain(entry.words)}{plain('（' + '、'.join(entry.facts) + '）') if instructor else ''}</li>"
        for entry in sources
    )
    return f"<details><summary>正文里小号的出处（{len(sources)}）</summary><ol>{rows}</ol></details>"


def plain(text: str) -> str:
    """Return text for HTML within Markdown: no sign in it ends a table cell or begins a formula."""
    return escape(text).replace("|", "&#124;").replace("$", "&#36;")
