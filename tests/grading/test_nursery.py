"""The process that forks workers: what it hands on, what ends with what, how many workers are worth it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from course.grading.batch.executor import START_COSTS, LocalProcesses

# In a process of its own, since pytest has threads.
SCRIPT = """
import contextlib, json, os, signal, sys, time
from pathlib import Path
from course.grading.batch.nursery import Nursery, NurseryLost

SECRET = "of the maker"

def work():
    print("noise", file=sys.stderr)
    threads = len(os.listdir("/proc/self/task"))
    pipes = []
    for fd in os.listdir("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):  # the folder itself was open meanwhile
            pipes += [os.readlink(f"/proc/self/fd/{fd}")] if int(fd) > 2 else []
    said = {"asked": os.read(0, 100).decode(), "threads": threads, "pipes": pipes, "cwd": os.getcwd(),
            "session": os.getsid(0) == os.getpid(), "secret": SECRET, "pid": os.getpid()}
    os.write(1, json.dumps(said).encode())
    time.sleep(60)

nursery = Nursery(work, Path(sys.argv[1]), Path(sys.argv[1]) / "log")
workers = [nursery.start() for _ in range(2)]
for number, (pid, give, receive) in enumerate(workers):
    os.write(give, b"job %d" % number)
    print(os.read(receive, 1000).decode(), flush=True)
"""


def run(tmp_path: Path, rest: str) -> tuple[subprocess.Popen[str], list[dict[str, object]]]:
    """Return a running script that has two workers, and what the workers said."""
    running = subprocess.Popen(
        [sys.executable, "-c", SCRIPT + rest, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    return running, [json.loads(running.stdout.readline()) for _ in range(2)]


def test_workers_have_what_was_imported_and_nothing_of_each_other(tmp_path: Path) -> None:
    running, said = run(tmp_path, "nursery.end(workers[0][0])\nnursery.end(workers[1][0])\nnursery.close()")
    running.communicate(timeout=30)
    assert running.returncode == 0
    for number, each in enumerate(said):
        assert each.pop("pid") not in psutil.pids()
        assert each == {
            "asked": f"job {number}",
            "threads": 1,
            "pipes": [],
            "cwd": str(tmp_path),
            "session": True,
            "secret": "of the maker",
        }
    assert (tmp_path / "log").read_text() == "noise\nnoise\n"


def test_all_end_with_the_one_who_made_them(tmp_path: Path) -> None:
    running, said = run(tmp_path, "time.sleep(60)")
    below = psutil.Process(running.pid).children(recursive=True)
    assert sorted(process.name() for process in below) == ["course-nursery", "course-worker", "course-worker"]
    assert {each["pid"] for each in said} < {process.pid for process in below}
    running.kill()
    running.communicate(timeout=30)
    assert psutil.wait_procs(below, timeout=20)[1] == []


def test_a_nursery_that_is_killed_takes_its_workers_with_it_and_is_missed(tmp_path: Path) -> None:
    rest = """
os.kill(nursery._pid, signal.SIGKILL)
print(os.read(workers[0][2], 10) + os.read(workers[1][2], 10))
nursery.end(workers[0][0])
try:
    nursery.start()
except NurseryLost:
    print("lost")
nursery.close()
"""
    running, _ = run(tmp_path, rest)
    assert running.communicate(timeout=30)[0] == "b''\nlost\n"
    assert running.returncode == 0


@pytest.mark.parametrize(
    ("count", "there", "left", "wanted"),
    [
        (2, 0, 1, True),
        (2, 1, START_COSTS - 1, False),
        (2, 1, START_COSTS, True),
        (2, 2, 400, False),
        (8, 2, 2 * START_COSTS - 1, False),
        (8, 2, 2 * START_COSTS, True),
    ],
)
def test_a_worker_starts_where_it_saves_more_than_its_start(
    count: int, there: int, left: int, wanted: bool, tmp_path: Path
) -> None:
    assert workers(tmp_path, count, there)._pays(left) is wanted


def test_a_submission_that_takes_long_does_not_hold_up_the_next_one(tmp_path: Path) -> None:
    slow = workers(tmp_path, 2, 1)
    assert not slow._pays(1)
    slow._workers[0].since -= 60
    assert slow._pays(1)


def workers(folder: Path, count: int, there: int) -> LocalProcesses:
    """Return an executor that has so many workers which never started."""
    from course.grading.batch.executor import _Process

    made = LocalProcesses(folder, "ch01", count)
    made._workers = [_Process(0, -1, -1) for _ in range(there)]
    return made
