"""Runs the tests of graded submissions again, and enters what changed."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nbformat

from course.grading.batch.connection import open_engine
from course.grading.batch.folder import alone, autograded
from course.grading.batch.gradebook import Gradebook
from course.grading.batch.settings import Settings
from course.grading.batch.sheet import Sheet
from course.grading.batch.steps import read_course_master
from course.grading.intake import IntakeFailed, Place
from course.grading.regrade.difference import Difference, changes, enter
from course.grading.sealed import open_tests, read_given, retest, submission_of
from course.grading.sealed.executing import NotExecuted
from course.grading.sealed.given import NoGiven
from course.grading.sealed.steps import SealedExecute, require_sealed


@dataclass(frozen=True)
class _Made:
    """A submission as it would be: where its new notebook lies, and what must be entered with it."""

    difference: Difference
    notebook: Path
    was: str
    flagged: frozenset[str]


class Retester:
    """Runs tests again for one chapter; close it after use."""

    def __init__(self, root: Path, chapter: str) -> None:
        """Read settings, gradebook and tests of the course in `root`.

        Raises:
            Unsealed, NoMaster, NoChapter, SandboxMissing: nothing can be graded.
        """
        self._root, self._chapter = root, chapter
        self._settings = Settings.load(root)
        require_sealed(self._settings.cleaning, self._settings.grading)
        self._gradebook = Gradebook(open_engine(self._settings.db_url), chapter)
        self._master = read_course_master(self._settings, chapter)
        sandbox: Any = SealedExecute(parent=self._settings.converter).sandbox
        self._tests = open_tests(self._master, sandbox)
        self._held = tempfile.TemporaryDirectory(prefix="course-regrade-")
        self._made: dict[str, _Made] = {}

    def __enter__(self) -> Self:
        """Return this retester."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the sandbox, and forget what was not entered."""
        self._tests.close()
        self._held.cleanup()

    def graded(self) -> list[str]:
        """Return the trainees whose submission has been graded, sorted."""
        pattern = f"*/{self._chapter}/{self._chapter}.ipynb"
        return sorted(path.parents[1].name for path in (self._root / "autograded").glob(pattern))

    def compare(self, trainees: Sequence[str]) -> Iterator[Difference]:
        """Return for each trainee what would change; nothing is entered yet."""
        for trainee in trainees:
            place = Place(self._root, trainee, self._chapter)
            try:
                made = self._again(place)
            except (NoGiven, IntakeFailed, NotExecuted) as error:
                yield Difference(trainee, problem=str(error))
                continue
            except (OSError, ValueError) as error:
                said = (
                    f"{trainee} 的 {self._chapter} 读不出评过的结果（{type(error).__name__}），请重新评分。"
                )
                yield Difference(trainee, problem=said)
                continue
            if made.difference.is_any:
                self._made[trainee] = made
            yield made.difference

    def commit(self, trainee: str) -> str:
        """Enter what changes for the trainee; return a Chinese sentence where it could not be entered."""
        made, place = self._made[trainee], Place(self._root, trainee, self._chapter)
        with alone(place):
            target = _notebook(place)
            if _digest(target) != made.was:
                return f"{trainee} 的 {self._chapter} 刚刚重新评过，没有改动，请再运行一次 course regrade。"

            def fill(sheet: Sheet) -> None:
                enter(sheet, changes(sheet, self._wanted(made)), made.flagged)

            self._gradebook.enter(trainee, None, fill, create=False)
            draft = target.with_name(f"{target.name}.new")
            draft.write_bytes(made.notebook.read_bytes())
            draft.chmod(int(str(self._settings.converter.permissions), 8))
            os.replace(draft, target)
        return ""

    def _wanted(self, made: _Made) -> dict[str, float | None]:
        return {change.cell: change.after for change in made.difference.changes}

    def _again(self, place: Place) -> _Made:
        path = _notebook(place)
        text = path.read_text(encoding="utf-8")
        nb = nbformat.reads(text, as_version=4)
        before = _shown(nb)
        done = retest(nb, read_given(path.parent), submission_of(place), self._master, self._tests)
        withdrawn = {flag.cell for flag in done.flags if flag.withdraw}
        scores = {name: None if name in withdrawn else score for name, score in done.scores.items()}
        sheet = self._gradebook.read(place.trainee)
        if sheet is None:
            raise NoGiven(f"成绩册里没有 {place.trainee} 的 {place.chapter}，请先评分。")
        written = nbformat.writes(done.notebook, version=nbformat.NO_CONVERT)
        written = written if written.endswith("\n") else written + "\n"
        held = Path(self._held.name) / hashlib.sha256(place.trainee.encode()).hexdigest()
        difference = Difference(place.trainee, changes(sheet, scores), _shown(done.notebook) != before)
        if difference.is_any:
            held.write_text(written, encoding="utf-8")
        flagged = frozenset(flag.cell for flag in done.flags)
        return _Made(difference, held, hashlib.sha256(text.encode()).hexdigest(), flagged)


def _notebook(place: Place) -> Path:
    return autograded(place) / f"{place.chapter}.ipynb"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _shown(nb: Any) -> str:
    """Return what tests ask and show, as text to compare."""
    return json.dumps([[cell["source"], cell.get("outputs", [])] for cell in nb["cells"]], sort_keys=True)
