"""What became of one submission, as it travels from a worker to the one who counts."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class State(StrEnum):
    """How the grading of one submission ended."""

    GRADED = "graded"
    """Graded as handed in."""
    FLAGGED = "flagged"
    """Graded, and a human should look at something."""
    REFUSED = "refused"
    """Nothing could be graded: 0 points and a flag."""
    KEPT = "kept"
    """Graded before, and nothing has changed since."""
    FAILED = "failed"
    """Not graded, by no fault of the trainee's; the next run tries again."""


class Outcome(BaseModel):
    """How one submission ended; `sentences` are Chinese and for people, times are seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    trainee: str
    state: State
    score: float = 0.0
    waits: bool = False
    """Whether a cell waits for a human."""
    sentences: tuple[str, ...] = ()
    cpu: float = 0.0
    wall: float = 0.0

    @property
    def is_settled(self) -> bool:
        """Return whether the gradebook holds the result."""
        return self.state is not State.FAILED

    @property
    def has_remarks(self) -> bool:
        """Return whether a human should read the sentences."""
        return self.state in (State.FLAGGED, State.REFUSED)
