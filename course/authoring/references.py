"""Whether the parts of a chapter fit together: ids, points, facts, calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from course.authoring.banks import TEACHABLE, Fact, load_exam, load_facts, load_practice
from course.authoring.chapter import AnswerCell, Chapter, TestCell, WrittenCell, read_chapter
from course.authoring.citations import citation_problems
from course.authoring.compose import HIDDEN_TESTS
from course.authoring.dialogues import dialogue_problems
from course.authoring.errors import AuthorError, Problem
from course.authoring.registers import Registers, load_registers
from course.authoring.yaml_lines import Document
from course.exercises.bank import ExamBank, PracticeBank


@dataclass(frozen=True)
class Parts:
    """Everything an author wrote for one chapter."""

    chapter: Chapter
    practice: PracticeBank
    practice_file: Document
    exam: ExamBank
    exam_file: Document
    facts: dict[str, Fact]
    registers: Registers = field(default_factory=Registers)


def load_parts(root: Path, chapter: str, exam_folder: Path | None = None, draft: bool = False) -> Parts:
    """Return what the authors wrote for a chapter, each part sound by itself.

    Args:
        root: the course's root, which holds notebooks/.
        chapter: such as "ch01".
        exam_folder: where graded pools lie, if not in notebooks/.
        draft: whether a bank may be missing yet; it is empty then.

    Raises:
        AuthorError: something is missing or malformed.
    """
    here = Path("notebooks")
    folder = root / here
    exam_path = (exam_folder or folder) / f"{chapter}.exam.yaml"
    practice_path = folder / f"{chapter}.items.yaml"
    text = read_chapter(folder / f"{chapter}.md", here / f"{chapter}.md")
    if text.header.chapter != chapter:
        wanted = f"the header says {text.header.chapter!r}; make it {chapter!r}"
        raise AuthorError([Problem(text.path, text.cells[0].line, "header", wanted)])
    practice, practice_file = PracticeBank(), Document(here / practice_path.name, {}, {})
    if practice_path.exists() or not draft:
        practice, practice_file = load_practice(practice_path, here / practice_path.name)
    exam, exam_file = ExamBank(), Document(here / exam_path.name, {}, {})
    if exam_path.exists() or not draft:
        exam, exam_file = load_exam(exam_path, here / exam_path.name)
    facts = load_facts(folder / "facts.yaml", here / "facts.yaml")
    registers = load_registers(folder, facts, here)
    return Parts(text, practice, practice_file, exam, exam_file, facts, registers)


def problems_between(parts: Parts) -> list[Problem]:
    """Return what does not fit between a chapter's text, its banks and the facts."""
    return [problem for check in CHECKS.values() for problem in check(parts)]


def _ids(parts: Parts) -> Iterator[Problem]:
    prefix = parts.chapter.header.chapter + "-"
    practice = {item.id for item in parts.practice.items}
    for document, items in ((parts.practice_file, parts.practice.items), (parts.exam_file, parts.exam.items)):
        for index, item in enumerate(items):
            line = document.line(("items", index))
            if not item.id.startswith(prefix):
                yield Problem(
                    document.path, line, item.id, f"belongs to another chapter; begin its id with {prefix!r}"
                )
            if document is parts.exam_file and item.id in practice:
                yield Problem(
                    document.path, line, item.id, "this id stands in the practice bank too; give it a new id"
                )
            known = {objective.id for objective in parts.practice.objectives}
            if item.objective not in known:
                yield Problem(
                    document.path,
                    line,
                    item.id,
                    f"objective {item.objective!r} is unknown; add it or mend it",
                )


def _cards(parts: Parts) -> Iterator[Problem]:
    practice = {item.id for item in parts.practice.items}
    shown: set[str] = set()
    for line, function, item_id in parts.chapter.card_calls():
        if function == "workbench":
            yield from _workbench(parts, line, item_id)
        if function != "quiz":
            continue
        if item_id not in practice:
            yield Problem(
                parts.chapter.path,
                line,
                item_id,
                f"{function}() names no practice item; add the item or mend the id",
            )
        shown.add(item_id)
    for index, item in enumerate(parts.practice.items):
        if item.id not in shown:
            line = parts.practice_file.line(("items", index))
            yield Problem(
                parts.practice_file.path,
                line,
                item.id,
                f'is never shown; call quiz("{item.id}") or remove it',
            )


