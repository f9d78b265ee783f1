"""How an author cites clauses and terms in a chapter's text, and what the build makes of it.

Roles within a sentence become hovers, directives on lines of their own become cards and tables. All of it is
HTML without scripts, with inline styles only, in the subset that JupyterLab's sanitiser lets through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from course.authoring.banks import Fact
from course.authoring.chapter import Cell, Chapter
from course.authoring.errors import Problem
from course.authoring.registers import HOW_READ, Clause, Registers, Term
from course.authoring.sources import marked, numbered, plain, source_list

ROLE = re.compile(r"\{(clause|term)\}`([^`\n]+)`")
DIRECTIVE = re.compile(
    r"^```\{(clause|clause-list|term-list)\}[ \t]*([^\n]*?)[ \t]*\n```[ \t]*$", re.MULTILINE
)
# What looks like a citation and would otherwise be printed as it stands.
ATTEMPT = re.compile(r"\{(?:clause|term)(?:-list)?\}")
_PHRASE = re.compile("[，、；：。]")
_NAMED = re.compile(r"^(.+?)\s*<([^<>]+)>$")

_BOX = (
    "max-width:720px;margin:10px 2px;padding:4px 18px;border:1px solid #8a94a6;border-left:5px solid #3f7cc4;"
    "border-radius:8px;line-height:1.7"
)
_NEXT = "padding:8px 0;border-top:1px solid #8a94a6"
_FIRST = "padding:8px 0"
_SMALL = "font-size:13px"
_TAG = "padding:0 7px;border:1px solid #b26a00;border-radius:8px;font-size:13px"


@dataclass(frozen=True)
class Citation:
    """One citation in a chapter's text: where, role or directive, of what, and the words shown for it."""

    line: int
    kind: str
    target: str
    words: str = ""


def citations(chapter: Chapter) -> list[Citation]:
    """Return every clause and term that a chapter's text cites, in order."""
    return [citation for cell in chapter.cells if not cell.is_code for citation in _cited(cell)]


def citation_problems(chapter: Chapter, registers: Registers) -> Iterator[Problem]:
    """Yield what is wrong with a chapter's citations."""
    seen: dict[str, int] = {}
    for citation in citations(chapter):
        text = ""
        if citation.kind == "term":
            if citation.target not in registers.terms:
                text = "is no term of glossary.yaml; add it or mend the name"
            elif citation.target in seen:
                text = f"is explained in line {seen[citation.target]} already; mark a term once in a chapter"
            seen.setdefault(citation.target, citation.line)
        elif citation.target not in registers.clauses:
            text = "is no clause of clauses.yaml; add it or mend the id"
        if text:
            yield Problem(chapter.path, citation.line, citation.target, text)
    for cell in chapter.cells:
        if cell.is_code:
            continue
        rest = ROLE.sub("", DIRECTIVE.sub(_blank, cell.source))
        for attempt in ATTEMPT.finditer(rest):
            line = cell.line + rest.count("\n", 0, attempt.start())
            wanted = "write {clause}`id`, {term}`word`, or a fence ```{clause} id … ``` on two lines"
            yield Problem(chapter.path, line, attempt[0], f"is no whole citation; {wanted}")
        for directive in DIRECTIVE.finditer(cell.source):
            if (directive[1] == "clause") != bool(directive[2]):
                line = cell.line + cell.source.count("\n", 0, directive.start())
                text = "names no clause; add ids" if directive[1] == "clause" else "takes no ids; remove them"
                yield Problem(chapter.path, line, f"{{{directive[1]}}}", text)


def drawn(
    source: str, chapter: Chapter, registers: Registers, facts: Mapping[str, Fact], instructor: bool
) -> str:
    """Return a text cell's source with its citations drawn.

    Args:
        source: text as the author wrote it, without problems.
        chapter: where it stands; the lists at its end are made from the whole chapter.
        registers: what may be cited.
        facts: what the text leans on, by id.
        instructor: whether to show what only an instructor needs: what nobody signed, facts, how it was read.
    """

    sources = numbered(chapter, facts)

    def block(match: re.Match[str]) -> str:
        if match[1] == "clause":
            return clause_cards([registers.clauses[name] for name in match[2].split()], registers, instructor)
        if match[1] == "term-list":
            return term_list([t for t in registers.terms.values() if t.chapter == chapter.header.chapter])
        return clause_list(leaned_on(chapter, registers), instructor) + source_list(sources, instructor)

    def role(match: re.Match[str]) -> str:
        words, target = _target(match[2])
        if match[1] == "term":
            return _hover("term", words or target, registers.terms[target].definition)
        clause = registers.clauses[target]
        return _hover("clause", words or clause.title, clause.said)

    return marked(ROLE.sub(role, DIRECTIVE.sub(block, source)), sources, instructor)


def leaned_on(chapter: Chapter, registers: Registers) -> list[Clause]:
    """Return the clauses that a chapter's text cites, itself or through a fact, in the register's order.

    One that no longer applies must be cited itself: its fact mostly tells what applies instead.
    """
    cited = {citation.target for citation in citations(chapter) if citation.kind == "clause"}
    by_fact = {
        clause.id
        for clause in registers.of_facts(fact for _, fact in chapter.fact_references())
        if not clause.superseded_by
    }
    return [clause for clause in registers.clauses.values() if clause.id in cited | by_fact]


