"""Submissions on disk: an honest one of chapter 1, and every way in which one can be damaged."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.cases.identity import data_id
from course.grading.intake import Place, Receipt, intake

PROJECT = Path(__file__).resolve().parents[2]
CHAPTER = "ch01"
TASK, WRITTEN = "ch01-t1", "ch01-w1-answer"
CODE, REPLY = "答案_t1 = table('联络').head(3)\n", "您好，我是星桥银行 0372。"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HANDED_IN = "2026-11-24 07:30:00.000000 UTC"
Notebook = dict[str, Any]


def released() -> Notebook:
    """Return the released notebook."""
    path = PROJECT / "release" / CHAPTER / f"{CHAPTER}.ipynb"
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def cell_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """Return the first cell with this name of nbgrader's."""
    found: dict[str, Any] = next(
        cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )
    return found


def answered() -> Notebook:
    """Return the released notebook with both answers in it."""
    notebook = released()
    cell_of(notebook, TASK)["source"] = CODE
    cell_of(notebook, WRITTEN)["source"] = REPLY
    return notebook


def event(item: str = "ch01-p01", trainee: str = "li", chapter: str = CHAPTER, **more: Any) -> str:
    """Return a valid line of the answer log."""
    raw = {
        "v": 1,
        "t": "2026-11-24T07:00:00.000Z",
        "event": "submit",
        "item": item,
        "item_version": 1,
        "attempt": 1,
        "answer": ["a"],
        "confidence": None,
        "data": data_id(chapter, trainee),
        "sid": "test",
    }
    return json.dumps({**raw, **more}, ensure_ascii=False)


class Handed:
    """A submission of one trainee in a course folder of its own, and what intake makes of it."""

    def __init__(self, root: Path, trainee: str = "li", folder: Path | None = None) -> None:
        """Make an honest submission below `root`, or in another folder."""
        self.place = Place(root, trainee, CHAPTER)
        if not self.place.release.exists():
            shutil.copytree(PROJECT / "release" / CHAPTER, self.place.release)
        self.folder = folder or self.place.submission
        (self.folder / "answers").mkdir(parents=True)
        self.notebook = self.folder / f"{CHAPTER}.ipynb"
        self.log = self.folder / "answers" / f"{CHAPTER}.jsonl"
        self.write(answered())
        self.log.write_text(event(trainee=trainee) + "\n", encoding="utf-8")
        (self.folder / "timestamp.txt").write_text(HANDED_IN, encoding="utf-8")

    def write(self, notebook: Notebook) -> None:
        """Replace the notebook."""
        self.notebook.write_text(json.dumps(notebook), encoding="utf-8")

    def change(self, change: Callable[[Notebook], None]) -> None:
        """Change the notebook."""
        notebook = json.loads(self.notebook.read_text(encoding="utf-8"))
        change(notebook)
        self.write(notebook)

    def take_in(self, now: datetime = NOW, received: datetime | None = None) -> Receipt:
        """Return the receipt."""
        place = self.place
        return intake(
            place.submission, place.release, place.chapter, place.trainee, place.quarantine, now, received
        )

    def rebuilt(self) -> Notebook:
        """Return the notebook as it stands now."""
        notebook: Notebook = json.loads(self.notebook.read_text(encoding="utf-8"))
        return notebook

    def snapshot(self) -> dict[str, bytes]:
        """Return every file of the submission and of its quarantine, but for the lock and giants."""
        folders = (self.folder, self.place.quarantine)
        return {
            str(path): path.read_bytes()
            for folder in folders
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink() and path.name != "lock"
            if path.stat().st_size < 1 << 26
        }


def sparse(path: Path, size: int) -> None:
    """Make a file of `size` bytes that takes no room."""
    with path.open("wb") as file:
        file.truncate(size)


def _insert(notebook: Notebook, grade_id: str, **fields: Any) -> None:
    cells = notebook["cells"]
    place = cells.index(cell_of(notebook, grade_id))
    cells.insert(place + 1, {**json.loads(json.dumps(cells[place])), "id": f"copy-{place}", **fields})


def _move(notebook: Notebook) -> None:
    cells = notebook["cells"]
    cells.insert(0, cells.pop(cells.index(cell_of(notebook, "ch01-t1-test"))))


def _own(notebook: Notebook, source: str, count: int = 1) -> None:
    cells = notebook["cells"]
    place = cells.index(cell_of(notebook, TASK))
    for number in range(count):
        own = {"cell_type": "code", "id": f"mine-{number}", "metadata": {}, "source": source}
        cells.insert(place + 1 + number, {**own, "outputs": [], "execution_count": None})


