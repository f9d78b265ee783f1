"""What the guides promise exists, and no file leaks the place where it was made."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from course.cli import main
from tests.project.manifest import ROOT, tracked

GUIDES = ["README.md", "CONTRIBUTING.md", ".ci/run"]
# A host of a package registry, whichever: the last label before the top-level domain or any before it.
REGISTRY = re.compile(r"https?://[^\s/\"')]*\b(py" r"pi|pythonhosted|npmjs|debian|anaconda|ubuntu)\b", re.I)
# Notebooks carry output of a run; a path of the building machine would stand there.
MACHINE = [f"/{'work'}/", f"{ROOT}/"]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8")


def commands(text: str) -> tuple[set[str], set[str]]:
    """Returns the `make` targets and `course` commands that stand in the code of a Markdown `text`."""
    code = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S) + re.findall(r"`([^`\n]+)`", text))
    # Without a target, plain `make` is meant.
    made = set(re.findall(r"(?:^|\s)make(?: [A-Z]+=\S+)* ([a-z]+)", code))
    return made, set(re.findall(r"(?:^|\s)course ([a-z]+)", code))


def targets() -> set[str]:
    return set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))


def test_the_check_reads_commands_out_of_code():
    assert commands("we make haste\n```sh\nmake start # x\ncourse build ch01\n```\n`make lock`") == (
        {"start", "lock"},
        {"build"},
    )


@pytest.mark.parametrize("guide", GUIDES)
def test_named_targets_and_commands_exist(guide):
    text = (ROOT / guide).read_text(encoding="utf-8")
    made, called = commands(text if guide.endswith(".md") else f"```sh\n{text}```")
    assert made, "a guide that names no command"
    assert made - targets() == set()
    assert called - set(main.commands) == set()


def test_makefile_calls_commands_that_exist():
    recipes = "\n".join(
        line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if line[:1] == "\t"
    )
    called = set(re.findall(r"(?:@|\" )course ([a-z]+)", recipes))
    assert {"build", "demo"} <= called <= set(main.commands)


@pytest.mark.parametrize("guide", ["README.md", "CONTRIBUTING.md"])
def test_links_and_pictures_lead_somewhere(guide):
    text = (ROOT / guide).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_plain_make_lists_every_target():
    shown = subprocess.run(["make", "-s"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"(?m)^make (\w+)", shown)) == targets()


def test_top_level_folders_named_in_the_readme_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"(?m)^\| `([^`]+)` \|", text)
    assert len(named) == 7
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", tracked(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_names_a_registry_or_this_machine(path):
    text = text_of(path)
    found = REGISTRY.search(text)
    assert found is None, found
    assert [place for place in MACHINE if place in text] == []


@pytest.mark.parametrize(
    "path",
    [path for path in tracked() if path.suffix == ".ipynb"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_built_notebooks_do_not_tell_which_python_built_them(path):
    # Otherwise `course build --check` fails on every other Python.
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert "version" not in metadata.get("language_info", {})