def _workbench(parts: Parts, line: int, task_id: str) -> Iterator[Problem]:
    path = parts.chapter.path
    if task_id not in {task.id for task in parts.practice.tasks}:
        yield Problem(path, line, task_id, "workbench() names no data task; add the task or mend the id")
        return
    for cell in parts.chapter.cells:
        if isinstance(cell.marks, AnswerCell) and cell.marks.task == task_id and cell.line < line:
            yield Problem(
                path, line, task_id, "workbench() comes after the task's answer cell; move it before"
            )


def _tasks(parts: Parts) -> Iterator[Problem]:
    path = parts.chapter.path
    tasks = {task.id: task for task in parts.practice.tasks}
    answers = [cell for cell in parts.chapter.cells if isinstance(cell.marks, AnswerCell)]
    tests = [cell for cell in parts.chapter.cells if isinstance(cell.marks, TestCell)]
    for kind, cells in (("answer", answers), ("test", tests)):
        named = [cell.marks.task for cell in cells if isinstance(cell.marks, AnswerCell | TestCell)]
        for cell, task_id in zip(cells, named, strict=True):
            if task_id not in tasks:
                yield Problem(
                    path, cell.line, task_id, "has no points: the bank has no such task; add it under tasks:"
                )
            elif named.count(task_id) > 1:
                yield Problem(path, cell.line, task_id, f"has two {kind} cells; keep one")
        for index, task_id in enumerate(tasks):
            if task_id not in named:
                line = parts.practice_file.line(("tasks", index))
                yield Problem(
                    parts.practice_file.path, line, task_id, f"has no {kind} cell in the chapter; add one"
                )
    for cell in answers:
        marks = cell.marks
        if isinstance(marks, AnswerCell) and marks.task in tasks:
            first = f"{tasks[marks.task].answer} = ..."
            if not cell.source.startswith(first + "\n"):
                yield Problem(
                    path, cell.line, marks.task, f"the answer cell must begin with the line {first!r}; add it"
                )
            if "### BEGIN SOLUTION" not in cell.source:
                yield Problem(path, cell.line, marks.task, "has no ### BEGIN SOLUTION; add the model answer")
    for cell in tests:
        marks = cell.marks
        if not isinstance(marks, TestCell):
            continue
        if HIDDEN_TESTS[0] not in cell.source or "grade(" not in cell.source:
            yield Problem(path, cell.line, marks.task, "has no hidden test that ends in grade(...); add it")
        if marks.points is not None and marks.task in tasks and marks.points != tasks[marks.task].points:
            wanted = f"{tasks[marks.task].points:g}"
            yield Problem(
                path,
                cell.line,
                marks.task,
                f"says {marks.points:g} points, its task {wanted}; make them equal",
            )


def _written(parts: Parts) -> Iterator[Problem]:
    guides = {written.id: written for written in parts.exam.written}
    shown = set()
    for cell in parts.chapter.cells:
        if not isinstance(cell.marks, WrittenCell):
            continue
        marks = cell.marks
        shown.add(marks.task)
        if marks.task not in guides:
            yield Problem(
                parts.chapter.path, cell.line, marks.task, "has no marking guide; add it under written:"
            )
            continue
        total = sum(criterion.points for criterion in guides[marks.task].criteria)
        if total != marks.points:
            text = f"has {marks.points:g} points, its criteria {total:g}; make them equal"
            yield Problem(parts.chapter.path, cell.line, marks.task, text)
    for index, written in enumerate(parts.exam.written):
        if written.id not in shown:
            line = parts.exam_file.line(("written", index))
            yield Problem(
                parts.exam_file.path, line, written.id, "has no written cell in the chapter; add one"
            )


