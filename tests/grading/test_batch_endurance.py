"""A class graded under kills, locks, a full disk and dying sandboxes ends as if nothing had happened."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.grading import faults
from tests.grading.classroom import CHAPTER, Classroom

pytestmark = [pytest.mark.needs_bubblewrap, pytest.mark.timeout(1200)]
LONG = [pytest.mark.soak, pytest.mark.timeout(7200)]
PATIENCE = 3000
CONFIG = f"{faults.CONFIG}c.AssignLatePenalties.plugin_class = 'tests.grading.faults.TenPoints'\n"
DUE, LATER = "2026-11-24 08:00:00.000000", "2026-11-24 09:00:00.000000 UTC"


@dataclass(frozen=True)
class Size:
    """How many trainees hand in, how often grading is killed, and how long the gradebook is locked."""

    trainees: int
    kills: int
    locked_seconds: float


SIZES = [pytest.param(Size(24, 2, 2), id="24"), pytest.param(Size(400, 20, 20), marks=LONG, id="400")]


@pytest.fixture(scope="module", params=SIZES)
def course(
    request: pytest.FixtureRequest, released_course: Classroom, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Classroom, Classroom, Size]:
    """Return a class that has handed in, the same class graded undisturbed, and the size of all."""
    size = request.param
    made = released_course.copied(tmp_path_factory.mktemp("handed") / "course")
    made.configure(CONFIG)
    made.query("update assignment set duedate = ?", DUE)
    # Each time that this one is graded, the worker has no memory left.
    faults.plan(made.folder, t003="memory")
    made.fill(size.trainees)
    calm = made.copied(tmp_path_factory.mktemp("calm") / "course")
    calm.course("grade", CHAPTER, code=3, seconds=PATIENCE)
    return made, calm, size


def descendants(pid: int) -> list[psutil.Process]:
    """Return the processes that a process started, and those that they started."""
    found = []
    for child in _children(pid):
        # Which processes there are is asked of the kernel, since psutil looks at all of the machine's.
        with contextlib.suppress(psutil.NoSuchProcess):
            found += [psutil.Process(child), *descendants(child)]
    return found


def _children(pid: int) -> list[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
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
    """Hold gradebook, folders and notebooks of all who handed in against those of the undisturbed run."""
    names = sorted(path.name for path in (classroom.folder / "submitted").iterdir())
    assert sorted(path.name for path in (classroom.folder / "autograded").iterdir()) == names
    assert classroom.grades() == {key: row for key, row in calm.grades().items() if key[0] in names}
    assert classroom.comments() == [row for row in calm.comments() if row[0] in names]
    students = [row for row in calm.query(_STUDENTS) if row[0] in names]
    assert classroom.query(_STUDENTS) == students
    assert classroom.written(names) == calm.written(names)
    assert not list((classroom.folder / ".grading").glob("*/*"))


def killed(running: subprocess.Popen[str]) -> None:
    """Kill a grading; nothing goes on working on a class whose grading was stopped."""
    children = descendants(running.pid)
    running.kill()
    running.communicate(timeout=60)
    assert psutil.wait_procs(children, timeout=20)[1] == []


def locked(classroom: Classroom, seconds: float) -> None:
    """Keep everybody else out of the gradebook for a while."""
    with sqlite3.connect(classroom.folder / "gradebook.db", timeout=60, isolation_level=None) as book:
        book.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        book.execute("ROLLBACK")
    book.close()


def hand_in_again(classroom: Classroom) -> list[str]:
    """Let some of whom a human has marked hand in once more, too late; return their names."""
    names = sorted(path.name for path in (classroom.folder / "submitted").iterdir())[::6]
    for place, name in enumerate(names):
        classroom.mark(name, "ch01-w1-answer", 11.0 + place % 5, "写得清楚")
        classroom.mark(name, "ch01-t1-test", 9.0)
        classroom.hand_in(name, "half" if place % 2 else "model", LATER)
    return names


def test_disturbed_in_every_way_it_ends_as_if_nothing_had_happened(
    course: tuple[Classroom, Classroom, Size], tmp_path: Path
) -> None:
    made, calm, size = course
    classroom = made.copied(tmp_path / "course")
    chance = random.Random(20261124)
    for number in range(size.kills - 1):
        running = classroom.start("grade", CHAPTER)
        wait_for(classroom, running, size.trainees * (number + 1) // (size.kills + 1))
        if number == 0:
            locked(classroom, size.locked_seconds)
            assert running.poll() is None, running.communicate()
        time.sleep(chance.random() * 0.8)
        killed(running)
    # Not only the whole: its workers, and their sandboxes with the zygotes in them.
    running = classroom.start("grade", CHAPTER)
    for kind, count in (("bwrap", 2), ("course-worker", 1), ("bwrap", 1)):
        wait_for(classroom, running, settled(classroom) + 2)
        kill_some(running, kind, count)
    printed = running.communicate(timeout=PATIENCE)[0]
    assert running.returncode == 3, (printed, classroom.log())
    assert "没有变化，未重评" in printed
    as_if_calm(classroom, calm)
    assert set(Counter(outcome["trainee"] for outcome in classroom.journal()).values()) == {1}

    again = calm.copied(tmp_path / "again")
    for one in (again, classroom):
        names = hand_in_again(one)
    again.course("grade", CHAPTER, seconds=PATIENCE)
    running = classroom.start("grade", CHAPTER)
    wait_for(classroom, running, size.trainees + len(names) // 2)
    killed(running)
    classroom.course("grade", CHAPTER, seconds=PATIENCE)
    as_if_calm(classroom, again)
    for place, name in enumerate(names):
        written = classroom.grades(name)[name, "ch01-w1-answer"]
        # A human's marks stay, ask for another look, and are late by the time at which they were collected.
        assert written[1:3] == (11.0 + place % 5, 1)
        assert written[3].startswith("2026-11-24 09:00")
        assert written[4] == 10.0


def kill_some(running: subprocess.Popen[str], kind: str, count: int) -> None:
    """Kill so many of the grading's workers or sandboxes, which must be there."""
    found = [process for process in descendants(running.pid) if _is(process, kind)]
    assert len(found) >= count, kind
    for process in found[:count]:
        os.kill(process.pid, signal.SIGKILL)


def _is(process: psutil.Process, kind: str) -> bool:
    try:
        return process.name() == kind
    except psutil.NoSuchProcess:
        return False


_STUDENTS = "select * from student order by id"


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
    course: tuple[Classroom, Classroom, Size], small_disk: Any
) -> None:
    made, calm, _ = course
    folder, resize = small_disk
    classroom = made.copied(folder / "course")
    # A disk is full in the same way for any number.
    for name in sorted(path.name for path in (classroom.folder / "submitted").iterdir())[20:]:
        shutil.rmtree(classroom.folder / "submitted" / name)
    used = sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))
    resize(used + 4 * 2**20)
    printed = classroom.course("grade", CHAPTER, code=1, seconds=PATIENCE)
    assert "磁盘" in printed
    # Whoever is in the gradebook has all of it.
    partly, wanted = classroom.grades(), calm.grades()
    assert all(wanted[key] == row for key, row in partly.items())
    assert 0 < len({name for name, _ in partly}) < 20
    resize(2**30)
    classroom.course("grade", CHAPTER, code=3, seconds=PATIENCE)
    as_if_calm(classroom, calm)
