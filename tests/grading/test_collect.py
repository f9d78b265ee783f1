"""Collecting copies what is there without opening it, and grading stops at what has no receipt."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from course.grading.collect import CollectWithIntake, copy_folder
from course.grading.intake import IntakeFailed, unfinished
from course.grading.receipts import RequireReceipt, take_in_before_grading
from tests.grading.submissions import CHAPTER, DAMAGES, Handed


@pytest.mark.parametrize("name", [name for name, (code, _) in DAMAGES.items() if code != "missing_folder"])
def test_a_copy_says_the_same_as_the_original(tmp_path: Path, name: str) -> None:
    code, damage = DAMAGES[name]
    original = Handed(tmp_path / "unused", folder=tmp_path / "inbound")
    damage(original)
    copy = Handed(tmp_path / "course")
    shutil.rmtree(copy.folder)
    copy_folder(original.folder, copy.folder, CHAPTER)
    assert {remark.code for remark in copy.take_in().refused} == {code}


def test_a_copy_of_a_giant_takes_no_room(tmp_path: Path) -> None:
    original = Handed(tmp_path / "unused", folder=tmp_path / "inbound")
    DAMAGES["file of 1.5 GB"][1](original)
    copy_folder(original.folder, tmp_path / "copy", CHAPTER)
    status = (tmp_path / "copy" / "data.csv").stat()
    assert status.st_size == 1_500_000_000 and status.st_blocks * 512 < 1 << 20


@pytest.mark.parametrize(
    ("name", "trainee"),
    [
        ("li+ch01+2026-11-24 07:30:00 UTC+x7", "li"),
        ("li.wang@bank+ch01+2026-11-24 07:30:00 UTC+x7", "li.wang@bank"),
        ("李+ch01+2026-11-24 07:30:00 UTC+x7", "李"),
        ("..+ch01+2026-11-24 07:30:00 UTC+x7", ""),
        (".li+ch01+2026-11-24 07:30:00 UTC+x7", ""),
        ("a b+ch01+2026-11-24 07:30:00 UTC+x7", ""),
        ("li+ch01+never+x7", ""),
        ("li", ""),
        ("+ch01+2026-11-24 07:30:00 UTC+x7", ""),
    ],
)
def test_what_is_no_submission_in_the_exchange_is_left_out(name: str, trainee: str) -> None:
    record = CollectWithIntake()._path_to_record(f"/exchange/inbound/{name}")
    assert record["username"] == trainee and isinstance(record["timestamp"], datetime)


def test_the_hook_finds_trainee_and_chapter_in_the_path(tmp_path: Path) -> None:
    handed = Handed(tmp_path)
    DAMAGES["renamed notebook"][1](handed)
    notebooks = [str(path) for path in handed.folder.glob("*.ipynb")]
    take_in_before_grading(assignment=CHAPTER, student="*", notebooks=notebooks)
    assert notebooks == [str(handed.notebook)] and os.path.exists(notebooks[0])


def test_the_hook_puts_back_what_a_killed_intake_has_taken_from_its_place(tmp_path: Path) -> None:
    handed, other = Handed(tmp_path), Handed(tmp_path, "wang")
    other.take_in()
    other.folder.rename(other.place.quarantine / "new")
    take_in_before_grading(assignment=CHAPTER, student="*", notebooks=[str(handed.notebook)])
    assert other.notebook.is_file()
    assert unfinished(tmp_path, CHAPTER) == []


def resources(handed: Handed) -> dict[str, Any]:
    """Return what nbgrader hands to a preprocessor."""
    graded = handed.place.root / "autograded" / "li" / CHAPTER
    return {"nbgrader": {"student": "li", "assignment": CHAPTER}, "metadata": {"path": str(graded)}}


def test_nothing_is_graded_without_a_receipt(tmp_path: Path) -> None:
    handed = Handed(tmp_path)
    gate = RequireReceipt()
    with pytest.raises(IntakeFailed, match="li 的 ch01"):
        gate.preprocess(None, resources(handed))
    handed.take_in()
    assert gate.preprocess(None, resources(handed)) == (None, resources(handed))
    (handed.folder / "pandas.py").touch()
    with pytest.raises(IntakeFailed):
        gate.preprocess(None, resources(handed))


def test_the_hook_reports_a_missing_release_and_lets_the_gate_stop(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    handed = Handed(tmp_path)
    shutil.rmtree(handed.place.release)
    notebooks = [str(handed.notebook)]
    take_in_before_grading(assignment=CHAPTER, student="*", notebooks=notebooks)
    assert "generate_assignment" in caplog.text
    with pytest.raises(IntakeFailed):
        RequireReceipt().preprocess(None, resources(handed))