def clause_cards(clauses: list[Clause], registers: Registers, instructor: bool) -> str:
    """Return a card with a row for each clause, as HTML."""
    rows = [
        f'<div style="{_NEXT if place else _FIRST}">{_row(clause, registers, instructor)}</div>'
        for place, clause in enumerate(clauses)
    ]
    return "\n".join([f'<div class="course-clauses" lang="zh-CN" style="{_BOX}">', *rows, "</div>"])


def _row(clause: Clause, registers: Registers, instructor: bool) -> str:
    number = f' <span style="{_SMALL}">{plain(clause.number)}</span>' if clause.number else ""
    gone = ""
    if clause.superseded_by:
        heir = registers.clauses[clause.superseded_by]
        gone = f"<div><b>已不适用，现在看{plain(heir.title)}。</b></div>"
    own = f"<div><b>本机构：</b>{plain(clause.bank_override)}</div>" if clause.bank_override else ""
    about = [f"要点：{clause.limit}" if clause.limit else "", clause.since, f"{clause.checked} 核对"]
    unsigned = ""
    if instructor:
        about += [HOW_READ[clause.how_read], "、".join(clause.facts), clause.id]
        signed = f"{clause.signed_by} {clause.signed_on} 签认"
        unsigned = f' <span style="{_TAG}">{plain(signed) if clause.signed_by else "待核"}</span>'
    return (
        f"<div><b>《{plain(clause.name)}》{plain(clause.article)}</b>{number}{unsigned}</div>{gone}"
        f"<div>{plain(clause.duty)}</div>{own}"
        f'<div style="{_SMALL}">{plain(" · ".join(text for text in about if text))}</div>'
    )


def clause_list(clauses: list[Clause], instructor: bool) -> str:
    """Return a table of rules in Markdown, each with the articles that were used, and below it their demands.

    The demands are folded, not hovers: a keyboard, a finger and a printer reach them.
    """
    rules: dict[tuple[str, str], list[Clause]] = {}
    for clause in clauses:
        rules.setdefault((clause.name, clause.number), []).append(clause)
    rows = ["| 规则 | 用到的条款 | 施行或发布 | 核对 |", "|---|---|---|---|"]
    for (name, number), group in rules.items():
        about = f"，{plain(number)}" if number else ""
        since = "<br>".join(_whole(day) for day in dict.fromkeys(clause.since for clause in group) if day)
        unsigned = sum(not clause.signed_by for clause in group) if instructor else 0
        mark = f"<br>待核 {unsigned} 条" if unsigned else ""
        checked = _whole(min(clause.checked for clause in group)) + mark
        articles = plain("、".join(_article_words(group)))
        rows.append(f"| {plain(name)}{about} | {articles} | {since or '–'} | {checked} |")
    demands = "".join(f"<li><b>{plain(c.title)}</b>：{plain(c.said)}</li>" for c in clauses)
    folded = f"<details><summary>一条一条看要求（{len(clauses)}）</summary><ul>{demands}</ul></details>"
    return "\n".join([*rows, "", folded])


def _whole(text: str) -> str:
    return f'<span style="white-space:nowrap">{plain(text)}</span>'


def _article_words(group: list[Clause]) -> list[str]:
    """Return what each clause of one rule is called in the table: its article, or how its demand begins."""
    several = sum(not clause.article for clause in group) > 1
    return [
        (clause.article or (_PHRASE.split(clause.duty)[0] if several else "全文"))
        + ("（已不适用）" if clause.superseded_by else "")
        for clause in group
    ]


def term_list(terms: list[Term]) -> str:
    """Return a table of terms in Markdown."""
    rows = ["| 词 | 意思 |", "|---|---|"]
    rows += [f"| {plain(term.shown)} | {plain(term.definition)} |" for term in terms]
    return "\n".join(rows)


def _cited(cell: Cell) -> Iterator[Citation]:
    found = [
        (match.start(), Citation(0, match[1], target, words))
        for match in ROLE.finditer(cell.source)
        for words, target in [_target(match[2])]
    ]
    found += [
        (match.start(), Citation(0, "clause", name))
        for match in DIRECTIVE.finditer(cell.source)
        if match[1] == "clause"
        for name in match[2].split()
    ]
    for start, citation in sorted(found, key=lambda pair: pair[0]):
        line = cell.line + cell.source.count("\n", 0, start)
        yield Citation(line, citation.kind, citation.target, citation.words)


def _target(text: str) -> tuple[str, str]:
    """Return the words to show, if given apart, and what is cited: `words <target>` or `target`."""
    apart = _NAMED.match(text)
    return (apart[1], apart[2].strip()) if apart else ("", text.strip())


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _hover(kind: str, words: str, title: str) -> str:
    return f'<abbr class="course-{kind}" title="{plain(title)}">{plain(words)}</abbr>'
