"""`course build`: author's text to master, source and release, in this order.

1. read the chapter, its banks and the facts
2. refuse what does not fit together
3. compose the notebook and the public bundle
4. run the master
5. let nbgrader make the release
6. write, or compare with, what lies in the course
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import nbformat
from nbformat import NotebookNode

from course.authoring.citations import drawn
from course.authoring.compose import compose
from course.authoring.errors import AuthorError, Problem
from course.authoring.execute import execute
from course.authoring.references import Parts, load_parts, problems_between
from course.authoring.release import generate_release
from course.authoring.sources import unmarked
from course.cases.world import probe
from course.exercises.bank import Bundle, ExamBank, ExamPublic, WorldStamp
from course.exercises.dialogue.model import ClauseLine, Dialogue

_T = TypeVar("_T")


@dataclass(frozen=True)
class Built:
    """A built chapter: its files by their path below the course's root."""

    chapter: str
    files: dict[Path, bytes]
    folders: tuple[Path, ...]


def chapters_in(root: Path) -> list[str]:
    """Return the ids of the chapters that have a text in notebooks/."""
    return sorted(path.stem for path in (root / "notebooks").glob("ch0[0-8].md"))


def read_parts(root: Path, chapter: str, exam_folder: Path | None = None) -> Parts:
    """Return what the authors wrote for a chapter.

    Args:
        root: the course's root, which holds notebooks/.
        chapter: such as "ch01".
        exam_folder: where graded pools lie, if not in notebooks/.

    Raises:
        AuthorError: something is missing, malformed, or does not fit together.
    """
    parts = load_parts(root, chapter, exam_folder)
    problems = problems_between(parts)
    if problems:
        raise AuthorError(problems)
    return parts


def public_bundle(parts: Parts) -> Bundle:
    """Return what a trainee receives beside the notebook: practice in full, the rest without keys."""
    header = parts.chapter.header
    return Bundle(
        chapter=header.chapter,
        title=header.title,
        minutes=header.minutes,
        guide=header.guide,
        world=WorldStamp(version=header.world_version, probe=probe(header.world_version)),
        sections=parts.chapter.sections(),
        objectives=parts.practice.objectives,
        practice=parts.practice.items,
        exam=_public_exam(parts.exam, header.weights.exam),
        tasks=[task.public() for task in parts.practice.tasks],
        dialogues=[
            dialogue.model_copy(update={"clauses": _clause_lines(parts, dialogue)})
            for dialogue in parts.practice.dialogues
        ],
        graded_dialogues=[dialogue.public() for dialogue in parts.exam.dialogues],
        written=[written.id for written in parts.exam.written],
        glossary=[term.public() for term in parts.registers.terms_until(header.chapter)],
    )


def _clause_lines(parts: Parts, dialogue: Dialogue) -> list[ClauseLine]:
    """Return the lines that the debrief of a practice dialogue may show."""
    replies = [reply for node in dialogue.nodes.values() for reply in node.replies]
    return parts.registers.lines(name for reply in replies for name in (reply.clauses or reply.facts))


def _public_exam(exam: ExamBank, points: float) -> ExamPublic | None:
    if not exam.items:
        return None
    return ExamPublic(draw=exam.draw, points=points, items=[item.public() for item in exam.items])


def build_chapter(root: Path, chapter: str, exam_folder: Path | None = None) -> Built:
    """Return a chapter built from its text. The same text gives the same bytes. Raises AuthorError."""
    return _built(_read(root, chapter, exam_folder), _earlier_bundles(root, chapter))


@dataclass(frozen=True)
class _Read:
    """What the authors wrote for a chapter, and the public bundle made of it."""

    chapter: str
    parts: Parts
    bundle: bytes


