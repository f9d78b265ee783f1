"""The demo's work folder: what lies where, what is kept between starts, and the lock.

state.json          accounts, passwords, last port, marker of the last run (0600)
run/                the hub's own files, made anew at every start (0700)
exchange/           nbgrader's exchange
teaching/<course>/  the course root, below the instructor's server root
homes/<account>/    one home a person; a trainee's work stays here
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from course.hub.problems import DemoError

TOKEN = ".course-demo"
TOKEN_TEXT = "This folder belongs to `course demo`. Deleting it deletes the demo's accounts and work.\n"


@dataclass(frozen=True)
class WorkFolder:
    """The paths of one work folder."""

    root: Path
    course_id: str

    @property
    def state_file(self) -> Path:
        """Accounts, passwords, last port, marker of the last run."""
        return self.root / "state.json"

    @property
    def run(self) -> Path:
        """The hub's own files."""
        return self.root / "run"

    @property
    def log_file(self) -> Path:
        """What the hub, traefik and the single-user servers print."""
        return self.run / "hub.log"

    @property
    def exchange(self) -> Path:
        """nbgrader's exchange."""
        return self.root / "exchange"

    @property
    def teaching(self) -> Path:
        """The instructor's server root."""
        return self.root / "teaching"

    @property
    def course_root(self) -> Path:
        """nbgrader's course folder; formgrader needs it below the server root."""
        return self.teaching / self.course_id

    @property
    def homes(self) -> Path:
        """The folder of all homes."""
        return self.root / "homes"

    def home(self, name: str) -> Path:
        """The home of one account."""
        return self.homes / name


def write_private(path: Path, data: dict[str, Any]) -> None:
    """Writes `data` as JSON, readable by the owner only, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
    os.replace(new, path)


def read_state(folder: WorkFolder) -> dict[str, Any]:
    """Returns what the previous start wrote, or an empty dict when there is nothing usable."""
    try:
        state = json.loads(folder.state_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # A lost state costs new passwords, nothing else.
        return {}
    return state if isinstance(state, dict) else {}


def _require_ours(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise DemoError(f"{root} 是一个文件，不能作为演示文件夹，请用 --dir 另选一个位置。")
    if root.is_dir() and any(root.iterdir()) and not (root / TOKEN).exists():
        raise DemoError(f"文件夹 {root} 里有别的内容，为免误删没有使用它，请用 --dir 指定一个新文件夹。")


def open_folder(root: Path, course_id: str) -> tuple[WorkFolder, IO[str]]:
    """Returns the work folder, made if missing, and its lock; the lock holds until the file is closed.

    Raises DemoError when the folder is not ours, cannot be written, or another demo is running in it.
    """
    root = root.absolute()
    try:
        _require_ours(root)
        root.mkdir(parents=True, exist_ok=True)
        (root / TOKEN).write_text(TOKEN_TEXT, encoding="utf-8")
        lock = (root / "lock").open("a", encoding="utf-8")
    except OSError as error:
        raise DemoError(
            f"无法写入演示文件夹 {root}（{error.strerror}），请检查权限和磁盘空间，或用 --dir 另选一个位置。"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise DemoError(
            f"演示已在 {root} 里运行，请先在那个终端按 Ctrl-C，或用 --dir 另选文件夹。"
        ) from error
    return WorkFolder(root, course_id), lock


def wipe(folder: WorkFolder) -> None:
    """Deletes everything the demo keeps, except the lock that the caller holds."""
    for path in (folder.run, folder.exchange, folder.teaching, folder.homes):
        if path.exists():
            shutil.rmtree(path)
    folder.state_file.unlink(missing_ok=True)


def prepare(folder: WorkFolder, names: list[str]) -> None:
    """Makes the folders of one start, with a home for each of `names`; the hub's own files begin empty.

    Raises DemoError when the disk refuses.
    """
    try:
        if folder.run.exists():
            shutil.rmtree(folder.run)
        folder.run.mkdir(mode=0o700)
        homes = [folder.home(name) for name in names]
        for path in (folder.exchange, folder.course_root, folder.homes, *homes):
            path.mkdir(parents=True, exist_ok=True)
        # nbgrader refuses an exchange that is not writable for everyone.
        folder.exchange.chmod(0o777)
        folder.homes.chmod(0o700)
        folder.root.chmod(0o700)
    except OSError as error:
        raise DemoError(
            f"无法准备演示文件夹 {folder.root}（{error.strerror}），请检查权限和磁盘。"
        ) from error
