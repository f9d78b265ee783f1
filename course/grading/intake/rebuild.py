"""The notebook that is graded: the released one with the trainee's answers and own cells in their places.

Steps: each cell handed in is a released cell, a copy of one, or the trainee's own -> for each released cell
one of the trainee's is chosen -> answers take its text, all else stays as released -> own cells follow the
released cell after which they stood.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course.grading.intake.compare_cells import differences
from course.grading.intake.handed import HandedCell, HandedNotebook
from course.grading.intake.released import Released, ReleasedCell
from course.grading.intake.sentences import Finding, listed

LONGEST_CELL = 100_000
MOST_LINES = 5_000
MOST_TOLD = 12
MOST_OWN_CELLS = 150
LARGEST_OWN = 1_000_000
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# nbgrader's feedback stops at these in a cell where it expects none.
_MARKER = re.compile(r"\b(BEGIN|END) (HIDDEN TESTS|MARK SCHEME)\b")


@dataclass
class _Sorted:
    """The trainee's cells by what they are; own cells by the place after which they stand, -1 for the top."""

    claims: dict[int, list[HandedCell]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    strangers: list[HandedCell] = field(default_factory=list)
    own: list[tuple[int, HandedCell]] = field(default_factory=list)


def rebuild(
    released: Released, handed: HandedNotebook | None, file: str
) -> tuple[dict[str, Any], list[Finding]]:
    """Return the notebook to grade, as JSON, and what there is to say about the one handed in.

    Args:
        released: the notebook as it was given out.
        handed: the trainee's; None lets the blank release stand in.
        file: name of the trainee's notebook for the sentences.
    """
    if handed is None:
        return _assembled(released, {}, []), []
    found = _sort(released, handed)
    mains = {place: _main(released.cells[place], claims) for place, claims in found.claims.items()}
    copies, own = _left_over(released, found, mains)
    findings = differences(released, mains, found.order, [*copies, *found.strangers], file)
    answers, lost = _answers(released, mains, file)
    kept, more = _own_cells(own, file)
    return _assembled(released, answers, kept), findings + lost + more


def to_bytes(notebook: dict[str, Any]) -> bytes:
    """Return the notebook as nbformat would write it."""
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def with_note(notebook: dict[str, Any], sentences: Sequence[str]) -> dict[str, Any]:
    """Return the notebook with a locked note at its top, which instructor and trainee will read."""
    if not sentences:
        return notebook
    told = [*sentences[:MOST_TOLD]]
    if len(sentences) > MOST_TOLD:
        told.append(f"另有 {len(sentences) - MOST_TOLD} 条，见收卷回执。")
    lines = "\n".join(f"- {sentence}" for sentence in told)
    note = {
        "cell_type": "markdown",
        "id": "course-intake-note",
        "metadata": {"course": {"intake": "note"}, "deletable": False, "editable": False},
        "source": _lines(f"**提示：** 收卷时有下面的情况，请讲师过目。\n\n{lines}"),
    }
    return {**notebook, "cells": [note, *notebook["cells"]]}


def _sort(released: Released, handed: HandedNotebook) -> _Sorted:
    found = _Sorted()
    last = -1
    for cell in handed.cells:
        if cell.ours == "note":
            continue
        place = released.graded_places.get(cell.grade_id, released.places.get(cell.id))
        if place is not None:
            if place not in found.claims:
                found.order.append(place)
            found.claims.setdefault(place, []).append(cell)
            last = place
        else:
            if cell.grade_id:
                found.strangers.append(cell)
            found.own.append((last, cell))
    return found


def _main(cell: ReleasedCell, claims: list[HandedCell]) -> HandedCell:
    """Return the trainee's cell that counts: the original if worked in, else the last copy that was."""

    def rank(number: int) -> tuple[bool, bool, int]:
        claim = claims[number]
        worked_in = cell.is_answer and claim.source != cell.source
        return worked_in, claim.id == cell.id, number if worked_in else -number

    return claims[max(range(len(claims)), key=rank)]


def _left_over(
    released: Released, found: _Sorted, mains: Mapping[int, HandedCell]
) -> tuple[list[HandedCell], list[tuple[int, HandedCell]]]:
    """Return copies of cells of nbgrader's, and all cells that stay as the trainee's own."""
    copies: list[HandedCell] = []
    own: list[tuple[int, HandedCell]] = []
    for place, claims in found.claims.items():
        cell = released.cells[place]
        for claim in claims:
            if cell.grade_id and claim is not mains[place]:
                copies.append(replace(claim, marks={"grade_id": cell.grade_id}))
            # Text that was only read and copied, or that is locked, is not the trainee's work.
            changed = claim.source != cell.source
            if changed and (claim is not mains[place] if cell.is_answer else not cell.grade_id):
                own.append((place, claim))
    return copies, own + found.own


def _answers(
    released: Released, mains: Mapping[int, HandedCell], file: str
) -> tuple[dict[int, HandedCell], list[Finding]]:
    answers: dict[int, HandedCell] = {}
    long: list[str] = []
    for place, handed in mains.items():
        cell = released.cells[place]
        if not cell.is_answer:
            continue
        if _too_long(handed.source):
            long.append(cell.grade_id)
        else:
            answers[place] = handed
    findings = [Finding("long_cell", file, listed(long))] if long else []
    marked = [
        released.cells[place].grade_id for place, cell in answers.items() if _MARKER.search(cell.source)
    ]
    lost = [released.cells[place].grade_id for place, cell in answers.items() if cell.lost_pictures]
    if marked:
        findings.append(Finding("markers", file, listed(marked)))
    if lost:
        findings.append(Finding("pictures", file, listed(lost)))
    return answers, findings


def _own_cells(
    own: list[tuple[int, HandedCell]], file: str
) -> tuple[list[tuple[int, HandedCell]], list[Finding]]:
    kept: list[tuple[int, HandedCell]] = []
    long, many, left = 0, 0, LARGEST_OWN
    for place, cell in own:
        if not cell.source.strip() or cell.kind not in ("code", "markdown", "raw"):
            continue
        if _too_long(cell.source):
            long += 1
        elif len(kept) >= MOST_OWN_CELLS or len(cell.source) > left:
            many += 1
        else:
            kept.append((place, cell))
            left -= len(cell.source)
    findings = [Finding("long_cell", file, f"自己加的 {long} 个")] if long else []
    if many:
        findings.append(Finding("many_cells", file, str(many)))
    if any(_MARKER.search(cell.source) for _, cell in kept):
        findings.append(Finding("markers", file, "自己加的格子"))
    if any(cell.lost_pictures for _, cell in kept):
        findings.append(Finding("pictures", file, "自己加的格子"))
    if kept:
        findings.append(Finding("own_cells", file, str(len(kept))))
    return kept, findings


def _too_long(source: str) -> bool:
    return len(source) > LONGEST_CELL or source.count("\n") >= MOST_LINES


def _assembled(
    released: Released, answers: Mapping[int, HandedCell], own: Sequence[tuple[int, HandedCell]]
) -> dict[str, Any]:
    taken = {"course-intake-note", *released.places}
    after: dict[int, list[dict[str, Any]]] = {}
    for number, (place, handed) in enumerate(own, start=1):
        cell_id = handed.id if _ID.fullmatch(handed.id) and handed.id not in taken else _free(number, taken)
        taken.add(cell_id)
        after.setdefault(place, []).append(_own_cell(handed, cell_id))
    cells = after.get(-1, [])
    for place, cell in enumerate(released.cells):
        raw = copy.deepcopy(cell.raw)
        if cell.kind == "code":
            raw |= {"outputs": [], "execution_count": None}
        if place in answers:
            raw["source"] = _lines(answers[place].source)
            if cell.kind == "markdown" and answers[place].pictures:
                raw["attachments"] = answers[place].pictures
        cells += [raw, *after.get(place, [])]
    return {
        **{name: copy.deepcopy(part) for name, part in released.raw.items() if name != "cells"},
        "cells": cells,
    }


def _own_cell(handed: HandedCell, cell_id: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": handed.kind,
        "id": cell_id,
        "metadata": {"course": {"intake": "own"}},
        "source": _lines(handed.source),
    }
    if handed.kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    elif handed.pictures:
        cell["attachments"] = dict(handed.pictures)
    return cell


def _free(number: int, taken: set[str]) -> str:
    while f"own-{number}" in taken:
        number += 1
    return f"own-{number}"


def _lines(source: str) -> list[str]:
    return _MARKER.sub(lambda match: match[0].replace(" ", "_"), source).splitlines(keepends=True)
