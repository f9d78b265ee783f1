"""Cells that do not end, or end more than themselves: unsealed they harm the grader, sealed they do not."""

from __future__ import annotations

import os
import time

import pytest

from course.grading.sandbox import worker
from course.grading.sandbox.job import Limits
from course.grading.sandbox.runner import SealedRunner
from tests.sandbox.plain import Plain, job_of, shown

SHORT = Limits(cell_seconds=0.3, total_seconds=8)
LOOPS = {
    "endless": "while True: pass",
    "sleeping": "import time; time.sleep(1000)",
    "pattern": "import re; re.match(r'(a+)+$', 'a' * 40 + 'b')",
}
STUBBORN = {
    "swallows interrupts": """
def work():
    for _ in iter(int, 1):
        str()
while True:
    try:
        work()
    except BaseException:
        pass""",
    "ignores signals": "import signal\nfor n in (2, 15): signal.signal(n, signal.SIG_IGN)\nwhile True: pass",
    "blocks signals": """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, set(range(1, 65)) - {9, 19})
while True: pass""",
    "stops itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "holds the interpreter": "sum(iter(int, 1))",
}


def honest(runner: SealedRunner) -> bool:
    return shown(runner.run(job_of("sum(range(10))"))) == "45"


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_interrupted_and_the_next_cell_runs(name: str, plain: Plain, runner: SealedRunner) -> None:
    job = job_of("x = 1", LOOPS[name], "x + 1", limits=SHORT)
    assert plain.run(job, seconds=0.5).late
    result = runner.run(job)
    assert [result.cells[f"c{n}"].status for n in range(3)] == ["ok", "timeout", "ok"]
    assert shown(result, "c2") == "2"
    assert "0.3 秒" in result.cells["c1"].outputs[-1]["evalue"]


@pytest.mark.parametrize("name", STUBBORN)
def test_a_stubborn_loop_is_killed(
    name: str, plain: Plain, runner: SealedRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "GRACE_SECONDS", 0.2)
    job = job_of("print('before')", STUBBORN[name], "'after'", limits=SHORT)
    assert plain.run(job, seconds=0.5).late
    began = time.monotonic()
    result = runner.run(job)
    assert time.monotonic() - began < 6
    assert result.ended == "timeout"
    assert [result.cells[f"c{n}"].status for n in range(3)] == ["ok", "timeout", "not_run"]
    assert result.cells["c0"].outputs[0]["text"] == "before\n"
    assert honest(runner)


def test_many_slow_cells_end_at_the_total(runner: SealedRunner) -> None:
    sources = ["import time", *["time.sleep(0.3)"] * 20]
    result = runner.run(job_of(*sources, limits=Limits(cell_seconds=5, total_seconds=1)))
    assert result.ended == "timeout"
    assert result.cells["c1"].status == "ok"
    assert result.cells["c20"].status == "not_run"
    assert honest(runner)


@pytest.mark.parametrize(
    "source",
    [
        "import os; os._exit(0)",
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        "import ctypes; ctypes.string_at(0)",
        "import sys; sys.setrecursionlimit(10**9)\ndef f(): return f()\nf = lambda g=f: eval('f()')\nf()",
    ],
)
def test_ending_the_process_costs_only_its_own_cells(source: str, plain: Plain, runner: SealedRunner) -> None:
    job = job_of("'before'", source, "'after'", limits=Limits(cell_seconds=5))
    proof = plain.run(job).outcome
    assert (proof.ended, proof.cells["c2"].status) == ("exited", "not_run")
    result = runner.run(job)
    assert [result.cells[f"c{n}"].status for n in range(3)] == ["ok", "killed", "not_run"]
    assert shown(result) == "'before'"
    assert honest(runner)


@pytest.mark.parametrize("number", [9, 15, 2])
def test_killing_the_grader(number: int, plain: Plain, runner: SealedRunner) -> None:
    job = job_of(f"import os; os.kill(os.getppid(), {number})", "import time; time.sleep(0.1); 'after'")
    assert not plain.run(job).grader_alive
    started = runner.started
    assert shown(runner.run(job), "c1") == "'after'"
    assert honest(runner)
    assert runner.started == started


