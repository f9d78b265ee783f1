"""However a run ends, nothing it started is left."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from course.hub import processes
from tests.hub.running import RunningDemo, until
from tests.hub.visitor import Visitor

KERNEL = "ipykernel_launcher"
HUB = "course.hub.launch hub "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The work folder that the tests of this file use one after another."""
    return tmp_path_factory.mktemp("endings") / "演示 {2}"


@pytest.fixture
def start(tiny_project: Path, folder: Path) -> Iterator[Callable[[], RunningDemo]]:
    """Starts a demo; whatever the test leaves is ended."""
    started: list[RunningDemo] = []

    def begin() -> RunningDemo:
        started.append(RunningDemo(tiny_project, folder))
        return started[-1].wait_ready()

    yield begin
    for demo in started:
        demo.process.kill()
        demo.wait()
        processes.end_all(json.loads((folder / "state.json").read_text(encoding="utf-8"))["run"])


def test_ctrl_c_ends_everything_also_what_a_killed_server_left(start: Callable[[], RunningDemo]) -> None:
    demo = start()
    Visitor(demo, "anan").start_server().start_kernel()
    Visitor(demo, "bobo").start_server().start_kernel()
    kernels = [p for p in demo.living() if KERNEL in " ".join(p.cmdline())]
    assert len(kernels) == 2
    victim = kernels[0].parent()
    assert victim is not None
    victim.kill()
    assert demo.end(signal.SIGINT) == 0
    assert demo.living() == set()
    assert not any(processes.alive(p) for p in kernels)


def test_a_killed_hub_ends_the_demo_with_one_clear_line(start: Callable[[], RunningDemo]) -> None:
    demo = start()
    Visitor(demo, "anan").start_server().start_kernel()
    assert demo.the(KERNEL)
    demo.the(HUB).kill()
    assert demo.wait() == 1
    assert "JupyterHub 意外退出" in demo.lines[-1]
    assert demo.living() == set()


def test_a_killed_proxy_ends_the_demo_with_one_clear_line(start: Callable[[], RunningDemo]) -> None:
    demo = start()
    demo.the("traefik", "--configfile").kill()
    assert demo.wait() == 1
    assert "traefik 意外退出" in demo.lines[-1]
    assert demo.living() == set()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux's parent-death signal")
def test_a_killed_demo_takes_its_hub_and_servers_with_it(start: Callable[[], RunningDemo]) -> None:
    demo = start()
    Visitor(demo, "anan").start_server().start_kernel()
    demo.process.kill()
    demo.wait()
    until(lambda: not demo.living(), "all processes to end")


def marked(run: str, code: str) -> subprocess.Popen[bytes]:
    """Starts a Python process with the marker of `run`; returns it when it has printed its first byte."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"import os, signal, time, subprocess, sys\n{code}"],
        env={"PATH": "/usr/bin:/bin", processes.MARKER: run},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"r"
    process.stdout.close()
    return process


def test_a_process_that_ignores_sigterm_is_killed() -> None:
    code = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('r', flush=True)\ntime.sleep(600)"
    process = marked("stubborn", code)
    assert processes.end_all("stubborn", grace=0.3) == []
    assert process.wait(5) == -signal.SIGKILL


def test_a_child_without_environment_is_ended_too() -> None:
    child = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], env={})"
    process = marked("parent", f"p = {child}\nprint('r', flush=True)\ntime.sleep(600)")
    (one,) = [p for p in processes.started_by("parent") if p.pid != process.pid]
    assert processes.end_all("parent", grace=1) == []
    process.wait(5)
    until(lambda: not processes.alive(one), "the child to end")


def test_processes_of_another_run_are_left_alone() -> None:
    process = marked("other", "print('r', flush=True)\ntime.sleep(600)")
    try:
        assert processes.end_all("mine") == []
        assert process.poll() is None
    finally:
        process.kill()
        process.wait(5)
