"""The answer log: one append-only file of JSON lines a chapter.

Steps: an event becomes one line -> it is written under a lock and flushed to the disk -> lines are read back
within bounds. Nothing is ever changed or removed, but for a line that could not be written whole.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import stat
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from course.exercises.events import (
    CONFIDENCES,
    EVENTS,
    FORMAT,
    LONGEST_LINE,
    Event,
    ItemState,
    Reading,
    fold,
    parse,
)

__all__ = ["AnswerLog", "Event", "ItemState", "Reading", "SaveFailed", "fold"]

LARGEST_READ = 16 * 1024 * 1024
LOCK_SECONDS = 3.0


class SaveFailed(OSError):
    """An event that could not be saved; the message is one Chinese sentence for the trainee."""


@dataclass
class _Seen:
    """What was read so far of one file: up to `offset`, always just after a line's end."""

    file: tuple[int, int] = (0, 0)
    offset: int = 0
    reading: Reading = field(default_factory=Reading)


class AnswerLog:
    """The answer log at `path`. Several processes may write to the same file at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = _Seen()

    def append(
        self,
        event: str,
        item: str,
        *,
        item_version: int,
        attempt: int,
        answer: object,
        confidence: str | None,
        data: str,
        sid: str,
    ) -> None:
        """Return once the event is on the disk.

        Args:
            event: one of `EVENTS`.
            item: id of the item or task.
            item_version: its version, from 1.
            attempt: number of the attempt, from 1.
            answer: plain JSON data, or None.
            confidence: one of `CONFIDENCES`, or None.
            data: identity of the data that the trainee saw.
            sid: identity of the session.

        Raises:
            SaveFailed: nothing was saved, and nothing saved before was lost.
            ValueError: the event is not one of the format (an author's mistake).
        """
        if event not in EVENTS or not (confidence is None or confidence in CONFIDENCES):
            raise ValueError(f"event {event!r} or confidence {confidence!r} is not in the log's format")
        raw = {
            "v": FORMAT,
            "t": _now(),
            "event": event,
            "item": item,
            "item_version": item_version,
            "attempt": attempt,
            "answer": answer,
            "confidence": confidence,
            "data": data,
            "sid": sid,
        }
        try:
            line = json.dumps(raw, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        except (ValueError, TypeError, RecursionError) as error:
            raise SaveFailed("作答内容里有无法保存的字符，请修改后重试。") from error
        if len(line) > LONGEST_LINE:
            raise SaveFailed("作答内容太长，无法保存，请缩短后重试。")
        if not parse(line).events:  # nothing is called saved that could not be read back
            raise SaveFailed("作答内容的结构太复杂，无法保存，请修改后重试。")
        try:
            self._write(line + b"\n")
        except OSError as error:
            raise SaveFailed(_reason(error)) from error

    def events(self) -> list[Event]:
        """Return the events saved so far, oldest first. Never raises; see `reading` for what was skipped."""
        return list(self.reading().events)

    def reading(self) -> Reading:
        """Return what the file holds now. Only what was added since the last call is read."""
        try:
            return self._read()
        except FileNotFoundError:
            self._seen = _Seen()
            return Reading()
        except OSError as error:
            return Reading(error=_unreadable_reason(error))

    def _read(self) -> Reading:
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            handle = _open_regular(self.path.name, os.O_RDONLY, folder)
        finally:
            os.close(folder)
        with open(handle, "rb") as file:
            status = os.fstat(file.fileno())
            identity = (status.st_dev, status.st_ino)
            seen = self._seen
            if seen.file != identity or status.st_size < seen.offset:
                seen = _Seen(file=identity)
            start = max(seen.offset, status.st_size - LARGEST_READ)
            file.seek(start)
            added = file.read(LARGEST_READ)
        cut = start > seen.offset
        if cut:
            added = added[added.find(b"\n") + 1 :] if b"\n" in added else b""
        whole = added.rfind(b"\n") + 1
        done = _join(seen.reading, parse(added[:whole]), cut)
        torn = added[whole:]
        self._seen = _Seen(identity, status.st_size - len(torn), done)
        return _join(done, parse(torn), False) if torn else done

    def _write(self, line: bytes) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            handle = _open_regular(self.path.name, os.O_RDWR | os.O_APPEND | os.O_CREAT, folder)
            try:
                _lock(handle)
                if _append(handle, line):
                    _flush_name(folder)
            finally:
                os.close(handle)
        finally:
            os.close(folder)


def _flush_name(folder: int) -> None:
    """Flush the name of a new file, too, or a power cut could lose it with all its lines."""
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems flush no folders
            raise


def _append(handle: int, line: bytes) -> bool:
    """Return whether the line is the file's first. On failure the file is as it was."""
    size = os.fstat(handle).st_size
    if size and os.pread(handle, 1, size - 1) != b"\n":
        line = b"\n" + line  # a torn last line ends here, and cannot swallow this event
    try:
        written = os.write(handle, line)
        if written < len(line):
            raise OSError(errno.ENOSPC, "short write")
        os.fsync(handle)
    except OSError:
        with suppress(OSError):  # a fragment that stays is healed by the next writer
            os.ftruncate(handle, size)
        raise
    return size == 0


def _open_regular(name: str, flags: int, folder: int) -> int:
    # O_NONBLOCK: opening a pipe put in the file's place must not wait for its other end.
    handle = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.ELOOP, "not a regular file")
    return handle


def _lock(handle: int) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)


def _join(first: Reading, then: Reading, cut: bool) -> Reading:
    return Reading(
        first.events + then.events,
        first.unreadable + then.unreadable,
        first.foreign + then.foreign,
        first.cut or cut,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _reason(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "未能保存：磁盘空间已满，请删除不用的文件或联系讲师，然后再提交一次。"
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return "未能保存：answers 文件夹不能写入，请联系讲师检查权限，然后再提交一次。"
        case errno.ELOOP | errno.EISDIR | errno.ENOTDIR | errno.EEXIST | errno.ENXIO:
            return "未能保存：answers 文件夹里的作答记录不是普通文件，请改名或移走它，然后再提交一次。"
        case errno.EWOULDBLOCK:
            return "未能保存：作答记录正被另一个程序占用，请稍等几秒再提交一次。"
    return "未能保存：写入作答记录时出错，请再提交一次，仍不行请联系讲师。"


def _unreadable_reason(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return "作答记录没有读取权限，请联系讲师检查 answers 文件夹。"
    return "作答记录不是普通文件，无法读取，请把 answers 文件夹里的同名项改名或移走。"
