"""One plain score comes from a test cell, whatever it ends with, and cells are run to the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import nbformat
import pytest
from nbgrader.utils import determine_grade

from course.grading.sandbox.job import Cell, CellOutcome, Job, Outcome, Status
from course.grading.sealed.runs import MOST_RUNS, run_whole
from course.grading.sealed.scoring import result, scored
from tests.grading.sealed import code

STDERR = {"output_type": "stream", "name": "stderr", "text": "DeprecationWarning"}


def ended_with(text: str | None, status: Status = "ok", *more: dict[str, Any]) -> CellOutcome:
    """Return a test cell that ended with this value."""
    last = [] if text is None else [{**result(0.0), "data": {"text/plain": text}}]
    return CellOutcome(status, (*more, *last))


def read_by_nbgrader(outputs: list[dict[str, Any]]) -> float:
    """Return the score that nbgrader makes of a cell of 10 points."""
    cell = code("t", "", grade=True, solution=False, points=10.0)
    cell.outputs = [nbformat.from_dict(output) for output in outputs]
    score, points = determine_grade(cell)
    assert points == 10
    return float(score)


@pytest.mark.parametrize(
    ("text", "score", "doubted"),
    [
        ("0.0", 0, False),
        ("7.5", 7.5, False),
        ("10.0", 10, False),
        ("10.0000000000001", 10, False),
        ("1e-05", 1e-05, False),
        ("11.0", 10, True),
        ("1e+22", 10, True),
        ("-3.0", 0, True),
        ("np.float64(10.0)", 0, True),
        ("True", 0, True),
        ("10", 0, True),
        ("'10.0'", 0, True),
        ("nan", 0, True),
        ("inf", 0, True),
        ("", 0, True),
        ("[10.0]", 0, True),
        ("10.0\n", 0, True),
        ("１０.０", 0, True),
        (None, 0, True),
    ],
)
def test_only_a_plain_float_within_the_points_counts(text: str | None, score: float, doubted: bool) -> None:
    made = scored(ended_with(text), 10.0)
    assert made.score == score and bool(made.doubt) is doubted
    assert read_by_nbgrader(made.outputs) == score


def test_stderr_changes_no_score() -> None:
    made = scored(ended_with("7.5", "ok", STDERR), 10.0)
    assert read_by_nbgrader(made.outputs) == 7.5
    assert made.outputs == [result(7.5)]


def test_two_results_are_no_score() -> None:
    made = scored(ended_with("7.5", "ok", result(10.0)), 10.0)
    assert made.score == 0 and made.doubt


@pytest.mark.parametrize("status", ["error", "timeout", "memory", "killed", "not_run"])
def test_a_test_that_fails_gives_0_and_asks_for_a_human(status: Status) -> None:
    failure = {
        "output_type": "error",
        "ename": "KeyError",
        "evalue": "secret",
        "traceback": ["pool = secret"],
    }
    made = scored(ended_with(None, status, failure), 10.0)
    assert made.score == 0 and made.doubt
    assert read_by_nbgrader(made.outputs) == 0
    # Message and traceback of a test would show its text.
    assert "secret" not in str(made.outputs)


class Script:
    """A runner of which each job's end is written down: which cell ends the process."""

    def __init__(self, fatal: dict[str, Status]) -> None:
        self.fatal = fatal
        self.jobs: list[Job] = []

    def run(self, job: Job) -> Outcome:
        """Return what the job did."""
        self.jobs.append(job)
        cells: dict[str, CellOutcome] = {}
        dead = False
        for cell in job.cells:
            status: Status = "not_run" if dead else self.fatal.get(cell.id, "ok")
            dead = dead or cell.id in self.fatal
            cells[cell.id] = CellOutcome(status)
        return Outcome(cells, "exited" if dead else "done", 1.0)

    def close(self) -> None:
        """Do nothing."""


def job(*kinds: str) -> Job:
    """Return a job of side A with these cells."""
    cells = tuple(Cell(f"{kind}{place}", "", kind) for place, kind in enumerate(kinds))  # type: ignore[arg-type]
    return Job("A", "li", "ch01", cells)


def test_the_cells_behind_one_that_ends_the_process_run_again_without_it() -> None:
    runner = Script({"answer1": "killed"})
    ran = run_whole(runner, job("setup", "answer", "capture", "own"))
    assert {name: cell.status for name, cell in ran.cells.items()} == {
        "setup0": "ok", "answer1": "killed", "capture2": "ok", "own3": "ok",
    }  # fmt: skip
    assert [len(each.cells) for each in runner.jobs] == [4, 3]
    assert ran.ended == "exited" and ran.cpu_seconds == 2.0


def test_a_setup_that_ends_the_process_is_not_left_out() -> None:
    runner = Script({"setup0": "killed"})
    assert run_whole(runner, job("setup", "answer")).cells["answer1"].status == "not_run"
    assert len(runner.jobs) == 1


def test_runs_are_bounded_in_number_and_time() -> None:
    kinds = ["answer"] * 12
    many = Script({f"answer{place}": "killed" for place in range(12)})
    run_whole(many, job(*kinds))
    assert len(many.jobs) == MOST_RUNS
    whole = job("answer", "own")
    slow = Script({"answer0": "timeout"})
    run_whole(slow, replace(whole, limits=replace(whole.limits, total_seconds=0.0)))
    assert len(slow.jobs) == 1
