"""Banks of a chapter: what its authors write, and the bundle of it that a trainee receives."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from course.exercises.dialogue.model import Dialogue, PublicDialogue
from course.exercises.items import Item, PublicItem, Strict
from course.exercises.types import AnyItem, AnyPublicItem

TASK_ID = r"^ch0[0-8]-t\d{1,2}$"
WRITTEN_ID = r"^ch0[0-8]-w\d{1,2}$"
VARIABLE = r"^[^\W\d]\w{0,30}$"


class Objective(Strict):
    """What a trainee can do after a section."""

    id: str = Field(pattern=r"^ch0[0-8]-o\d{1,2}$")
    section: str = Field(pattern=r"^[0-8]\.[0-4]$")
    text: str = Field(min_length=1)


class Expects(Strict):
    """What the visible check may say about the form of an answer. Nothing here tells its value."""

    columns: list[str] | None = None
    rows: int | None = Field(default=None, ge=0)
    unit: str = ""
    choices: list[str] | None = None
    low: float | None = None
    high: float | None = None
    length: int | None = Field(default=None, ge=0)


class WorkbenchStart(Strict):
    """How the workbench of a data task begins.

    table: the table it opens on. tables: those it offers; empty offers all. hide: computed columns that it
    does not offer, because working them out is what the task is about.
    """

    table: str = ""
    tables: list[str] = []
    hide: list[str] = []

    @model_validator(mode="after")
    def _opens_on_an_offered_table(self) -> Self:
        if self.table and self.tables and self.table not in self.tables:
            raise ValueError(f"workbench: opens on {self.table}, which is not among tables, add it there")
        return self


class PublicTask(Strict):
    """The part of a data task that its trainee receives."""

    id: str = Field(pattern=TASK_ID)
    title: str = Field(min_length=1)
    points: float = Field(ge=0, le=100)
    answer: str = Field(pattern=VARIABLE)
    kind: Literal["table", "number", "text", "list", "figure"]
    expects: Expects = Expects()
    hints: list[str] = Field(min_length=3, max_length=3)
    workbench: WorkbenchStart = WorkbenchStart()


class RightWay(Strict):
    """Other code that answers a task fully."""

    name: str = Field(min_length=1)
    code: str = Field(min_length=1)


class WrongWay(Strict):
    """An anticipated mistake: its code, the points it earns, and what the trainee is told."""

    name: str = Field(min_length=1)
    code: str = Field(min_length=1)
    score: float = Field(ge=0)
    message: str = Field(min_length=1)


class Task(PublicTask):
    """A data task as its author writes it."""

    section: str = Field(default="", pattern=r"^([0-8]\.[0-4])?$")
    objective: str = Field(default="", pattern=r"^(ch0[0-8]-o\d{1,2})?$")
    facts: list[str] = []
    also_right: list[RightWay] = []
    wrong: list[WrongWay] = []

    def public(self) -> PublicTask:
        """Return the part of the task that its trainee receives."""
        fields = set(PublicTask.model_fields)
        return PublicTask.model_validate(self.model_dump(include=fields))


class Criterion(Strict):
    """One line of the marking guide of a written task: three levels, lowest first."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")
    text: str = Field(min_length=1)
    points: float = Field(gt=0)
    levels: list[str] = Field(min_length=3, max_length=3)


class Exemplar(Strict):
    """A sample text of a stated level. Only instructors see it."""

    level: Literal["达标", "良好", "不达标"]
    text: str = Field(min_length=1)
    why: str = ""


class Written(Strict):
    """The marking guide of a written task."""

    id: str = Field(pattern=WRITTEN_ID)
    criteria: list[Criterion] = Field(min_length=1)
    exemplars: list[Exemplar] = Field(min_length=1)


