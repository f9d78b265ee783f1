"""The drift rule: the same tables wherever they are made, and one sentence when they are not."""

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course.cases import world as world_module
from course.cases.tables import BY_NAME, NAMES
from course.cases.world import drift, probe
from tests.cases.probes import FILE

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Stamp:
    version: int
    probe: str


def said(stamp: Stamp, names=None) -> str:
    """The sentence about a drift, after a look at its form."""
    sentence = drift(stamp, names)
    assert sentence is not None
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    assert len(sentence) < 160
    assert sentence.isprintable()
    return sentence


@pytest.fixture(scope="module")
def now() -> Stamp:
    return Stamp(1, probe(1))


def test_what_was_just_recorded_has_not_drifted(now):
    assert drift(now) is None
    assert drift(now, ["工单"]) is None


def test_a_table_that_differs_is_named_and_no_other(now):
    recorded = dict(part.split(":") for part in now.probe.split())
    other = Stamp(1, now.probe.replace(recorded["工单"], "000000000000"))
    sentence = said(other)
    assert "「工单」" in sentence
    assert "「联络」" not in sentence
    assert "不会因此扣分" in sentence
    assert drift(other, ["联络"]) is None
    assert "「工单」" in said(other, ["联络", "工单"])


def test_a_change_of_the_world_is_seen(now, monkeypatch):
    def changed(source):
        return BY_NAME["坐席"].build(source).assign(技能="普通")

    monkeypatch.setattr(world_module, "BY_NAME", {**BY_NAME, "坐席": replace(BY_NAME["坐席"], build=changed)})
    assert "「坐席」" in said(now, ["坐席"])


def test_tables_that_came_after_the_release_do_not_count(now):
    first, *_ = now.probe.split()
    assert drift(Stamp(1, first)) is None


def test_a_table_that_is_gone_counts(now):
    assert "「旧表」" in said(Stamp(1, f"旧表:0123 {now.probe}"))


@pytest.mark.parametrize("version", [0, 2, 10**30, True])
def test_an_unknown_world_version_is_said(now, version):
    assert "数据版本" in said(replace(now, version=version))


@pytest.mark.parametrize("text", ["", "a894af3977ec1965", "长" * 10_000])
def test_a_stamp_without_checksums_is_said(text):
    assert "校验码" in said(Stamp(1, text))


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("wanted", ["2.1.3", "2.2.6"])
def test_another_numpy_gives_the_same_tables(tmp_path, wanted):
    if np.__version__ == wanted:
        pytest.skip(f"numpy {wanted} is the one in use")
    python = tmp_path / "venv" / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv"], check=True)
    install = subprocess.run(
        [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            f"numpy=={wanted}",
            f"pandas=={pd.__version__}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if install.returncode:
        pytest.skip(f"numpy {wanted} cannot be installed here: {install.stderr.strip().splitlines()[-1]}")
    code = "import numpy; from course.cases.world import probe; print(numpy.__version__, probe(1))"
    run = subprocess.run([python, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    version, *checksums = run.stdout.split()
    assert version == wanted
    assert checksums == FILE.read_text(encoding="utf-8").split()
    assert len(checksums) == len(NAMES)
