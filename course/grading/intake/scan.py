"""What lies in a folder that nobody vouches for: nothing is followed or waited for, all is bounded."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Literal

Kind = Literal["file", "folder", "link", "pipe", "socket", "device", "closed", "deep", "many", "not_folder"]

LARGEST_FILE = 16 * 1024 * 1024
LARGEST_TAIL = 4 * 1024 * 1024
LARGEST_TOTAL = 48 * 1024 * 1024
MOST_ENTRIES = 400
DEEPEST = 5
# What operating systems and editors leave behind, in every folder; not worth a word.
LITTER = frozenset({
    ".ipynb_checkpoints", "__pycache__", "__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini",
    ".virtual_documents", ".jupyter_ystore.db",
})  # fmt: skip
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a pipe must not wait for its other end.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Entry:
    """One thing in the folder. `data` is a file's content, None when there is too much of it.

    Of a file whose end counts, a log, `data` holds the last bytes; then it is shorter than `size`.
    """

    path: PurePosixPath
    kind: Kind
    size: int = 0
    data: bytes | None = None

    @property
    def name(self) -> str:
        """Return the path as text."""
        return str(self.path)


def scan(folder: Path, first: tuple[str, ...] = (), tails: frozenset[str] = frozenset()) -> list[Entry]:
    """Return what lies in `folder`, which may not exist; where it is no folder, that is all there is to tell.

    Args:
        folder: where to look.
        first: paths looked at before any other, so that no crowd of files can hide them.
        tails: paths of files whose last bytes are enough.
    """
    walk = _Walk(first, tails)
    try:
        handle = os.open(folder, _FOLDER)
    except FileNotFoundError:
        return []
    except OSError:
        is_folder = stat.S_ISDIR(os.lstat(folder).st_mode)
        return [Entry(PurePosixPath(folder.name), "closed" if is_folder else "not_folder")]
    try:
        walk.enter(handle, PurePosixPath())
    finally:
        os.close(handle)
    return walk.found


class _Walk:
    def __init__(self, first: tuple[str, ...], tails: frozenset[str]) -> None:
        self.found: list[Entry] = []
        self._first = first
        self._tails = tails
        self._left = LARGEST_TOTAL

    def enter(self, handle: int, at: PurePosixPath) -> None:
        """Add what lies in the open folder `handle`."""
        for name in self._names(handle, at):
            if len(self.found) >= MOST_ENTRIES:
                self.found.append(Entry(at / name, "many"))
                return
            try:
                self._look(handle, at / name)
            except FileNotFoundError:
                continue
            except OSError:
                self.found.append(Entry(at / name, "closed"))

    def _names(self, handle: int, at: PurePosixPath) -> Iterator[str]:
        wanted = [
            path.relative_to(at).parts[0]
            for path in map(PurePosixPath, self._first)
            if at in (path, *path.parents) and path != at
        ]
        yield from (early := dict.fromkeys(wanted))
        with os.scandir(handle) as entries:
            names = [entry.name for entry in islice(entries, MOST_ENTRIES + 1)]
        yield from (name for name in sorted(names) if name not in early and name not in LITTER)

    def _look(self, handle: int, path: PurePosixPath) -> None:
        status = os.stat(path.name, dir_fd=handle, follow_symlinks=False)
        kind = _kind(status.st_mode)
        if kind == "file":
            self.found.append(self._read(handle, path))
        elif kind != "folder":
            self.found.append(Entry(path, kind))
        elif len(path.parts) > DEEPEST:
            self.found.append(Entry(path, "deep"))
        else:
            self.found.append(Entry(path, "folder"))
            inner = os.open(path.name, _FOLDER, dir_fd=handle)
            try:
                self.enter(inner, path)
            finally:
                os.close(inner)

    def _read(self, handle: int, path: PurePosixPath) -> Entry:
        with open(os.open(path.name, _FILE, dir_fd=handle), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return Entry(path, _kind(status.st_mode))
            size, limit = status.st_size, min(LARGEST_FILE, self._left)
            if str(path) in self._tails:
                limit = min(LARGEST_TAIL, limit)
                file.seek(max(0, size - limit))
            elif size > limit:
                return Entry(path, "file", size)
            data = file.read(limit)
        self._left -= len(data)
        return Entry(path, "file", size, data)


def _kind(mode: int) -> Kind:
    kinds: dict[int, Kind] = {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "folder",
        stat.S_IFLNK: "link",
        stat.S_IFIFO: "pipe",
        stat.S_IFSOCK: "socket",
    }
    return kinds.get(stat.S_IFMT(mode), "device")
