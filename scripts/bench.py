"""Prints how long things take, as ratios of times measured in this one run, so that machines compare."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Loaded in every kernel before the first cell.
KERNEL = "import ipykernel.kernelapp, IPython"
TRAINEE = f"{KERNEL}, course\nfor name in course.__all__: getattr(course, name)"


def seconds(command: list[str], cwd: Path, times: int) -> float:
    """Returns the shortest of `times` runs of `command` in folder `cwd`, in seconds; raises when it fails."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return min(taken)


def python(code: str) -> float:
    """Returns the shortest of five runs of `code` in a new interpreter, in seconds."""
    return seconds([sys.executable, "-c", code], ROOT, 5)


def build_times() -> tuple[float, float]:
    """Returns the seconds of a first and a second build of all chapters, in a copy that is thrown away."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "course"
        copy.mkdir()
        shutil.copytree(ROOT / "notebooks", copy / "notebooks", ignore=shutil.ignore_patterns("*.ipynb"))
        shutil.copy(ROOT / "nbgrader_config.py", copy)
        command = [str(Path(sys.executable).parent / "course"), "build"]
        return seconds(command, copy, 1), seconds(command, copy, 1)


def report(what: str, one: float, other: float) -> None:
    """Prints one line: what, the ratio, and both times in seconds."""
    print(f"{what:<34}{one / other:6.2f}   ({one:.2f} s / {other:.2f} s)", flush=True)


def main() -> None:
    """Prints the ratios, the quick ones first; ends with one line when a measured command fails.

    Arguments go to the part about grading, such as --small.
    """
    try:
        kernel = python(KERNEL)
        report("kernel's imports / bare python", kernel, python("pass"))
        report("kernel and course / kernel alone", python(TRAINEE), kernel)
        report(
            "all of course / pandas", python(TRAINEE.replace(KERNEL + ",", "import")), python("import pandas")
        )
        first, second = build_times()
        report("second build / first build", second, first)
        subprocess.run([sys.executable, str(ROOT / "scripts" / "bench_parts.py")], cwd=ROOT, check=True)
        grading = [sys.executable, str(ROOT / "scripts" / "bench_grading.py"), *sys.argv[1:]]
        subprocess.run(grading, cwd=ROOT, check=True)
    except subprocess.CalledProcessError as error:
        sys.exit(f"bench: {Path(error.cmd[0]).name} {error.cmd[1]} failed with {error.returncode}, see above")


if __name__ == "__main__":
    main()