def test_killing_everything_kills_nothing_else(runner: SealedRunner) -> None:
    started = runner.started
    runner.run(job_of("import os; os.kill(-1, 9)", "os.killpg(0, 9)"))
    assert honest(runner)
    assert runner.started == started


def test_no_process_is_left_behind(plain: Plain, runner: SealedRunner) -> None:
    job = job_of("import subprocess\nsubprocess.Popen(['sleep', '60'], start_new_session=True).pid")
    pid = int(shown(plain.run(job).outcome))
    assert os.path.exists(f"/proc/{pid}")
    os.kill(pid, 9)
    assert shown(runner.run(job)) == ""


def test_no_thread_is_left_behind(plain: Plain, runner: SealedRunner) -> None:
    source = """
import threading, time
def later():
    time.sleep({delay})
    open('{path}', 'w').write('still here')
threading.Thread(target=later).start()
"""
    # Unsealed, a thread goes on while later cells run.
    path = plain.folder / "late"
    job = job_of(source.format(delay=0.2, path=path), "time.sleep(0.5)")
    plain.run(job)
    assert path.read_text() == "still here"
    path.unlink()
    runner.run(job_of(source.format(delay=0.2, path="/tmp/late")))
    assert shown(runner.run(job_of("import os, time; time.sleep(0.4); os.listdir('/tmp')"))) == "[]"


FLOODS = {
    "print": "print('x' * 400_000)",
    "lines": "for number in range(30_000): print('line', number)",
    "errors": "import sys; sys.stderr.write('错' * 200_000)",
    "value": "'x' * 400_000",
    "display": "from IPython.display import HTML, display\nfor _ in range(20): display(HTML('x' * 20_000))",
    "traceback": "raise ValueError('x' * 400_000)",
    "pieces": "from IPython.display import display\nfor _ in range(1_500): display(1)",
}
BOUND = 60_000


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_output_is_cut(name: str, plain: Plain, runner: SealedRunner) -> None:
    job = job_of(FLOODS[name], "'next'", limits=Limits(output_bytes=BOUND))
    if name != "pieces":
        assert len(str(plain.run(job).outcome.cells["c0"].outputs)) > 3 * BOUND
    result = runner.run(job)
    outputs = result.cells["c0"].outputs
    assert result.ended == "done"
    assert len(str(outputs)) < 2 * BOUND
    assert "输出过长" in outputs[-1]["text"]
    assert shown(result, "c1") == "'next'"


def test_outputs_of_all_cells_together_are_bounded(runner: SealedRunner) -> None:
    result = runner.run(job_of(*["print('x' * 90_000)"] * 40, limits=Limits(output_bytes=100_000)))
    assert result.ended == "done"
    assert len(str(result.cells)) < 1_200_000
    assert all(result.cells[f"c{n}"].status == "ok" for n in range(40))


def test_a_great_many_files_end_the_job(plain: Plain, runner: SealedRunner) -> None:
    make = "import itertools, os\nos.mkdir('many')\nfor n in {}: os.close(os.open(f'many/{{n}}', os.O_CREAT))"
    job = job_of(make.format("range(6_000)"), "import shutil; shutil.rmtree('many'); 'made'")
    assert shown(plain.run(job).outcome, "c1") == "'made'"
    result = runner.run(job_of(make.format("itertools.count()")))
    assert result.ended == "files"
    assert "太多文件" in result.cells["c0"].outputs[-1]["evalue"]
    assert honest(runner)


def test_a_great_many_threads_end_the_job(plain: Plain, runner: SealedRunner) -> None:
    start = """
import threading, time
threading.stack_size(65_536)
for _ in range(300): threading.Thread(target=time.sleep, args=({},), daemon=True).start()
threading.active_count() > 300"""
    assert shown(plain.run(job_of(start.format(0.5))).outcome) == "True"
    result = runner.run(job_of(start.format(30), "time.sleep(5)", "'unharmed'"))
    # As root the watch finds them; for others the kernel refuses them first.
    if os.geteuid() == 0:
        assert result.ended == "threads"
        assert "太多线程" in str(result.cells)
    else:
        assert shown(result) == ""
    assert honest(runner)
