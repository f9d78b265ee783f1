"""A chapter that nbgrader executes with its own settings ends the kernel instead of being graded so."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

REFUSAL = (
    "已拒绝评分：nbgrader 正在按自带的设置直接运行学员的代码。请在 nbgrader_config.py 里用 "
    "course.grading.config.apply(c)，或者检查 etc/jupyter/nbgrader_config.json 是否还在。"
)


def is_unsealed(environ: Mapping[str, str]) -> bool:
    """Return whether nbgrader grades with its own settings: sealed runners never hand on its variable.

    Whoever means to execute unsealed, to compare, names the trainee as a sealed runner does.
    """
    return environ.get("NBGRADER_EXECUTION") == "autograde" and not environ.get("COURSE_GRADED_TRAINEE")


def refuse_unsealed() -> None:
    """End the process if it is nbgrader's unsealed grading; otherwise do nothing.

    An error would let nbgrader give 0 points; a kernel that is gone leaves the submission without any.
    """
    if is_unsealed(os.environ):
        print(REFUSAL, file=sys.__stderr__, flush=True)
        os._exit(1)