def _set(name: str, value: Any, grade_id: str = "ch01-t1-test") -> Callable[[Handed], None]:
    return lambda handed: handed.change(
        lambda notebook: cell_of(notebook, grade_id)["metadata"]["nbgrader"].update({name: value})
    )


def _changed(change: Callable[[Notebook], None]) -> Callable[[Handed], None]:
    return lambda handed: handed.change(change)


def _replaced(path: str, make: Callable[[Path], object]) -> Callable[[Handed], None]:
    def damage(handed: Handed) -> None:
        target = handed.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            shutil.rmtree(target)
        target.unlink(missing_ok=True)
        make(target)

    return damage


def _socket(path: Path) -> None:
    here = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)


def _text(text: str | bytes) -> Callable[[Path], object]:
    data = text if isinstance(text, bytes) else text.encode()
    return lambda path: path.write_bytes(data)


def _deep_folders(path: Path) -> None:
    (path / "/".join("abcdefgh")).mkdir(parents=True)


def _many_files(path: Path) -> None:
    path.mkdir()
    for number in range(500):
        (path / f"{number}.txt").touch()


def _notebook_of(**metadata: Any) -> str:
    notebook = answered()
    notebook["metadata"]["course"].update(metadata)
    return json.dumps(notebook)


def _renamed(handed: Handed) -> None:
    handed.notebook.rename(handed.folder / "ch01 (1).ipynb")


def _delete(notebook: Notebook) -> None:
    notebook["cells"].remove(cell_of(notebook, "ch01-t1-test"))


def _retype(notebook: Notebook) -> None:
    cell_of(notebook, TASK)["cell_type"] = "markdown"


def _source(grade_id: str, source: str) -> Callable[[Handed], None]:
    return _changed(lambda notebook: cell_of(notebook, grade_id).update(source=source))


def _setup_id() -> str:
    return next(
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in released()["cells"]
        if cell["metadata"].get("nbgrader", {}).get("locked")
    )


