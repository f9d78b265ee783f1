"""A course on disk, handled by the real nbgrader commands, and trainees who hand in chosen answers."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course.authoring.references import Parts, load_parts
from course.cases.identity import data_id, seed
from course.exercises.dialogue.model import Dialogue
from course.exercises.exam import draw
from course.exercises.items import Item
from course.exercises.log import AnswerLog
from tests.grading.commands import nbgrader

PROJECT = Path(__file__).resolve().parents[2]
CONFIG = """\
from course.grading.config import apply
c = get_config()
apply(c)
c.Exchange.root = {exchange!r}
c.ExchangeCollect.check_owner = False
"""


@dataclass(frozen=True)
class Course:
    """A course folder with its exchange; `run` calls nbgrader in it, `run_as` as a trainee."""

    root: Path
    chapter: str
    parts: Parts

    @classmethod
    def create(cls, root: Path, chapter: str = "ch01") -> Course:
        """Return a course in `root` with the project's source of `chapter`, released to the exchange."""
        exchange = root / "exchange"
        exchange.mkdir(parents=True)
        exchange.chmod(0o777)
        folder = root / "finserv"
        shutil.copytree(PROJECT / "source" / chapter, folder / "source" / chapter)
        (folder / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange)), encoding="utf-8")
        made = cls(root, chapter, load_parts(PROJECT, chapter))
        made.run("generate_assignment", chapter)
        made.run("release_assignment", chapter)
        return made

    @property
    def folder(self) -> Path:
        """Return the instructor's course folder."""
        return self.root / "finserv"

    def home(self, trainee: str) -> Path:
        """Return the trainee's folder, made on first use."""
        home = self.root / "homes" / trainee
        if not home.exists():
            home.mkdir(parents=True)
            config = (self.folder / "nbgrader_config.py").read_text(encoding="utf-8")
            (home / "nbgrader_config.py").write_text(
                config + f"c.CourseDirectory.student_id = {trainee!r}\n", encoding="utf-8"
            )
        return home

    def run(self, *arguments: str) -> str:
        """Return what `nbgrader <arguments>` printed in the instructor's folder."""
        return self._nbgrader(self.folder, arguments)

    def run_as(self, trainee: str, *arguments: str) -> str:
        """Return what `nbgrader <arguments>` printed in the trainee's folder."""
        return self._nbgrader(self.home(trainee), arguments)

    def _nbgrader(self, folder: Path, arguments: tuple[str, ...]) -> str:
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("JUPYTER", "COURSE"))
            },
            "JUPYTER_CONFIG_DIR": str(self.root / "config"),
            "JUPYTER_DATA_DIR": str(folder / ".data"),
            "HOME": str(folder),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        code, printed = nbgrader(arguments, folder, environment)
        assert code == 0, printed
        return printed

    def hand_in(
        self,
        trainee: str,
        sources: Mapping[str, str] | None = None,
        exam_right: int | None = None,
        replies: list[str] | None = None,
    ) -> None:
        """Fetch the chapter as `trainee`, write the given answers, and submit.

        Args:
            trainee: who hands in.
            sources: text of answer cells by their grade id.
            exam_right: how many of the drawn exam items are answered rightly, the rest wrongly;
                None leaves no answer log.
            replies: submitted for the graded dialogue; None submits none.
        """
        self.run_as(trainee, "fetch_assignment", self.chapter)
        folder = self.home(trainee) / self.chapter
        path = folder / f"{self.chapter}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        by_id = {
            cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata
        }
        for grade_id, source in (sources or {}).items():
            by_id[grade_id].source = source
        nbformat.write(notebook, path)
        if exam_right is not None:
            self.answer_exam(trainee, folder, exam_right)
        if replies is not None:
            self.answer_dialogue(trainee, folder, replies)
        self.run_as(trainee, "submit", self.chapter)

    def drawn(self, trainee: str) -> list[Item]:
        """Return the exam items drawn for `trainee`, in order."""
        items = {item.id: item for item in self.parts.exam.items}
        number = seed(self.chapter, trainee, "exam", self.parts.chapter.header.world_version)
        return [
            items[item_id]
            for item_id in draw(
                {name: item.section for name, item in items.items()}, self.parts.exam.draw, number, 1
            )
        ]

    def answer_exam(self, trainee: str, folder: Path, right: int) -> None:
        """Answer the first `right` drawn items rightly and the others wrongly."""
        log = AnswerLog(folder / "answers" / f"{self.chapter}.jsonl")
        for number, item in enumerate(self.drawn(trainee)):
            log.append(
                "submit",
                item.id,
                item_version=item.version,
                attempt=1,
                answer=item.model_answer() if number < right else item.wrong_answer(),
                confidence=None,
                data=data_id(self.chapter, trainee),
                sid="test",
            )

    @property
    def dialogue(self) -> Dialogue:
        """Return the chapter's graded dialogue."""
        return self.parts.exam.dialogues[0]

    def variant(self, trainee: str) -> str:
        """Return the hidden truth of the graded dialogue that `trainee` draws."""
        version = self.parts.chapter.header.world_version
        number = seed(self.chapter, trainee, f"dialogue:{self.dialogue.id}", version)
        return self.dialogue.variants[number % len(self.dialogue.variants)]

    def answer_dialogue(self, trainee: str, folder: Path, path: list[str]) -> None:
        """Submit these replies."""
        AnswerLog(folder / "answers" / f"{self.chapter}.jsonl").append(
            "submit",
            self.dialogue.id,
            item_version=self.dialogue.version,
            attempt=1,
            answer=path,
            confidence=None,
            data=data_id(self.chapter, trainee),
            sid="test",
        )

    def exam_points(self, trainee: str, right: int) -> float:
        """Return the points of the exam when the first `right` drawn items are right."""
        drawn = self.drawn(trainee)
        points = self.parts.chapter.header.weights.exam
        return points * sum(item.weight for item in drawn[:right]) / sum(item.weight for item in drawn)

    def scores(self, trainee: str) -> dict[str, tuple[float | None, bool]]:
        """Return for each graded cell of the trainee its score and whether it waits for a human."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "finserv") as gradebook:
            notebook = gradebook.find_submission_notebook(self.chapter, self.chapter, trainee)
            return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}
