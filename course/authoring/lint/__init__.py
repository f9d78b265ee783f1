"""`course lint`: whether chapters are what the course's specification demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from course.authoring.errors import AuthorError, Problem
from course.authoring.lint import (  # noqa: F401 - each module puts its rules on the list
    amounts,
    bank_items,
    evidence,
    fact_numbers,
    fitting,
    glossary,
    minutes,
    neighbours,
    options,
    parts,
    plan,
    punctuation,
    talks,
    wording,
)
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.rules import REGISTERED, Finding, Rule
from course.authoring.lint.standard import load_standard
from course.authoring.references import load_parts


def all_rules() -> list[Rule]:
    """Return every rule, in the order of their modules."""
    return list(REGISTERED.values())


OF_BANKS = frozenset(
    ["cards-shown", "task-cells", "marking-guide", "dialogue-paths", "points", "minutes", "minutes-stated"]
)
"""Rules that find nothing but the missing bank while a draft has none."""


MISSING = "is not there yet, its rules were not checked; write it"


@dataclass(frozen=True)
class Read:
    """Chapters for the rules, what kept others from being read, and drafts that were left out."""

    lessons: list[Lesson]
    problems: list[Problem]
    drafts: list[str]


def read_lessons(
    root: Path, names: Sequence[str] = (), exam_folder: Path | None = None, today: date = date.max
) -> Read:
    """Return chapters for the rules, each with those before it; drafts may lack a bank yet.

    Args:
        root: the course's root, which holds notebooks/.
        names: which chapters; none means all that the outline does not call drafts.
        exam_folder: where graded pools lie, if not in notebooks/.
        today: decides which clauses are in force; not given, all that have a date are.

    Raises:
        AuthorError: the outline is malformed, or a chapter of that name does not exist.
    """
    standard = load_standard(root)
    present = sorted(path.stem for path in (root / "notebooks").glob("ch0[0-8].md"))
    unknown = [name for name in names if name not in present]
    if unknown:
        text = f"no such chapter; the chapters are: {', '.join(present)}"
        raise AuthorError([Problem(Path("notebooks") / f"{unknown[0]}.md", 0, "", text)])
    drafts = [name for name in present if not names and name in standard.outline.drafts]
    wanted = [name for name in names or present if name not in drafts]
    lessons: dict[str, Lesson] = {}
    problems: list[Problem] = []
    for name in present[: present.index(max(wanted)) + 1] if wanted else []:
        try:
            loaded = load_parts(root, name, exam_folder, draft=name in standard.outline.drafts)
        except AuthorError as error:
            problems += error.problems if name in wanted else []
            continue
        if name in wanted:
            files = (loaded.practice_file, loaded.exam_file)
            problems += [Problem(file.path, 0, "", MISSING) for file in files if not file.lines]
        lessons[name] = Lesson(loaded, standard, tuple(lessons.values()), today)
    return Read([lessons[name] for name in sorted(set(wanted)) if name in lessons], problems, drafts)


def findings(lesson: Lesson) -> list[Finding]:
    """Return every breach of a rule in a chapter, by file and line; nothing of a bank not there yet."""
    absent = {
        document.path
        for document in (lesson.parts.practice_file, lesson.parts.exam_file)
        if not document.lines
    }
    found = {
        Finding(rule.id, problem): None
        for rule in all_rules()
        if (rule.guide or not lesson.plan.guide) and not (absent and rule.id in OF_BANKS)
        for problem in rule.check(lesson)
        if problem.path not in absent
    }
    return sorted(found, key=lambda finding: (str(finding.path), finding.line, finding.rule))
