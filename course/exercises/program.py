"""The program of a live card, its script and style, as it travels: without comments, and packed.

It is sent with every card, so its size is what a notebook full of cards costs. The files stay as they are
written; what is sent is made of them when the first card of its kind is shown.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Program:
    """What is sent of a program: a small script that unpacks the rest, and the rest."""

    script: str
    packed: bytes


def program(scripts: Sequence[Path], sheets: Sequence[Path]) -> Program:
    """Return the module that `scripts` make together, packed.

    Args:
        scripts: files in the order in which they belong; the last one has the default export.
        sheets: style sheets in their order. The scripts know them as `SHEETS`: pairs of a name and its rules;
            the name changes with the rules, so that a page takes each sheet once.
    """
    named = [(f"course-style-{_short(text)}", text) for text in map(lean, sheets)]
    text = f"const SHEETS = {json.dumps(named, ensure_ascii=False)};\n{lean(*scripts)}"
    script = f'const NAME = "{_short(text)}";\n{lean(STATIC / "unpack.js")}'
    return Program(script, zlib.compress(text.encode(), 9))


def lean(*paths: Path) -> str:
    """Return static files without indentation, comments and idle line ends.

    No text in a script may hold a comment's sign between spaces or run over several lines.
    """
    return "\n".join(_lean(path) for path in paths)


def _lean(path: Path) -> str:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    lines = (re.sub(r"(^|\s+)// .*", "", line.strip()) for line in text.splitlines())
    return re.sub(r"(?<=[,;{(\[])\n", "", "\n".join(line for line in lines if line))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
