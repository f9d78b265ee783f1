"""Feedback for a whole class in one process, and for one trainee."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from course.grading.feedback.marks import Marks, open_marks, read_marks
from course.grading.feedback.reading import read_page
from course.grading.feedback.rendering import render

# What nbgrader's release and fetch of feedback look for beside the page.
_BESIDE = ("timestamp.txt", "submission_secret.txt")


@dataclass(frozen=True)
class Made:
    """Whose feedback was made, and a Chinese sentence where it could not be."""

    trainee: str
    problem: str = ""


def page_html(
    notebook: Mapping[str, Any], marks: Marks, folder: Path, answers: bool, empty: Mapping[str, str]
) -> str:
    """Return the feedback page as HTML; see `read_page` for the arguments."""
    return render(read_page(notebook, marks, folder, answers, empty), answers)


def generate(
    root: Path, chapter: str, db_url: str, answers: bool, trainees: tuple[str, ...] = ()
) -> Iterator[Made]:
    """Write feedback/<trainee>/<chapter>/<chapter>.html for all who were graded, or for those named.

    Args:
        root: the course folder.
        chapter: such as "ch01".
        db_url: of the gradebook.
        answers: whether right answers are shown.
        trainees: none means all.
    """
    everyone = read_marks(open_marks(db_url), chapter)
    empty = empty_cells(root / "release" / chapter / f"{chapter}.ipynb")
    for trainee in trainees or tuple(sorted(everyone)):
        folder = root / "autograded" / trainee / chapter
        try:
            notebook = json.loads((folder / f"{chapter}.ipynb").read_text(encoding="utf-8"))
            page = page_html(notebook, everyone.get(trainee, Marks(trainee)), folder, answers, empty)
            _write(root / "feedback" / trainee / chapter, chapter, page, folder)
        except FileNotFoundError:
            yield Made(trainee, f"{trainee} 的 {chapter} 还没有评分，没有生成反馈，请先评分。")
        except (OSError, ValueError, KeyError) as error:
            said = error.strerror if isinstance(error, OSError) else type(error).__name__
            yield Made(trainee, f"{trainee} 的 {chapter} 无法生成反馈（{said}），请重新评分后再试。")
        else:
            yield Made(trainee)


def _write(target: Path, chapter: str, page: str, folder: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    draft = target / f"{chapter}.html.new"
    draft.write_text(page, encoding="utf-8")
    os.replace(draft, target / f"{chapter}.html")
    for name in _BESIDE:
        source, copy = folder / name, target / name
        if source.is_file():
            copy.unlink(missing_ok=True)
            shutil.copyfile(source, copy)


def empty_cells(release: Path) -> dict[str, str]:
    """Return the released source of each cell that trainees fill in, by its name; none without a release."""
    try:
        stamp = release.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    return _empty_cells(release, stamp)


@lru_cache(maxsize=8)
def _empty_cells(release: Path, _: int) -> dict[str, str]:
    cells = json.loads(release.read_text(encoding="utf-8"))["cells"]
    marks = [(cell.get("metadata", {}).get("nbgrader", {}), cell["source"]) for cell in cells]
    return {
        mark["grade_id"]: source if isinstance(source, str) else "".join(source)
        for mark, source in marks
        if mark.get("solution")
    }
