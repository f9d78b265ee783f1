"""The answer log as it stands at intake: a bounded copy of its valid lines, byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass

from course.exercises.events import LONGEST_LINE, parse
from course.grading.intake.scan import Entry
from course.grading.intake.sentences import Finding, measured

SHORTEST_LINE = 40
_DATA = re.compile(r"(?P<chapter>[^:]+):w\d+:(?P<trainee>.+)")


@dataclass(frozen=True)
class Frozen:
    """The lines to keep, and what there is to say about the others."""

    data: bytes
    findings: tuple[Finding, ...] = ()


def freeze(entry: Entry, chapter: str, trainee: str) -> Frozen:
    """Return the valid lines of the log `entry`, a regular file.

    Lines of other versions of the format are kept too: a later grader may read them.
    """
    name = entry.name
    data = entry.data or b""
    findings = []
    if len(data) < entry.size:
        findings.append(Finding("log_large", name, measured(entry.size)))
        data = data[data.find(b"\n") + 1 :]
    kept: list[bytes] = []
    unreadable = foreign = other_version = 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        # Far too short for an event: millions of such lines must not cost a call each.
        reading = parse(line) if SHORTEST_LINE <= len(line) <= LONGEST_LINE else None
        if reading is None or reading.unreadable:
            unreadable += 1
            continue
        kept.append(line)
        other_version += reading.foreign
        foreign += any(not _is_of(event.data, chapter, trainee) for event in reading.events)
    for code, count in (
        ("log_corrupt", unreadable),
        ("log_foreign", foreign),
        ("log_other_version", other_version),
    ):
        if count:
            findings.append(Finding(code, name, str(count)))
    return Frozen(b"".join(line + b"\n" for line in kept), tuple(findings))


def _is_of(data: str, chapter: str, trainee: str) -> bool:
    match = _DATA.fullmatch(data)
    return match is not None and (match["chapter"], match["trainee"]) == (chapter, trainee)
