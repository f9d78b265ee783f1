"""The floor below any grader: for each submission two forks that exec the trainee's cells, and the tests.

No Jupyter, no sandbox, no gradebook, nothing shown; what both sides import is loaded before the first fork.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
import types
from importlib import import_module
from pathlib import Path

CHAPTER = "ch01"
PRELOADED = (
    "numpy",
    "pandas",
    "IPython.display",
    "course.notebook",
    "course.cases.world",
    "course.exercises.card",
    "course.grading.dialogue",
    "course.grading.exam",
    "course.guidance.errors.hook",
)


def side(cells: list[str], folder: Path, trainee: str) -> None:
    """Executes cells one after the other as a trainee in a folder; what they raise ends only the cell."""
    os.environ["COURSE_GRADED_TRAINEE"] = trainee
    os.chdir(folder)
    module = types.ModuleType("__main__")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for source in cells:
            with contextlib.suppress(Exception):
                exec(compile(source, "cell", "exec"), module.__dict__)


def cpu() -> float:
    """Returns the CPU seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


def main() -> None:
    """Prints CPU and wall seconds of each submission as JSON."""
    for name in PRELOADED:
        import_module(name)
    root, taken = Path(sys.argv[1]), []
    for trainee in sys.argv[2:]:
        folder = root / "autograded" / trainee / CHAPTER
        notebook = json.loads((folder / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))
        sources: dict[str, list[str]] = {"A": [], "B": []}
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                continue
            marks, text = cell["metadata"].get("nbgrader", {}), "".join(cell["source"])
            name = marks.get("grade_id", "")
            setup = name.startswith(f"{CHAPTER}-setup")
            if setup or marks.get("grade"):
                sources["B"].append(text)
            if setup or marks.get("solution") or not marks:
                sources["A"].append(text)
        began, used = time.perf_counter(), cpu()
        for cells in sources.values():
            child = os.fork()
            if child == 0:
                side(cells, folder, trainee)
                os._exit(0)
            os.waitpid(child, 0)
        taken.append((cpu() - used, time.perf_counter() - began))
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
