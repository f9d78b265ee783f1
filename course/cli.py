"""The `course` command."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from course.grading.commands import feedback, grade, regrade


def course_root() -> Path:
    """Return the course's root: the nearest folder around the working folder that is a course.

    Raises:
        click.ClickException: there is none.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "notebooks").is_dir() and (folder / "nbgrader_config.py").is_file():
            return folder
    raise click.ClickException(
        "no course here: run this inside the folder that holds notebooks/ and nbgrader_config.py"
    )


def exam_folder() -> Path | None:
    """Return the folder that COURSE_EXAM_DIR names for the graded pools, or None for notebooks/."""
    folder = os.environ.get("COURSE_EXAM_DIR")
    return Path(folder) if folder else None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="course")
def main() -> None:
    """Build, check and run the course."""


main.add_command(grade)
main.add_command(regrade)
main.add_command(feedback)


@main.command()
@click.argument("chapters", nargs=-1, metavar="[chNN]...")
@click.option(
    "--check", is_flag=True, help="Write nothing; fail when the committed files differ from their text."
)
def build(chapters: tuple[str, ...], check: bool) -> None:
    """Build master, source and release of the named chapters, or of all.

    COURSE_EXAM_DIR names another folder for the chNN.exam.yaml files.
    """
    from course.authoring.build import Built, chapters_in, differences, write
    from course.authoring.build import build as build_chapters
    from course.authoring.errors import AuthorError

    root = course_root()
    known = chapters_in(root)
    unknown = [chapter for chapter in chapters if chapter not in known]
    if unknown:
        raise click.ClickException(f"no notebooks/{unknown[0]}.md; the chapters are: {', '.join(known)}")
    found: list[str] = []

    def done(built: Built) -> None:
        if check:
            lines = differences(root, built)
            found.extend(lines)
            click.echo(f"{built.chapter}: {'differs' if lines else 'as its text'}")
        else:
            click.echo(f"{built.chapter}: {write(root, built)} files written")

    try:
        build_chapters(root, chapters or known, exam_folder(), done)
    except AuthorError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    for line in found:
        click.echo(line, err=True)
    if found:
        sys.exit(1)


@main.command()
@click.argument("chapters", nargs=-1, metavar="[chNN]...")
@click.option("--guess", is_flag=True, help="Let bots that read nothing play, and report what they earn.")
@click.option(
    "--summary", is_flag=True, help="Print each chapter's amounts and minutes, and the course's totals."
)
@click.option("--rules", is_flag=True, help="Print the rules with what each demands, and stop.")
@click.option("--stale", metavar="CLAUSE", help="List what leans on a clause of the register, and stop.")
def lint(chapters: tuple[str, ...], guess: bool, summary: bool, rules: bool, stale: str | None) -> None:
    """Check chapters against the course's specification; the exit code is 1 when there are findings.

    Without names all chapters are checked but those that notebooks/outline.yaml calls drafts.
    """
    from course.authoring.errors import AuthorError
    from course.authoring.guess import audit
    from course.authoring.lint import all_rules, findings, read_lessons
    from course.authoring.lint.summary import rule_table, summary_table

    if rules:
        rule_table(all_rules())
        return
    if stale:
        _list_stale(stale, chapters)
        return
    try:
        read = read_lessons(course_root(), chapters, exam_folder(), datetime.now().astimezone().date())
    except AuthorError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    found = [str(problem) for problem in read.problems]
    for lesson in read.lessons:
        found += [str(finding) for finding in findings(lesson)]
        if guess:
            parts = lesson.parts
            items = [*parts.practice.items, *parts.exam.items]
            report = audit(lesson.id, items, [*parts.practice.dialogues, *parts.exam.dialogues])
            for line in report.lines():
                click.echo(line)
            found += report.problems
    if summary:
        summary_table(read.lessons)
    for line in found:
        click.echo(line, err=True)
    if read.drafts:
        click.echo(f"drafts, not checked unless named: {', '.join(read.drafts)}")
    if found:
        click.echo(f"{len(found)} finding{'s' if len(found) > 1 else ''}", err=True)
        sys.exit(1)
    click.echo("no findings")


def _list_stale(name: str, chapters: tuple[str, ...]) -> None:
    from course.authoring.banks import load_facts
    from course.authoring.build import chapters_in
    from course.authoring.errors import AuthorError
    from course.authoring.references import load_parts
    from course.authoring.registers import load_registers
    from course.authoring.stale import named_clause, register_uses, uses

    root = course_root()
    here = Path("notebooks")
    broken: list[str] = []
    try:
        registers = load_registers(root / here, load_facts(root / here / "facts.yaml"), here)
        clause = named_clause(name, registers)
    except AuthorError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{clause.id}: {clause.title}: {clause.said}")
    found = register_uses(root / here, registers, clause)
    for chapter in chapters or chapters_in(root):
        try:
            found += uses(load_parts(root, chapter, exam_folder(), draft=True), clause)
        except AuthorError as error:
            broken += [str(problem) for problem in error.problems]
    for use in found:
        click.echo(str(use))
    click.echo(f"{len(found)} use{'' if len(found) == 1 else 's'}")
    for line in broken:
        click.echo(line, err=True)
    if broken:
        sys.exit(1)


@main.command()
@click.option(
    "--port", type=click.IntRange(1024, 65535), help="Port of the hub; a free one is found if not given."
)
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), help="Work folder; .demo in the course if not given."
)
@click.option(
    "--trainees", type=click.IntRange(1, 20), default=3, show_default=True, help="How many trainees."
)
@click.option("--fresh", is_flag=True, help="Begin with an empty work folder.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def demo(port: int | None, folder: Path | None, trainees: int, fresh: bool, no_open: bool) -> None:
    """Run a demo JupyterHub on this machine, with an instructor and trainees. It isolates nobody."""
    from course.authoring.build import build as build_chapters
    from course.authoring.build import chapters_in, write
    from course.grading.notice import notice
    from course.hub.demo import Options, run_demo

    root = course_root()

    def build_all() -> None:
        build_chapters(
            root, chapters_in(root), done=lambda built: click.echo(f"{built.chapter}: {write(root, built)}")
        )

    options = Options(port=port, trainees=trainees, fresh=fresh, open_browser=not no_open)
    sys.exit(run_demo(root, folder, options, build_all, click.echo, notice))


@main.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--rows", type=click.IntRange(1, 100_000_000), default=1_000_000, show_default=True, help="Contacts."
)
@click.option(
    "--seed", default="course", show_default=True, help="Any text; the same text gives the same contacts."
)
def data(path: Path, rows: int, seed: str) -> None:
    """Write many contacts as CSV to PATH (.csv or .csv.gz), for teaching with more than the chapters need."""
    from rich.progress import Progress

    from course.cases.bulk import write_bulk

    try:
        with Progress() as bar:
            task = bar.add_task("contacts", total=rows)
            written = write_bulk(path, rows, seed, lambda done: bar.update(task, completed=done))
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{written} contacts in {path}")


@main.command()
def schema() -> None:
    """Write JSON Schemas of the bank files to notebooks/schema, for editors that check while one types."""
    from course.authoring.schema import write

    root = course_root()
    write(root)
    click.echo("notebooks/schema: written")


@main.command()
def doctor() -> None:
    """Say on one screen what is present, what is missing, and how to get it."""
    from course.doctor import examine, exit_code, render

    findings = examine()
    render(findings)
    sys.exit(exit_code(findings))
