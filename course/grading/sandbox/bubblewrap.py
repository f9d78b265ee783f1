"""The bubblewrap command of one worker: what it can see, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import course

WORK = "/work"
WORK_BYTES = 64 * 2**20
TMP_BYTES = 32 * 2**20
SHM_BYTES = 16 * 2**20
# Not 0: the owner of a namespace may write some of the kernel's settings even without any right.
USER = "1000"

_PACKAGE_FOLDERS = ("site-packages", "dist-packages")  # the second is Debian's
_PACKAGES = "/opt/packages"
_COURSE = "/opt/course"
_ENVIRONMENT = {
    "HOME": WORK,
    "PATH": "/usr/bin",
    "LANG": "C.UTF-8",
    "IPYTHONDIR": "/tmp/ipython",
    "PLOTLY_RENDERER": "plotly_mimetype",
    # One process a submission: threads for linear algebra only cost memory, and none may live when forking.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}


@dataclass(frozen=True)
class View:
    """What a worker sees of this Python: folders shown inside, and where modules are found there."""

    python: str
    shown: tuple[tuple[str, str], ...]  # (here, inside), read-only
    hidden: tuple[str, ...]  # below a shown folder, but private
    path: tuple[str, ...]
    zygote: str


def program() -> str | None:
    """Return the path of bwrap, or None."""
    return shutil.which("bwrap", path=f"{os.environ.get('PATH', '')}:/usr/bin:/bin:/usr/local/bin")


def view() -> View:
    """Return what a worker sees of the running Python, its packages and the course package.

    Packages appear in folders of their own, so that the place of a virtual environment, often inside the
    course's checkout, does not matter and nothing beside it is shown.
    """
    python = Path(getattr(sys, "_base_executable", "") or sys.executable).resolve()
    base = Path(sys.base_prefix).resolve()
    shown = [] if base.is_relative_to("/usr") else [(str(base), str(base))]
    if not python.is_relative_to(base) and not python.is_relative_to("/usr"):
        shown.append((str(python), str(python)))
    homes = {home: f"{_PACKAGES}/{number}" for number, home in enumerate(_package_folders())}
    shown += [(str(home), inside) for home, inside in homes.items()]
    path = list(homes.values())
    package = Path(course.__file__).resolve().parent
    hidden: tuple[str, ...] = ()
    if package.parent in homes:
        inside = homes[package.parent]
    else:
        inside = _COURSE
        shown.append((str(package), f"{_COURSE}/course"))
        path.insert(0, _COURSE)
        if any(package.parent.is_relative_to(here) for here in ("/usr", str(base))):
            hidden = (str(package.parent),)
    return View(str(python), tuple(shown), hidden, tuple(path), f"{inside}/course/grading/sandbox/zygote.py")


def _package_folders() -> list[Path]:
    """Return the folders of installed packages that this Python imports from."""
    found = (Path(entry).resolve() for entry in sys.path if Path(entry).name in _PACKAGE_FOLDERS)
    return [folder for folder in dict.fromkeys(found) if folder.is_dir()]


def command(bwrap: str, seen: View, control: int, preload: Iterable[str]) -> Sequence[str]:
    """Return the command of a worker.

    Args:
        bwrap: the program.
        seen: what it is shown.
        control: the file descriptor of the worker's end of the control socket.
        preload: modules that the worker imports before the first job.
    """
    words = [bwrap, "--unshare-all", "--unshare-user", "--uid", USER, "--gid", USER]
    words += ["--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL", "--clearenv"]
    words += ["--hostname", "sandbox", "--ro-bind", "/usr", "/usr"]
    for folder in ("/lib", "/lib64", "/lib32", "/bin"):
        if os.path.islink(folder):
            words += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            words += ["--ro-bind", folder, folder]
    words += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for size, folder in ((SHM_BYTES, "/dev/shm"), (TMP_BYTES, "/tmp"), (WORK_BYTES, WORK)):
        words += ["--size", str(size), "--tmpfs", folder]
    for here, inside in seen.shown:
        words += ["--ro-bind", here, inside]
    for folder in seen.hidden:
        words += ["--tmpfs", folder, "--remount-ro", folder]
    for folder in ("/proc", "/dev", "/"):
        words += ["--remount-ro", folder]
    for name, value in _ENVIRONMENT.items():
        words += ["--setenv", name, value]
    settings = {"control": control, "path": seen.path, "preload": list(preload)}
    # Isolated and without `site`: no variable, no .pth file, no file of the work folder changes what is run.
    words += ["--chdir", WORK, "--", seen.python, "-I", "-S", "-B", "-X", "utf8", seen.zygote]
    return [*words, json.dumps(settings)]


def variables() -> frozenset[str]:
    """Return the names that the environment inside may have."""
    return frozenset({*_ENVIRONMENT, "PWD", "COURSE_GRADED_TRAINEE"})
