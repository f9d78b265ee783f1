"""A worker: reads one job a line, writes one outcome a line, until there is nothing more to read."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from course.grading.batch.outcome import Outcome

if TYPE_CHECKING:
    from course.grading.batch.grader import Grader

_DIE_WITH_PARENT = 1


class Job(BaseModel):
    """One submission to grade; `refuse` is the sentence for one that cannot be graded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    trainee: str
    force: bool = False
    refuse: str = ""


class Stopped(BaseModel):
    """What a worker writes instead of an outcome when it can grade nothing at all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentence: str


def die_with(parent: int) -> None:
    """Let this process end when `parent`, which started it, ends in any way."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def main(arguments: list[str]) -> None:
    """Grade jobs of the chapter and course folder in `arguments`, which end with the parent's process id."""
    root, chapter, parent = Path(arguments[0]), arguments[1], int(arguments[2])
    die_with(parent)
    # What libraries print must not look like an outcome.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    from sqlalchemy.exc import SQLAlchemyError

    from course.grading.batch.gradebook import NoChapter
    from course.grading.batch.grader import Grader
    from course.grading.sandbox import SandboxMissing
    from course.grading.sealed.master import NoMaster
    from course.grading.sealed.steps import Unsealed

    try:
        grader = Grader(root, chapter)
        for line in sys.stdin:
            outcome = _done(grader, Job.model_validate_json(line))
            answers.write(outcome.model_dump_json() + "\n")
            answers.flush()
        grader.close()
    except (SandboxMissing, NoMaster, Unsealed, NoChapter) as error:
        answers.write(Stopped(sentence=str(error)).model_dump_json() + "\n")
    except SQLAlchemyError as error:
        said = f"成绩册无法打开（{str(error)[:80]}），请检查 db_url 和成绩册文件。"
        answers.write(Stopped(sentence=said).model_dump_json() + "\n")
    answers.flush()


def _done(grader: Grader, job: Job) -> Outcome:
    return grader.refuse(job.trainee, job.refuse) if job.refuse else grader.grade(job.trainee, job.force)


if __name__ == "__main__":
    main(sys.argv[1:])
