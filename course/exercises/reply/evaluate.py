"""How well the rules find what people labelled: `python -m course.exercises.reply.evaluate FOLDER`.

The folder holds YAML lists of {id, text, context, labels, note} in files named tune_*.yaml (the rules were
made with them) and held_out_*.yaml (they were not; held_out_hard_*.yaml once more by themselves).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.table import Table

from course.exercises.reply.lint import Context, lint
from course.exercises.reply.rules import load

PARTS = ("tune", "held_out", "held_out_hard")


class Labelled(BaseModel):
    """One reply with the ids of the rules that it breaks, as a person sees it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str = Field(min_length=1)
    labels: list[str] = []
    context: Context = Context()
    note: str = ""


@dataclass
class Count:
    """Agreement of one rule with the labels."""

    right: int = 0
    false_alarm: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def support(self) -> int:
        """Replies that break the rule by their label."""
        return self.right + len(self.missed)

    @property
    def precision(self) -> float:
        """Share of the findings that are right; 1 without findings."""
        found = self.right + len(self.false_alarm)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labels that were found; 1 without labels."""
        return self.right / self.support if self.support else 1.0


def read(folder: Path, part: str) -> list[Labelled]:
    """Return the labelled replies of one part.

    Raises:
        ValueError: an unknown label or a repeated id, with file and id.
        OSError, yaml.YAMLError, pydantic.ValidationError: an unreadable file.
    """
    known = set(load().by_id)
    replies: dict[str, Labelled] = {}
    for path in sorted(folder.glob(f"{part}_*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            reply = Labelled.model_validate(entry)
            if unknown := set(reply.labels) - known:
                raise ValueError(f"{path.name}: {reply.id}: unknown label {sorted(unknown)}")
            if reply.id in replies:
                raise ValueError(f"{path.name}: {reply.id}: id used twice")
            replies[reply.id] = reply
    return list(replies.values())


def measure(replies: Iterable[Labelled]) -> dict[str, Count]:
    """Return the agreement of each rule, in the order of the rules."""
    counts = {rule_id: Count() for rule_id in load().by_id}
    for reply in replies:
        found = {finding.rule_id for finding in lint(reply.text, reply.context)}
        for rule_id, count in counts.items():
            if rule_id in found and rule_id in reply.labels:
                count.right += 1
            elif rule_id in found:
                count.false_alarm.append(reply.id)
            elif rule_id in reply.labels:
                count.missed.append(reply.id)
    return counts


def overall(counts: Iterable[Count]) -> Count:
    """Return all counts as one."""
    total = Count()
    for count in counts:
        total.right += count.right
        total.false_alarm += count.false_alarm
        total.missed += count.missed
    return total


def table(title: str, counts: dict[str, Count], names: bool) -> Table:
    """Return a table of one part; names tells which replies went wrong."""
    shown = Table(title=title)
    for column in ("rule", "precision", "recall", "support", *(("false alarm", "missed") if names else ())):
        shown.add_column(column, justify="left" if column in ("rule", "false alarm", "missed") else "right")
    for name, count in [*counts.items(), ("all", overall(counts.values()))]:
        row = [name, f"{count.precision:.3f}", f"{count.recall:.3f}", str(count.support)]
        wrong = [" ".join(count.false_alarm), " ".join(count.missed)] if names and name != "all" else []
        shown.add_row(*row, *wrong)
    return shown


def main(arguments: Sequence[str]) -> int:
    """Print the tables of the parts of the folder given; 0 when it could be read, else 2."""
    console = Console()
    if len(arguments) != 1:
        console.print("usage: python -m course.exercises.reply.evaluate FOLDER")
        return 2
    for part in PARTS:
        try:
            replies = read(Path(arguments[0]), part)
        except (OSError, ValueError, yaml.YAMLError) as error:
            console.print(f"{arguments[0]}: {error}", markup=False)
            return 2
        near = sum(not reply.labels for reply in replies)
        # Whoever sees which held-out replies fail begins to write rules for them.
        title = f"{part}: {len(replies)} replies, {near} of them compliant"
        console.print(table(title, measure(replies), names=part == "tune"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
