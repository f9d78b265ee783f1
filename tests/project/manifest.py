"""The project's own lists of packages, read once for the tests of this area."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
UNTRACKED = {"answers", "autograded", "build", "dist", "feedback", "submitted"}


def project() -> dict:
    """Returns the [project] table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def direct() -> list[Requirement]:
    """Returns every dependency that pyproject.toml names, extras included."""
    table = project()
    lines = [
        *table["dependencies"],
        *(line for extra in table["optional-dependencies"].values() for line in extra),
    ]
    return [Requirement(line) for line in lines]


def locked(text: str) -> dict[str, list[tuple[str, int]]]:
    """Returns, for each package in the lock's `text`, its versions and how many hashes each has."""
    found: dict[str, list[tuple[str, int]]] = {}
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", text):
        pin = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block)
        if pin:
            entry = (pin[2], block.count("--hash=sha256:"))
            found.setdefault(canonicalize_name(pin[1]), []).append(entry)
    return found


def tracked() -> list[Path]:
    """Returns the files that git tracks and that are still there; without git, all but caches."""
    command = ["git", "ls-files", "-z"]
    # git may be missing, or refuse a checkout that belongs to another user.
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if listed.returncode == 0:
            return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in _walk(ROOT) if path.is_file()]


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield path
        elif path.name == ".ci" or not (path.name.startswith((".", "__pycache__")) or path.name in UNTRACKED):
            yield from _walk(path)
