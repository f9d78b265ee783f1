"""A runner's life: warm or cold it gives the same, and nothing that happens to its worker costs a grade."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

import course.grading.sandbox as sandbox
from course.doctor import examine
from course.grading.sandbox import bubblewrap, open_runner
from course.grading.sandbox.job import Cell, Job, Outcome
from course.grading.sandbox.runner import SealedRunner
from course.grading.sandbox.worker import CannotStart
from course.machine import Machine
from tests.sandbox import chapter_one
from tests.sandbox.plain import job_of, shown
from tests.sandbox.plain_server import PRELOAD

pytestmark = pytest.mark.needs_bubblewrap
FULL = {"ch01-t1-test": "10.0", "ch01-t2-test": "10.0", "ch01-exam-test": "0.0", "ch01-d2-test": "0.0"}


def told(outcome: Outcome) -> Outcome:
    """Return the outcome without what differs from run to run."""
    return replace(outcome, cpu_seconds=0.0)


def test_a_warm_worker_gives_what_a_cold_one_gives() -> None:
    cold = {side: SealedRunner(side) for side in ("A", "B")}
    cold_answers = cold["A"].run(chapter_one.answers())
    cold_tests = cold["B"].run(chapter_one.tests(cold_answers))
    assert chapter_one.points(cold_tests) == FULL
    modules = (*PRELOAD, "course.grading.exam", "course.grading.dialogue", "course.cases.workbench.answering")
    warm = {side: SealedRunner(side, modules, chapter_one.warm_up(side)) for side in ("A", "B")}
    for _ in range(2):
        warm_answers = warm["A"].run(chapter_one.answers())
        assert told(warm_answers) == told(cold_answers)
        warm_tests = warm["B"].run(chapter_one.tests(warm_answers))
        assert told(warm_tests) == told(cold_tests)
    other = warm["A"].run(chapter_one.answers("wang"))
    assert chapter_one.points(warm["B"].run(chapter_one.tests(other, "wang"))) == FULL
    # A copied answer is wrong in another's world.
    assert chapter_one.points(warm["B"].run(chapter_one.tests(cold_answers, "wang"))) != FULL
    # The chapter that the warm-up opened is closed again.
    unopened = warm["B"].run(job_of("from course import table\ntable('工单')", side="B"))
    assert "本章还没有打开" in str(unopened.cells["c0"].outputs)
    assert [runner.started for runner in warm.values()] == [1, 1]
    assert warm_tests.cpu_seconds < cold_tests.cpu_seconds
    for runner in (*cold.values(), *warm.values()):
        runner.close()


def test_without_modules_each_job_has_a_worker_of_its_own() -> None:
    cold = SealedRunner("A")
    for number in range(2):
        assert shown(cold.run(job_of("1 + 1"))) == "2"
        assert cold.started == 1 + number
    cold.close()


def test_a_worker_that_dies_is_replaced(runner: SealedRunner) -> None:
    assert runner._worker is not None
    runner._worker._process.kill()
    assert shown(runner.run(job_of("1 + 1"))) == "2"


def test_a_worker_that_dies_during_a_job_runs_it_again(runner: SealedRunner) -> None:
    worker = runner._worker
    assert worker is not None
    timer = threading.Timer(0.3, worker._process.kill)
    timer.start()
    result = runner.run(job_of("import time; time.sleep(1)", "'after'"))
    assert (result.ended, shown(result, "c1")) == ("done", "'after'")
    assert runner._worker is not worker


def test_a_worker_that_always_dies_loses_only_its_job(
    runner: SealedRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = type(runner._worker)._send

    def dying(self: object, message: bytes, fds: list[int]) -> None:
        send(self, message, fds)  # type: ignore[arg-type]
        if message.startswith(b"run"):
            self._process.kill()  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr("course.grading.sandbox.worker.Worker._send", dying)
        result = runner.run(job_of("1"))
    assert (result.ended, result.cells["c0"].status) == ("lost", "not_run")
    assert shown(runner.run(job_of("1 + 1"))) == "2"


def test_a_module_that_leaves_threads_makes_the_runner_cold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up = job_of("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()")
    cells = tuple(replace(cell, kind="setup") for cell in warm_up.cells)
    threaded = SealedRunner("A", ("json",), replace(warm_up, cells=cells))
    assert threaded.warm, "the modules are still preloaded, only the warm-up is left out"
    assert threaded.started == 2
    assert shown(threaded.run(job_of("import threading; threading.active_count()"))) == "1"
    threaded.close()


def test_modules_that_do_not_exist_are_left_out() -> None:
    warm = SealedRunner("A", ("json", "no_such_module"))
    assert warm.warm
    assert shown(warm.run(job_of("1 + 1"))) == "2"
    warm.close()


def test_a_warm_up_holds_no_answers() -> None:
    with pytest.raises(ValueError, match="setup cells only"):
        SealedRunner("A", ("json",), Job("A", "demo", "ch01", (Cell("a", "x = 42", "answer"),)))


def test_a_warm_up_leaves_no_names_outputs_or_files() -> None:
    cells = (
        Cell("a", "import os, warnings\nleft = 1\nopen('left', 'w').close()\nprint('left')", "setup"),
        Cell("b", "def warn(): warnings.warn('once')\nwarn()\nos.environ['LEFT'] = 'x'", "setup"),
    )
    warm = SealedRunner("A", ("json",), Job("A", "demo", "ch01", cells))
    look = "import os\n(os.listdir(), 'left' in globals(), 'LEFT' in os.environ, len(In), Out, _ih[:-1])"
    result = warm.run(job_of(look))
    assert shown(result) == "([], False, False, 2, {}, [''])"
    assert result.cells["c0"].outputs[0]["execution_count"] == 1
    warm.close()


def test_a_runner_serves_one_side_and_its_own_thread(runner: SealedRunner) -> None:
    with pytest.raises(ValueError, match="one side"):
        runner.run(job_of("1", side="B"))
    raised: list[BaseException] = []

    def elsewhere() -> None:
        try:
            runner.run(job_of("1"))
        except ValueError as error:
            raised.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(raised) == 1


def test_a_closed_runner_runs_nothing() -> None:
    closed = SealedRunner("A")
    worker = closed._worker
    assert worker is not None
    closed.close()
    with pytest.raises(ValueError, match="closed"):
        closed.run(job_of("1"))
    assert worker._process.poll() is not None


def test_the_sandbox_ends_with_the_grader(tmp_path: Path) -> None:
    script = (
        "import json, os, time\nfrom course.grading.sandbox.runner import SealedRunner\n"
        "runner = SealedRunner('A')\nprint(runner._worker._process.pid, flush=True)\ntime.sleep(60)"
    )
    grader = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert grader.stdout is not None
    bwrap = int(grader.stdout.readline())
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    grader.stdout.close()
    until = time.monotonic() + 10
    while os.path.exists(f"/proc/{bwrap}") and time.monotonic() < until:
        time.sleep(0.02)
    assert not os.path.exists(f"/proc/{bwrap}")


@pytest.mark.needs_root
def test_it_works_for_an_ordinary_user(tmp_path: Path) -> None:
    system = Path("/usr/bin/python3")
    version = subprocess.run(
        [system, "-c", "import sys; print(sys.version_info[:2])"], check=True, capture_output=True, text=True
    )
    if version.stdout.strip() != str(sys.version_info[:2]):
        pytest.fail(f"no Python {sys.version_info[:2]} that an ordinary user may run")
    packages = next(entry for entry in sys.path if entry.endswith("site-packages"))
    code = (
        f"import sys; sys.path[:0] = [{str(chapter_one.PROJECT)!r}]; sys.path.append({packages!r})\n"
        "from course.grading.sandbox.selfcheck import main; sys.exit(main())"
    )
    done = subprocess.run(
        [system, "-B", "-c", code],
        check=False,
        capture_output=True,
        text=True,
        user=65534,
        group=65534,
        extra_groups=[],
        env={"PATH": "/usr/bin", "HOME": "/nonexistent"},
        cwd="/",
    )
    assert (done.stdout, done.returncode) == ("sealed\n", 0), done.stderr


def test_a_sandbox_that_seals_is_opened_warm() -> None:
    opened = open_runner("A", ("json",))
    assert isinstance(opened, SealedRunner)
    assert opened.warm
    opened.close()


@pytest.mark.parametrize("leak", ["network", "file", "environment", "writable"])
def test_a_sandbox_that_leaks_is_refused(leak: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whole = bubblewrap.command

    def leaky(*arguments: object) -> list[str]:
        words = list(whole(*arguments))  # type: ignore[arg-type]
        more = {
            "network": ["--share-net"],
            "file": ["--ro-bind", "/etc", "/etc"],
            "environment": ["--setenv", "COURSE_TEST_SECRET", "x"],
            "writable": ["--bind", str(tmp_path), "/opt/course/course"],
        }[leak]
        place = words.index("--chdir")
        early = words.index("--remount-ro") if leak in ("file", "writable") else place
        return [*words[:early], *more, *words[early:]]

    monkeypatch.setenv("COURSE_TEST_SECRET", "x")
    monkeypatch.setattr(bubblewrap, "command", leaky)
    monkeypatch.setattr(sandbox, "_sealed_for", set())
    with pytest.raises(sandbox.SandboxMissing) as raised:
        open_runner("A")
    words = {
        "network": "can be reached",
        "file": "a file outside can be seen",
        "environment": "the environment can be seen",
        "writable": "",
    }
    assert words[leak] in raised.value.reason


def test_a_machine_without_bubblewrap_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(sandbox.SandboxMissing, match="没有安装 bubblewrap") as raised:
        open_runner("A")
    assert raised.value.lines == "sudo apt-get install -y bubblewrap"
    assert "apt-get install -y bubblewrap" in str(raised.value)


def test_a_bubblewrap_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "program", lambda: str(refusing))
    with pytest.raises(sandbox.SandboxMissing) as raised:
        open_runner("A", ("json",))
    assert raised.value.reason == "bwrap: No permissions to create new namespace"
    with pytest.raises(CannotStart):
        SealedRunner("A")


def test_what_is_shown_of_the_machine_holds_nothing_of_the_course_but_its_package() -> None:
    seen = bubblewrap.view()
    project = chapter_one.PROJECT
    below = [here for here, _ in seen.shown if Path(here).is_relative_to(project)]
    packages = [here for here in below if here.endswith("site-packages")]
    assert set(below) <= {str(project / "course"), *packages}
    assert not any(project.is_relative_to(here) for here, _ in seen.shown)
    assert json.loads(bubblewrap.command("bwrap", seen, 3, ["json"])[-1])["preload"] == ["json"]


def test_doctor_says_whether_the_sandbox_seals() -> None:
    (finding,) = (finding for finding in examine() if finding.component == "bubblewrap")
    assert finding.state == "present"
    assert "自检通过" in finding.found


def test_doctor_shows_what_did_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(self: Machine, *command: str) -> tuple[int, str]:
        return (
            (1, "memory has no limit")
            if "course.grading.sandbox.selfcheck" in command
            else (0, "bubblewrap 1")
        )

    monkeypatch.setattr(Machine, "run", run)
    (finding,) = (finding for finding in examine() if finding.component == "bubblewrap")
    assert finding.state == "optional"
    assert "memory has no limit" in finding.found
    assert finding.remedy
