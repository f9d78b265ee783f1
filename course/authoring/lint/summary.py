"""Tables on the terminal: the rules, and what the chapters hold and take."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

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
        "practice": len(parts.practice.items),
        "types": len({type_of(item) for item in parts.practice.items}),
        "pool": len(parts.exam.items),
        "tasks": len(parts.practice.tasks),
        "figures": sum(type_of(item) == "predict" for item in parts.practice.items),
        "dialogues": len(parts.practice.dialogues) + len(parts.exam.dialogues),
        "written": len(parts.exam.written),
        "facts": len({fact for _, fact in parts.chapter.fact_references()}),
    }


def summary_table(lessons: Sequence[Lesson]) -> None:
    """Print amounts and minutes of each chapter and of all together."""
    for title, of in (("amounts", amounts_of), ("minutes, computed", _minutes)):
        rows = {lesson.id: of(lesson) for lesson in lessons}
        names = list(dict.fromkeys(name for row in rows.values() for name in row))
        totals = {name: sum(row.get(name, 0) for row in rows.values()) for name in names}
        table = Table(title=title)
        table.add_column("")
        for name in (*rows, "course"):
            table.add_column(name, justify="right")
        for name in names:
            values = [row.get(name, 0) for row in (*rows.values(), totals)]
            table.add_row(name, *(f"{value:.0f}" for value in values), end_section=name == names[-2])
        Console().print(table)


def _minutes(lesson: Lesson) -> dict[str, float]:
    by_part = minutes_by_part(lesson)
    said = float(lesson.parts.chapter.header.minutes)
    return {**by_part, "all": sum(by_part.values()), "header says": said}
