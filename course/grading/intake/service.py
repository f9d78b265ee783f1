"""Intake as a whole: reads the folder, puts a clean one in its place, keeps the original."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from course.grading.intake.clean import clean, log_path, paths_first
from course.grading.intake.receipt import Kept, Receipt, read_receipt, write_receipt
from course.grading.intake.released import Released
from course.grading.intake.scan import scan
from course.grading.intake.sentences import remarks

MOST_ORIGINALS = 5
# Folders that lie in the quarantine only while an intake is at work, or after it was killed.
_FRESH, _ASIDE = "new", "aside"


class IntakeFailed(Exception):
    """Nothing could be taken in, by no fault of the trainee's; one Chinese sentence for the instructor."""


def intake(
    submission: Path,
    release: Path,
    chapter: str,
    trainee: str,
    quarantine: Path,
    now: datetime,
    received: datetime | None = None,
) -> Receipt:
    """Return the receipt of the submission, which holds only what may be graded afterwards.

    A second call on its own output changes nothing. Nothing in the submission is executed, followed or waited
    for; the folder that was handed in is kept whole in the quarantine.

    Args:
        submission: the trainee's folder; it may be missing or be anything else.
        release: the folder of the chapter's release.
        chapter: such as "ch01".
        trainee: whose submission it is.
        quarantine: the folder for this submission's receipt and originals, on the same file system.
        now: the server's time, with its zone.
        received: when the server's file system got the submission, None if nobody saw it.

    Raises:
        IntakeFailed: the release cannot be used, or the disk refuses.
    """
    files = _release_files(release, chapter)
    release_hash = _hash_of(files)
    try:
        with _alone(quarantine):
            _recover(submission, quarantine)
            last = read_receipt(quarantine)
            if last is not None and _unchanged(submission, last):
                if last.release == release_hash:
                    return last
                _restore(submission, quarantine, last)
                # What was handed in meets another release; when it came is known from last time.
                received = received or datetime.fromisoformat(last.handed_in)
            return _take_in(
                submission, files, release_hash, chapter, trainee, quarantine, now.astimezone(UTC), received
            )
    except OSError as error:
        raise IntakeFailed(
            f"{trainee} 的 {chapter} 无法收卷（{error.strerror}），请检查磁盘空间和权限后再收一次。"
        ) from error


def unfinished(root: Path, chapter: str) -> list[str]:
    """Return the trainees whose submission a killed intake has taken from its place, sorted.

    Nobody finds them in submitted/; the next intake puts them back.
    """
    left = (path for name in (_FRESH, _ASIDE) for path in (root / "quarantine").glob(f"*/{chapter}/{name}"))
    names = sorted({path.parents[1].name for path in left})
    return [name for name in names if not os.path.lexists(root / "submitted" / name / chapter)]


def verified(submission: Path, quarantine: Path) -> Receipt | None:
    """Return the receipt if the folder still is what intake made of it, else None."""
    receipt = read_receipt(quarantine)
    return receipt if receipt is not None and _unchanged(submission, receipt) else None


def _take_in(
    submission: Path,
    files: Mapping[str, bytes],
    release_hash: str,
    chapter: str,
    trainee: str,
    quarantine: Path,
    now: datetime,
    received: datetime | None,
) -> Receipt:
    there = os.path.lexists(submission)
    entries = scan(submission, paths_first(chapter), frozenset({log_path(chapter)})) if there else None
    made = clean(entries, files, chapter, trainee, now, received)
    refused, notes = remarks(made.findings, trainee)
    original = _next_original(quarantine) if there else ""
    receipt = Receipt(
        chapter=chapter,
        trainee=trainee,
        taken_in=now.isoformat(timespec="seconds"),
        handed_in=made.handed_in.isoformat(timespec="microseconds"),
        release=release_hash,
        original=original,
        kept=_kept(made.files),
        refused=refused,
        notes=notes,
    )
    fresh = quarantine / _FRESH
    _write(fresh, made.files)
    # First, so that whoever comes after a kill finds with what the folder must agree.
    write_receipt(quarantine, receipt)
    if there:
        (quarantine / "originals").mkdir(exist_ok=True)
        _move(submission, quarantine / original)
    submission.parent.mkdir(parents=True, exist_ok=True)
    fresh.rename(submission)
    _prune(quarantine)
    return receipt


