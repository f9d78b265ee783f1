"""The folder of an autograded submission: made beside the old one, and put in its place in one go."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.utils import find_all_files

from course.grading.batch.settings import Settings
from course.grading.intake import Place

STAGE = ".grading"
"""Like a step of nbgrader's, so that what grades there finds the course above it; hidden from its globs."""


def stage(place: Place) -> Path:
    """Return the folder in which a submission is graded before it counts."""
    return place.root / STAGE / place.trainee / place.chapter


def autograded(place: Place) -> Path:
    """Return the folder in which nbgrader looks for the result."""
    return place.root / "autograded" / place.trainee / place.chapter


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Wait until nobody else grades this submission, and keep others waiting."""
    place.quarantine.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place.quarantine / "grading.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(place: Place, settings: Settings) -> Path:
    """Return a fresh stage with the submission's files and the course's over them, without notebooks."""
    folder = stage(place)
    discard(folder)
    folder.mkdir(parents=True)
    ignored = [*settings.ignored, "*.ipynb"]
    for source in (place.submission, place.root / "source" / place.chapter):
        for name in find_all_files(str(source), ignored):
            target = folder / Path(name).relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copyfile(name, target)
    return folder


def publish(place: Place, permissions: int) -> None:
    """Put the stage in the place of the submission's last result."""
    fresh, target = stage(place), autograded(place)
    for path in fresh.rglob("*"):
        if path.is_file():
            path.chmod(permissions)
    old = fresh.with_name(f"{place.chapter}.old")
    discard(old)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    discard(old)


def discard(folder: Path) -> None:
    """Remove a folder if it is there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
    parent = folder.parent
    if parent.is_dir() and parent.parent.name == STAGE and not os.listdir(parent):
        parent.rmdir()
