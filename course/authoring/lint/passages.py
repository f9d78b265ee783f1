"""Every piece of text that somebody will read, with its file, line, owner and role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from course.authoring.chapter import Chapter, WrittenCell
from course.authoring.citations import DIRECTIVE, ROLE
from course.authoring.yaml_lines import Document, Place

CHINESE = re.compile(r"[\u3400-\u9fff]")
HEADING = re.compile(r"^(#{1,6}) +(\S.*)$")
SECTION = re.compile(r"^## ([0-8]\.[1-4]) ")
FACT = re.compile(r"〔[A-Za-z][\w.-]*〕")
_LIST = re.compile(r"^\s*(?:[-*+]|\d+[.)]) +")
_RULER = re.compile(r"^\|?[\s:|-]+\|?$")
_CODE = re.compile(r"`[^`]*`")
# Code that stands in a hint without marks, such as table("联络").groupby("渠道").
_CALL = re.compile(
    r"[A-Za-z_.][A-Za-z0-9_.]*\((?=[^()]*[\"'=])[^()]*(?:\([^()]*\)[^()]*)*\)"  # a call
    r"|[A-Za-z_]\w*\[[^\]]*\](?:\.\w+\(\))?"  # a column of a table
)
_CITED = re.compile(f" ?{ROLE.pattern} ?")
_BOLD_END = re.compile(r"\*\* +")

Role = Literal[
    "heading", "prose", "list", "table", "quote", "diagram", "card",  # of a chapter's text
    "prompt", "option", "feedback", "hint", "customer", "reply", "desk", "other",  # of its banks
]  # fmt: skip

_ROLES: dict[str, Role] = {
    "prompt": "prompt",
    "feedback": "feedback",
    "message": "feedback",
    "debrief": "feedback",
    "reveal": "feedback",
    "otherwise": "feedback",
    "why": "feedback",
    "hints": "hint",
    "customer": "customer",
    "desk": "desk",
}
_SILENT = frozenset((
    "id", "type", "section", "objective", "facts", "when", "effects", "next", "to", "code", "attempts",
    "answer", "variants", "channel", "clock", "unit", "first", "breakdown", "before", "category",
    "also", "key", "line", "picks", "points", "rank", "ref", "columns", "expects", "clauses",
))  # fmt: skip
"""Fields of a bank in which nobody reads Chinese text."""


@dataclass(frozen=True)
class Passage:
    """A piece of text. `section` is the section of a chapter's text it stands in, "" elsewhere.

    `heading` is the nearest heading above. `place` says where it stands in a bank. `text` has no marks of
    Markdown and no inline code.
    """

    path: Path
    line: int
    owner: str
    role: Role
    text: str
    section: str = ""
    heading: str = ""
    place: Place = ()

    @property
    def bare(self) -> str:
        """Return the text without the ids of facts and clauses."""
        return FACT.sub("", self.text)

    @property
    def length(self) -> int:
        """Return how many Chinese characters it has."""
        return len(CHINESE.findall(self.text))


def chapter_passages(chapter: Chapter, duties: Mapping[str, str]) -> list[Passage]:
    """Return the passages of a chapter's text cells; consecutive lines of a paragraph are one.

    Args:
        chapter: its cells.
        duties: what each clause demands, by id; it stands where the clause's card does.
    """
    found: list[Passage] = []
    cards: list[tuple[int, str]] = []
    section = heading = ""
    for cell in chapter.cells:
        if cell.is_code:
            continue
        if isinstance(cell.marks, WrittenCell):
            section = ""
        fence = joined = False
        for match in DIRECTIVE.finditer(cell.source):
            number = cell.line + cell.source.count("\n", 0, match.start())
            cards += [(number, duties[name]) for name in match[2].split() if name in duties]
        source = _CITED.sub(_words, DIRECTIVE.sub(_blank, cell.source))
        for offset, line in enumerate(source.splitlines()):
            number = cell.line + offset
            while cards and cards[0][0] <= number:
                duty = cards.pop(0)[1]
                found.append(Passage(chapter.path, number, "", "card", duty, section, heading))
                joined = False
            if line.startswith("```"):
                fence, joined = not fence, False
                continue
            head = HEADING.match(line)
            if head and not fence:
                heading = head.group(2)
                if len(head.group(1)) <= 2:
                    named = SECTION.match(line)
                    section = named.group(1) if named else ""
                found.append(Passage(chapter.path, number, "", "heading", heading, section, heading))
                joined = False
                continue
            role, texts = _read(line, fence)
            if joined and role == "prose" and texts:
                last = found[-1]
                found[-1] = Passage(last.path, last.line, "", role, last.text + texts[0], section, heading)
                continue
            for text in texts:
                found.append(Passage(chapter.path, number, "", role, text, section, heading))
            joined = role == "prose" and bool(texts)
    return found


def _read(line: str, fence: bool) -> tuple[Role, list[str]]:
    """Return the role of a line of Markdown and the texts in it."""
    if fence:
        return "diagram", [line.strip()] if line.strip() else []
    line = _BOLD_END.sub("", _without_code(line)).replace("**", "").strip()
    if line.startswith("|"):
        cells = [] if _RULER.match(line) else [cell.strip() for cell in line.strip("|").split("|")]
        return "table", [cell for cell in cells if cell]
    if line.startswith(">"):
        text = line.lstrip("> ").strip()
        return "quote", [text] if text else []
    item = _LIST.match(line)
    if item:
        return "list", [line[item.end() :].strip()]
    return "prose", [line.strip("*")] if line else []


def bank_passages(document: Document) -> list[Passage]:
    """Return the passages of a bank: every Chinese text that is shown to a trainee or an instructor."""
    return list(_walk(document, document.data, (), "", "other"))


def _walk(document: Document, value: Any, place: Place, owner: str, role: Role) -> Iterator[Passage]:
    if isinstance(value, str):
        if CHINESE.search(value):
            yield Passage(document.path, document.line(place), owner, role, _without_code(value), place=place)
    elif isinstance(value, dict):
        if len(place) == 2 and isinstance(value.get("id"), str):
            owner = value["id"]
        for name, inner in value.items():
            if name not in _SILENT:
                yield from _walk(document, inner, (*place, name), owner, _role(str(name), place, role))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(document, inner, (*place, index), owner, role)


def _role(name: str, place: Place, around: Role) -> Role:
    if name == "text":
        parent = next((step for step in reversed(place) if isinstance(step, str)), "")
        named: dict[str, Role] = {"options": "option", "replies": "reply", "entries": "option"}
        named |= {"steps": "option", "cards": "option", "turns": "customer", "desk": "desk"}
        return named.get(parent, "other")
    return _ROLES.get(name, around if around in ("hint", "customer", "desk") else "other")


def _without_code(text: str) -> str:
    return _CALL.sub("x", _CALL.sub("x", _CODE.sub("x", text)))


def _words(citation: re.Match[str]) -> str:
    """Return the words that a citation shows; a clause keeps its id in the brackets of a fact."""
    words, apart, target = citation[2].partition("<")
    if citation[1] == "term":
        return words.strip()
    return f"{words.strip()}〔{target.rstrip('> ')}〕" if apart else f"x〔{words.strip()}〕"


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a closing quotation mark stays with its sentence."""
    return [part for part in re.split(r"(?<=[。！？])(?![”’）])|(?<=[。！？][”’）])", text) if part.strip()]
