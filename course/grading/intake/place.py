"""Where a trainee's submission of a chapter and all that belongs to it lie in a course folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

# A name that cannot leave the folder of submissions, and that does nothing on a page of nbgrader's.
_TRAINEE = re.compile(r"[^\W_][\w.@+-]{0,99}")


def is_trainee(name: str) -> bool:
    """Return whether a name can be a trainee's id."""
    return _TRAINEE.fullmatch(name) is not None


@dataclass(frozen=True)
class Place:
    """One trainee's submission of one chapter in the course folder `root`, laid out as nbgrader does it."""

    root: Path
    trainee: str
    chapter: str

    @classmethod
    def of(cls, path: Path) -> Place:
        """Return the place of `path`: a folder <root>/<step>/<trainee>/<chapter>."""
        return cls(path.parents[2], path.parent.name, path.name)

    @property
    def submission(self) -> Path:
        """Return the folder that nbgrader grades."""
        return self.root / "submitted" / self.trainee / self.chapter

    @property
    def release(self) -> Path:
        """Return the folder with what trainees were given."""
        return self.root / "release" / self.chapter

    @property
    def quarantine(self) -> Path:
        """Return the folder of receipts and originals; no trainee's file is ever opened from there."""
        return self.root / "quarantine" / self.trainee / self.chapter
