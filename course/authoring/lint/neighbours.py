"""Rules that compare a chapter with those before it."""

from __future__ import annotations

from collections.abc import Iterable

from course.authoring.chapter import AnswerCell, WrittenCell
from course.authoring.errors import Problem
from course.authoring.lint.bank_items import normalised
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.passages import SECTION
from course.authoring.lint.rules import rule

SHORTEST = 30


@rule("paragraph-own", "no paragraph stands twice in the course", "CONTENT, duplicates", guide=True)
def paragraph_own(lesson: Lesson) -> Iterable[Problem]:
    """Yield paragraphs that stand in this chapter or an earlier one already."""
    seen: dict[str, str] = {}
    for other in lesson.earlier:
        seen |= {normalised(p.bare): f"{p.path}:{p.line}" for p in other.text if p.role == "prose"}
    for passage in lesson.text:
        text = normalised(passage.bare)
        if passage.role != "prose" or len(text) < SHORTEST:
            continue
        if text in seen:
            yield lesson.problem(passage.line, f"stands at {seen[text]} too; write it for this place")
        seen.setdefault(text, f"{passage.path}:{passage.line}")


def order_of_parts(lesson: Lesson) -> list[str]:
    """Return the graded parts, dialogues and sections of a chapter in the order in which they stand."""
    practice = {dialogue.id for dialogue in lesson.parts.practice.dialogues}
    order: list[str] = []
    for cell in lesson.parts.chapter.cells:
        found = ""
        if isinstance(cell.marks, WrittenCell):
            found = "written"
        elif isinstance(cell.marks, AnswerCell):
            found = "data"
        elif not cell.is_code and any(SECTION.match(line) for line in cell.source.splitlines()):
            found = "section"
        elif cell.marks.kind == "exercise" and "dialogue(" in cell.source:
            found = (
                "practice dialogue" if any(name in cell.source for name in practice) else "graded dialogue"
            )
        elif cell.marks.kind == "exercise" and cell.source.strip() == "exam()":
            found = "exam"
        order += [found] if found else []
    return order


@rule("order-own", "no two chapters have their parts in the same order", "CONTENT, weights")
def order_own(lesson: Lesson) -> Iterable[Problem]:
    """Yield a chapter poured from the mould of an earlier one."""
    own = order_of_parts(lesson)
    for other in lesson.earlier:
        if not other.plan.guide and order_of_parts(other) == own:
            yield lesson.problem(
                1, f"its parts stand in the order of {other.id}; give it an order of its own"
            )


@rule("real-series", "a real series stands in at least every second chapter", "CONTENT, look")
def real_series(lesson: Lesson) -> Iterable[Problem]:
    """Yield a chapter without real series after another without."""
    graded = [one for one in (*lesson.earlier, lesson) if not one.plan.guide][-2:]
    if not any(name == "series" for one in graded for *_, name in one.calls):
        text = "neither this chapter nor the one before shows a real series; add a figure with series()"
        yield lesson.problem(1, text)
