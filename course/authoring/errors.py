"""What an author is told when a chapter cannot be built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One mistake of an author: where it is, what it is about, and how to mend it."""

    path: Path
    line: int
    subject: str
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.subject}: {self.text}" if self.subject else f"{place}: {self.text}"


class AuthorError(Exception):
    """A chapter cannot be built; `problems` says why, one line each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type[AuthorError], tuple[list[Problem]]]:
        # Exceptions are pickled by their message, of which the problems could not be made again.
        return type(self), (self.problems,)