def _read(root: Path, chapter: str, exam_folder: Path | None) -> _Read:
    parts = read_parts(root, chapter, exam_folder)
    unused = {"practice": {"__all__": {"attempts", "weight", "facts"}}}
    public = public_bundle(parts).model_dump(mode="json", exclude=unused)
    if not public["guide"]:
        del public["guide"]
    bundle = unmarked(json.dumps(public, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return _Read(chapter, parts, bundle.encode())


def _built(read: _Read, earlier: Mapping[str, bytes]) -> Built:
    """Return the built chapter; `earlier` holds the bundles of earlier chapters."""
    chapter, parts = read.chapter, read.parts
    source_bytes = _bytes(_composed(parts, instructor=False))
    bundles = {**earlier, chapter: read.bundle}
    master = execute(_composed(parts, instructor=True), bundles, chapter, parts.chapter.path)
    inputs = {f"{chapter}.ipynb": source_bytes, f"{chapter}.items.json": read.bundle}
    release = generate_release(chapter, inputs, parts.chapter.path)
    folders = (Path("source") / chapter, Path("release") / chapter)
    files = {Path("notebooks") / f"{chapter}.ipynb": _bytes(master)}
    for folder, contents in zip(folders, (inputs, release), strict=True):
        files |= {folder / name: data for name, data in contents.items()}
    return Built(chapter, files, folders)


def _composed(parts: Parts, instructor: bool) -> NotebookNode:
    """Return the notebook as nbformat reads it back, with citations drawn for instructors or trainees."""

    def draw(source: str) -> str:
        return drawn(source, parts.chapter, parts.registers, parts.facts, instructor)

    composed = compose(parts.chapter, parts.practice, parts.exam, draw)
    notebook: NotebookNode = nbformat.reads(_bytes(composed).decode(), as_version=4)
    return notebook


def _earlier_bundles(root: Path, chapter: str) -> dict[str, bytes]:
    """Return the built bundles of earlier chapters, from which a chapter takes its review."""
    paths = {
        name: root / "source" / name / f"{name}.items.json" for name in chapters_in(root) if name < chapter
    }
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def differences(root: Path, built: Built) -> list[str]:
    """Return in one line each how the course at `root` differs from what was built."""
    found = []
    for path, data in sorted(built.files.items()):
        target = root / path
        if not target.is_file():
            found.append(f"{path}: missing; run: make build")
        elif target.read_bytes() != data:
            found.append(f"{path}: differs from its text; run: make build, and commit the result")
    found += [f"{path}: is not built from any text; remove it" for path in _strays(root, built)]
    return found


def write(root: Path, built: Built) -> int:
    """Return how many files changed, after making the course at `root` what was built."""
    changed = 0
    for path, data in built.files.items():
        target = root / path
        if target.is_file() and target.read_bytes() == data:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        changed += 1
    for path in _strays(root, built):
        (root / path).unlink()
        changed += 1
    return changed


def build(
    root: Path,
    chapters: Iterable[str],
    exam_folder: Path | None = None,
    done: Callable[[Built], None] = lambda built: None,
) -> None:
    """Build the chapters side by side, calling `done` with each in order.

    Raises:
        AuthorError: with the problems of all together; the chapters without any are done all the same.
    """
    names = sorted(chapters)
    problems: list[Problem] = []
    workers = min(len(names), len(os.sched_getaffinity(0)))
    # A worker is a new process: a running master needs the environment for itself.
    with ProcessPoolExecutor(max(workers, 1), mp_context=get_context("spawn")) as pool:
        reads = [pool.submit(_read, root, name, exam_folder) for name in names]
        read = list(_results(reads, problems))
        bundles = {each.chapter: each.bundle for each in read}
        builds = []
        for each in read:
            new = {name: data for name, data in bundles.items() if name < each.chapter}
            builds.append(pool.submit(_built, each, {**_earlier_bundles(root, each.chapter), **new}))
        for built in _results(builds, problems):
            done(built)
    if problems:
        raise AuthorError(problems)


def _results(futures: Sequence[Future[_T]], problems: list[Problem]) -> Iterator[_T]:
    """Yield what succeeded, in order, and add the problems of what did not."""
    for future in futures:
        try:
            yield future.result()
        except AuthorError as error:
            problems += error.problems


def _strays(root: Path, built: Built) -> list[Path]:
    """Return files in the chapter's built folders that the build did not make."""
    found = []
    for folder in built.folders:
        for path in sorted((root / folder).rglob("*")):
            here = path.relative_to(root)
            working = {".ipynb_checkpoints", "answers"} & set(here.parts)
            if path.is_file() and here not in built.files and not working:
                found.append(here)
    return found


def _bytes(notebook: NotebookNode) -> bytes:
    text: str = nbformat.writes(notebook, version=4)
    return (text.rstrip("\n") + "\n").encode()
