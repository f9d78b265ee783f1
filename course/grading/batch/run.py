"""A batch from beginning to end: who is graded, how it goes, and the table at its end."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from course.grading.batch.executor import Executor
from course.grading.batch.outcome import Outcome, State
from course.grading.batch.worker import Job
from course.grading.intake import unfinished
from course.grading.passing import Standing, Verdict
from course.grading.sealed.inert import plain

DONE, REMARKS, FAILED = 0, 3, 1
_MOST_SENTENCES = 40
_COUNTED = (
    ("已评分", (State.GRADED, State.FLAGGED)),
    ("其中有提示", (State.FLAGGED,)),
    ("无法评分，记 0 分", (State.REFUSED,)),
    ("没有变化，未重评", (State.KEPT,)),
    ("没有评成，需再运行", (State.FAILED,)),
)


def handed_in(root: Path, chapter: str) -> list[str]:
    """Return the trainees of whom there is something for this chapter, sorted."""
    folder = root / "submitted"
    there = (entry for entry in os.scandir(folder)) if folder.is_dir() else ()
    names = [entry.name for entry in there if os.path.lexists(os.path.join(entry.path, chapter))]
    return sorted({name for name in (*names, *unfinished(root, chapter)) if not name.startswith(".")})


def grade_all(executor: Executor, trainees: Sequence[str], force: bool, console: Console) -> list[Outcome]:
    """Return the outcomes of all trainees, and show progress on the console."""
    outcomes = []
    with executor, _progress(console) as progress:
        task = progress.add_task("评分", total=len(trainees), rate="")
        for outcome in executor.outcomes(Job(trainee=trainee, force=force) for trainee in trainees):
            outcomes.append(outcome)
            progress.advance(task)
            speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
            progress.update(task, rate=f"每分钟 {speed * 60:.0f} 份" if speed else "")
    return outcomes


def report(outcomes: Iterable[Outcome], console: Console) -> int:
    """Print what became of all, and return the exit code: 0 done, 3 done with remarks, 1 something failed."""
    ended = sorted(outcomes, key=lambda outcome: outcome.trainee)
    counts = Counter(outcome.state for outcome in ended)
    table = Table(title="评分结果", title_justify="left")
    table.add_column("项目")
    table.add_column("份数", justify="right")
    for name, states in _COUNTED:
        table.add_row(name, str(sum(counts[state] for state in states)))
    table.add_row("等待人工批改", str(sum(outcome.waits for outcome in ended)))
    said = [sentence for outcome in ended for sentence in outcome.sentences]
    for sentence in said[:_MOST_SENTENCES]:
        console.print(f"· {sentence}", markup=False, highlight=False)
    if len(said) > _MOST_SENTENCES:
        console.print(f"· 另有 {len(said) - _MOST_SENTENCES} 条，见 Formgrader 中各份作业的提示。")
    console.print(table)
    if counts[State.FAILED]:
        return FAILED
    return REMARKS if counts[State.FLAGGED] or counts[State.REFUSED] else DONE


def report_standing(standings: Mapping[str, Standing], console: Console) -> None:
    """Print how many have passed the chapter, and who has not and why; those who only wait are counted."""
    if not standings:
        return
    counts = Counter(each.verdict for each in standings.values())
    table = Table(title="达标情况（全班）", title_justify="left")
    table.add_column("结论")
    table.add_column("人数", justify="right")
    for verdict in Verdict:
        table.add_row(verdict, str(counts[verdict]))
    failed = [
        f"{trainee}：{each}"
        for trainee, each in standings.items()
        if each.verdict in (Verdict.RETRAIN, Verdict.BELOW)
    ]
    for text in failed[:_MOST_SENTENCES]:
        console.print(f"· {plain(text)}", markup=False, highlight=False)
    if len(failed) > _MOST_SENTENCES:
        console.print(f"· 另有 {len(failed) - _MOST_SENTENCES} 人，见各自的反馈页。")
    console.print(table)
    if counts[Verdict.OPEN]:
        console.print("待定的批改完以后，再运行一次 course grade 就有结论，已评过的不会重评。")


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("剩余"),
        TimeRemainingColumn(),
        console=console,
        speed_estimate_period=120,
    )
