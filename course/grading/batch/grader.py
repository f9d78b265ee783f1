"""Grades one submission after the other: intake, nbgrader's steps, the gradebook, the autograded folder."""

from __future__ import annotations

import hashlib
import logging
import time
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import setenv
from sqlalchemy.exc import SQLAlchemyError

from course.grading.batch.connection import open_engine
from course.grading.batch.folder import alone, autograded, prepare, publish, stage
from course.grading.batch.gradebook import Gradebook, NoChapter
from course.grading.batch.journal import Journal
from course.grading.batch.outcome import Outcome, State
from course.grading.batch.settings import Settings
from course.grading.batch.sheet import Sheet, nothing_earned
from course.grading.batch.steps import CPU, Sealed, Steps
from course.grading.intake import IntakeFailed, Place, Receipt
from course.grading.receipts import FLAGS, take_in
from course.grading.sandbox import SandboxMissing
from course.grading.sealed import Flag
from course.grading.sealed.executing import NotExecuted
from course.grading.sealed.flags import with_note

_LOG = logging.getLogger(__name__)

# A submission of which nothing else could be used.
_NOTHING = frozenset(
    ["not_folder", "missing_folder", "missing_notebook", "empty", "truncated", "nested", "format", "foreign"]
)


class Grader:
    """Grades submissions of one chapter in one process."""

    def __init__(self, root: Path, chapter: str) -> None:
        """Read the settings and the gradebook of the course in `root`.

        Raises:
            NoChapter, NoMaster: nbgrader has not generated the chapter.
            Unsealed: the settings would not grade sealed.
            sqlalchemy.exc.SQLAlchemyError: the gradebook cannot be read.
        """
        self._root, self._chapter = root, chapter
        self._settings = Settings.load(root)
        self._gradebook = Gradebook(open_engine(self._settings.db_url), chapter)
        self._sealed = Sealed(self._settings, chapter)
        self._steps = Steps(self._settings, self._gradebook.released, self._sealed)
        self._journal = Journal.of(root, chapter)

    def grade(self, trainee: str, force: bool = False) -> Outcome:
        """Return what became of the trainee's submission; whatever goes wrong is said in it.

        A submission that was settled and has not changed is kept, unless `force`.

        Raises:
            SandboxMissing: nothing may be graded on this machine.
        """
        return self._guarded(trainee, force, None)

    def refuse(self, trainee: str, sentence: str) -> Outcome:
        """Return the outcome of a submission that cannot be graded: 0 points, a flag and the sentence."""
        return self._guarded(trainee, True, sentence)

    def close(self) -> None:
        """End the runners."""
        self._sealed.close()

    def _guarded(self, trainee: str, force: bool, refused: str | None) -> Outcome:
        place = Place(self._root, trainee, self._chapter)
        try:
            with alone(place):
                return self._grade(place, force, refused)
        except (IntakeFailed, NoChapter) as error:
            sentence = str(error)
        except SQLAlchemyError as error:
            _LOG.exception("%s", trainee)
            sentence = (
                f"{trainee} 的成绩无法写入成绩册（{_reason(error)}），"
                "请关闭占用它的程序或检查磁盘空间后再运行一次。"
            )
        except OSError as error:
            _LOG.exception("%s", trainee)
            sentence = f"{trainee} 的结果无法写入磁盘（{error.strerror}），请检查磁盘空间和权限后再运行一次。"
        return Outcome(trainee=trainee, state=State.FAILED, sentences=(sentence,))

    def _grade(self, place: Place, force: bool, refused: str | None) -> Outcome:
        began, cpu = time.perf_counter(), time.process_time()
        receipt = take_in(place)
        mark = mark_of(receipt)
        last = self._journal.last(place.trainee)
        if not force and last is not None and last[0] == mark and _is_there(place):
            return last[1].model_copy(update={"state": State.KEPT, "sentences": ()})
        outcome = self._settle(place, receipt, refused)
        used = {"wall": time.perf_counter() - began, "cpu": outcome.cpu + time.process_time() - cpu}
        outcome = outcome.model_copy(update={name: round(seconds, 3) for name, seconds in used.items()})
        if outcome.is_settled:
            self._journal.settle(mark, outcome)
        return outcome

    def _settle(self, place: Place, receipt: Receipt, refused: str | None) -> Outcome:
        folder = prepare(place, self._settings)
        resources = self._resources(place, folder)
        nb, again = None, False
        if refused is None:
            try:
                with setenv(NBGRADER_EXECUTION="autograde"):
                    nb = self._steps.run(self._steps.clean(_read(place), resources), resources)
            except (OSError, IntakeFailed, SandboxMissing):
                raise
            except NotExecuted as error:
                refused, again = str(error), True
            except Exception as error:  # noqa: BLE001  # a submission must not stop the others
                _LOG.exception("%s", place.trainee)
                refused = (
                    f"{place.trainee} 的 {place.chapter} 评分时出错（{type(error).__name__}），"
                    "先记 0 分，请讲师查看提交后重新评分。"
                )
        sheet = self._enter(place, nb, resources, receipt)
        if nb is None:
            nb = with_note(_read(place), [Flag("", refused or "")])
        else:
            nb = self._steps.finish(nb, resources)
        (folder / f"{place.chapter}.ipynb").write_text(_written(nb), encoding="utf-8")
        publish(place, int(str(self._settings.converter.permissions), 8))
        flags = [flag.sentence for flag in resources.get(FLAGS, ())]
        outcome = _outcome(place, receipt, flags, refused, again, sheet)
        return outcome.model_copy(update={"cpu": resources.get(CPU, 0.0)})

    def _enter(self, place: Place, nb: Any, resources: Any, receipt: Receipt) -> Sheet:
        def fill(sheet: Sheet) -> None:
            if nb is None:
                nothing_earned(sheet)
            else:
                self._steps.mark(nb, resources, receipt, sheet)

        coursedir = self._settings.converter.coursedir
        return self._gradebook.enter(
            place.trainee,
            coursedir.get_existing_timestamp(str(place.submission)),
            fill,
            self._settings.create_student,
            self._steps.penalty(place.trainee),
        )

    def _resources(self, place: Place, folder: Path) -> dict[str, Any]:
        return {
            "unique_key": place.chapter,
            "output_files_dir": f"{place.chapter}_files",
            "metadata": {"name": place.chapter, "path": str(folder)},
            "nbgrader": {
                "student": place.trainee,
                "assignment": place.chapter,
                "notebook": place.chapter,
                "db_url": self._settings.db_url,
            },
        }


