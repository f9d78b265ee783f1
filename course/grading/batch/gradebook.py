"""The gradebook as a batch uses it: the released cells read once, one transaction for each submission."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy
from nbgrader import api
from nbgrader.utils import parse_utc
from sqlalchemy import Connection, Engine, select

from course.grading.batch.sheet import Mark, Sheet

_TASK = "TaskCell"


class NoChapter(Exception):
    """The gradebook does not know the chapter; one Chinese sentence for the instructor."""


@dataclass(frozen=True)
class Cell:
    """A cell that has marks or comments."""

    id: str
    name: str
    kind: str
    max_score: float


class Released:
    """The chapter's notebook as nbgrader generated it; stands in for a gradebook in nbgrader's own steps."""

    def __init__(
        self, notebook_id: str, kernelspec: str | None, sources: list[Any], cells: list[Cell]
    ) -> None:
        """Hold the rows that were read."""
        self.notebook_id = notebook_id
        self.cells = cells
        self._notebook = SimpleNamespace(kernelspec=kernelspec)
        self._sources = {row.name: row for row in sources}
        self._graded = {cell.name: cell for cell in cells if cell.kind != "SolutionCell"}

    def find_notebook(self, notebook: str, assignment: str) -> Any:
        """Return an object with the notebook's `kernelspec`."""
        return self._notebook

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> Any:
        """Return the released cell; raises nbgrader's MissingEntry."""
        if name not in self._sources:
            raise api.MissingEntry(name)
        return self._sources[name]

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> Cell:
        """Return the graded cell; raises nbgrader's MissingEntry."""
        if name not in self._graded:
            raise api.MissingEntry(name)
        return self._graded[name]

    @property
    def tests(self) -> dict[str, str]:
        """Return the source of each released cell by its name, hidden tests included."""
        return {name: row.source for name, row in self._sources.items()}


