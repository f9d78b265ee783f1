"""What somebody who is going to grade on this machine should know before the first submission is there."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from course.grading.config import SANDBOX_VARIABLE
from course.grading.sandbox.missing import mend
from course.machine import Machine

SEAL_CHECK = (sys.executable, "-m", "course.grading.sandbox.selfcheck")
"""The command that says with exit code 0 that the sandbox seals here, or else in one line why it does not."""


def notice(environment: Mapping[str, str] | None = None, machine: Machine | None = None) -> str:
    """Return one Chinese sentence where grading will not be sealed here, or will be refused; else "".

    Args:
        environment: of those who will grade; this process's, if None.
        machine: where the sandbox is tried out, which takes some seconds; this one, if None.
    """
    if (os.environ if environment is None else environment).get(SANDBOX_VARIABLE) == "off":
        return (
            f"评分没有隔离（{SANDBOX_VARIABLE}=off）：学员的代码能读写您的账号能读写的一切，"
            "只能用来看演示，不要给真实的班级评分。"
        )
    here = machine or Machine()
    code, said = here.run(*SEAL_CHECK)
    if code == 0:
        return ""
    reason = said.splitlines()[0] if said else f"exit code {code}"
    return (
        f"这台机器上评分会被拒绝（{mend(here)[0]}：{reason}），其余功能照常；"
        f"要评分请先运行 course doctor 照着修好，只想看演示可以用 {SANDBOX_VARIABLE}=off 重新启动。"
    )
