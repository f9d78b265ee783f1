"""What would change, as plain data and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from course.grading.batch.sheet import Sheet


@dataclass(frozen=True)
class Change:
    """One test whose score changes; None is no score that counts. `by_hand`: a human's mark stays on top."""

    cell: str
    before: float | None
    after: float | None
    by_hand: bool = False


@dataclass(frozen=True)
class Difference:
    """What changes for one trainee; `problem` is a Chinese sentence where tests could not be run again."""

    trainee: str
    changes: tuple[Change, ...] = ()
    wording: bool = False
    """Whether what the tests say changes, with or without a score."""
    problem: str = ""

    @property
    def is_any(self) -> bool:
        """Return whether there is something to enter."""
        return bool(self.changes) or self.wording


def changes(sheet: Sheet, scores: Mapping[str, float | None]) -> tuple[Change, ...]:
    """Return the tests whose score is no longer what the gradebook has.

    Args:
        sheet: what the gradebook has.
        scores: by the tests' names.
    """
    found = []
    for name, after in sorted(scores.items()):
        mark = sheet.marks[name]
        if mark.auto_score != after:
            found.append(Change(name, mark.auto_score, after, mark.manual_score is not None))
    return tuple(found)


def enter(sheet: Sheet, found: Sequence[Change], flagged: frozenset[str]) -> None:
    """Change the tests' scores in `sheet`, and nothing else.

    Args:
        sheet: what the gradebook has.
        found: what changes.
        flagged: tests that a human must look at anyway.
    """
    for change in found:
        mark = sheet.marks[change.cell]
        mark.auto_score = change.after
        mark.needs_manual_grade = (
            change.after is None or mark.manual_score is not None or change.cell in flagged
        )


def as_table(differences: Sequence[Difference]) -> Table:
    """Return a table with one line for each score that changes."""
    table = Table(title="重新判分前后", title_justify="left")
    for name in ("学员", "评分格"):
        table.add_column(name)
    for name in ("原来", "现在", "差"):
        table.add_column(name, justify="right")
    table.add_column("备注")
    for difference in differences:
        for change in difference.changes:
            table.add_row(
                difference.trainee,
                change.cell,
                _said(change.before),
                _said(change.after),
                f"{(change.after or 0) - (change.before or 0):+g}",
                "人工分不变，请复核" if change.by_hand else "",
            )
    return table


def _said(score: float | None) -> str:
    return "–" if score is None else f"{score:g}"
