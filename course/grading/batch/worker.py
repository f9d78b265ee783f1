"""A worker: reads one job a line, writes one outcome a line, until there is nothing more to read."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from course.grading.batch.outcome import Outcome

if TYPE_CHECKING:
    from course.grading.batch.grader import Grader


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


def main(root: Path, chapter: str) -> None:
    """Grade the jobs that standard input brings, of a chapter of the course in `root`."""
    # What libraries print must not look like an outcome.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    from sqlalchemy.exc import SQLAlchemyError

    from course.grading.batch.gradebook import NoChapter
    from course.grading.batch.grader import Grader
    from course.grading.sandbox import SandboxMissing
    from course.grading.sealed.master import NoMaster
    from course.grading.sealed.steps import Unsealed

    try:
        grader = Grader(root, chapter)
        for line in os.fdopen(0, encoding="utf-8", closefd=False):
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