DEEP = "[" * 200_000
TEN_MB = (event() + "\n") * (10 * 1024 * 1024 // len(event()))
NOTEBOOK, LOG = f"{CHAPTER}.ipynb", f"answers/{CHAPTER}.jsonl"
SVG = {"x.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}

DAMAGES: dict[str, tuple[str, Callable[[Handed], object]]] = {
    "truncated notebook": (
        "truncated",
        lambda handed: handed.notebook.write_bytes(handed.notebook.read_bytes()[:9000]),
    ),
    "notebook that is no text": ("truncated", _replaced(NOTEBOOK, _text(b"\x89PNG\xff\xfe"))),
    "cells that are no list": ("truncated", _replaced(NOTEBOOK, _text('{"nbformat": 4, "cells": {}}'))),
    "empty notebook": ("empty", _replaced(NOTEBOOK, _text(""))),
    "notebook of zeros": ("empty", _replaced(NOTEBOOK, _text(b"\0" * 512))),
    "notebook of another chapter": ("foreign", _replaced(NOTEBOOK, _text(_notebook_of(chapter="ch07")))),
    "JSON that is no notebook": ("foreign", _replaced(NOTEBOOK, _text('{"a": 1}'))),
    "future format": ("format", _changed(lambda notebook: notebook.update(nbformat=5))),
    "old format": ("format", _replaced(NOTEBOOK, _text('{"nbformat": 3, "worksheets": []}'))),
    "deep notebook": ("nested", _replaced(NOTEBOOK, _text('{"nbformat": 4, "cells": ' + DEEP))),
    "huge notebook": ("large", _replaced(NOTEBOOK, lambda path: sparse(path, 40 << 20))),
    "renamed notebook": ("renamed", _renamed),
    "no notebook": ("missing_notebook", lambda handed: handed.notebook.unlink()),
    "older release": ("old_release", _replaced(NOTEBOOK, _text(_notebook_of(world_version=0)))),
    "second notebook": ("second_notebook", _replaced("ch01-Copy1.ipynb", _text(_notebook_of()))),
    "copied test": ("copied", _changed(lambda notebook: _insert(notebook, "ch01-t1-test"))),
    "copied answer": ("copied", _changed(lambda notebook: _insert(notebook, TASK, source="答案_t1 = 2"))),
    "deleted test": ("deleted", _changed(_delete)),
    "moved test": ("moved", _changed(_move)),
    "retyped answer": ("retyped", _changed(_retype)),
    "edited test": ("edited_test", _source("ch01-t1-test", "grade(100)")),
    "edited locked cell": ("edited_locked", _source(_setup_id(), "import os")),
    "points": ("points", _set("points", 1000)),
    "points that are no number": ("points", _set("points", {"a": []})),
    "name of nbgrader's": ("ids", _set("grade_id", "ch01-t9", TASK)),
    "name that is no text": ("ids", _set("grade_id", [1], TASK)),
    "checksum": ("checksum", _set("checksum", "0" * 32)),
    "schema version": ("schema", _set("schema_version", 99)),
    "marks": ("marks", _set("locked", False)),
    "cell of 100,000 lines": ("long_cell", _source(TASK, "x = 1\n" * 100_000)),
    "own cell that is too long": ("long_cell", _changed(lambda notebook: _own(notebook, "x" * 200_000))),
    "many own cells": ("many_cells", _changed(lambda notebook: _own(notebook, "1", 300))),
    "markers of nbgrader's": ("markers", _source(WRITTEN, "=== BEGIN MARK SCHEME ===")),
    "picture that can hold a script": (
        "pictures",
        _changed(lambda notebook: cell_of(notebook, WRITTEN).update(attachments=SVG)),
    ),
    "corrupt log": ("log_corrupt", _replaced(LOG, _text(event() + "\n\xff{\n" + event() + "\n"))),
    "log of zeros": ("log_corrupt", _replaced(LOG, _text(b"\0" * 4096))),
    "deep log": ("log_corrupt", _replaced(LOG, _text(DEEP[:60_000]))),
    "log of 10 MB": ("log_large", _replaced(LOG, _text(TEN_MB))),
    "log of another trainee": ("log_foreign", _replaced(LOG, _text(event(trainee="wang") + "\n"))),
    "log of another chapter": ("log_foreign", _replaced(LOG, _text(event(chapter="ch02") + "\n"))),
    "linked notebook": ("link", _replaced(NOTEBOOK, lambda path: path.symlink_to("/etc/passwd"))),
    "linked log": ("link", _replaced(LOG, lambda path: path.symlink_to("/etc/passwd"))),
    "linked folder of answers": ("link", _replaced("answers", lambda path: path.symlink_to("/etc"))),
    "pipe for a notebook": ("pipe", _replaced(NOTEBOOK, os.mkfifo)),
    "pipe for a log": ("pipe", _replaced(LOG, os.mkfifo)),
    "pipe for the time": ("time_unreadable", _replaced("timestamp.txt", os.mkfifo)),
    "socket": ("socket", _replaced("s", _socket)),
    "folder for a notebook": (
        "folder",
        _replaced(NOTEBOOK, lambda path: (path / NOTEBOOK).mkdir(parents=True)),
    ),
    "folder for a log": ("folder", _replaced(LOG, lambda path: (path / "x").mkdir(parents=True))),
    "folder for the time": ("time_unreadable", _replaced("timestamp.txt", lambda path: path.mkdir())),
    "file of 1.5 GB": ("large", _replaced("data.csv", lambda path: sparse(path, 1_500_000_000))),
    "program": ("code", _replaced("pandas.py", _text("raise SystemExit"))),
    "hidden file": ("hidden", _replaced(".bashrc", _text("x"))),
    "odd name": ("odd_name", _replaced("a\u202eb.csv", _text("x"))),
    "name that is no text at all": ("odd_name", _replaced(os.fsdecode(b"\xff\xfe.csv"), _text("x"))),
    "deep folders": ("deep", _replaced("a", _deep_folders)),
    "many files": ("many", _replaced("many", _many_files)),
    "unreadable time": ("time_unreadable", _replaced("timestamp.txt", _text("yesterday, honestly"))),
    "endless time": ("time_unreadable", _replaced("timestamp.txt", _text("9" * 100_000))),
    "time to come": ("time_forged", _replaced("timestamp.txt", _text("2099-01-01 00:00:00.0 UTC"))),
    "no folder": ("missing_folder", lambda handed: shutil.rmtree(handed.folder)),
    "link for a folder": (
        "not_folder",
        lambda handed: (shutil.rmtree(handed.folder), handed.folder.symlink_to("/etc")),
    ),
    "file for a folder": ("not_folder", lambda handed: (shutil.rmtree(handed.folder), handed.folder.touch())),
}
"""Name of each damage, the code of the sentence it gets, and what does it to an honest submission."""
