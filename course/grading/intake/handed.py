"""The notebook that a trainee handed in, read within bounds: what grading needs, as exact plain types."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_CELLS = 2_000
LARGEST_PICTURES = 4 * 1024 * 1024
_PICTURE = re.compile(r"image/(png|jpeg|gif|webp)")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


@dataclass(frozen=True)
class HandedCell:
    """One cell. `marks` are nbgrader's fields, None where there are none; `ours` says that intake made it."""

    kind: str
    source: str
    id: str = ""
    marks: Mapping[str, Any] | None = None
    pictures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lost_pictures: int = 0
    ours: str = ""

    @property
    def grade_id(self) -> str:
        """Return nbgrader's name of the cell, or nothing."""
        name = self.marks.get("grade_id") if self.marks is not None else None
        return name if isinstance(name, str) else ""


@dataclass(frozen=True)
class HandedNotebook:
    """A readable notebook: its cells, and what it says it is."""

    cells: tuple[HandedCell, ...]
    chapter: str
    world: object


@dataclass(frozen=True)
class Unreadable:
    """Why there is no notebook: the code of a sentence and its fact."""

    code: str
    fact: str = ""


def read_notebook(data: bytes) -> HandedNotebook | Unreadable:
    """Return the notebook in `data`, whatever that is. Never raises."""
    if not data.strip(b"\0 \t\r\n"):
        return Unreadable("empty")
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        return Unreadable("nested")
    except ValueError:
        return Unreadable("truncated")
    if not isinstance(raw, dict) or ("cells" not in raw and "nbformat" not in raw):
        return Unreadable("foreign")
    if raw.get("nbformat") != 4 or isinstance(raw["nbformat"], float):
        return Unreadable("format", _version(raw.get("nbformat")))
    cells = raw.get("cells")
    if not isinstance(cells, list):
        return Unreadable("truncated")
    course = _mapping(_mapping(raw.get("metadata")).get("course"))
    chapter = course.get("chapter")
    return HandedNotebook(
        tuple(_cell(cell) for cell in cells[:MOST_CELLS] if isinstance(cell, dict)),
        chapter if isinstance(chapter, str) else "",
        course.get("world_version"),
    )


def _version(value: object) -> str:
    return str(value) if type(value) is int and 0 <= value < 1000 else "未知"


def _cell(raw: dict[str, Any]) -> HandedCell:
    metadata = _mapping(raw.get("metadata"))
    marks = metadata.get("nbgrader")
    pictures, lost = _pictures(raw.get("attachments"))
    ours = _mapping(metadata.get("course")).get("intake")
    return HandedCell(
        kind=_text(raw.get("cell_type")),
        source=_source(raw.get("source")),
        id=_text(raw.get("id")),
        marks=marks if isinstance(marks, dict) and marks else None,
        pictures=pictures,
        lost_pictures=lost,
        ours=_text(ours),
    )


def _source(raw: object) -> str:
    if isinstance(raw, list):
        raw = "".join(line for line in raw if isinstance(line, str))
    # Half a character, as JSON can hold, cannot be written to a file.
    return _text(raw).encode("utf-8", "replace").decode("utf-8")


def _pictures(raw: object) -> tuple[dict[str, dict[str, str]], int]:
    """Return the pictures pasted into a cell, and how many were left out."""
    kept: dict[str, dict[str, str]] = {}
    lost, left = 0, LARGEST_PICTURES
    for name, bundle in _mapping(raw).items():
        good = {
            kind: data
            for kind, data in _mapping(bundle).items()
            if _PICTURE.fullmatch(kind) and isinstance(data, str) and len(data) <= left
            and _BASE64.fullmatch(data)
        }  # fmt: skip
        if good and len(kept) < 20 and name.isprintable() and len(name) <= 200:
            kept[name] = good
            left -= sum(map(len, good.values()))
        else:
            lost += 1
    return kept, lost


def _mapping(raw: object) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""
