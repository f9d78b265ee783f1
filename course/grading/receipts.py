"""Where nbgrader's autograde meets intake: the hook before it, the gate in it, the gradebook after it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_task

from course.grading.intake import IntakeFailed, Place, Receipt, intake, read_receipt, unfinished, verified
from course.grading.intake.place import is_trainee
from course.grading.intake.sentences import shown
from course.grading.sealed.flags import Flag, first_graded, set_flags

FLAGS = "course_flags"
"""Where steps of autograde leave the flags of one submission for the last one, in nbconvert's resources."""

_LOG = logging.getLogger("traitlets")


def take_in_before_grading(assignment: str, student: str, notebooks: list[str]) -> None:
    """Take in the submission that is about to be graded; `notebooks` then holds the one to grade.

    nbgrader calls this with its own list of paths and, for a whole class, with "*" as the student; so trainee
    and chapter are read from the paths.
    """
    place = Place.of(Path(notebooks[0]).absolute().parent)
    try:
        receipt = take_in(place)
    except IntakeFailed as error:
        # nbgrader would only whisper it; the gate then stops this one submission.
        _LOG.error("%s", error)
        return
    for sentence in receipt.flags:
        _LOG.warning("%s", sentence)
    _put_back(place)
    notebooks[:] = [str(place.submission / f"{place.chapter}.ipynb")]


def _put_back(beside: Place) -> None:
    """Let the next command find those whose submission a killed intake has taken from its place."""
    for trainee in unfinished(beside.root, beside.chapter):
        try:
            take_in(Place(beside.root, trainee, beside.chapter))
        except IntakeFailed as error:
            _LOG.error("%s", error)


def take_in(place: Place, received: datetime | None = None) -> Receipt:
    """Return the receipt of the submission at `place`, taken in now unless it already was.

    Raises:
        IntakeFailed: the folder's name cannot be a trainee's id; and see `intake`.
    """
    if not is_trainee(place.trainee):
        raise no_trainee(place.trainee)
    return intake(
        place.submission,
        place.release,
        place.chapter,
        place.trainee,
        place.quarantine,
        datetime.now(UTC),
        received,
    )


def no_trainee(name: str) -> IntakeFailed:
    """Return what to raise for a folder in submitted/ whose name cannot be a trainee's id."""
    return IntakeFailed(
        f"submitted/ 里的文件夹名 {shown(name)} 不能作学员编号，没有评分，请改名或删除后再运行一次。"
    )


class RequireReceipt(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Lets nothing be graded that has not passed intake."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook and its resources unchanged.

        Raises:
            IntakeFailed: there is no receipt, or the submission is not what the receipt says.
        """
        place = place_of(resources)
        if verified(place.submission, place.quarantine) is None:
            raise IntakeFailed(
                f"{place.trainee} 的 {place.chapter} 没有通过收卷，不能评分，请先解决收卷时报告的问题。"
            )
        return nb, resources


class ClearTaskCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Gives each 0-point task cell its 0 points, so that no human is asked to mark a prompt."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook and its resources unchanged; the gradebook is what changes."""
        names = [cell.metadata.nbgrader.grade_id for cell in nb.cells if is_task(cell)]
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            for name in names:
                grade = gradebook.find_grade(name, place["notebook"], place["assignment"], place["student"])
                if grade.max_score == 0:
                    grade.auto_score = 0.0
                    grade.needs_manual_grade = False
            gradebook.db.commit()
        return nb, resources


class FlagForHuman(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Lets a submission wait for a human when something was refused, or was remarkable in its grading."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook and its resources unchanged; the gradebook is what changes."""
        place = place_of(resources)
        receipt = read_receipt(place.quarantine)
        refused = [Flag("", sentence) for sentence in receipt.flags] if receipt is not None else []
        flags = [*refused, *resources.get(FLAGS, ())]
        if flags:
            with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
                set_flags(gradebook, place, flags, first_graded(nb))
                gradebook.db.commit()
        return nb, resources


def place_of(resources: Any) -> Place:
    """Return whose submission nbconvert's `resources` are about."""
    names = resources["nbgrader"]
    root = Place.of(Path(resources["metadata"]["path"]).absolute()).root
    return Place(root, names["student"], names["assignment"])
