"""A class graded under kills, a full disk and dying sandboxes ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.grading.classroom import CHAPTER, Classroom

pytestmark = [pytest.mark.needs_bubblewrap, pytest.mark.timeout(1200)]
LONG = [pytest.mark.soak, pytest.mark.timeout(7200)]
SIZES = [pytest.param((40, 3), id="40"), pytest.param((400, 20), marks=LONG, id="400")]


@pytest.fixture(scope="module", params=SIZES)
def course(
    request: pytest.FixtureRequest, released_course: Classroom, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Classroom, Classroom, int]:
    """Return a class that has handed in, the same class graded undisturbed, and how often to kill."""
    count, kills = request.param
    made = released_course.copied(tmp_path_factory.mktemp("handed") / "course")
    made.fill(count)
    calm = made.copied(tmp_path_factory.mktemp("calm") / "course")
    calm.course("grade", CHAPTER, code=3)
    return made, calm, kills


def descendants(pid: int) -> list[psutil.Process]:
    """Return the processes that a process started, and those that they started."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def settled(classroom: Classroom) -> int:
    """Return how many submissions are in the journal; its last line may just be written."""
    path = classroom.folder / "quarantine" / ".grading" / f"{CHAPTER}.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def wait_for(classroom: Classroom, running: subprocess.Popen[str], count: int) -> None:
    """Wait until so many submissions are settled, or the run has ended."""
    until = time.monotonic() + 600
    while settled(classroom) < count and running.poll() is None:
        assert time.monotonic() < until, classroom.log()
        time.sleep(0.02)


def as_if_calm(classroom: Classroom, calm: Classroom) -> None:
    """Hold gradebook, folders and notebooks against those of the undisturbed run."""
    names = sorted(path.name for path in (calm.folder / "autograded").iterdir())
    assert classroom.grades() == calm.grades()
    assert classroom.comments() == calm.comments()
    assert classroom.query("select * from student order by id") == calm.query(
        "select * from student order by id"
    )
    assert classroom.written(names) == calm.written(names)
    assert not list((classroom.folder / ".grading").glob("*/*"))


def test_killed_at_random_moments_it_goes_on_where_it_stopped(
    course: tuple[Classroom, Classroom, int], tmp_path: Path
) -> None:
    made, calm, kills = course
    classroom = made.copied(tmp_path / "course")
    count = len(list((made.folder / "submitted").iterdir()))
    chance = random.Random(20261124)
    for number in range(kills):
        running = classroom.start("grade", CHAPTER)
        wait_for(classroom, running, count * (number + 1) // (kills + 2))
        time.sleep(chance.random() * 0.8)
        children = descendants(running.pid)
        running.kill()
        running.communicate(timeout=60)
        # Nothing goes on working on a class whose grading was stopped.
        assert psutil.wait_procs(children, timeout=20)[1] == []
    printed = classroom.course("grade", CHAPTER, code=3)
    assert "没有变化，未重评" in printed
    as_if_calm(classroom, calm)
    assert set(Counter(outcome["trainee"] for outcome in classroom.journal()).values()) == {1}


def test_dying_workers_and_sandboxes_are_replaced(
    course: tuple[Classroom, Classroom, int], tmp_path: Path
) -> None:
    made, calm, _ = course
    classroom = made.copied(tmp_path / "course")
    running = classroom.start("grade", CHAPTER)
    for count, victims in ((4, "bwrap"), (12, "worker"), (20, "bwrap")):
        wait_for(classroom, running, count)
        for process in descendants(running.pid):
            if _is(process, victims):
                os.kill(process.pid, signal.SIGKILL)
                if victims == "worker":
                    break
    printed = running.communicate(timeout=3000)[0]
    assert running.returncode == 3, (printed, classroom.log())
    as_if_calm(classroom, calm)


def _is(process: psutil.Process, kind: str) -> bool:
    try:
        return kind == process.name() or (
            kind == "worker" and "course.grading.batch.worker" in process.cmdline()
        )
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Any]:
    """Return a folder on a disk of its own, and what sets the disk's size in bytes."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def size(count: int, action: str = "remount") -> None:
        subprocess.run(["mount", "-o", f"{action},size={count}", "course", str(folder)], check=True)

    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1g", "course", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    yield folder, size
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.needs_root
def test_a_full_disk_fails_in_one_sentence_and_the_next_run_goes_on(
    course: tuple[Classroom, Classroom, int], small_disk: Any
) -> None:
    made, calm, kills = course
    if kills > 3:
        pytest.skip("a disk is full in the same way for any number")
    folder, size = small_disk
    classroom = made.copied(folder / "course")
    used = sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))
    size(used + 8 * 2**20)
    printed = classroom.course("grade", CHAPTER, code=1)
    assert "磁盘" in printed
    # Whoever is in the gradebook has all of it.
    partly = classroom.grades()
    assert all(calm.grades()[key] == row for key, row in partly.items())
    assert len(partly) < len(calm.grades())
    size(2**30)
    classroom.course("grade", CHAPTER, code=3)
    as_if_calm(classroom, calm)
