"""The built packages hold the engine, all of it, and nothing private."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.project.manifest import ROOT, tracked


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built) -> set[str]:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        return set(archive.namelist())


def test_wheel_holds_every_file_of_the_package(wheel):
    package = {
        path.relative_to(ROOT).as_posix() for path in tracked() if path.is_relative_to(ROOT / "course")
    }
    assert len(package) > 10
    assert package - wheel == set()


def test_wheel_holds_the_static_files_of_cards_and_hub(wheel):
    for folder in ("course/exercises/static/", "course/hub/etc/"):
        assert any(name.startswith(folder) for name in wheel), folder


def test_wheel_holds_nothing_beside_the_package(wheel):
    beside = {name for name in wheel if not name.startswith(("course/", "course-0.1.0.dist-info/"))}
    extension = "share/jupyter/labextensions/course-lab"
    assert {name.removeprefix("course-0.1.0.data/data/") for name in beside} == {
        "etc/jupyter/nbgrader_config.json",
        f"{extension}/package.json",
        f"{extension}/schemas/course-lab/plugin.json",
        f"{extension}/static/page.css",
        f"{extension}/static/remoteEntry.js",
    }
    assert not any(name.endswith((".exam.yaml", ".ipynb", ".jsonl", ".db")) for name in wheel)


def test_wheel_carries_the_licence_of_the_code(wheel):
    assert "course-0.1.0.dist-info/licenses/LICENSE" in wheel


def test_source_package_holds_nothing_private(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        tops = {Path(name).parts[1] for name in archive.getnames()}
    assert tops <= {"course", "pyproject.toml", "README.md", "LICENSE", "PKG-INFO", ".gitignore"}
