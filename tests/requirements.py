"""What a test may need from the machine, and what follows when it is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")


def chromium() -> str | None:
    """Returns the path of the system's chromium, or None."""
    return next((path for path in CHROMIUM if Path(path).exists()), None)


def can_browse() -> bool:
    """Returns whether chromium and the library that Playwright's driver is linked against are there."""
    return chromium() is not None and any(Path("/usr/lib").glob("*/libatomic.so.1"))


NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "needs_browser": (can_browse, "no chromium or libatomic1: sudo apt-get install -y chromium libatomic1"),
    "needs_bubblewrap": (
        lambda: shutil.which("bwrap") is not None,
        "no bwrap: sudo apt-get install -y bubblewrap",
    ),
    "needs_root": (lambda: os.geteuid() == 0, "not root"),
}


def verdict(
    mark: str, ci: bool, needs: dict[str, tuple[Callable[[], bool], str]] = NEEDS
) -> tuple[Literal["run", "skip", "fail"], str]:
    """Returns what to do with a test that carries `mark`, and why.

    Missing packages skip it, except in CI, whose bootstrap has to install them; only root cannot be provided.
    """
    met, remedy = needs.get(mark, (lambda: True, ""))
    if met():
        return "run", ""
    if ci and mark != "needs_root":
        return "fail", f"{mark}: {remedy} (CI skips nothing but needs_root)"
    return "skip", f"{mark}: {remedy}"
