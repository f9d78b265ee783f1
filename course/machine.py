"""The machine as `course doctor` sees it: every look at files, programs and versions goes through here."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

RUN_SECONDS = 20


class Machine:
    """This machine; tests put another in its place."""

    def python(self) -> tuple[int, int, int]:
        """The version of the running Python."""
        return sys.version_info[:3]

    def system(self) -> str:
        """The operating system in words."""
        return f"{platform.system()} {platform.release()}"

    def environment(self) -> Path | None:
        """The virtual environment that runs this, or None."""
        inside = sys.prefix != sys.base_prefix or "CONDA_PREFIX" in os.environ
        return Path(sys.prefix) if inside else None

    def requirements(self) -> list[str]:
        """What the installed course asks for, as requirement lines; empty when it is not installed."""
        try:
            return metadata.requires("course") or []
        except metadata.PackageNotFoundError:
            return []

    def version(self, package: str) -> str | None:
        """The version of an installed package, or None."""
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            return None

    def which(self, program: str) -> Path | None:
        """Where PATH finds a program, or None."""
        found = shutil.which(program)
        return Path(found) if found else None

    def beside_python(self, program: str) -> Path | None:
        """The program in the same folder as this Python, or None."""
        path = Path(sys.executable).parent / program
        return path if path.exists() else None

    def run(self, *command: str) -> tuple[int, str]:
        """Exit code and output of a short command; code 127 when it cannot be started."""
        try:
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, errors="replace", timeout=RUN_SECONDS
            )
        except subprocess.TimeoutExpired:
            return 124, f"no answer within {RUN_SECONDS} s"
        except OSError as error:
            return 127, str(error)
        return done.returncode, (done.stdout + done.stderr).strip()

    def read(self, path: str) -> str | None:
        """The text of a small file without surrounding space, or None."""
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError:
            return None

    def free_bytes(self) -> int:
        """Free space of the current folder's disk."""
        return shutil.disk_usage(Path.cwd()).free
