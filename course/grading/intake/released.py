"""The notebook that trainees were given, as the frame into which their answers go back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class ReleasedCell:
    """One cell of the release. `raw` is the cell as it stands in the file and is never changed."""

    raw: dict[str, Any]

    @property
    def kind(self) -> str:
        """Return code, markdown or raw."""
        return str(self.raw["cell_type"])

    @property
    def id(self) -> str:
        """Return the cell's id."""
        return str(self.raw["id"])

    @property
    def marks(self) -> dict[str, Any]:
        """Return nbgrader's fields; none for plain prose."""
        return dict(self.raw["metadata"].get("nbgrader", {}))

    @property
    def grade_id(self) -> str:
        """Return nbgrader's name of the cell, or nothing."""
        return str(self.marks.get("grade_id", ""))

    @property
    def source(self) -> str:
        """Return the cell's text."""
        source = self.raw["source"]
        return source if isinstance(source, str) else "".join(source)

    @property
    def is_answer(self) -> bool:
        """Return whether the trainee writes here."""
        return bool(self.marks.get("solution"))

    @property
    def is_test(self) -> bool:
        """Return whether points are computed here."""
        return bool(self.marks.get("grade")) and not self.is_answer


@dataclass(frozen=True)
class Released:
    """The released notebook."""

    raw: dict[str, Any]

    @classmethod
    def read(cls, data: bytes) -> Released:
        """Return the notebook in `data`.

        Raises:
            ValueError, KeyError: it is no released notebook.
        """
        raw = json.loads(data)
        released = cls(raw)
        if raw["nbformat"] != 4 or not any(cell.grade_id for cell in released.cells):
            raise ValueError("no nbgrader cells")
        return released

    @cached_property
    def cells(self) -> tuple[ReleasedCell, ...]:
        """Return the cells in order."""
        return tuple(ReleasedCell(cell) for cell in self.raw["cells"])

    @cached_property
    def places(self) -> dict[str, int]:
        """Return the place of each cell by its id."""
        return {cell.id: place for place, cell in enumerate(self.cells)}

    @cached_property
    def graded_places(self) -> dict[str, int]:
        """Return the place of each cell of nbgrader's by its name."""
        return {cell.grade_id: place for place, cell in enumerate(self.cells) if cell.grade_id}

    @property
    def chapter(self) -> str:
        """Return the chapter it is of."""
        return str(self.raw["metadata"].get("course", {}).get("chapter", ""))

    @property
    def world(self) -> object:
        """Return the version of the case world."""
        return self.raw["metadata"].get("course", {}).get("world_version")
