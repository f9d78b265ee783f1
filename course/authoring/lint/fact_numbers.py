"""Rules about numbers beside facts: they are the facts' own, in every chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.numbers import amounts_in, bare_numbers
from course.authoring.lint.passages import Passage
from course.authoring.lint.rules import rule

_MARKS = re.compile(r"(?:〔[A-Za-z][\w.-]*〕)+")
_MARK = re.compile(r"〔([A-Za-z][\w.-]*)〕")
_STOP = re.compile(r"[。；！？]")


@dataclass(frozen=True)
class _Mention:
    """A number with its unit beside facts."""

    passage: Passage
    facts: tuple[str, ...]
    value: float
    unit: str


def _rows(passages: list[Passage]) -> Iterator[Passage]:
    """Yield passages, the cells of a table's row as one."""
    for _, group in groupby(passages, key=lambda one: (one.role == "table", one.line, one.place)):
        cells = list(group)
        if cells[0].role == "table":
            yield replace(cells[0], text="，".join(cell.text for cell in cells))
        else:
            yield from cells


def mentions(lesson: Lesson) -> Iterator[_Mention]:
    """Yield every number with a unit in the half-sentence, or table row, before a fact or a clause."""
    clauses = lesson.parts.registers.clauses
    for passage in [*_rows(lesson.text), *lesson.banks]:
        start = 0
        for marks in _MARKS.finditer(passage.text):
            before = passage.text[start : marks.start()]
            start = marks.end()
            names = _MARK.findall(marks.group())
            facts = chain.from_iterable(clauses[name].facts if name in clauses else [name] for name in names)
            kept = tuple(dict.fromkeys(facts))
            for value, unit in amounts_in(_STOP.split(before)[-1]):
                yield _Mention(passage, kept, value, unit)


def _of_facts(lesson: Lesson, names: Iterable[str]) -> tuple[set[tuple[float, str]], set[float]]:
    """Return the amounts and the bare numbers that facts state."""
    amounts: set[tuple[float, str]] = set()
    numbers: set[float] = set()
    for name in names:
        fact = lesson.parts.facts.get(name)
        if fact:
            stated = f"{fact.statement}；{fact.figure or ''}"
            amounts |= set(amounts_in(stated))
            numbers |= bare_numbers(stated)
    return amounts, numbers


def _differing(lesson: Lesson) -> Iterator[tuple[_Mention, bool]]:
    """Yield mentions that their facts do not hold, and whether only the kind of day differs."""
    for mention in mentions(lesson):
        amounts, numbers = _of_facts(lesson, mention.facts)
        same_unit = {value for value, unit in amounts if unit == mention.unit}
        days = {"日": "工作日", "工作日": "日"}.get(mention.unit, "")
        if mention.value in same_unit:
            continue
        if days and (mention.value, days) in amounts:
            yield mention, True
        elif same_unit and mention.value not in numbers:
            yield mention, False


@rule("fact-numbers", "a number beside a fact id is the fact's number", "CONTENT, true", guide=True)
def fact_numbers(lesson: Lesson) -> Iterable[Problem]:
    """Yield numbers that differ from all numbers of the same unit in their facts."""
    for mention, day_only in _differing(lesson):
        if not day_only:
            amount = f"{mention.value:g} {mention.unit}"
            text = f"{amount} is no number of {', '.join(mention.facts)}; mend the text or the fact id"
            yield Problem(mention.passage.path, mention.passage.line, mention.passage.owner, text)


@rule(
    "day-words",
    "working days and calendar days are those of the fact",
    "CONTENT, Chinese",
    guide=True,
)
def day_words(lesson: Lesson) -> Iterable[Problem]:
    """Yield days that the fact counts as working days, and the other way round."""
    for mention, day_only in _differing(lesson):
        if day_only:
            amount = f"{mention.value:g} {mention.unit}"
            text = f"{amount}: {', '.join(mention.facts)} counts the other kind of day; count as it does"
            yield Problem(mention.passage.path, mention.passage.line, mention.passage.owner, text)


@rule("numbers-agree", "chapters give one number for one fact", "CONTENT, Chinese", guide=True)
def numbers_agree(lesson: Lesson) -> Iterable[Problem]:
    """Yield numbers beside a fact that states none, where an earlier chapter gives only others."""
    before: dict[tuple[str, str], dict[float, str]] = {}
    for other in lesson.earlier:
        for mention in mentions(other):
            for name in mention.facts:
                before.setdefault((name, mention.unit), {})[mention.value] = other.id
    own: dict[tuple[str, str], set[float]] = {}
    kept: dict[tuple[str, str], _Mention] = {}
    for mention in mentions(lesson):
        for name in mention.facts:
            own.setdefault((name, mention.unit), set()).add(mention.value)
            kept.setdefault((name, mention.unit), mention)
    for (name, unit), values in own.items():
        stated, _ = _of_facts(lesson, [name])
        known = before.get((name, unit), {})
        if known and not values & set(known) and not any(held == unit for _, held in stated):
            passage, others = kept[name, unit].passage, ", ".join(f"{value:g}" for value in known)
            here, there = kept[name, unit].value, next(iter(known.values()))
            text = f"{name}: {here:g} {unit} here, {others} in {there}; make them one"
            yield Problem(passage.path, passage.line, passage.owner, text)
