"""Collecting from nbgrader's exchange, so that no submission can stop the others, with intake after each."""

from __future__ import annotations

import glob
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from course.grading.intake import IntakeFailed, Place, unfinished
from course.grading.intake.clean import log_path, paths_first
from course.grading.intake.place import is_trainee
from course.grading.intake.scan import Entry, scan
from course.grading.receipts import take_in

_LARGEST_STAND_IN = 1 << 32


class CollectWithIntake(ExchangeCollect):  # type: ignore[misc]  # nbgrader has no types
    """Collects as nbgrader does, and hands each submission to intake."""

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Return the record of a folder in the exchange; one without a trainee where the name is no good."""
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except Exception as error:  # noqa: BLE001  # a folder that anybody may have put there
            self.log.warning("%s is no submission (%s); it is left out", path, error)
            return {"username": "", "filename": os.path.basename(path), "timestamp": datetime.min}  # noqa: DTZ901
        if not is_trainee(record["username"]):
            self.log.warning("%s has a trainee's name that cannot be used; it is left out", path)
            record["username"] = ""
        return record

    def copy_files(self) -> None:
        """Copy and take in one submission after the other; what fails with one costs only that one."""
        records = [record for record in self.src_records if record["username"]]
        for record in records:
            self._collect_one(record)
        if not records:
            self.src_records = []
            super().copy_files()  # which says that there is nothing
        self._take_in_others({record["username"] for record in records})

    def _collect_one(self, record: dict[str, Any]) -> None:
        chapter = self.coursedir.assignment_id
        submitted = self.coursedir.format_path(
            self.coursedir.submitted_directory, record["username"], chapter
        )
        place = Place.of(Path(submitted).absolute())
        self.src_records = [record]
        try:
            if os.path.lexists(place.submission):
                # Its time must be readable before nbgrader compares it.
                take_in(place)
            super().copy_files()
            self._take_in(place, _received(Path(self.inbound_path) / record["filename"]))
        except IntakeFailed as error:
            self.log.error("%s", error)
        except Exception as error:  # noqa: BLE001  # one submission must not stop the others
            self.log.error("%s 的提交无法收取（%s），其余照常，请检查后再收一次。", place.trainee, error)

    def _take_in_others(self, collected: set[str]) -> None:
        """Take in what came another way than through the exchange.

        nbgrader overlooks a folder without a notebook, and one that a killed intake has taken from its place;
        after intake both are there.
        """
        chapter = self.coursedir.assignment_id
        pattern = self.coursedir.format_path(self.coursedir.submitted_directory, "*", chapter)
        places = [Place.of(Path(path).absolute()) for path in sorted(glob.glob(pattern))]
        root = Path(self.coursedir.root).absolute()
        places += [Place(root, trainee, chapter) for trainee in unfinished(root, chapter)]
        for place in places:
            if place.trainee not in collected:
                try:
                    self._take_in(place, None)
                except IntakeFailed as error:
                    self.log.error("%s", error)

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy the folder without following, running or waiting for anything in it."""
        chapter = self.coursedir.assignment_id
        copy_folder(Path(src), Path(dest), chapter)

    def _take_in(self, place: Place, received: datetime | None) -> None:
        receipt = take_in(place, received)
        for sentence in receipt.flags:
            self.log.warning("%s", sentence)


def copy_folder(source: Path, target: Path, chapter: str) -> None:
    """Copy a submission: regular files within bounds, and for all else something of its kind and size.

    Links stay links, pipes stay pipes; a file that is too large becomes an empty one of its size, so that
    intake can say what was handed in.
    """
    entries = scan(source, paths_first(chapter), frozenset({log_path(chapter)}))
    if [entry.kind for entry in entries] == ["not_folder"]:
        target.touch()
        return
    target.mkdir(parents=True)
    for entry in entries:
        _copy(entry, source, target / entry.path)


def _copy(entry: Entry, source: Path, place: Path) -> None:
    match entry.kind:
        case "folder" | "deep":
            place.mkdir()
        case "file":
            _write(place, entry)
        case "closed":
            place.touch()
            place.chmod(0)
        case "link":
            place.symlink_to(os.readlink(source / entry.path))
        case "socket":
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(str(place))
        case _:
            os.mkfifo(place)


def _write(path: Path, entry: Entry) -> None:
    data = entry.data or b""
    with path.open("xb") as file:
        file.seek(max(0, min(entry.size, _LARGEST_STAND_IN) - len(data)))
        file.write(data)
        file.truncate()


def _received(folder: Path) -> datetime:
    # The time of change is the kernel's; unlike the others nobody can set it.
    return datetime.fromtimestamp(os.lstat(folder).st_ctime, UTC)
