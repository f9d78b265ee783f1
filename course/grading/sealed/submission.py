"""A submission that passed intake, read once and exactly as its receipt says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from course.grading.intake import IntakeFailed, Place, Receipt, verified
from course.grading.intake.clean import SECRET, log_path
from course.grading.intake.handed_in import TIMESTAMP


@dataclass(frozen=True)
class Submission:
    """One submission; `files` by their paths below its folder."""

    place: Place
    receipt: Receipt
    files: Mapping[str, bytes]

    @property
    def log(self) -> bytes:
        """Return the answer log as intake froze it."""
        return self.files.get(log_path(self.place.chapter), b"")

    def for_trainee(self, bundle: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return what the trainee's code finds in its folder: own files and the released ones."""
        left_out = {f"{self.place.chapter}.ipynb", TIMESTAMP, SECRET}
        return {name: data for name, data in self.files.items() if name not in left_out} | dict(bundle)

    def for_tests(self, bundle: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return what the tests find in their folder: of the trainee's files only the frozen log."""
        log = {log_path(self.place.chapter): self.log} if self.log else {}
        return {**log, **bundle}


def submission_of(place: Place) -> Submission:
    """Return the submission at a place of the course folder.

    Raises:
        IntakeFailed: there is no receipt, or the submission is not what the receipt says.
    """
    receipt = verified(place.submission, place.quarantine)
    files = {}
    for kept in receipt.kept if receipt else ():
        try:
            data = (place.submission / kept.path).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != kept.sha256:
            receipt = None
            break
        files[kept.path] = data
    if receipt is None:
        raise IntakeFailed(
            f"{place.trainee} 的 {place.chapter} 没有通过收卷，不能评分，请先解决收卷时报告的问题。"
        )
    return Submission(place, receipt, files)
