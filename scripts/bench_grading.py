"""Grading measured in one run: stock nbgrader, this grader with one and two workers, and the floor below it.

All grade the same submissions of chapter 1. CPU is that of the processes and of all they started, in seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.bench_stock import CLOCK  # noqa: E402  # lies beside this folder
from tests.grading.classroom import CHAPTER, Classroom  # noqa: E402

HONEST = ("model", "half", "blank", "own", "nolog")
# nbgrader as it comes, but for the identity that stock nbgrader cannot give.
STOCK = """
from nbgrader.preprocessors import *
from nbconvert.preprocessors import ClearMetadataPreprocessor
from scripts.bench_stock import ExecuteStock
c.Autograde.pre_convert_hook = None
c.Autograde.sanitize_preprocessors = [
    ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [
    ExecuteStock, IgnorePattern, ClearMetadataPreprocessor, LimitOutput, SaveAutoGrades,
    AssignLatePenalties, CheckCellMetadata]
c.Execute.timeout = 120
c.ExecuteStock.timeout = 120
"""


@dataclass(frozen=True)
class Measured:
    """What grading `count` submissions took: wall and CPU seconds, and the largest memory in bytes."""

    count: int
    wall: float
    cpu: float
    memory: int

    def each(self) -> tuple[float, float]:
        """Returns CPU and wall seconds a submission."""
        return self.cpu / self.count, self.wall / self.count


class _Watch(threading.Thread):
    """Watches a process and all below it: CPU seconds, and the largest memory of a worker.

    A sandbox that ends is waited for by nobody here, so its CPU time must be seen while it is there: a
    process's own and that of its ended children, over all that live. The most ever seen counts.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.cpu, self.memory, self.ended = pid, 0.0, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.1):
            used = 0.0
            try:
                for process in psutil.Process(self.pid).children(recursive=True):
                    used += self._look(process)
            except psutil.NoSuchProcess:
                continue
            self.cpu = max(self.cpu, used)

    def _look(self, process: psutil.Process) -> float:
        try:
            times = process.cpu_times()
            if process.name() == "course-worker":
                self.memory = max(self.memory, process.memory_info().rss)
        except psutil.NoSuchProcess:
            return 0.0
        return sum(times[:4])


def measured(classroom: Classroom, count: int, command: list[str]) -> Measured:
    """Returns what a command took in the course folder, with all processes it started."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    running = subprocess.Popen(
        command,
        cwd=classroom.folder,
        env=classroom.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watch = _Watch(running.pid)
    watch.start()
    printed = running.communicate()[0]
    watch.ended.set()
    if running.returncode not in (0, 3):
        sys.exit(f"bench: {' '.join(command[2:4])} failed with {running.returncode}:\n{printed[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(count, time.perf_counter() - began, max(cpu, watch.cpu), watch.memory)


def course(classroom: Classroom, count: int, *arguments: str) -> Measured:
    """Returns what the `course` command took with these arguments."""
    return measured(
        classroom, count, [sys.executable, "-c", "from course.cli import main; main()", *arguments]
    )


def grade(classroom: Classroom, count: int, jobs: int) -> Measured:
    """Returns what `course grade` took."""
    return course(classroom, count, "grade", CHAPTER, "--jobs", str(jobs))


def floor(classroom: Classroom, names: list[str]) -> tuple[float, float]:
    """Returns the medians of CPU and wall seconds a submission for fork and plain exec of the same cells."""
    command = [sys.executable, str(ROOT / "scripts" / "bench_floor.py"), str(classroom.folder), *names]
    run = subprocess.run(command, env=classroom.environment(), capture_output=True, text=True, check=True)
    each = json.loads(run.stdout)
    return statistics.median(cpu for cpu, _ in each), statistics.median(wall for _, wall in each)


def differences(ours: Classroom, stock: Classroom, honest: list[str]) -> list[str]:
    """Returns the cells of honest submissions whose automatic score is not that of stock nbgrader."""
    mine, theirs = ours.grades(), stock.grades()
    tests = [key for key in mine if key[0] in honest and key[1].endswith(("-test", "-answer"))]
    return [f"{key}: {mine[key][0]} / {theirs[key][0]}" for key in tests if mine[key][0] != theirs[key][0]]


def warm(classroom: Classroom) -> tuple[float, float]:
    """Returns the medians of CPU and wall seconds a submission, once workers have started."""
    times = [(outcome["cpu"], outcome["wall"]) for outcome in classroom.journal()[2:]]
    return statistics.median(cpu for cpu, _ in times), statistics.median(wall for _, wall in times)


def stock_median(classroom: Classroom) -> tuple[float, float]:
    """Returns the medians of CPU and wall seconds from one submission's execution to the next one's."""
    text = (classroom.folder / CLOCK).read_text(encoding="utf-8")
    times = [json.loads(line) for line in text.splitlines()]
    between = [(later[0] - sooner[0], later[1] - sooner[1]) for sooner, later in pairwise(times)]
    return statistics.median(cpu for cpu, _ in between), statistics.median(wall for _, wall in between)


def line(name: str, cpu: float, wall: float, stock: float, below: float) -> None:
    """Prints one row: seconds a submission, and the CPU's ratios to stock and to the floor."""
    ratio = f"1/{stock / cpu:.1f} of stock" if cpu < stock else ""
    print(
        f"{name:<28}{cpu:8.3f} s CPU {wall:8.3f} s wall   {ratio:<16}{cpu / below:6.2f} x floor", flush=True
    )


def compare(released: Classroom, folder: Path, count: int) -> None:
    """Prints how this grader, stock nbgrader and the floor below both do on the same submissions."""
    one = released.copied(folder / "one")
    names = one.fill(count)
    kinds = one.kinds
    two, stock = one.copied(folder / "two"), one.copied(folder / "stock")
    print(f"{count} submissions of {CHAPTER}: honest, mistaken, broken and damaged", flush=True)
    with_one, with_two = grade(one, count, 1), grade(two, count, 2)
    # Stock nbgrader meets what intake has made of them: it stops at damaged ones.
    shutil.rmtree(stock.folder / "submitted")
    shutil.copytree(one.folder / "submitted", stock.folder / "submitted")
    stock.configure(STOCK)
    as_stock = measured(stock, count, [sys.executable, "-m", "nbgrader", "autograde", CHAPTER])
    below, usual = floor(one, names), stock_median(stock)
    (cpu, wall), (_, both) = warm(one), warm(two)
    line("stock nbgrader", *as_stock.each(), as_stock.each()[0], below[0])
    line("  median, warm", *usual, usual[0], below[0])
    line("course grade, 1 worker", *with_one.each(), as_stock.each()[0], below[0])
    line("  median, warm", cpu, wall, usual[0], below[0])
    line("course grade, 2 workers", *with_two.each(), as_stock.each()[0], below[0])
    line("floor: fork and exec", *below, usual[0], below[0])
    # Starting takes the same time for any number, so one trainee's run is taken off.
    for name in ("regrade", "feedback"):
        single = course(one, 1, name, CHAPTER, "--trainee", names[0])
        several = course(one, count, name, CHAPTER)
        cpu_each = (several.cpu - single.cpu) / (count - 1)
        wall_each = (several.wall - single.wall) / (count - 1)
        line(f"course {name}, one more", cpu_each, wall_each, usual[0], below[0])
    whole = with_one.wall / with_two.wall
    print(f"throughput, 2 workers / 1: {2 * wall / both:.2f} warm, {whole:.2f} in all")
    honest = [name for name in names if kinds[name] in HONEST]
    wrong = differences(one, stock, honest)
    print(f"cells of {len(honest)} honest submissions that differ from stock: {len(wrong)} {wrong[:5]}")


def grow(released: Classroom, folder: Path, number: int) -> None:
    """Prints what a class of `number` takes a submission, and the memory of its largest worker."""
    many = released.copied(folder / f"many{number}")
    many.fill(number)
    took = grade(many, number, os.cpu_count() or 1)
    print(
        f"{number:>4} submissions{took.each()[0]:8.3f} s CPU {took.each()[1]:8.3f} s wall"
        f"   worker {took.memory / 2**20:.0f} MB",
        flush=True,
    )
    shutil.rmtree(many.folder)


def main() -> None:
    """Prints all measurements; `--small` takes fewer submissions, `--growth 25,100,400` says how many."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=24, help="submissions of the comparison, 0 for none")
    options.add_argument("--growth", default="25,100,400", help="numbers of submissions, empty for none")
    options.add_argument("--small", action="store_true", help="6 submissions, no growth")
    chosen = options.parse_args()
    count = 6 if chosen.small else chosen.count
    growth = [] if chosen.small or not chosen.growth else [int(each) for each in chosen.growth.split(",")]
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        released = Classroom.create(Path(folder) / "released")
        if count:
            compare(released, Path(folder), count)
        for number in growth:
            grow(released, Path(folder), number)


if __name__ == "__main__":
    main()
