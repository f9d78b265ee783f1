"""Marks and comments of a chapter's submissions, read from the gradebook in two questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy
from nbgrader import api
from sqlalchemy import Engine, select

BUSY_SECONDS = 60


@dataclass(frozen=True)
class CellMark:
    """What one graded cell has."""

    score: float
    max_score: float
    waits: bool
    by_hand: bool


@dataclass
class Marks:
    """What one submission has: marks and comments by cells' names, and when it was handed in (UTC)."""

    trainee: str
    handed_in: datetime | None = None
    penalty: float = 0.0
    marks: dict[str, CellMark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def read_marks(engine: Engine, chapter: str, trainee: str | None = None) -> dict[str, Marks]:
    """Return the marks of all submissions of a chapter by trainee, or of one.

    Args:
        engine: of the gradebook.
        chapter: such as "ch01".
        trainee: None reads all.
    """
    found: dict[str, Marks] = {}
    with engine.connect() as db:
        for row in db.execute(_grades(chapter, trainee)):
            marks = found.setdefault(row.student_id, Marks(row.student_id))
            marks.handed_in, marks.penalty = row.timestamp, row.late_submission_penalty or 0.0
            given = row.manual_score if row.manual_score is not None else row.auto_score
            score = 0.0 if given is None else given + (row.extra_credit or 0.0)
            most = row.grade_max if row.grade_max is not None else row.task_max or 0.0
            marks.marks[row.name] = CellMark(
                score, most, bool(row.needs_manual_grade), row.manual_score is not None
            )
        for row in db.execute(_comments(chapter, trainee)):
            marks = found.setdefault(row.student_id, Marks(row.student_id))
            # Only a human's: the automatic one is English, and says only what the page says anyway.
            if row.manual_comment:
                marks.comments[row.name] = row.manual_comment
    return found


def open_marks(db_url: str) -> Engine:
    """Return an engine that reads the gradebook and waits where another one writes."""
    arguments = {"timeout": BUSY_SECONDS} if db_url.startswith("sqlite") else {}
    return sqlalchemy.create_engine(db_url, connect_args=arguments)


def _grades(chapter: str, trainee: str | None) -> sqlalchemy.Select[tuple[object, ...]]:
    submitted, notebook, grade = _tables()
    base, points, task = (model.__table__ for model in (api.BaseCell, api.GradeCell, api.TaskCell))
    query = (
        select(
            submitted.c.student_id,
            submitted.c.timestamp,
            notebook.c.late_submission_penalty,
            base.c.name,
            grade.c.auto_score,
            grade.c.manual_score,
            grade.c.extra_credit,
            grade.c.needs_manual_grade,
            points.c.max_score.label("grade_max"),
            task.c.max_score.label("task_max"),
        )
        .select_from(grade)
        .join(base, base.c.id == grade.c.cell_id)
        .outerjoin(points, points.c.id == base.c.id)
        .outerjoin(task, task.c.id == base.c.id)
        .join(notebook, notebook.c.id == grade.c.notebook_id)
        .join(submitted, submitted.c.id == notebook.c.assignment_id)
    )
    return _of(query, chapter, trainee)


def _comments(chapter: str, trainee: str | None) -> sqlalchemy.Select[tuple[object, ...]]:
    submitted, notebook, _ = _tables()
    base, comment = api.BaseCell.__table__, api.Comment.__table__
    query = (
        select(submitted.c.student_id, base.c.name, comment.c.manual_comment)
        .select_from(comment)
        .join(base, base.c.id == comment.c.cell_id)
        .join(notebook, notebook.c.id == comment.c.notebook_id)
        .join(submitted, submitted.c.id == notebook.c.assignment_id)
    )
    return _of(query, chapter, trainee)


def _tables() -> tuple[sqlalchemy.Table, sqlalchemy.Table, sqlalchemy.Table]:
    models = (api.SubmittedAssignment, api.SubmittedNotebook, api.Grade)
    submitted, notebook, grade = (model.__table__ for model in models)
    return submitted, notebook, grade


def _of(
    query: sqlalchemy.Select[tuple[object, ...]], chapter: str, trainee: str | None
) -> sqlalchemy.Select[tuple[object, ...]]:
    submitted, assignment = api.SubmittedAssignment.__table__, api.Assignment.__table__
    query = query.join(assignment, assignment.c.id == submitted.c.assignment_id).where(
        assignment.c.name == chapter
    )
    return query if trainee is None else query.where(submitted.c.student_id == trainee)
