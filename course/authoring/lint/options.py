"""Rules about what the form of options gives away: length, place, hollow and vague wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from course.authoring.errors import Problem
from course.authoring.lint.bank_items import right_texts
from course.authoring.lint.lesson import Lesson, OwnedItem, type_of
from course.authoring.lint.rules import rule


def _choices(lesson: Lesson) -> list[OwnedItem]:
    return [owned for owned in lesson.items if type_of(owned.item) in ("choice", "multiple")]


@rule("longest-right", "the right option is the longest in at most 35% of items", "CONTENT, items that teach")
def longest_right(lesson: Lesson) -> Iterable[Problem]:
    """Yield a chapter in which length tells the right option."""
    choices, told = _choices(lesson), []
    for owned in choices:
        item: Any = owned.item
        longest = max(len(option.text) for option in item.options)
        if any(option.right for option in item.options if len(option.text) == longest):
            told.append(item.id)
    most = lesson.standard.outline.options.longest_right
    if choices and len(told) > most * len(choices):
        share = len(told) / len(choices)
        text = f"the right option is the longest in {share:.0%} of {len(choices)} items ({', '.join(told)}); "
        yield lesson.practice_problem(f"{text}make it at most {most:.0%}", "items")


@rule("right-place", "right options stand in every place about equally often", "CONTENT, items that teach")
def right_place(lesson: Lesson) -> Iterable[Problem]:
    """Yield a chapter in which the place tells the right option."""
    limits = lesson.standard.outline.options
    by_size: dict[int, list[int]] = {}
    for owned in lesson.items:
        item: Any = owned.item
        if type_of(item) == "choice":
            place = next(index for index, option in enumerate(item.options) if option.right)
            by_size.setdefault(len(item.options), []).append(place)
    for size, places in by_size.items():
        if len(places) < limits.fewest:
            continue
        counts = Counter(places)
        for place in range(size):
            share = counts[place] / len(places)
            if not limits.place_least <= share <= limits.place_most:
                text = f"option {place + 1} is right in {share:.0%} of {len(places)} choices of {size}; "
                wanted = f"make it {limits.place_least:.0%}-{limits.place_most:.0%}"
                yield lesson.practice_problem(text + wanted, "items")


@rule(
    "hollow-right",
    "no right option, best reply or good exemplar is mere sympathy or courtesy",
    "CONTENT, dialogues",
)
def hollow_right(lesson: Lesson) -> Iterable[Problem]:
    """Yield model wording that holds a hollow phrase."""
    yield from _in_models(lesson, lesson.standard.wording.hollow, "a phrase that solves nothing")


@rule(
    "vague-right", "no right option, best reply or good exemplar promises without an hour", "CONTENT, written"
)
def vague_right(lesson: Lesson) -> Iterable[Problem]:
    """Yield model wording that promises without saying when."""
    yield from _in_models(lesson, lesson.standard.wording.vague, "a promise without an hour")


def _in_models(lesson: Lesson, words: list[str], what: str) -> Iterable[Problem]:
    for owned in lesson.items:
        item: Any = owned.item
        if type_of(item) != "choice" and type_of(item) != "reply":
            continue
        texts = right_texts(item) or [sample.text for sample in getattr(item, "samples", ())]
        for text in texts:
            for word in _spoken(text, words):
                yield owned.problem(f"the right answer holds {word!r}, {what}; reword it")
    for talk in lesson.dialogues:
        for name, node in talk.dialogue.nodes.items():
            best = max(sum(reply.points.values()) for reply in node.replies)
            for index, reply in enumerate(node.replies):
                earned = sum(reply.points.values())
                for word in _spoken(reply.text, words) if earned == best > 0 else ():
                    text = f"{name}.{reply.id}, the best reply, holds {word!r}, {what}; reword it"
                    yield talk.problem(text, "nodes", name, "replies", index)
            for word in _spoken(node.model, words):
                yield talk.problem(f"{name}: the model holds {word!r}, {what}; reword it", "nodes", name)
    for index, guide in enumerate(lesson.parts.exam.written):
        for number, exemplar in enumerate(guide.exemplars):
            for word in _spoken(exemplar.text, words) if exemplar.level == "良好" else ():
                text = f"{guide.id}: the good exemplar holds {word!r}, {what}; reword it"
                yield lesson.exam_problem(text, "written", index, "exemplars", number)


def _spoken(text: str, words: list[str]) -> list[str]:
    """Return the words that a text holds, outside of inner quotations ‘…’."""
    while "‘" in text and "’" in text[text.index("‘") :]:
        start = text.index("‘")
        text = text[:start] + text[text.index("’", start) + 1 :]
    return [word for word in words if word in text][:1]
