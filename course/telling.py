"""How the functions that a notebook calls say what goes wrong: one Chinese sentence, never a traceback."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from course.session import CourseError

P = ParamSpec("P")
R = TypeVar("R")


def tells(function: Callable[P, R]) -> Callable[P, R | None]:
    """Return `function`, telling what goes wrong in one sentence instead of raising."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            if os.environ.get("COURSE_STRICT"):
                raise
            notice(_sentence(error))
            return None

    return wrapper


def _sentence(error: Exception) -> str:
    from course.cases.series.loading import CrossesBreak, UnknownPeriod, UnknownSeries
    from course.cases.world import UnknownTable
    from course.exercises.log import SaveFailed

    told = CourseError | UnknownTable | SaveFailed | UnknownSeries | UnknownPeriod | CrossesBreak
    if isinstance(error, told):
        return str(error)
    reason = f"{type(error).__name__}：{str(error)[:120]}"
    return f"这一格没有运行成功（{reason}）。请重新运行；仍不行就把这句话发给老师。"


def notice(sentence: str) -> None:
    """Show one sentence to the trainee."""
    from course.exercises import card

    card.notice(sentence)
