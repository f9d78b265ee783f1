"""Rules about words: names, slogans, forms, lengths, and who must appear."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.passages import CHINESE, Passage, sentences
from course.authoring.lint.rules import rule

_ENGLISH = re.compile(r"（([A-Za-z][A-Za-z .&'-]{2,})）")
_ADDRESS = re.compile(r"https?://|www\.")


def _everywhere(lesson: Lesson) -> Iterable[Passage]:
    return chain(lesson.text, lesson.banks)


def _at(passage: Passage, text: str) -> Problem:
    return Problem(passage.path, passage.line, passage.owner, text)


@rule("names", "no real bank, insurer, broker or platform is named", "CONTENT, respect", guide=True)
def names(lesson: Lesson) -> Iterable[Problem]:
    """Yield names of real institutions."""
    known = lesson.standard.wording.names
    for passage in _everywhere(lesson):
        for name in known:
            if name in passage.text:
                yield _at(
                    passage, f"names {name}, which is real; use 星桥金融, or 大行A, 股份行B for statistics"
                )


@rule("renamed", "institutions stand under today's name, former ones as former", "CONTENT, true", guide=True)
def renamed(lesson: Lesson) -> Iterable[Problem]:
    """Yield former names without the word that marks them."""
    for passage in _everywhere(lesson):
        for former in lesson.standard.wording.renamed:
            marked = f"{former.needs}{former.name}"
            plain = re.search(rf"(?<![{former.needs}中国银“]){re.escape(former.name)}", passage.text)
            if plain and marked not in passage.text:
                yield _at(passage, f"{former.name} is a former name; write {marked} or today's name")


@rule("slogans", "no slogans and no filler", "CONTENT, one idea a paragraph", guide=True)
def slogans(lesson: Lesson) -> Iterable[Problem]:
    """Yield slogans in what the course itself says; customers and wrong options may say them."""
    for passage in _everywhere(lesson):
        if passage.role in ("customer", "option", "reply", "desk"):
            continue
        for slogan in lesson.standard.wording.slogans:
            if slogan in passage.text:
                yield _at(passage, f"{slogan} is a slogan; say what is done, or strike it")


@rule(
    "word-forms", "a word has one form throughout the course", "CONTENT, terms as in the glossary", guide=True
)
def word_forms(lesson: Lesson) -> Iterable[Problem]:
    """Yield other forms of a word than the chosen one."""
    for passage in _everywhere(lesson):
        for form, others in lesson.standard.wording.forms.items():
            for other in others:
                if re.search(rf"(?<![A-Za-z]){re.escape(other)}(?![A-Za-z])", passage.text):
                    yield _at(passage, f"write {form}, not {other}")


@rule("english-once", "an English term stands once in brackets", "CONTENT, Chinese", guide=True)
def english_once(lesson: Lesson) -> Iterable[Problem]:
    """Yield English terms that a chapter's text gives in brackets again."""
    seen: dict[str, int] = {}
    for passage in lesson.text:
        for term in _ENGLISH.findall(passage.bare):
            key = term.lower().strip()
            if key in seen:
                yield _at(passage, f"（{term}） stood in line {seen[key]} already; leave it out here")
            seen.setdefault(key, passage.line)


@rule("sentence-length", "sentences are short", "CONTENT, one idea a paragraph", guide=True)
def sentence_length(lesson: Lesson) -> Iterable[Problem]:
    """Yield sentences of the chapter's text that are too long to say in one breath or two."""
    limits = lesson.amounts.sentence_characters
    for passage in lesson.text:
        if passage.role not in ("prose", "list"):
            continue
        for sentence in sentences(passage.bare):
            length = len(CHINESE.findall(sentence))
            if not limits.holds(length):
                yield _at(passage, f"a sentence of {length} characters ({sentence[:10]}…); make it {limits}")


@rule("paragraph-length", "one idea a paragraph", "CONTENT, one idea a paragraph", guide=True)
def paragraph_length(lesson: Lesson) -> Iterable[Problem]:
    """Yield paragraphs too long to hold one idea."""
    limits = lesson.amounts.paragraph_characters
    for passage in lesson.text:
        if passage.role == "prose" and not limits.holds(passage.length):
            yield _at(passage, f"a paragraph of {passage.length} characters; make it {limits}, or split it")


@rule("unfinished", "nothing is left to be written", "CONTENT, good content", guide=True)
def unfinished(lesson: Lesson) -> Iterable[Problem]:
    """Yield marks of unfinished text."""
    for passage in _everywhere(lesson):
        for word in lesson.standard.wording.unfinished:
            if word in passage.text:
                yield _at(passage, f"{word} marks unfinished text; finish it")


@rule("addresses", "no address of a web page: the course works offline", "CONTRACTS", guide=True)
def addresses(lesson: Lesson) -> Iterable[Problem]:
    """Yield addresses in text and banks."""
    for passage in _everywhere(lesson):
        if _ADDRESS.search(passage.text):
            yield _at(passage, "holds a web address; name the page in words, the course works offline")


@rule(
    "presence",
    "trades, channels, older, business and disabled customers all appear",
    "CONTENT, useful at the desk",
)
def presence(lesson: Lesson) -> Iterable[Problem]:
    """Yield groups that the chapter does not mention at all."""
    told = "\n".join(passage.text for passage in _everywhere(lesson))
    for group, words in lesson.standard.wording.presence.items():
        if not any(word in told for word in words):
            yield lesson.problem(
                1, f"{group} does not appear ({'、'.join(words)}); give it a scene or an item"
            )


@rule("say-and-not", "every section shows what to say and what not to say", "CONTENT, useful at the desk")
def say_and_not(lesson: Lesson) -> Iterable[Problem]:
    """Yield sections without two contrasting lines."""
    for number in lesson.plan.sections:
        told = [p for p in lesson.text if p.section == number]
        cells = " ".join(p.text for p in told if p.role == "table")
        for words in lesson.markers.contrast if told else ():
            if not any(word in cells for word in words):
                text = f"no table says {' or '.join(map(repr, words))}; contrast what to say and not to say"
                yield lesson.problem(told[0].line, text, number)
