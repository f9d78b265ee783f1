"""The two runners of a worker, and where they come from."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from course.grading.sandbox.job import Runner, Side
from course.grading.sealed.master import Master
from course.grading.sealed.preloads import preloads, warm_up

_LOG = logging.getLogger("traitlets")

Sandbox = Literal["required", "off"]
WARNING: Final = (
    "警告：评分没有使用沙箱（sandbox 设为 off）。学员的代码能读写这台机器上您能读写的一切，"
    "包括成绩册和试题。只能用于演示，不要用来给真实的班级评分。"
)


@dataclass(frozen=True)
class Runners:
    """Where trainees' code runs, and where tests run."""

    answers: Runner
    tests: Runner

    def close(self) -> None:
        """End both."""
        self.answers.close()
        self.tests.close()


def open_runners(master: Master, sandbox: Sandbox = "required") -> Runners:
    """Return runners for a chapter; close them after use.

    Args:
        master: the chapter.
        sandbox: "required", or "off" for a demonstration on a machine that can have none; says so loudly.

    Raises:
        SandboxMissing: this machine gives no working sandbox; the message says in Chinese what to do.
    """
    answers, tests = _open(("A", "B"), master, sandbox)
    return Runners(answers, tests)


def open_tests(master: Master, sandbox: Sandbox = "required") -> Runner:
    """Return only the runner of tests, for answers that are there already; see `open_runners`."""
    return _open(("B",), master, sandbox)[0]


def _open(sides: Sequence[Side], master: Master, sandbox: Sandbox) -> Sequence[Runner]:
    if sandbox == "off":
        from course.grading.sealed.plain import PlainRunner

        _LOG.warning(WARNING)
        return [PlainRunner(side) for side in sides]
    from course.grading.sandbox import Wanted, open_runners

    return open_runners(*(Wanted(side, preloads(master, side), warm_up(master, side)) for side in sides))
