"""The journal of a chapter's grading: which submission was settled, in which version of itself."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from course.grading.batch.outcome import Outcome


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mark: str
    outcome: Outcome


class Journal:
    """An append-only file; a line is there whole or it is skipped, whoever was killed when."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`, which need not exist."""
        self._path = path

    @classmethod
    def of(cls, root: Path, chapter: str) -> Journal:
        """Return the journal of a chapter in the course folder `root`."""
        return cls(root / "quarantine" / ".grading" / f"{chapter}.jsonl")

    def last(self, trainee: str) -> tuple[str, Outcome] | None:
        """Return the mark of the trainee's submission that was last settled and its outcome, or None."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return None
        name = trainee.encode()
        for text in reversed(data.split(b"\n")):
            if name not in text:
                continue  # a class has many lines, and each is asked for once
            try:
                line = _Line.model_validate_json(text)
            except ValidationError:
                continue  # torn by a kill
            if line.outcome.trainee == trainee:
                return line.mark, line.outcome
        return None

    def settle(self, mark: str, outcome: Outcome) -> None:
        """Write that this outcome is in the gradebook.

        Args:
            mark: tells this version of the submission from all others.
            outcome: how it ended.

        Raises:
            OSError: the disk refuses.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        line = _Line(mark=mark, outcome=outcome).model_dump_json() + "\n"
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            end = os.lseek(handle, 0, os.SEEK_END)
            # A line that a kill has torn must not swallow the next one.
            torn = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
            os.write(handle, ("\n" if torn else "").encode() + line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
