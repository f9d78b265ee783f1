"""What a sandbox is asked to run, and what comes back: plain data, importable from anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Side = Literal["A", "B"]
Kind = Literal["setup", "answer", "own", "capture", "test"]
Status = Literal["ok", "error", "timeout", "memory", "killed", "not_run"]

# Hidden tests never reach the trainee's side, and the trainee's code never reaches the tests' side.
KINDS: Mapping[Side, frozenset[Kind]] = {
    "A": frozenset({"setup", "answer", "own", "capture"}),
    "B": frozenset({"setup", "test"}),
}
MOST_CELLS = 2_000
_RELATIVE = re.compile(r"[^/\0]+(/[^/\0]+)*")


@dataclass(frozen=True)
class Cell:
    """One piece of a notebook; for a capture, `names` are encoded at this place and `source` is empty."""

    id: str
    source: str
    kind: Kind
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """How much one job may use."""

    cell_seconds: float = 20.0  # a cell is interrupted after this wall time, and killed if it does not stop
    total_seconds: float = 90.0  # wall time of all cells together
    memory_bytes: int = 1024 * 2**20  # beyond what the preloaded packages take
    output_bytes: int = 2**20  # outputs of one cell, as JSON
    file_bytes: int = 32 * 2**20  # one file; all files together are capped by the work folder's size
    processes: int = 64  # threads at once; cells cannot start processes


@dataclass(frozen=True)
class Job:
    """The cells of one submission for one side, with the files they find in their work folder.

    Raises:
        ValueError: a cell belongs to the other side, an id comes twice, or a file lies outside the folder.
    """

    side: Side
    trainee: str
    chapter: str
    cells: tuple[Cell, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)  # path below the work folder -> content
    # Side B: cell id -> name -> bytes of `course.grading.codec`, bound just before that cell.
    given: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        ids = [cell.id for cell in self.cells]
        if len(set(ids)) < len(ids) or len(ids) > MOST_CELLS:
            raise ValueError("a job's cells need different ids, and there are at most 2,000 of them")
        for cell in self.cells:
            if cell.kind not in KINDS[self.side]:
                raise ValueError(f"cell {cell.id}: kind {cell.kind} must not run on side {self.side}")
        if self.given and self.side != "B":
            raise ValueError("only side B is given answers")
        for name in self.files:
            if not _RELATIVE.fullmatch(name) or {".", ".."} & set(name.split("/")):
                raise ValueError(f"file {name[:80]!r} is not a path below the work folder")


@dataclass(frozen=True)
class CellOutcome:
    """What one cell did; `outputs` are nbformat outputs, already bounded and checked outside the sandbox."""

    status: Status
    outputs: tuple[dict[str, Any], ...] = ()
    captured: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a job did: one entry for every cell, also for those that never ran.

    `ended` is "done", or why it ended early: "timeout", "files" or "threads" (too many), "garbled" (the child
    wrote what no honest child writes), "exited" (it ended itself), or "lost" (the sandbox died twice).
    """

    cells: Mapping[str, CellOutcome]
    ended: str
    cpu_seconds: float


class Runner(Protocol):
    """Runs the jobs of one side, one after the other."""

    def run(self, job: Job) -> Outcome:
        """Return what the job did. Never raises for anything that cells do."""
        ...

    def close(self) -> None:
        """End the sandbox and all that is in it."""
        ...
