"""A trainee's answer to a data task, as a hidden test sees it."""

from __future__ import annotations

from course.grading.codec.limits import Opaque
from course.notebook import session, submitted


def answer(task_id: str) -> object:
    """Return the trainee's value for this task, or UNANSWERED when there is none.

    It is the assigned variable, otherwise what the workbench's saved spec makes of the trainee's own data;
    when both exist the trainee's choice counts. Why a value could not be read is told below the test.

    Raises:
        KeyError: the chapter has no such task.
    """
    task = session().bundle.task(task_id)
    if task is None:
        raise KeyError(f"{task_id}: {session().chapter} has no such task; mend the id in the test cell")
    value = submitted(task).value
    if type(value) is Opaque:
        print(f"「{task.answer}」{value!r}")
    return value
