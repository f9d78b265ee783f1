"""Rules about time: what a chapter takes, computed from its text and the stated seconds of each part."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson, type_of
from course.authoring.lint.passages import Passage
from course.authoring.lint.plan import section_text
from course.authoring.lint.rules import rule

DOING = ("exercise", "figure", "answer", "test", "written")


def minutes_by_part(lesson: Lesson) -> dict[str, float]:
    """Return the minutes of each part of a chapter.

    Text is read at the stated characters a minute; items and other parts take the stated seconds. The texts
    around tasks, dialogues and written work count with these parts, desk card and tables with the close.
    """
    stated, parts = lesson.standard.outline.minutes, lesson.parts
    each, plan = stated.each, lesson.plan

    def reading(characters: int) -> float:
        return characters / stated.characters_a_minute

    seconds = {item.id: stated.seconds.get(type_of(item), 0) for item in parts.practice.items}
    guesses = [item.id for item in parts.practice.items if type_of(item) == "predict"]
    if plan.guide:
        prose = [p for p in lesson.text if p.role in ("prose", "list", "table", "quote")]
        return {
            "text": reading(sum(passage.length for passage in prose)),
            "practice": len(seconds) * each["guide_item"] / 60,
            "data": len(parts.practice.tasks) * each["guide_task"] / 60,
            "practice dialogue": len(parts.practice.dialogues) * each["guide_dialogue"] / 60,
            "exam": (parts.exam.draw if parts.exam.items else 0) * each["guide_item"] / 60,
        }
    opening = [passage for passage in lesson.opening if passage.role != "diagram"]
    cards = 0 if not any(name == "review" for *_, name in lesson.calls) else 3
    body = sum(p.length for number in plan.sections for p in section_text(lesson, number))
    return {
        "opening": reading(sum(p.length for p in opening)) + cards * each["review_card"] / 60,
        "text": reading(body),
        "look": sum(seconds[name] + each["figure"] for name in guesses) / 60,
        "practice": sum(value for name, value in seconds.items() if name not in guesses) / 60,
        "data": len(parts.practice.tasks) * each["task"] / 60,
        "practice dialogue": len(parts.practice.dialogues) * each["practice_dialogue"] / 60,
        "graded dialogue": len(parts.exam.dialogues) * each["graded_dialogue"] / 60,
        "written": len(parts.exam.written) * each["written"] / 60,
        "exam": (parts.exam.draw if parts.exam.items else 0) * each["exam_item"] / 60,
        "close": each["close"] / 60,
    }


@rule("minutes", "a chapter takes 110-150 minutes as computed", "CONTENT, a chapter", guide=True)
def minutes(lesson: Lesson) -> Iterable[Problem]:
    """Yield a chapter too short or too long."""
    amounts = lesson.amounts
    limits = amounts.guide_minutes if lesson.plan.guide else amounts.minutes
    total = sum(minutes_by_part(lesson).values())
    if not limits.holds(round(total)):
        line = lesson.parts.chapter.cells[0].line
        yield lesson.problem(line, f"takes {total:.0f} minutes as computed; make it {limits}", "minutes")


@rule("minutes-stated", "the header's minutes agree with the computed ones", "CONTENT, a chapter", guide=True)
def minutes_stated(lesson: Lesson) -> Iterable[Problem]:
    """Yield a header that says other minutes than are computed."""
    said, total = lesson.parts.chapter.header.minutes, sum(minutes_by_part(lesson).values())
    if abs(said - total) > lesson.standard.outline.minutes.tolerance:
        line = lesson.parts.chapter.cells[0].line
        text = f"the header says {said} minutes, computed are {total:.0f}; mend one of them"
        yield lesson.problem(line, text, "minutes")


@rule("item-seconds", "every item type has its stated seconds", "CONTENT, course lint", guide=True)
def item_seconds(lesson: Lesson) -> Iterable[Problem]:
    """Yield types without stated seconds."""
    known = lesson.standard.outline.minutes.seconds
    for owned in lesson.items:
        if type_of(owned.item) not in known:
            yield owned.problem(f"type {type_of(owned.item)} has no seconds; state them in outline.yaml")


@rule("pace", "there is something to do every five minutes", "CONTENT, a chapter", guide=True)
def pace(lesson: Lesson) -> Iterable[Problem]:
    """Yield stretches of text that take longer than that without a card, a figure or a task."""
    stated = lesson.standard.outline.minutes
    done = sorted(cell.line for cell in lesson.parts.chapter.cells if cell.marks.kind in DOING)
    last = done[-1] if done else 0
    read = [p for p in lesson.text if p.role in ("prose", "list", "table", "quote") and p.line < last]
    stretches: dict[int, list[Passage]] = {}
    for passage in read:
        stretches.setdefault(bisect(done, passage.line), []).append(passage)
    for passages in stretches.values():
        minutes = sum(passage.length for passage in passages) / stated.characters_a_minute
        if minutes > stated.pace:
            text = f"{minutes:.1f} minutes of text from here with nothing to do; make it {stated.pace:g}"
            yield lesson.problem(passages[0].line, text)
