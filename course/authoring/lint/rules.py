"""The list of rules: pure functions over a lesson, each with an id, what it demands and where that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson

Check = Callable[[Lesson], Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """One rule.

    `source` names the part of the course's specification that it holds, `guide` says whether ungraded guides
    are held to it too.
    """

    id: str
    demands: str
    source: str
    check: Check
    guide: bool = False


@dataclass(frozen=True)
class Finding:
    """One breach of one rule."""

    rule: str
    problem: Problem

    @property
    def path(self) -> Path:
        """Return the file, as authors name it."""
        return self.problem.path

    @property
    def line(self) -> int:
        """Return the line in it, from 1."""
        return self.problem.line

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        subject = f"{self.problem.subject}: " if self.problem.subject else ""
        return f"{place}: [{self.rule}] {subject}{self.problem.text}"


REGISTERED: dict[str, Rule] = {}


def rule(rule_id: str, demands: str, source: str, *, guide: bool = False) -> Callable[[Check], Check]:
    """Return a decorator that puts a check on the list.

    Raises:
        ValueError: the id is taken.
    """

    def put(check: Check) -> Check:
        if rule_id in REGISTERED:
            raise ValueError(f"two rules are called {rule_id!r}")
        REGISTERED[rule_id] = Rule(rule_id, demands, source, check, guide)
        return check

    return put
