"""A class with every kind of attack in it: nothing is stolen, nobody else is touched, and the batch ends."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.grading.classroom import CHAPTER, Classroom
from tests.grading.test_batch_endurance import descendants
from tests.sandbox import attacks
from tests.sandbox.test_hostile_bytes import FIND_PIPE, GARBAGE
from tests.sandbox.test_leftovers import RESISTING
from tests.sandbox.test_pairs import FORGED, IDENTITY, PATCHES

pytestmark = [pytest.mark.needs_bubblewrap, pytest.mark.timeout(240)]

HONEST = {"honest": "model", "other": "half"}
ANSWER, TEST = "ch01-t1", "ch01-t1-test"
# Sleeping, so that it costs time and no processor.
STUBBORN = """
import time
while True:
    try:
        time.sleep(1000)
    except BaseException:
        pass
"""
LOG = """
import glob, os
for path in glob.glob('answers/*'):
    os.chmod(path, 0o600)
    text = open(path, encoding='utf-8').read()
    open(path, 'w', encoding='utf-8').write(text * 2)
"""
SCORES = f"""
import builtins, json, IPython.display as d
from course import answer
d.display({{'text/plain': '10.0'}}, raw=True)
print('✔ 满分：10/10')
builtins.answer = builtins.grade = {FORGED}
答案_t1 = float('inf')
10.0
"""


def kinds(root: Path, port: int) -> dict[str, list[str]]:
    """Return the cells of each hostile trainee."""
    facts = f"ROOT, PORT, MARK = {str(root)!r}, {port}, 'hostile'\n"
    return {
        **{
            name: [attacks.HEAD + facts + source for source in each.values()]
            for name, each in (
                ("reads", attacks.READING),
                ("writes", attacks.WRITING),
                ("reaches", attacks.REACHING),
                ("starts", attacks.PROCESSES),
                ("fills", attacks.SPACE),
            )
        },
        "patches": list(PATCHES.values()),
        "garbles": [FIND_PIPE + GARBAGE["noise"]],
        "leaves": list(RESISTING),
        "eats": ["held = [bytearray(2**28) for _ in range(16)]"],
        "exits": ["import os; os._exit(0)"],
        "kills": ["import os; os.kill(os.getppid(), 9); os.kill(-1, 9)"],
        "lingers": [STUBBORN],
        "pretends": [IDENTITY],
        "rewrites": [LOG],
        "scores": [SCORES],
    }


def put(course: Classroom, trainee: str, sources: list[str]) -> None:
    """Put own cells behind the trainee's answer to the first data task."""
    path = course.folder / "submitted" / trainee / CHAPTER / f"{CHAPTER}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    place = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"] == ANSWER)
    own: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"][place + 1 : place + 1] = [
        {**own, "id": f"mine-{number}", "source": source} for number, source in enumerate(sources)
    ]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def files(folder: Path, *names: str) -> dict[str, bytes]:
    """Return the content of all files below folders of the course."""
    found = [path for name in names for path in sorted((folder / name).rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def door() -> Iterator[tuple[int, list[Any]]]:
    """Return the port of a server that greets whoever comes, and who came."""
    visits: list[Any] = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def greet() -> None:
            while True:
                try:
                    visitor, address = server.accept()
                except OSError:
                    return
                visits.append(address)
                visitor.sendall(b"hi")
                visitor.close()

        threading.Thread(target=greet, daemon=True).start()
        yield server.getsockname()[1], visits
        server.shutdown(socket.SHUT_RDWR)


def test_nothing_is_stolen_and_who_is_honest_is_graded_exactly(
    released_course: Classroom, tmp_path: Path, door: tuple[int, list[Any]]
) -> None:
    alone = released_course.copied(tmp_path / "alone")
    for name, kind in HONEST.items():
        alone.hand_in(name, kind)
    together = alone.copied(tmp_path / "course")
    hostile = kinds(together.folder, door[0])
    for name, sources in hostile.items():
        together.hand_in(name, "half")
        put(together, name, sources)
    # A wrong answer like theirs, without an attack.
    alone.hand_in("plain", "half")
    alone.course("grade", CHAPTER, "--jobs", "1")
    before = files(together.folder, "source", "release")
    running = together.start("grade", CHAPTER)
    seen: set[psutil.Process] = set()
    while running.poll() is None:
        seen |= set(descendants(running.pid))
        time.sleep(0.05)
    printed = running.communicate()[0]
    assert running.returncode == 3, (printed, together.log())
    assert len(seen) > len(hostile)
    assert psutil.wait_procs(list(seen), timeout=20)[1] == []

    deserved = alone.grades("plain")["plain", TEST][0]
    assert 0 < deserved < 10
    for name in hostile:
        marks = together.grades(name)
        assert len(marks) == 6
        assert marks[name, TEST][0] in (0, deserved), name
        assert marks[name, TEST][1] is None, name
    for name in HONEST:
        assert together.grades(name) == alone.grades(name)
    assert together.written(list(HONEST)) == alone.written(list(HONEST))
    assert files(together.folder, "source", "release") == before
    assert {row[0] for row in together.query("select id from student")} == {*HONEST, *hostile}
    assert not (together.folder / "planted").exists()
    assert door[1] == []
    # Memory below the limit of a job is nobody's harm.
    for name in ("reads", "writes", "reaches", "starts"):
        assert shown_true(together, name) == [], name


def shown_true(course: Classroom, trainee: str) -> list[str]:
    """Return the attacks that say of themselves that they have succeeded."""
    notebook = json.loads(course.written([trainee])[trainee])
    own = [cell for cell in notebook["cells"] if cell["metadata"].get("course", {}).get("intake") == "own"]
    assert own
    return [
        "".join(cell["source"])[-60:]
        for cell in own
        for output in cell.get("outputs", [])
        if "".join(output.get("data", {}).get("text/plain", "")) == "True"
    ]
