"""The good sample, and a broken chapter for each rule: a change of the sample that trips this rule alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
NAMES = {"md": "ch05.md", "items": "ch05.items.yaml", "exam": "ch05.exam.yaml", "earlier": "ch04.md"}
CELL = "\n```{{code-cell}} ipython3\n:kind: exercise\n\n{0}\n```\n"
Files = dict[str, str]

BROKEN: dict[str, list[Any]] = yaml.safe_load((HERE / "broken.yaml").read_text(encoding="utf-8"))


def good() -> Files:
    """Returns the sample's files by name."""
    folder = HERE / "sample" / "notebooks"
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def broken(rule: str) -> Files:
    """Returns the sample's files with what breaks this rule."""
    files = good()
    for change in BROKEN[rule]:
        if isinstance(change, dict) and "cell" in change:
            files["ch05.md"] += CELL.format(change["cell"])
        elif isinstance(change, dict):
            _add_earlier(files, change["earlier"])
        else:
            name, old, new = change
            name = NAMES.get(name, f"{name}.yaml")
            assert old in files[name], f"{rule}: {old!r} is not in {name}"
            files[name] = files[name].replace(old, new, 1)
    return files


def _add_earlier(files: Files, kept: str) -> None:
    def other(line: str) -> str:
        if kept and kept in line:
            return line
        line = re.sub(r"(prompt: )(.+)", lambda found: f"{found[1]}另{found[2][::-1]}", line)
        return re.sub(r"^(\*\*[^*]+\*\*)(.+)$", r"\1另一章的话从头到尾另写一遍，和后面那一章不一样。", line)

    for name in ("ch05.md", "ch05.items.yaml", "ch05.exam.yaml"):
        text = re.sub(r"(?<!F)5\.([1-4])", r"4.\1", files[name].replace("ch05", "ch04"))
        files[name.replace("ch05", "ch04")] = "\n".join(other(line) for line in text.split("\n"))
