"""One worker through hundreds of hostile and honest jobs in any order."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from course.grading.sandbox import worker
from course.grading.sandbox.job import Limits
from course.grading.sandbox.runner import SealedRunner
from tests.sandbox.attacks import HEAD, PROCESSES, READING, SPACE, WRITING
from tests.sandbox.plain import job_of, shown
from tests.sandbox.plain_server import PRELOAD
from tests.sandbox.test_endings import FLOODS, LOOPS, STUBBORN
from tests.sandbox.test_hostile_bytes import FIND_PIPE, GARBAGE
from tests.sandbox.test_leftovers import RESISTING

FACTS = "ROOT, PORT, MARK = '/no/course', 9, 'mark'\n"
LIMITS = Limits(cell_seconds=0.3, total_seconds=5, memory_bytes=128 * 2**20, output_bytes=50_000)
HOSTILE = [
    *(HEAD + FACTS + source for kind in (READING, WRITING, PROCESSES, SPACE) for source in kind.values()),
    *FLOODS.values(),
    *LOOPS.values(),
    *STUBBORN.values(),
    *(FIND_PIPE + source for source in GARBAGE.values()),
    "import os\n" + RESISTING[3],
    "import os; os._exit(0)",
]


def memory_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def inside(runner: SealedRunner) -> list[int]:
    """Return the processes of the runner's sandbox, the first of them included."""
    assert runner._worker is not None
    outside = runner._worker._process.pid
    children = Path(f"/proc/{outside}/task/{outside}/children").read_text().split()
    return [int(pid) for pid in children]


@pytest.mark.soak
@pytest.mark.needs_bubblewrap
@pytest.mark.timeout(1200)
def test_a_worker_stays_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "GRACE_SECONDS", 0.2)
    generator = random.Random(2026)
    soaked = SealedRunner("A", PRELOAD)
    descriptors = len(os.listdir("/proc/self/fd"))
    (zygote,) = inside(soaked)
    before, started = memory_bytes(zygote), soaked.started
    for _ in range(400):
        sources = generator.sample(HOSTILE, k=generator.randint(1, 3))
        soaked.run(job_of(*sources, limits=LIMITS))
        number = generator.randrange(10**6)
        honest = job_of(
            f"import os, pandas\nvalue = pandas.Series([{number}, 1]).sum().item()", "value, os.listdir()"
        )
        assert shown(soaked.run(honest), "c1") == f"({number + 1}, [])"
        if soaked.started != started:
            # Only folders that could not be cleared cost a worker.
            assert any(RESISTING[3] in source for source in sources)
            (zygote,) = inside(soaked)
            before, started = memory_bytes(zygote), soaked.started
        assert memory_bytes(zygote) - before < 32 * 2**20
    assert len(os.listdir("/proc/self/fd")) <= descriptors
    soaked.close()
