"""Rules about Chinese typesetting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.passages import Passage
from course.authoring.lint.rules import rule

_HAN = r"[\u3400-\u9fff]"
_ASCII_MARK = re.compile(rf"{_HAN}[,;?!]|{_HAN}[:.](?![\w/])|{_HAN}\(|\){_HAN}|[,;:?!]{_HAN}")
_STRAIGHT = re.compile(rf"{_HAN}[\"']|[\"']{_HAN}")
_SPACE = re.compile(rf"{_HAN}[ \t]+{_HAN}")
_MARK_SPACE = re.compile(r"[，。；：？！、（）《》“”] | [，。；：？！、）》”]")
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
_DOUBLED = re.compile(r"[，、；：]{2,}|。{2,}|[，、；：][。？！]|[。][，、；：]")
_ELLIPSIS = re.compile(r"\.{3,}|(?<!…)…(?!…)|。。。")
_QUOTED = re.compile(r"“[^”]*”")
_PAIRS = {"“": "”", "‘": "’", "（": "）", "《": "》", "〔": "〕", "「": "」"}


def _passages(lesson: Lesson) -> list[Passage]:
    return [passage for passage in [*lesson.text, *lesson.banks] if passage.role != "diagram"]


def _matching(lesson: Lesson, pattern: re.Pattern[str], remedy: str) -> Iterator[Problem]:
    for passage in _passages(lesson):
        match = pattern.search(passage.bare)
        if match:
            seen = passage.bare[max(0, match.start() - 5) : match.end() + 5].strip()
            yield Problem(passage.path, passage.line, passage.owner, f"{seen!r}: {remedy}")


@rule("full-width", "punctuation beside Chinese is full-width", "CONTENT, Chinese", guide=True)
def full_width(lesson: Lesson) -> Iterable[Problem]:
    """Yield ASCII punctuation beside a Chinese character."""
    yield from _matching(lesson, _ASCII_MARK, "ASCII punctuation beside Chinese; use ，；：？！（）")


@rule("curly-quotes", "quotation marks beside Chinese are curly", "CONTENT, Chinese", guide=True)
def curly_quotes(lesson: Lesson) -> Iterable[Problem]:
    """Yield straight quotation marks beside a Chinese character."""
    yield from _matching(lesson, _STRAIGHT, "straight quotation mark; use “ ” or ‘ ’")


@rule("spaces", "no spaces between Chinese characters or beside their marks", "CONTENT, Chinese", guide=True)
def spaces(lesson: Lesson) -> Iterable[Problem]:
    """Yield spaces within Chinese; titles and what a customer typed may have them."""
    for passage in _passages(lesson):
        if passage.role in ("customer", "quote", "heading") or "title" in passage.place:
            continue
        text = _QUOTED.sub("“”", passage.bare)
        match = _SPACE.search(text) or _MARK_SPACE.search(text)
        if match:
            seen = text[max(0, match.start() - 5) : match.end() + 5]
            yield Problem(
                passage.path, passage.line, passage.owner, f"{seen!r}: a space within Chinese; remove it"
            )


@rule("half-width-digits", "digits and Latin letters are half-width", "CONTENT, Chinese", guide=True)
def half_width_digits(lesson: Lesson) -> Iterable[Problem]:
    """Yield full-width digits and letters."""
    yield from _matching(lesson, _WIDE, "full-width digit or letter; use the half-width one")


@rule("percent", "percent is written %", "CONTENT, numbers consistent", guide=True)
def percent(lesson: Lesson) -> Iterable[Problem]:
    """Yield full-width and spelled-out percent signs in one passage with digits."""
    yield from _matching(lesson, re.compile(r"％|\d 个?百分比|百分之 ?\d"), "write the number with %")


@rule("doubled-marks", "no doubled or clashing punctuation", "CONTENT, Chinese", guide=True)
def doubled_marks(lesson: Lesson) -> Iterable[Problem]:
    """Yield two marks where one belongs."""
    yield from _matching(lesson, _DOUBLED, "two marks where one belongs; keep one")


@rule("ellipsis", "an ellipsis is ……", "CONTENT, Chinese", guide=True)
def ellipsis(lesson: Lesson) -> Iterable[Problem]:
    """Yield other forms of the ellipsis."""
    yield from _matching(lesson, _ELLIPSIS, "write the ellipsis as ……")


@rule("pairs", "quotation marks and brackets come in pairs", "CONTENT, Chinese", guide=True)
def pairs(lesson: Lesson) -> Iterable[Problem]:
    """Yield passages with a mark that is never closed or never opened."""
    for passage in _passages(lesson):
        for opens, closes in _PAIRS.items():
            if passage.text.count(opens) != passage.text.count(closes):
                text = f"{opens} and {closes} do not pair in {passage.text[:12]!r}…; mend it"
                yield Problem(passage.path, passage.line, passage.owner, text)
