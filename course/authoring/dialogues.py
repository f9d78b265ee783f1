"""Whether the dialogues of a chapter fit it, and hold what a dialogue must."""

from __future__ import annotations

from collections.abc import Iterator

from course.authoring.chapter import Chapter
from course.authoring.errors import Problem
from course.authoring.yaml_lines import Document
from course.exercises.bank import ExamBank, PracticeBank
from course.exercises.dialogue.model import Dialogue
from course.exercises.dialogue.proof import STANDARD, Limits
from course.exercises.dialogue.proof import problems as proof_problems

GUIDE = Limits(customer_turns=3, endings=2, shortest=2, longest=4)
"""A guide's dialogue shows how one is played; it need not be a whole conversation."""


def dialogue_problems(
    chapter: Chapter,
    practice: PracticeBank,
    practice_file: Document,
    exam: ExamBank,
    exam_file: Document,
) -> Iterator[Problem]:
    """Yield what is wrong with a chapter's dialogues: ids, where they are shown, and the proofs of each."""
    calls = [(line, name) for line, function, name in chapter.card_calls() if function == "dialogue"]
    known = {dialogue.id for dialogue in [*practice.dialogues, *exam.dialogues]}
    for line, name in calls:
        if name not in known:
            text = "dialogue() names no dialogue; add it under dialogues: or mend the id"
            yield Problem(chapter.path, line, name, text)
    objectives = {objective.id for objective in practice.objectives}
    shown = [name for _, name in calls]
    in_practice = {dialogue.id for dialogue in practice.dialogues}
    for document, dialogues in ((practice_file, practice.dialogues), (exam_file, exam.dialogues)):
        for index, dialogue in enumerate(dialogues):
            line = document.line(("dialogues", index))
            texts = list(_texts(dialogue, chapter.header.chapter, objectives, shown))
            texts += proof_problems(dialogue, GUIDE if chapter.header.guide else STANDARD)
            if document is exam_file and dialogue.id in in_practice:
                texts.append("this id stands in the practice bank too; give it a new id")
            for text in texts:
                yield Problem(document.path, line, dialogue.id, text)


def _texts(dialogue: Dialogue, chapter: str, objectives: set[str], shown: list[str]) -> Iterator[str]:
    if not dialogue.id.startswith(f"{chapter}-"):
        yield f"belongs to another chapter; begin its id with {chapter + '-'!r}"
    if dialogue.objective not in objectives:
        yield f"objective {dialogue.objective!r} is unknown; add it or mend it"
    if dialogue.clauses:
        yield "clauses is filled by the build, from clauses.yaml; remove it and name facts"
    if dialogue.id not in shown:
        yield f'is never shown; call dialogue("{dialogue.id}") or remove it'
    elif shown.count(dialogue.id) > 1:
        yield "is shown twice; keep one call of dialogue()"
