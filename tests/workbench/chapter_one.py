"""The first chapter's data task as its author wrote it, and a session of a trainee who does it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

from course.authoring import chapter as cells
from course.authoring.banks import load_practice
from course.cases.identity import data_id
from course.cases.world import World, probe
from course.exercises.bank import Bundle, Task
from course.exercises.log import AnswerLog
from course.session import Session

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TASK = "ch01-t1"


@cache
def task() -> Task:
    bank, _ = load_practice(NOTEBOOKS / "ch01.items.yaml")
    return next(task for task in bank.tasks if task.id == TASK)


@cache
def source(kind: str) -> str:
    """Returns the source of the task's `answer` or `test` cell."""
    chapter = cells.read_chapter(NOTEBOOKS / "ch01.md")
    return next(
        cell.source
        for cell in chapter.cells
        if cell.marks.kind == kind and getattr(cell.marks, "task", "") == TASK
    )


@cache
def bundle() -> Bundle:
    """Returns what a trainee receives, with this task and nothing else."""
    return Bundle(
        chapter="ch01",
        title="第 1 章",
        minutes=20,
        world={"version": 1, "probe": probe(1)},
        practice=[],
        tasks=[task().public()],
    )


def session(folder: Path, trainee: str) -> Session:
    return Session(
        bundle=bundle(),
        trainee=trainee,
        log=AnswerLog(folder / f"{trainee}.jsonl"),
        own_world=World("ch01", trainee),
        class_world=World("ch01", "demo"),
        sid="test",
        folder=folder,
    )


def save(opened: Session, event: str, answer: Any) -> None:
    data = data_id("ch01", opened.trainee)
    opened.log.append(
        event, TASK, item_version=1, attempt=1, answer=answer, confidence=None, data=data, sid="test"
    )


def last_value(code: str, names: dict[str, Any]) -> Any:
    """Returns the value of a cell's last line, which is what nbgrader reads."""
    cell = ast.parse(code)
    last = cell.body.pop()
    assert isinstance(last, ast.Expr), "a test cell must end in grade(...)"
    exec(compile(cell, "test cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "test cell", "eval"), names)
