"""The release of a chapter, made by nbgrader itself with a gradebook that is thrown away.

A gradebook in use refuses changed cells once submissions exist; the build must not depend on one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from course.authoring.errors import AuthorError, Problem

CONFIG = """\
from course.grading.config import apply
c = get_config()
apply(c)
"""


def generate_release(chapter: str, source: dict[str, bytes], path: Path) -> dict[str, bytes]:
    """Return the files of release/<chapter>/ by name.

    Args:
        chapter: such as "ch01".
        source: files of source/<chapter>/ by name.
        path: the chapter's text, which errors name.

    Raises:
        AuthorError: nbgrader refuses the source.
    """
    with TemporaryDirectory(prefix="course-release-") as name:
        root = Path(name)
        (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        folder = root / "source" / chapter
        folder.mkdir(parents=True)
        for file, data in source.items():
            (folder / file).write_bytes(data)
        run = subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", chapter, "--create", "--force"],
            cwd=root,
            env=_environment(root),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        release = root / "release" / chapter
        if run.returncode or not release.is_dir():
            reason = next(
                (line for line in reversed(run.stderr.splitlines()) if "ERROR" in line), "no message"
            )
            raise AuthorError([Problem(path, 0, chapter, f"nbgrader generate_assignment failed: {reason}")])
        return {file.name: file.read_bytes() for file in sorted(release.iterdir()) if file.is_file()}


def _environment(root: Path) -> dict[str, str]:
    """Return the environment for nbgrader: its programs on PATH, no settings of the user's."""
    programs = str(Path(sys.executable).parent)
    return {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        "JUPYTER_CONFIG_DIR": str(root / "config"),
    }