def mark_of(receipt: Receipt) -> str:
    """Return what tells this version of a submission from all others."""
    kept = [f"{kept.path}\0{kept.sha256}" for kept in receipt.kept]
    return hashlib.sha256("\n".join([receipt.release, receipt.handed_in, *kept]).encode()).hexdigest()


def _outcome(
    place: Place, receipt: Receipt, flags: list[str], refused: str | None, again: bool, sheet: Sheet
) -> Outcome:
    sentences = tuple(dict.fromkeys([*receipt.flags, *flags, *([refused] if refused else [])]))
    nothing = refused is not None or any(remark.code in _NOTHING for remark in receipt.refused)
    state = State.REFUSED if nothing else State.FLAGGED if sentences else State.GRADED
    return Outcome(
        trainee=place.trainee,
        state=State.FAILED if again else state,
        score=sheet.score,
        waits=sheet.waits,
        sentences=sentences,
    )


def _read(place: Place) -> Any:
    return nbformat.read(place.submission / f"{place.chapter}.ipynb", as_version=4)


def _is_there(place: Place) -> bool:
    return (autograded(place) / f"{place.chapter}.ipynb").is_file() and not stage(place).exists()


def _written(nb: Any) -> str:
    text: str = nbformat.writes(nb, version=nbformat.NO_CONVERT)
    return text if text.endswith("\n") else text + "\n"


def _reason(error: SQLAlchemyError) -> str:
    origin = getattr(error, "orig", None)
    return str(origin or type(error).__name__)[:80]
