"""Rules about single items: objectives, hints, feedback, duplicates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson, OwnedItem, type_of
from course.authoring.lint.rules import rule

NEAR = 0.88
_WORDS = re.compile(r"[\w]+")
_NUMBER = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?")
SHORTEST_GIVEN_AWAY = 6


def normalised(text: str) -> str:
    """Return the letters, characters and digits of a text, without punctuation, spaces and case."""
    return "".join(_WORDS.findall(text)).lower()


def right_texts(item: Any) -> list[str]:
    """Return the texts of an item's right options, where it has options."""
    return [option.text for option in getattr(item, "options", ()) if getattr(option, "right", False)]


def _asked(owned: OwnedItem) -> str:
    item: Any = owned.item
    if item.type == "flashcard":
        return str(item.front)
    more = getattr(item, "customer", "") or getattr(item, "text", "")
    return f"{item.prompt} {more}"


@rule("objective-items", "every objective has at least two items", "CONTENT, progression")
def objective_items(lesson: Lesson) -> Iterable[Problem]:
    """Yield objectives that too few items train or test."""
    practice = lesson.parts.practice
    counts = Counter(owned.item.objective for owned in lesson.items)
    counts.update(task.objective for task in practice.tasks)
    counts.update(owned.dialogue.objective for owned in lesson.dialogues)
    limits = lesson.amounts.items_an_objective
    for index, objective in enumerate(practice.objectives):
        if not limits.holds(counts[objective.id]):
            text = f"{objective.id} has {counts[objective.id]} items; make it {limits}"
            yield lesson.practice_problem(text, "objectives", index)


@rule(
    "item-section",
    "an item stands in a section of the chapter, not before the one that teaches its objective",
    "CONTENT, progression",
)
def item_section(lesson: Lesson) -> Iterable[Problem]:
    """Yield items of a section that the chapter or their objective does not have."""
    sections = {objective.id: objective.section for objective in lesson.parts.practice.objectives}
    for owned in lesson.items:
        item = owned.item
        if lesson.plan.sections and item.section not in lesson.plan.sections:
            yield owned.problem(f"section {item.section} is none of this chapter; mend it", "section")
        elif sections.get(item.objective, item.section) > item.section:
            text = f"section {item.section} comes before {sections[item.objective]}, which teaches "
            yield owned.problem(f"{text}{item.objective}; move it or mend the objective", "section")


@rule("task-objective", "a data task names section and objective", "CONTENT, progression")
def task_objective(lesson: Lesson) -> Iterable[Problem]:
    """Yield tasks without section or objective."""
    for index, task in enumerate(lesson.parts.practice.tasks):
        if not task.section or not task.objective:
            text = f"{task.id} names no section or no objective; add both"
            yield lesson.practice_problem(text, "tasks", index)


@rule("hints", "practice items have three hints: direction, basis, example", "CONTRACTS, items")
def hints(lesson: Lesson) -> Iterable[Problem]:
    """Yield practice items without hints; a flash card needs none."""
    for owned in lesson.items:
        if not owned.graded and type_of(owned.item) != "flashcard" and not owned.item.hints:
            yield owned.problem("has no hints; write three: direction, basis, example")


@rule("hint-tells", "no hint gives the answer away", "CONTENT, items that teach", guide=True)
def hint_tells(lesson: Lesson) -> Iterable[Problem]:
    """Yield hints that hold the text of a right option, or the number that is asked for."""
    for owned in lesson.items:
        item: Any = owned.item
        keys = [text for text in map(normalised, right_texts(item)) if len(text) >= SHORTEST_GIVEN_AWAY]
        for index, hint in enumerate(item.hints):
            told = normalised(hint)
            number = item.type == "numeric" and any(
                float(found) == item.answer for found in _NUMBER.findall(hint)
            )
            if number or any(key in told for key in keys):
                yield owned.problem("a hint holds the answer itself; hint at the way instead", "hints", index)


@rule(
    "feedback-each", "every option, step, entry and near miss is explained", "CONTENT, practice", guide=True
)
def feedback_each(lesson: Lesson) -> Iterable[Problem]:
    """Yield items in which a choice goes without feedback."""
    for owned in lesson.items:
        item: Any = owned.item
        for field in ("steps", "entries", "options"):
            for index, one in enumerate(getattr(item, field, ())):
                if not getattr(one, "feedback", "said").strip():
                    yield owned.problem(f"{one.id} has no feedback; say why it tempts", field, index)
        if item.type == "numeric" and not item.near:
            yield owned.problem("names no near miss; add near: with the wrong numbers you expect")


