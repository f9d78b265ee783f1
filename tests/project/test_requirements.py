"""Tests that need something are skipped by name, and in CI only for want of root."""

import os
import subprocess
import sys

import pytest

from tests.project.manifest import ROOT
from tests.requirements import NEEDS, verdict

MISSING = {name: (lambda: False, remedy) for name, (_, remedy) in NEEDS.items()}
PRESENT = {name: (lambda: True, remedy) for name, (_, remedy) in NEEDS.items()}


@pytest.mark.parametrize("mark", NEEDS)
def test_runs_where_the_need_is_met(mark):
    assert verdict(mark, ci=True, needs=PRESENT) == ("run", "")
    assert verdict(mark, ci=False, needs=PRESENT) == ("run", "")


@pytest.mark.parametrize("mark", NEEDS)
def test_skips_by_name_and_reason_outside_ci(mark):
    outcome, reason = verdict(mark, ci=False, needs=MISSING)
    assert outcome == "skip"
    assert reason.startswith(f"{mark}: ")


@pytest.mark.parametrize(
    ("mark", "expected"), [("needs_browser", "fail"), ("needs_bubblewrap", "fail"), ("needs_root", "skip")]
)
def test_ci_skips_only_for_want_of_root(mark, expected):
    assert verdict(mark, ci=True, needs=MISSING)[0] == expected


def test_other_marks_need_nothing():
    assert verdict("parametrize", ci=True, needs=MISSING) == ("run", "")


def test_every_need_is_a_registered_marker(pytestconfig):
    registered = {line.split(":")[0] for line in pytestconfig.getini("markers")}
    assert set(NEEDS) <= registered


def test_whatever_uses_the_browser_is_marked(request):
    marked = [item for item in request.session.items if "browser" in getattr(item, "fixturenames", ())]
    assert all(item.get_closest_marker("needs_browser") for item in marked)


def test_the_browser_shows_chinese(browser):
    page = browser.new_page()
    page.set_content("<p>客户</p>")
    assert page.inner_text("p") == "客户"
    page.close()


@pytest.mark.parametrize("ci", ["", "true"])
def test_ci_takes_a_skip_for_a_failure(tmp_path, ci):
    hooks = "pytest_runtest_makereport, pytest_runtest_setup"
    (tmp_path / "conftest.py").write_text(f"from tests.conftest import {hooks}  # noqa\n", encoding="utf-8")
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "def test_one(): pass\n"
        "def test_two(): pass\n"
        "@pytest.mark.skip(reason='no time')\n"
        "def test_skipped(): pass\n"
        "@pytest.mark.needs_root\n"
        "@pytest.mark.skip(reason='stands for another user')\n"
        "def test_root(): pass\n"
        "@pytest.mark.xfail\n"
        "def test_wrong(): assert False\n",
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        str(tmp_path),
    ]
    environ = os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "2 passed" in done.stdout
    assert f"{1 if ci else 2} skipped, 1 xfailed" in done.stdout
    assert bool(done.returncode) is bool(ci)
    assert ("skipped, but CI" in done.stdout) is bool(ci)
