"""Where nbgrader's autograde meets intake: the hook before it, the gate in it, the flags after it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from course.grading.intake import IntakeFailed, Place, Receipt, intake, read_receipt, verified

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
    notebooks[:] = [str(place.submission / f"{place.chapter}.ipynb")]


def take_in(place: Place, received: datetime | None = None) -> Receipt:
    """Return the receipt of the submission at `place`, taken in now unless it already was.

    Raises:
        IntakeFailed: see `intake`.
    """
    return intake(
        place.submission,
        place.release,
        place.chapter,
        place.trainee,
        place.quarantine,
        datetime.now(UTC),
        received,
    )


class RequireReceipt(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Lets nothing be graded that has not passed intake."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook and its resources unchanged.

        Raises:
            IntakeFailed: there is no receipt, or the submission is not what the receipt says.
        """
        place = _place(resources)
        if verified(place.submission, place.quarantine) is None:
            raise IntakeFailed(
                f"{place.trainee} 的 {place.chapter} 没有通过收卷，不能评分，请先解决收卷时报告的问题。"
            )
        return nb, resources


class FlagForHuman(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Lets a submission of which something was refused wait for a human, at its first graded cell."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook and its resources unchanged; the gradebook is what changes."""
        place = _place(resources)
        receipt = read_receipt(place.quarantine)
        first = next((cell.metadata.nbgrader.grade_id for cell in nb.cells if is_grade(cell)), None)
        if first is not None and receipt is not None and receipt.flags:
            names = resources["nbgrader"]
            with Gradebook(names["db_url"]) as gradebook:
                grade = gradebook.find_grade(first, names["notebook"], names["assignment"], names["student"])
                grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources


def _place(resources: Any) -> Place:
    names = resources["nbgrader"]
    root = Place.of(Path(resources["metadata"]["path"]).absolute()).root
    return Place(root, names["student"], names["assignment"])