class Gradebook:
    """One chapter's part of the gradebook."""

    def __init__(self, engine: Engine, chapter: str) -> None:
        """Read the chapter's released cells.

        Raises:
            NoChapter: nbgrader has not generated it.
        """
        self._engine = engine
        self._chapter = chapter
        with engine.connect() as db:
            self._assignment, self._due, self.released = self._read(db)

    def _read(self, db: Connection) -> tuple[str, datetime | None, Released]:
        assignment, notebook = api.Assignment.__table__, api.Notebook.__table__
        found = db.execute(
            select(
                assignment.c.id, assignment.c.duedate, notebook.c.id, notebook.c.name, notebook.c.kernelspec
            )
            .join(notebook, notebook.c.assignment_id == assignment.c.id)
            .where(assignment.c.name == self._chapter)
        ).all()
        if [row[3] for row in found] != [self._chapter]:
            raise NoChapter(
                f"成绩册里没有 {self._chapter} 的这一个笔记本，"
                f"请先运行 nbgrader generate_assignment {self._chapter}。"
            )
        assignment_id, due, notebook_id, _, kernelspec = found[0]
        source = api.SourceCell.__table__
        sources = db.execute(select(source).where(source.c.notebook_id == notebook_id)).all()
        return assignment_id, due, Released(notebook_id, kernelspec, list(sources), _cells(db, notebook_id))

    def enter(
        self,
        trainee: str,
        timestamp: datetime | None,
        fill: Callable[[Sheet], None],
        create: bool = True,
        penalty: Callable[[float, float], float | None] | None = None,
    ) -> Sheet:
        """Enter a submission's marks, all or none, and return them.

        Args:
            trainee: id of the student, who is added unless `create` is False.
            timestamp: when it was handed in; None keeps what is known.
            fill: changes the marks that the gradebook has, or new ones.
            create: whether an unknown trainee may be added.
            penalty: points to take off for score and seconds late.

        Raises:
            NoChapter: the trainee is unknown and may not be added.
            sqlalchemy.exc.OperationalError: the gradebook stayed locked, or the disk refuses.
        """
        with self._engine.begin() as db:
            notebook, late = self._submission(db, trainee, timestamp, create)
            sheet, rows = self._sheet(db, notebook)
            fill(sheet)
            self._write(db, notebook, sheet, rows)
            points = penalty(sheet.score, late) if penalty is not None and late > 0 else None
            if points is not None:
                points = min(max(points, 0.0), sheet.score)
            table = api.SubmittedNotebook.__table__
            db.execute(table.update().where(table.c.id == notebook).values(late_submission_penalty=points))
        return sheet

    def read(self, trainee: str) -> Sheet | None:
        """Return the marks of a submission, None where there is no submission."""
        submitted, notebook = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__
        with self._engine.connect() as db:
            found = db.execute(
                select(notebook.c.id)
                .join(submitted, submitted.c.id == notebook.c.assignment_id)
                .where(submitted.c.assignment_id == self._assignment, submitted.c.student_id == trainee)
            ).scalar()
            return None if found is None else self._sheet(db, found)[0]

    def _submission(
        self, db: Connection, trainee: str, timestamp: datetime | None, create: bool
    ) -> tuple[str, float]:
        student, submitted = api.Student.__table__, api.SubmittedAssignment.__table__
        known = db.execute(select(student.c.id).where(student.c.id == trainee)).scalar()
        if known is None and not create:
            raise NoChapter(
                f"成绩册里没有学员 {trainee}，设置又不允许新建，请先用 nbgrader db student add 添加。"
            )
        if known is None:
            db.execute(student.insert().values(id=trainee))
        when = None if timestamp is None else parse_utc(timestamp)
        row = db.execute(
            select(submitted.c.id, submitted.c.timestamp, submitted.c.extension).where(
                submitted.c.assignment_id == self._assignment, submitted.c.student_id == trainee
            )
        ).first()
        notebooks = api.SubmittedNotebook.__table__
        if row is None:
            key, notebook = uuid.uuid4().hex, uuid.uuid4().hex
            db.execute(
                submitted.insert().values(
                    id=key, assignment_id=self._assignment, student_id=trainee, timestamp=when
                )
            )
            db.execute(
                notebooks.insert().values(
                    id=notebook, assignment_id=key, notebook_id=self.released.notebook_id
                )
            )
            return notebook, _late(when, self._due, None)
        if when is not None:
            db.execute(submitted.update().where(submitted.c.id == row.id).values(timestamp=when))
        notebook = db.execute(
            select(notebooks.c.id).where(
                notebooks.c.assignment_id == row.id, notebooks.c.notebook_id == self.released.notebook_id
            )
        ).scalar_one()
        return notebook, _late(when or row.timestamp, self._due, row.extension)

    def _sheet(self, db: Connection, notebook: str) -> tuple[Sheet, tuple[set[str], set[str]]]:
        """Return the marks, and the ids of cells that have rows for a grade and for a comment already."""
        grade, comment = api.Grade.__table__, api.Comment.__table__
        grades = {
            row.cell_id: row for row in db.execute(select(grade).where(grade.c.notebook_id == notebook))
        }
        comments = {
            row.cell_id: row for row in db.execute(select(comment).where(comment.c.notebook_id == notebook))
        }
        sheet = Sheet()
        for cell in self.released.cells:
            if cell.kind != "SolutionCell":
                row = grades.get(cell.id)
                mark = Mark(cell.name, cell.max_score)
                if row is not None:
                    mark.auto_score, mark.manual_score = row.auto_score, row.manual_score
                    mark.extra_credit = row.extra_credit
                    mark.needs_manual_grade = row.needs_manual_grade
                sheet.marks[cell.name] = mark
            if cell.kind != "GradeCell":
                row = comments.get(cell.id)
                sheet.comments[cell.name] = None if row is None else row.auto_comment
        return sheet, (set(grades), set(comments))

    def _write(self, db: Connection, notebook: str, sheet: Sheet, rows: tuple[set[str], set[str]]) -> None:
        graded = {cell.name: cell.id for cell in self.released.cells if cell.kind != "SolutionCell"}
        commented = {cell.name: cell.id for cell in self.released.cells if cell.kind != "GradeCell"}
        marks = [
            (
                graded[mark.name],
                {"auto_score": mark.auto_score, "needs_manual_grade": mark.needs_manual_grade},
            )
            for mark in sheet
        ]
        comments = [(commented[name], {"auto_comment": text}) for name, text in sheet.comments.items()]
        _upsert(db, api.Grade.__table__, notebook, marks, rows[0])
        _upsert(db, api.Comment.__table__, notebook, comments, rows[1])


def _upsert(
    db: Connection, table: Any, notebook: str, values: list[tuple[str, dict[str, Any]]], there: set[str]
) -> None:
    new = [
        {"id": uuid.uuid4().hex, "notebook_id": notebook, "cell_id": cell, **fields}
        for cell, fields in values
        if cell not in there
    ]
    changed = [{"_cell": cell, **fields} for cell, fields in values if cell in there]
    if new:
        db.execute(table.insert(), new)
    if changed:
        where = (table.c.notebook_id == notebook) & (table.c.cell_id == sqlalchemy.bindparam("_cell"))
        db.execute(table.update().where(where), changed)


def _cells(db: Connection, notebook: str) -> list[Cell]:
    base, grade, task = (model.__table__ for model in (api.BaseCell, api.GradeCell, api.TaskCell))
    rows = db.execute(
        select(base.c.id, base.c.name, base.c.type, grade.c.max_score, task.c.max_score)
        .outerjoin(grade, grade.c.id == base.c.id)
        .outerjoin(task, task.c.id == base.c.id)
        .where(base.c.notebook_id == notebook)
    ).all()
    return [Cell(key, name, kind, first or second or 0.0) for key, name, kind, first, second in rows]


def _late(when: datetime | None, due: datetime | None, extension: Any) -> float:
    if when is None or due is None:
        return 0.0
    return max(0.0, (when - due - (extension or timedelta())).total_seconds())
