"""Whether a trainee has passed a chapter: 70 of 100 points, half of the written ones, and no red line.

A red line is to be trained again whatever the sum; one that only the lint suspects waits for a human.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from course.grading.red_lines import RedLine, red_lines, stands

if TYPE_CHECKING:
    from course.grading.feedback.marks import Marks

PASS_SHARE = 0.7
WRITTEN_SHARE = 0.5
MARKING = "还有部分等人工批改"
_ROUNDING = 1e-6  # of sums of points


class Verdict(StrEnum):
    """How a chapter stands for a trainee; the values are what people read."""

    PASSED = "达标"
    BELOW = "未达标"
    RETRAIN = "待补训"
    OPEN = "待定"


@dataclass(frozen=True)
class Standing:
    """A verdict, and in Chinese clauses why it is not a pass."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return verdict and reasons as one Chinese phrase."""
        return f"{self.verdict}（{'；'.join(self.reasons)}）" if self.reasons else str(self.verdict)


@dataclass(frozen=True)
class Points:
    """The points of one graded cell."""

    cell: str
    score: float
    most: float
    written: bool
    waits: bool


def standing(
    points: Sequence[Points], penalty: float, found: Iterable[RedLine], comments: Mapping[str, str]
) -> Standing | None:
    """Return how a trainee stands, None in a chapter without points.

    Args:
        points: of all graded cells.
        penalty: points taken off for being late, at least 0.
        found: red lines of the graded notebook.
        comments: a human's, by the names of cells.
    """
    most = sum(each.most for each in points)
    if most <= 0:
        return None
    known = [(each, stands(each, comments.get(each.cell))) for each in found]
    if crossed := [each.which for each, counts in known if counts]:
        return Standing(Verdict.RETRAIN, tuple(dict.fromkeys(f"碰了红线：{which}" for which in crossed)))
    waits = ["有一处可能碰了红线，等讲师确认"] if any(counts is None for _, counts in known) else []
    if any(each.waits for each in points):
        waits.append(MARKING)
    if waits:
        return Standing(Verdict.OPEN, tuple(waits))
    reasons = _too_low(points, penalty, most)
    return Standing(Verdict.BELOW if reasons else Verdict.PASSED, reasons)


def _too_low(points: Sequence[Points], penalty: float, most: float) -> tuple[str, ...]:
    score = max(0.0, sum(each.score for each in points) - penalty)
    written = sum(each.score for each in points if each.written)
    half = WRITTEN_SHARE * sum(each.most for each in points if each.written)
    reasons = []
    if score < PASS_SHARE * most - _ROUNDING:
        reasons.append(f"总分 {_shown(score)}，不到 {_shown(PASS_SHARE * most)}")
    if written < half - _ROUNDING:
        reasons.append(f"书面 {_shown(written)} 分，不到一半（{_shown(half)} 分）")
    return tuple(reasons)


def class_standing(root: Path, chapter: str, everyone: Mapping[str, Marks]) -> dict[str, Standing]:
    """Return how each graded trainee of a chapter stands, as gradebook and graded notebooks are now.

    Args:
        root: the course folder.
        chapter: such as "ch01".
        everyone: the gradebook's marks by trainee.
    """
    found = {}
    for trainee, marks in sorted(everyone.items()):
        path = root / "autograded" / trainee / chapter / f"{chapter}.ipynb"
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        except FileNotFoundError:
            continue  # handed in, but not graded yet
        written = {
            cell["metadata"]["nbgrader"]["grade_id"]
            for cell in cells
            if cell["metadata"].get("nbgrader", {}).get("solution")
        }
        points = [
            Points(name, mark.score, mark.max_score, name in written, mark.waits)
            for name, mark in marks.marks.items()
        ]
        now = standing(points, marks.penalty, red_lines(cells), marks.comments)
        if now is not None:
            found[trainee] = now
    return found


def _shown(points: float) -> str:
    # Rounding up would say that 69.999 is not 70.
    return f"{int(points * 100 + _ROUNDING) / 100:g}"
