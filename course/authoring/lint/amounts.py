"""Rules about how much of each thing a chapter holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson, type_of
from course.authoring.lint.rules import rule


@rule("practice-amount", "12 or more practice items of five or more types", "CONTENT, practice")
def practice_amount(lesson: Lesson) -> Iterable[Problem]:
    """Yield a practice bank too small or too uniform."""
    items, amounts = lesson.parts.practice.items, lesson.amounts
    if not amounts.practice.holds(len(items)):
        yield lesson.practice_problem(f"{len(items)} practice items; make it {amounts.practice}", "items")
    types = {type_of(item) for item in items}
    if not amounts.practice_types.holds(len(types)):
        text = (
            f"practice has {len(types)} types ({', '.join(sorted(types))}); make it {amounts.practice_types}"
        )
        yield lesson.practice_problem(text, "items")


@rule("practice-spread", "every section has its share of practice items", "CONTENT, practice")
def practice_spread(lesson: Lesson) -> Iterable[Problem]:
    """Yield sections with too few or too many practice items."""
    counts = Counter(item.section for item in lesson.parts.practice.items)
    limits = lesson.amounts.practice_a_section
    for number in lesson.plan.sections:
        if not limits.holds(counts[number]):
            text = f"section {number} has {counts[number]} practice items; make it {limits}"
            yield lesson.practice_problem(text, "items")


@rule("pool-amount", "a pool of 24 graded items, of which 8 are drawn", "CONTENT, 章末测验")
def pool_amount(lesson: Lesson) -> Iterable[Problem]:
    """Yield a pool too small, another draw, or too few types."""
    exam, amounts = lesson.parts.exam, lesson.amounts
    if not amounts.pool.holds(len(exam.items)):
        yield lesson.exam_problem(f"a pool of {len(exam.items)} items; make it {amounts.pool}", "items")
    if not amounts.draw.holds(exam.draw):
        yield lesson.exam_problem(f"{exam.draw} are drawn; make it {amounts.draw}", "draw")
    types = {type_of(item) for item in exam.items}
    if not amounts.pool_types.holds(len(types)):
        yield lesson.exam_problem(f"the pool has {len(types)} types; make it {amounts.pool_types}", "items")


@rule("pool-spread", "the pool covers every section", "CONTENT, 章末测验")
def pool_spread(lesson: Lesson) -> Iterable[Problem]:
    """Yield sections with too few graded items."""
    counts = Counter(item.section for item in lesson.parts.exam.items)
    limits = lesson.amounts.pool_a_section
    for number in lesson.plan.sections:
        if not limits.holds(counts[number]):
            text = f"section {number} has {counts[number]} graded items; make it {limits}"
            yield lesson.exam_problem(text, "items")


@rule("task-amount", "two graded data tasks", "CONTENT, data")
def task_amount(lesson: Lesson) -> Iterable[Problem]:
    """Yield a bank with another number of data tasks."""
    number = len(lesson.parts.practice.tasks)
    if not lesson.amounts.tasks.holds(number):
        yield lesson.practice_problem(f"{number} data tasks; make it {lesson.amounts.tasks}", "tasks")


@rule("dialogue-amount", "a practice and a graded dialogue", "CONTENT, dialogues")
def dialogue_amount(lesson: Lesson) -> Iterable[Problem]:
    """Yield banks without their dialogue."""
    practice, graded = len(lesson.parts.practice.dialogues), len(lesson.parts.exam.dialogues)
    if not lesson.amounts.practice_dialogues.holds(practice):
        text = f"{practice} practice dialogues; make it {lesson.amounts.practice_dialogues}"
        yield lesson.practice_problem(text, "dialogues")
    if not lesson.amounts.graded_dialogues.holds(graded):
        text = f"{graded} graded dialogues; make it {lesson.amounts.graded_dialogues}"
        yield lesson.exam_problem(text, "dialogues")


@rule("written-amount", "one written case with four criteria", "CONTENT, written")
def written_amount(lesson: Lesson) -> Iterable[Problem]:
    """Yield a missing written case, or one with other criteria."""
    guides, amounts = lesson.parts.exam.written, lesson.amounts
    if not amounts.written.holds(len(guides)):
        yield lesson.exam_problem(f"{len(guides)} written cases; make it {amounts.written}", "written")
    for index, guide in enumerate(guides):
        if not amounts.criteria.holds(len(guide.criteria)):
            text = f"{guide.id} has {len(guide.criteria)} criteria; make it {amounts.criteria}"
            yield lesson.exam_problem(text, "written", index, "criteria")


@rule("exemplars", "the instructor has an exemplar of each level, each with its reason", "CONTENT, written")
def exemplars(lesson: Lesson) -> Iterable[Problem]:
    """Yield guides without an exemplar of some level, and exemplars without a reason."""
    for index, guide in enumerate(lesson.parts.exam.written):
        shown = [exemplar.level for exemplar in guide.exemplars]
        for level in ("良好", "达标", "不达标"):
            if level not in shown:
                text = f"{guide.id} has no exemplar of level {level}; add one"
                yield lesson.exam_problem(text, "written", index, "exemplars")
        for number, exemplar in enumerate(guide.exemplars):
            if not exemplar.why:
                text = f"{guide.id}: this exemplar does not say why; add why:"
                yield lesson.exam_problem(text, "written", index, "exemplars", number)


@rule(
    "review",
    "from the second chapter on, three cards of earlier chapters open the chapter",
    "CONTENT, opening",
)
def review(lesson: Lesson) -> Iterable[Problem]:
    """Yield chapters after the first without their review."""
    first = min(
        (name for name, plan in lesson.standard.outline.chapters.items() if not plan.guide), default=""
    )
    if lesson.id <= first:
        return
    calls = [(line, node) for _, line, node, name in lesson.calls if name == "review"]
    if not calls:
        yield lesson.problem(1, "no cell calls review(); add the cards of earlier chapters to the opening")
    for line, node in calls:
        asked = node.args[0] if node.args else next((word.value for word in node.keywords), None)
        number = getattr(asked, "value", 3) if asked is not None else 3
        if not lesson.amounts.review_cards.holds(number):
            yield lesson.problem(
                line, f"review() shows {number} cards; make it {lesson.amounts.review_cards}"
            )
