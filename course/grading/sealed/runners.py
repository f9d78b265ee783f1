"""The two runners of a worker, and where they come from."""

from __future__ import annotations

import logging
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
    _warn(sandbox)
    answers = _open("A", master, sandbox)
    try:
        return Runners(answers, _open("B", master, sandbox))
    except BaseException:
        answers.close()
        raise


def open_tests(master: Master, sandbox: Sandbox = "required") -> Runner:
    """Return only the runner of tests, for answers that are there already; see `open_runners`."""
    _warn(sandbox)
    return _open("B", master, sandbox)


def _warn(sandbox: Sandbox) -> None:
    if sandbox == "off":
        _LOG.warning(WARNING)


def _open(side: Side, master: Master, sandbox: Sandbox) -> Runner:
    if sandbox == "off":
        from course.grading.sealed.plain import PlainRunner

        return PlainRunner(side)
    from course.grading.sandbox import open_runner

    return open_runner(side, preloads(master, side), warm_up(master, side))