def _points(parts: Parts) -> Iterator[Problem]:
    weights, guide = parts.chapter.header.weights, parts.chapter.header.guide
    data = sum(task.points for task in parts.practice.tasks)
    written = sum(cell.marks.points for cell in parts.chapter.cells if isinstance(cell.marks, WrittenCell))
    dialogue = sum(dialogue.points for dialogue in parts.exam.dialogues)
    sums = (
        ("data", weights.data, data),
        ("dialogue", weights.dialogue, dialogue),
        ("written", weights.written, written),
    )
    for name, planned, found in sums:
        if planned != found:
            text = f"{name} is {planned:g} points, its cells add up to {found:g}; make them equal"
            yield Problem(parts.chapter.path, parts.chapter.cells[0].line, "weights", text)
    for index, task in enumerate(parts.practice.tasks):
        if not task.points and not guide:
            line = parts.practice_file.line(("tasks", index))
            yield Problem(parts.practice_file.path, line, task.id, "has no points; give it some")
    if not guide and bool(weights.exam) != bool(parts.exam.items):
        text = f"exam is {weights.exam:g} points with a pool of {len(parts.exam.items)}; give both or neither"
        yield Problem(parts.chapter.path, parts.chapter.cells[0].line, "weights", text)


def _facts(parts: Parts) -> Iterator[Problem]:
    for line, fact_id in parts.chapter.fact_references():
        yield from _fact_problems(parts, Problem(parts.chapter.path, line, "text", ""), [fact_id])
    owners = [
        *(
            (parts.practice_file, ("items", i), item.id, item.facts)
            for i, item in enumerate(parts.practice.items)
        ),
        *(
            (parts.practice_file, ("tasks", i), task.id, task.facts)
            for i, task in enumerate(parts.practice.tasks)
        ),
        *((parts.exam_file, ("items", i), item.id, item.facts) for i, item in enumerate(parts.exam.items)),
        *(
            (document, ("dialogues", i), dialogue.id, dialogue.fact_ids())
            for document, bank in ((parts.practice_file, parts.practice), (parts.exam_file, parts.exam))
            for i, dialogue in enumerate(bank.dialogues)
        ),
    ]
    for document, place, owner, facts in owners:
        line = document.line((*place, "facts"))
        yield from _fact_problems(parts, Problem(document.path, line, owner, ""), facts)


def _fact_problems(parts: Parts, place: Problem, fact_ids: Iterable[str]) -> Iterator[Problem]:
    for fact_id in fact_ids:
        fact = parts.facts.get(fact_id)
        if fact is None:
            text = f"fact {fact_id} is not in facts.yaml; add it or mend the id"
        elif fact.confidence not in TEACHABLE:
            text = f"fact {fact_id} is {fact.confidence} and must not be taught; use another"
        else:
            continue
        yield Problem(place.path, place.line, place.subject, text)


def _dialogues(parts: Parts) -> Iterator[Problem]:
    yield from dialogue_problems(
        parts.chapter, parts.practice, parts.practice_file, parts.exam, parts.exam_file
    )


def _citations(parts: Parts) -> Iterator[Problem]:
    yield from citation_problems(parts.chapter, parts.registers)
    for document, bank in ((parts.practice_file, parts.practice), (parts.exam_file, parts.exam)):
        for index, dialogue in enumerate(bank.dialogues):
            for name in dialogue.clause_ids():
                if name not in parts.registers.clauses:
                    line = document.line(("dialogues", index))
                    text = f"clause {name} is not in clauses.yaml; add it or mend the id"
                    yield Problem(document.path, line, dialogue.id, text)


CHECKS: dict[str, Callable[[Parts], Iterator[Problem]]] = {
    "ids": _ids,
    "cards": _cards,
    "tasks": _tasks,
    "written": _written,
    "dialogues": _dialogues,
    "points": _points,
    "facts": _facts,
    "citations": _citations,
}
