"""Tables on the terminal: the rules, and what the chapters hold and take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from course.authoring.citations import leaned_on
from course.authoring.lint.lesson import Lesson, type_of
from course.authoring.lint.minutes import minutes_by_part
from course.authoring.lint.rules import Rule


def rule_table(rules: Sequence[Rule]) -> None:
    """Print every rule with what it demands and where that stands."""
    table = Table(title=f"{len(rules)} rules")
    for name in ("rule", "demands", "source"):
        table.add_column(name, overflow="fold")
    for rule in rules:
        table.add_row(rule.id, rule.demands, rule.source)
    Console().print(table)


def amounts_of(lesson: Lesson) -> dict[str, float]:
    """Return how much of each thing a chapter holds."""
    parts = lesson.parts
    return {
        "characters": sum(passage.length for passage in lesson.text),
        "objectives": len(parts.practice.objectives),
        "practice items": len(parts.practice.items),
        "types of them": len({type_of(item) for item in parts.practice.items}),
        "graded pool": len(parts.exam.items),
        "data tasks": len(parts.practice.tasks),
        "figures": sum(type_of(item) == "predict" for item in parts.practice.items),
        "dialogues": len(lesson.dialogues),
        "written cases": len(parts.exam.written),
        "clauses": len(leaned_on(parts.chapter, parts.registers)),
        "terms": sum(term.chapter == lesson.id for term in parts.registers.terms.values()),
    }


def _amounts_of_all(lessons: Sequence[Lesson]) -> dict[str, float]:
    totals: Counter[str] = Counter()
    for lesson in lessons:
        totals.update(Counter(amounts_of(lesson)))
    clauses = {one.id for each in lessons for one in leaned_on(each.parts.chapter, each.parts.registers)}
    types = {type_of(item) for lesson in lessons for item in lesson.parts.practice.items}
    return {**totals, "clauses": len(clauses), "types of them": len(types)}


def summary_table(lessons: Sequence[Lesson]) -> None:
    """Print amounts and minutes of each chapter and of all together."""
    minutes = {lesson.id: _minutes(lesson) for lesson in lessons}
    parts = list(dict.fromkeys(part for row in minutes.values() for part in row))
    total = {part: sum(row.get(part, 0) for row in minutes.values()) for part in parts}
    _print("amounts", {lesson.id: amounts_of(lesson) for lesson in lessons}, _amounts_of_all(lessons), "")
    _print("minutes, computed", minutes, total, "close")


def _print(title: str, rows: dict[str, dict[str, float]], total: dict[str, float], last: str) -> None:
    table = Table(title=title)
    table.add_column("")
    for name in (*rows, "course"):
        table.add_column(name, justify="right")
    for name in total:
        values = [row.get(name, 0) for row in (*rows.values(), total)]
        table.add_row(name, *(f"{value:.0f}" for value in values), end_section=name == last)
    Console().print(table)


def _minutes(lesson: Lesson) -> dict[str, float]:
    by_part = minutes_by_part(lesson)
    said = float(lesson.parts.chapter.header.minutes)
    return {**by_part, "all": sum(by_part.values()), "header says": said}
