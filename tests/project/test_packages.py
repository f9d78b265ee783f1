"""pyproject.toml, requirements.lock and environment.yml say the same."""

from __future__ import annotations

import re

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.manifest import ROOT, direct, locked, project

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
# Where conda-forge knows a package under another name.
CONDA_NAMES = {"playwright-python": "playwright"}
# Releases before these have published security holes.
FLOORS = {"jupyter_server": "2.20", "nbconvert": "7.17.1", "jupyterhub": "5"}


def floor(requirement: Requirement) -> str:
    bounds = [bound.version for bound in requirement.specifier if bound.operator == ">="]
    assert len(bounds) == 1, f"{requirement}: exactly one lower bound"
    return bounds[0]


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


@pytest.mark.parametrize("requirement", direct(), ids=str)
def test_lock_pins_every_direct_dependency_with_hashes(requirement):
    versions = locked(LOCK).get(canonicalize_name(requirement.name))
    assert versions, "run `make lock`"
    for version, hashes in versions:
        assert requirement.specifier.contains(version)
        assert hashes > 0


def test_everything_in_the_lock_has_a_hash():
    bare = [name for name, versions in locked(LOCK).items() if not all(hashes for _, hashes in versions)]
    assert bare == []
    assert len(locked(LOCK)) > 100


def test_lock_names_no_host():
    assert "://" not in LOCK
    assert not re.search(r"(?m)^\s*-(-index|-extra-index|-find-links|-trusted|i |f )", LOCK)


@pytest.mark.parametrize(("name", "least"), FLOORS.items())
def test_known_security_floors_hold(name, least):
    wanted = next(item for item in direct() if canonicalize_name(item.name) == canonicalize_name(name))
    assert numbers(floor(wanted)) >= numbers(least)
    for version, _ in locked(LOCK)[canonicalize_name(name)]:
        assert numbers(version) >= numbers(least)


def test_environment_lists_the_same_packages_with_the_same_floors():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = [entry for entry in listed if isinstance(entry, str)]
    pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    assert pip[-1] == "-e .[" + ",".join(project()["optional-dependencies"]) + "]"
    there = {
        canonicalize_name(CONDA_NAMES.get(item.name, item.name)): str(item.specifier)
        for item in map(Requirement, [*conda, *pip[:-1]])
    }
    assert there.pop("python") == str(Requirement("python" + project()["requires-python"]).specifier)
    assert there.pop("pip") == ""
    assert there == {canonicalize_name(item.name): str(item.specifier) for item in direct()}


def test_every_dependency_says_what_it_saves():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if re.match(r'  "[A-Za-z0-9_.-]+>=', line)]
    assert len(entries) == len(direct())
    assert [line for line in entries if not re.search(r",\s+# \w", line)] == []


def test_classifiers_name_the_supported_pythons():
    supported = {f"Programming Language :: Python :: 3.{minor}" for minor in range(11, 15)}
    assert supported <= set(project()["classifiers"])
    assert project()["requires-python"] == ">=3.11,<3.15"


def test_one_numpy_serves_every_python():
    # Tables and checksums of the case world must not differ between two Pythons of one release.
    assert len(locked(LOCK)["numpy"]) == 1