class PublicTerm(Strict):
    """A term of the glossary as a trainee reads it; its chapter is where it is explained first."""

    term: str = Field(min_length=1, max_length=20)
    english: str = ""
    definition: str = Field(min_length=1, max_length=120)
    chapter: str = Field(pattern=r"^ch0[0-8]$")

    @property
    def shown(self) -> str:
        """Return the term with its English name, if it has one."""
        return f"{self.term}（{self.english}）" if self.english else self.term


class PracticeBank(Strict):
    """`chNN.items.yaml`: objectives, practice items and dialogues, and data tasks."""

    objectives: list[Objective] = []
    items: list[AnyItem] = []
    tasks: list[Task] = []
    dialogues: list[Dialogue] = []

    @model_validator(mode="after")
    def _no_weights(self) -> Self:
        for item in self.items:
            if "weight" in item.model_fields_set:
                raise ValueError(
                    f"{item.id}: practice items carry no weight, remove it or move the item to the exam"
                )
        for dialogue in self.dialogues:
            if dialogue.points:
                raise ValueError(
                    f"{dialogue.id}: practice dialogues carry no points, remove them or move it to the exam"
                )
        return self


class ExamBank(Strict):
    """`chNN.exam.yaml`: the graded pool, how many are drawn, graded dialogues, and the marking guides."""

    draw: int = Field(default=8, ge=1)
    items: list[AnyItem] = []
    dialogues: list[Dialogue] = []
    written: list[Written] = []

    @model_validator(mode="after")
    def _enough_to_draw(self) -> Self:
        if self.items and len(self.items) < self.draw:
            raise ValueError(f"draw: {self.draw} of a pool of {len(self.items)}, add items or draw fewer")
        return self

    @model_validator(mode="after")
    def _only_what_can_be_scored(self) -> Self:
        for item in self.items:
            if not item.scored:
                raise ValueError(
                    f"{item.id}: items of this type are not scored, move it to the practice items"
                )
        return self

    @model_validator(mode="after")
    def _dialogues_carry_points(self) -> Self:
        for dialogue in self.dialogues:
            if not dialogue.points:
                raise ValueError(f"{dialogue.id}: a graded dialogue has no points, add points:")
        return self


class WorldStamp(Strict):
    """Which case world a release was built with, and a checksum of it."""

    version: int = Field(ge=1)
    probe: str


class ExamPublic(Strict):
    """What a trainee receives of the exam: how many are drawn from which public items."""

    draw: int = Field(ge=1)
    points: float = Field(ge=0, le=100)
    items: list[AnyPublicItem]


class Bundle(Strict):
    """`chNN.items.json`: everything a released notebook needs beside itself.

    `guide`: it shows how the course works; nothing in it is graded, and later chapters do not review it.
    """

    format: Literal[1] = 1
    chapter: str = Field(pattern=r"^ch0[0-8]$")
    title: str
    minutes: int = Field(ge=0)
    guide: bool = False
    world: WorldStamp
    sections: dict[str, str] = {}
    objectives: list[Objective] = []
    practice: list[AnyItem]
    exam: ExamPublic | None = None
    tasks: list[PublicTask] = []
    dialogues: list[Dialogue] = []
    graded_dialogues: list[PublicDialogue] = []
    written: list[str] = []
    glossary: list[PublicTerm] = []

    def item(self, item_id: str) -> Item | PublicItem | None:
        """Return the practice or graded item of this id, or None."""
        graded: list[PublicItem] = self.exam.items if self.exam else []
        return next((item for item in [*self.practice, *graded] if item.id == item_id), None)

    def task(self, task_id: str) -> PublicTask | None:
        """Return the task of this id, or None."""
        return next((task for task in self.tasks if task.id == task_id), None)

    def dialogue(self, dialogue_id: str) -> PublicDialogue | None:
        """Return the practice or graded dialogue of this id, or None."""
        both = [*self.dialogues, *self.graded_dialogues]
        return next((dialogue for dialogue in both if dialogue.id == dialogue_id), None)
