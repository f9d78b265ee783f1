"""Rules that the build holds too: a chapter whose parts do not fit together is not built."""

from __future__ import annotations

from collections.abc import Iterable

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.rules import rule
from course.authoring.references import CHECKS


@rule(
    "ids",
    "ids begin with their chapter, stand once, and name a known objective",
    "CONTRACTS, items",
    guide=True,
)
def ids(lesson: Lesson) -> Iterable[Problem]:
    """Yield ids of another chapter or of two banks, and unknown objectives."""
    return CHECKS["ids"](lesson.parts)


@rule(
    "cards-shown",
    "every practice item is shown by a cell, every card shows a known item",
    "CONTRACTS",
    guide=True,
)
def cards_shown(lesson: Lesson) -> Iterable[Problem]:
    """Yield cards without an item, items without a card, workbenches out of place."""
    return CHECKS["cards"](lesson.parts)


@rule(
    "task-cells",
    "every data task has one answer cell, one hidden test and the same points",
    "CONTRACTS, cells",
)
def task_cells(lesson: Lesson) -> Iterable[Problem]:
    """Yield tasks whose cells are missing, doubled or malformed."""
    return CHECKS["tasks"](lesson.parts)


@rule("marking-guide", "a written task has a guide whose criteria add up to its points", "CONTRACTS, cells")
def marking_guide(lesson: Lesson) -> Iterable[Problem]:
    """Yield written tasks without a fitting guide."""
    return CHECKS["written"](lesson.parts)


@rule(
    "dialogue-paths",
    "every path ends, winning paths have 6-8 turns, 12 customer turns, three endings, no script wins",
    "CONTENT, dialogues",
)
def dialogue_paths(lesson: Lesson) -> Iterable[Problem]:
    """Yield what the proofs of dialogues find."""
    return CHECKS["dialogues"](lesson.parts)


@rule(
    "points",
    "the points of tasks, dialogues and written work add up to the header's weights",
    "CONTENT, points",
)
def points(lesson: Lesson) -> Iterable[Problem]:
    """Yield parts whose points differ from the header."""
    return CHECKS["points"](lesson.parts)


@rule(
    "facts-taught",
    "every fact id is known and verified or well-established",
    "CONTENT, good content",
    guide=True,
)
def facts_taught(lesson: Lesson) -> Iterable[Problem]:
    """Yield unknown facts, and doubtful ones that are taught."""
    return CHECKS["facts"](lesson.parts)