@rule("feedback-own", "no two options share their feedback", "CONTENT, items that teach", guide=True)
def feedback_own(lesson: Lesson) -> Iterable[Problem]:
    """Yield feedback that stands twice in a chapter."""
    seen: dict[str, str] = {}
    for owned in lesson.items:
        item: Any = owned.item
        for field in ("options", "steps", "entries", "bands"):
            for index, one in enumerate(getattr(item, field, ())):
                said = normalised(getattr(one, "feedback", ""))
                if said and said in seen:
                    text = f"this feedback stands at {seen[said]} too; write one of its own"
                    yield owned.problem(text, field, index)
                seen.setdefault(said, item.id)


@rule(
    "prompt-own",
    "no prompt stands twice, in practice, exam or an earlier chapter",
    "CONTENT, duplicates",
    guide=True,
)
def prompt_own(lesson: Lesson) -> Iterable[Problem]:
    """Yield prompts that are the same as, or nearly the same as, another."""
    earlier = [(normalised(_asked(one)), one.item.id) for other in lesson.earlier for one in other.items]
    seen = [(text, name) for text, name in earlier if text]
    for owned in lesson.items:
        text = normalised(_asked(owned))
        twin = next((name for other, name in seen if _alike(text, other)), None)
        if twin:
            yield owned.problem(f"asks nearly what {twin} asks; ask something else", "prompt")
        seen.append((text, owned.item.id))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if abs(len(one) - len(other)) > (1 - NEAR) * max(len(one), len(other)) * 2:
        return False
    common = Counter(one) & Counter(other)
    if 2 * common.total() < NEAR * (len(one) + len(other)):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= NEAR


@rule("options-own", "no two options of an item say the same", "CONTENT, items that teach", guide=True)
def options_own(lesson: Lesson) -> Iterable[Problem]:
    """Yield options whose text stands twice in their item."""
    for owned in lesson.items:
        for field in ("options", "steps", "entries"):
            texts = [normalised(one.text) for one in getattr(owned.item, field, ()) if hasattr(one, "text")]
            for index, text in enumerate(texts):
                if text in texts[:index]:
                    yield owned.problem("says the same as another one; make them differ", field, index)


@rule("option-amount", "a single choice has three options or more", "CONTENT, items that teach")
def option_amount(lesson: Lesson) -> Iterable[Problem]:
    """Yield single choices between two."""
    for owned in lesson.items:
        item: Any = owned.item
        if item.type == "choice" and not lesson.amounts.options.holds(len(item.options)):
            text = f"has {len(item.options)} options; make it {lesson.amounts.options}"
            yield owned.problem(text, "options")


@rule("catch-all", "no option says 'all of the above' or the like", "CONTENT, items that teach", guide=True)
def catch_all(lesson: Lesson) -> Iterable[Problem]:
    """Yield options that only refer to the others."""
    for owned in lesson.items:
        for index, option in enumerate(getattr(owned.item, "options", ())):
            if any(word in option.text for word in lesson.standard.wording.catch_all):
                text = f"{option.id} only refers to the other options; write a real mistake instead"
                yield owned.problem(text, "options", index)


@rule("attempts", "attempts prove the key: one full answer and one that is not", "CONTRACTS, items")
def attempts(lesson: Lesson) -> Iterable[Problem]:
    """Yield scored items whose key no attempt proves."""
    for owned in lesson.items:
        item: Any = owned.item
        if not item.scored or item.type == "reply":
            continue
        scores = [attempt.score for attempt in item.attempts]
        if 1 not in scores:
            yield owned.problem("no attempt earns 1; add one that proves the key")
        elif item.type in ("choice", "multiple", "numeric") and min(scores) == 1:
            yield owned.problem("no attempt earns less than 1; add a wrong one")


@rule("number-check", "at most one exercise asks whether a number is possible", "CONTENT, doubtful claims")
def number_check(lesson: Lesson) -> Iterable[Problem]:
    """Yield more exercises on doubtful numbers than one."""
    marker = lesson.markers.number_check
    asked = [owned for owned in lesson.items if owned.item.prompt.startswith(marker)]
    for owned in _beyond(asked, lesson.amounts.number_checks.most):
        yield owned.problem(
            "is one exercise too many on doubtful numbers; repeating them teaches them", "prompt"
        )


def _beyond(found: list[OwnedItem], most: int | None) -> Iterator[OwnedItem]:
    yield from found[len(found) if most is None else most :]
