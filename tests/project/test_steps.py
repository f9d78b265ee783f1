"""`make test` stops at the first failure and says which step it was; CI runs the same."""

from __future__ import annotations

import os
import subprocess

from tests.project.manifest import ROOT


def step(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "scripts/step"), "lint of x", *command], capture_output=True, text=True, check=False
    )


def test_step_hands_on_success_and_output():
    done = step("echo", "hello")
    assert done.returncode == 0
    assert "hello" in done.stdout
    assert "lint of x: done" in done.stdout


def test_step_names_itself_and_keeps_the_exit_code():
    done = step("sh", "-c", "exit 7")
    assert done.returncode == 7
    assert "FAILED: lint of x" in done.stderr


def test_make_test_stops_at_the_first_failing_step(tmp_path):
    """Programs of the same names stand first on PATH: all succeed but mypy."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("ruff", "mypy", "course", "pytest"):
        code = 3 if name == "mypy" else 0
        (programs / name).write_text(f"#!/bin/sh\necho RAN {name} $@\nexit {code}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    done = subprocess.run(
        ["make", "-f", str(ROOT / "Makefile"), "test", "PYTHON=true"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "RAN ruff check ." in done.stdout
    assert "RAN mypy" in done.stdout
    assert "FAILED: mypy" in done.stderr
    assert "RAN pytest" not in done.stdout


def test_ci_runs_make_test_and_nothing_else():
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "exec make test"
    assert all(line.startswith(("#!", "set ", "cd ")) for line in lines[:-1])
    assert os.access(ROOT / ".ci/run", os.X_OK)