def _release_files(release: Path, chapter: str) -> dict[str, bytes]:
    try:
        files = {path.name: path.read_bytes() for path in sorted(release.iterdir()) if path.is_file()}
    except OSError:
        files = {}
    if f"{chapter}.ipynb" not in files:
        raise IntakeFailed(
            f"没有 {release / f'{chapter}.ipynb'}，无法收卷，请先用 nbgrader generate_assignment 发布。"
        )
    try:
        Released.read(files[f"{chapter}.ipynb"])
    except (ValueError, KeyError, TypeError) as error:
        raise IntakeFailed(
            f"{release / f'{chapter}.ipynb'} 不是可用的发布版，请重新运行 nbgrader generate_assignment。"
        ) from error
    return files


def _hash_of(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, data in sorted(files.items()):
        whole.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\0".encode())
    return whole.hexdigest()


def _kept(files: Mapping[str, bytes]) -> tuple[Kept, ...]:
    return tuple(
        Kept(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest())
        for path, data in sorted(files.items())
    )


def _unchanged(submission: Path, receipt: Receipt) -> bool:
    entries = scan(submission)
    if any(entry.kind not in ("file", "folder") for entry in entries):
        return False
    return receipt.kept == _kept({entry.name: entry.data or b"" for entry in entries if entry.kind == "file"})


@contextmanager
def _alone(quarantine: Path) -> Iterator[None]:
    quarantine.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (quarantine / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _recover(submission: Path, quarantine: Path) -> None:
    """Finish, or undo, what an intake that was killed half-way has left."""
    fresh, aside, last = quarantine / _FRESH, quarantine / _ASIDE, read_receipt(quarantine)
    if os.path.lexists(aside):
        if not os.path.lexists(submission):
            _back(submission, quarantine, last)
        if os.path.lexists(aside):
            shutil.rmtree(aside)
    if not os.path.lexists(fresh):
        return
    if last is not None and not os.path.lexists(submission) and _unchanged(fresh, last):
        submission.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(submission)
    else:
        shutil.rmtree(fresh)


def _restore(submission: Path, quarantine: Path, receipt: Receipt) -> None:
    """Put back what was handed in, or nothing where nothing was."""
    aside = quarantine / _ASIDE
    submission.rename(aside)
    if receipt.original:
        _back(submission, quarantine, receipt)
    if os.path.lexists(aside):
        shutil.rmtree(aside)


def _back(submission: Path, quarantine: Path, receipt: Receipt | None) -> None:
    """Put what was handed in into its place, or what intake had made of it where the original is gone."""
    original = quarantine / receipt.original if receipt is not None and receipt.original else None
    there = original is not None and os.path.lexists(original)
    (original if original is not None and there else quarantine / _ASIDE).rename(submission)


def _next_original(quarantine: Path) -> str:
    numbers = [_number(path) for path in (quarantine / "originals").glob("*")]
    return f"originals/{max(numbers, default=0) + 1}"


def _number(path: Path) -> int:
    return int(path.name) if path.name.isdecimal() else 0


def _move(submission: Path, target: Path) -> None:
    if submission.is_dir() and not submission.is_symlink():
        submission.chmod(0o700)  # a folder that cannot be written to cannot be moved either
    submission.rename(target)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _prune(quarantine: Path) -> None:
    """Keep the newest originals; what cannot be removed stays."""
    for path in sorted((quarantine / "originals").glob("*"), key=_number)[:-MOST_ORIGINALS]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
