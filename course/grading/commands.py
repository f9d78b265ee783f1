"""The commands that grade: `course grade`, `course regrade`, `course feedback`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

_CHAPTER = r"ch0[0-8]"


def course_folder() -> Path:
    """Return the course folder around the working folder: it holds nbgrader_config.py.

    Raises:
        click.ClickException: there is none.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "nbgrader_config.py").is_file():
            return folder
    raise click.ClickException("这里不是课程文件夹：没有 nbgrader_config.py，请进入课程文件夹后再运行。")


@click.command()
@click.argument("chapter", metavar="chNN")
@click.option("--trainee", "trainees", multiple=True, help="Grade only this trainee; may be given again.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="How many workers at most."
)
@click.option("--force", is_flag=True, help="Grade again what has not changed; manual marks stay.")
@click.option(
    "--limit",
    type=click.FloatRange(1),
    default=300.0,
    show_default=True,
    help="Seconds for one trainee, after which the submission gets 0 and a flag.",
)
def grade(chapter: str, trainees: tuple[str, ...], jobs: int, force: bool, limit: float) -> None:
    """Grade all submissions of a chapter. A run that was killed goes on where it stopped.

    Ends with 0 when all is graded, 3 when a human should look at something, 1 when something failed.
    """
    # Before anything loads numpy: where workers are forked there may be one thread only.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from rich.console import Console

    from course.grading.batch.executor import BatchStopped, LocalProcesses
    from course.grading.batch.run import grade_all, handed_in, report, report_standing
    from course.grading.feedback.marks import open_marks, read_marks
    from course.grading.passing import class_standing

    root, console = course_folder(), Console()
    with _stops():
        db_url = _ready(root, chapter)
    chosen = list(dict.fromkeys(trainees)) or handed_in(root, chapter)
    if not chosen:
        raise click.ClickException(
            f"没有 {chapter} 的提交：submitted/ 里是空的，请先收取（nbgrader collect）。"
        )
    if odd := [name for name in chosen if "/" in name or name.startswith(".")]:
        raise click.ClickException(f"{odd[0]} 不是学员编号，编号里没有斜线，也不以点开头。")
    log = root / "quarantine" / ".grading" / f"{chapter}.log"
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    workers = LocalProcesses(root, chapter, jobs, limit, log)
    try:
        outcomes = grade_all(workers, chosen, force, console)
    except BatchStopped as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        raise click.ClickException("已中断，评完的都已写入成绩册；再运行一次会接着评其余的。") from None
    code = report(outcomes, console)
    with _stops():
        everyone = read_marks(open_marks(db_url), chapter)
    report_standing(class_standing(root, chapter, everyone), console)
    sys.exit(code)


@click.command()
@click.argument("chapter", metavar="chNN")
@click.option("--trainee", "trainees", multiple=True, help="Only for this trainee; may be given again.")
@click.option(
    "--answers-after",
    default="",
    metavar="TIME",
    help="Show right answers from this time on, such as 2026-12-01T18:00 (local time). Never, if not given.",
)
def feedback(chapter: str, trainees: tuple[str, ...], answers_after: str) -> None:
    """Write the feedback page of each graded trainee of a chapter, then: nbgrader release_feedback chNN.

    Ends with 0 when all pages were written, 1 otherwise.
    """
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.progress import track

    from course.grading.batch.settings import Settings
    from course.grading.feedback.exporter import answers_are_shown
    from course.grading.feedback.generating import generate

    root, console = course_folder(), Console()
    _check(chapter)
    settings = Settings.load(root)
    after = answers_after or settings.converter.config.FeedbackExporter.get("answers_after", "")
    try:
        answers = answers_are_shown(after, datetime.now(UTC))
    except ValueError:
        raise click.ClickException(f"{after} 不是时间，应写成 2026-12-01T18:00 这样。") from None
    made = list(track(generate(root, chapter, settings.db_url, answers, trainees), "反馈", console=console))
    problems = [each.problem for each in made if each.problem]
    for problem in problems:
        console.print(f"· {problem}", markup=False, highlight=False)
    console.print(f"已生成 {len(made) - len(problems)} 份反馈，在 feedback/ 里。")
    if not made:
        raise click.ClickException(f"{chapter} 还没有评过的提交，请先运行 course grade {chapter}。")
    sys.exit(1 if problems else 0)


@click.command()
@click.argument("chapter", metavar="chNN")
@click.option("--trainee", "trainees", multiple=True, help="Only this trainee; may be given again.")
@click.option("--yes", is_flag=True, help="Enter the new scores; without it they are only shown.")
def regrade(chapter: str, trainees: tuple[str, ...], yes: bool) -> None:
    """Run a chapter's tests again on the answers stored when it was graded. Manual marks stay.

    Ends with 0 when nothing changes or all was entered, 3 when changes wait for --yes, 1 on failure.
    """
    from rich.console import Console
    from rich.progress import track

    from course.grading.regrade.difference import as_table
    from course.grading.regrade.retesting import Retester

    root, console = course_folder(), Console()
    _check(chapter)
    with _stops(), Retester(root, chapter) as retester:
        chosen = list(trainees) or retester.graded()
        compared = track(retester.compare(chosen), "重新判分", len(chosen), console=console)
        differences = sorted(compared, key=lambda each: each.trainee)
        problems = [each.problem for each in differences if each.problem]
        changed = [each for each in differences if each.is_any]
        if any(each.changes for each in changed):
            console.print(as_table(changed))
        if yes:
            problems += [said for each in changed if (said := retester.commit(each.trainee))]
    for problem in problems:
        console.print(f"· {problem}", markup=False, highlight=False)
    scores = sum(len(each.changes) for each in changed)
    console.print(f"重新判了 {len(differences)} 份，{len(changed)} 份有变化，其中得分变了 {scores} 处。")
    if changed and not yes:
        console.print("还没有写入成绩册，核对之后加上 --yes 再运行一次。")
    sys.exit(1 if problems else 3 if changed and not yes else 0)


@contextmanager
def _stops() -> Iterator[None]:
    """Say in one sentence why nothing can be graded."""
    from sqlalchemy.exc import SQLAlchemyError

    from course.grading.batch.gradebook import NoChapter
    from course.grading.sandbox import SandboxMissing
    from course.grading.sealed.master import NoMaster
    from course.grading.sealed.steps import Unsealed

    try:
        yield
    except (NoChapter, NoMaster, SandboxMissing, Unsealed) as error:
        raise click.ClickException(str(error)) from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__)[:80]
        said = f"成绩册无法使用（{reason}），请检查 db_url，关闭占用它的程序后再运行一次。"
        raise click.ClickException(said) from None


def _check(chapter: str) -> None:
    import re

    if not re.fullmatch(_CHAPTER, chapter):
        raise click.ClickException(f"{chapter} 不是章号，应写成 ch01 这样。")


def _ready(root: Path, chapter: str) -> str:
    """Return the gradebook's URL; it is made before any worker opens it. Raises NoChapter."""
    from course.grading.batch.connection import create_gradebook, open_engine
    from course.grading.batch.gradebook import Gradebook
    from course.grading.batch.settings import Settings

    _check(chapter)
    settings = Settings.load(root)
    create_gradebook(settings.db_url, settings.course_id)
    engine = open_engine(settings.db_url)
    try:
        Gradebook(engine, chapter)
    finally:
        engine.dispose()  # no connection may be open where workers are forked
    return settings.db_url
