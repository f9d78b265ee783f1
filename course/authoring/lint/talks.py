"""Rules about dialogues beyond the proofs that the build holds."""

from __future__ import annotations

from collections.abc import Iterable

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.passages import CHINESE
from course.authoring.lint.rules import rule

TENSE = 10


@rule(
    "dialogue-variants",
    "a dialogue has three hidden truths, each told to the instructor",
    "CONTENT, dialogues",
)
def dialogue_variants(lesson: Lesson) -> Iterable[Problem]:
    """Yield dialogues with other than three variants, or a variant without its truth."""
    for owned in lesson.dialogues:
        dialogue, limits = owned.dialogue, lesson.amounts.variants
        if not limits.holds(len(dialogue.variants)):
            yield owned.problem(f"{len(dialogue.variants)} variants; make it {limits}", "variants")
        for variant in dialogue.variants:
            if variant not in dialogue.truth:
                yield owned.problem(f"truth: does not tell variant {variant}; add it", "truth")


@rule(
    "dialogue-typed",
    "in two turns the trainee types first and then compares with a model",
    "CONTENT, dialogues",
)
def dialogue_typed(lesson: Lesson) -> Iterable[Problem]:
    """Yield dialogues with too few typed turns, and typed turns without a model."""
    for owned in lesson.dialogues:
        typed = {name: node for name, node in owned.dialogue.nodes.items() if node.typed}
        if not lesson.amounts.typed_turns.holds(len(typed)):
            yield owned.problem(f"{len(typed)} typed turns; make it {lesson.amounts.typed_turns}", "nodes")
        for name, node in typed.items():
            if not node.model:
                yield owned.problem(f"{name}: typed, but no model to compare with; add model:", "nodes", name)


@rule(
    "dialogue-desk", "the desk panel has a record, earlier tickets and a knowledge base", "CONTENT, dialogues"
)
def dialogue_desk(lesson: Lesson) -> Iterable[Problem]:
    """Yield desk panels with too little to read."""
    for owned in lesson.dialogues:
        kinds = {entry.kind for entry in owned.dialogue.desk}
        if not lesson.amounts.desk_entries.holds(len(owned.dialogue.desk)):
            yield owned.problem(
                f"{len(owned.dialogue.desk)} desk entries; make it {lesson.amounts.desk_entries}", "desk"
            )
        record = "客户档案" if owned.dialogue.speaker == "客户" else "坐席档案"
        for kind in (record, "历史工单", "知识库"):
            if kind not in kinds:
                yield owned.problem(f"the desk has no {kind}; add an entry", "desk")


@rule("bubble-length", "a customer speaks in short lines", "CONTENT, dialogues", guide=True)
def bubble_length(lesson: Lesson) -> Iterable[Problem]:
    """Yield customer lines that nobody says in one breath."""
    limits = lesson.amounts.bubble_characters
    for owned in lesson.dialogues:
        for name, node in owned.dialogue.nodes.items():
            for bubble in (bubble for said in node.customer.values() for bubble in said):
                length = len(CHINESE.findall(bubble))
                if not limits.holds(length):
                    text = f"{name}: a customer line of {length} characters; make it {limits}, or split it"
                    yield owned.problem(text, "nodes", name, "customer")


@rule("red-lines", "a graded dialogue has red lines", "CONTENT, pass rule")
def red_lines(lesson: Lesson) -> Iterable[Problem]:
    """Yield graded dialogues without red lines."""
    for owned in lesson.dialogues:
        replies = [reply for node in owned.dialogue.nodes.values() for reply in node.replies]
        if owned.graded and not any(reply.red_line for reply in replies):
            yield owned.problem("no reply is a red line; the graded dialogue needs some", "nodes")


@rule("debriefs", "every reply that costs something has a debrief", "CONTENT, practice dialogue")
def debriefs(lesson: Lesson) -> Iterable[Problem]:
    """Yield bad replies that the debrief passes over."""
    for owned in lesson.dialogues:
        for name, node in owned.dialogue.nodes.items():
            for index, reply in enumerate(node.replies):
                bad = (
                    reply.red_line
                    or reply.effects.emotion >= TENSE
                    or min(reply.points.values(), default=0) < 0
                )
                if bad and not reply.debrief:
                    text = f"{name}.{reply.id} costs something and says nothing; add debrief:"
                    yield owned.problem(text, "nodes", name, "replies", index)


@rule("dialogue-shape", "practice and graded dialogue differ in channel", "CONTENT, dialogues")
def dialogue_shape(lesson: Lesson) -> Iterable[Problem]:
    """Yield a chapter whose dialogues all run on one channel."""
    channels = {owned.dialogue.channel for owned in lesson.dialogues}
    if len(lesson.dialogues) > 1 and len(channels) == 1:
        yield lesson.dialogues[-1].problem("all dialogues are on one channel; move one", "channel")
