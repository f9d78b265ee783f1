"""What the child writes on its result pipe, and how the parent reads it: the bytes may be anybody's.

A frame is a letter, the length of its body and the body. Cells and names are told by their number in the job,
so that nothing in a frame is looked up by a word. Outputs stay bytes here; `outputs` reads them.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from course.grading.codec.limits import LARGEST_ANSWER
from course.grading.sandbox.job import Job, Status

HEAD = struct.Struct(">cI")
CELL = struct.Struct(">H")
STATE = struct.Struct(">HB")
NAME = struct.Struct(">HH")
STATUSES: tuple[Status, ...] = ("ok", "error", "memory")
MOST_ANSWER_BYTES = 4 * LARGEST_ANSWER  # of all captured names together
OUTPUT_SHARE = 8  # all outputs of a job may be so many times what one cell's may be
MOST_OUTPUTS = 500  # of one cell
SPARE = 65_536  # brackets and notices around outputs
_MOST_FRAMES = 20_000


class Garbled(Exception):
    """The child wrote what no honest child writes; the message is one English line."""


class Writer:
    """Writes frames; runs in the child."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def begin(self, cell: int) -> None:
        """Say that a cell starts."""
        self._write(b"B", CELL.pack(cell))

    def outputs(self, cell: int, status: Status, encoded: bytes) -> None:
        """Say how a cell ended and what it showed; again when a later cell changed what it shows."""
        self._write(b"O", STATE.pack(cell, STATUSES.index(status)), encoded)

    def captured(self, cell: int, name: int, data: bytes) -> None:
        """Hand over a captured name."""
        self._write(b"C", NAME.pack(cell, name), data)

    def end(self) -> None:
        """Say that all cells were run."""
        self._write(b"E")

    def _write(self, letter: bytes, *parts: bytes) -> None:
        body = b"".join(parts)
        data = memoryview(HEAD.pack(letter, len(body)) + body)
        while data:
            data = data[os.write(self._fd, data) :]


@dataclass
class Told:
    """What the child has said so far."""

    running: int | None = None
    status: dict[int, Status] = field(default_factory=dict)
    outputs: dict[int, bytes] = field(default_factory=dict)
    captured: dict[int, dict[str, bytes]] = field(default_factory=dict)
    done: bool = False


class Reader:
    """Reads frames of one job; runs in the parent and believes nothing."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._rest = bytearray()
        self._frames = 0
        self._answer_bytes = 0
        self._next = 0
        self.told = Told()

    def feed(self, data: bytes) -> None:
        """Take in what came from the pipe.

        Raises:
            Garbled: it is not what `Writer` writes for this job, or too much.
        """
        self._rest += data
        for letter, body in self._complete():
            self._frames += 1
            if self._frames > _MOST_FRAMES or self.told.done:
                raise Garbled("too many frames")
            self._take(letter, body)

    def _complete(self) -> Iterator[tuple[bytes, bytes]]:
        while len(self._rest) >= HEAD.size:
            letter, length = HEAD.unpack_from(self._rest)
            if length > self._longest().get(letter, -1):
                raise Garbled("a frame of unknown kind or too long")
            if len(self._rest) < HEAD.size + length:
                return
            body = bytes(self._rest[HEAD.size : HEAD.size + length])
            del self._rest[: HEAD.size + length]
            yield letter, body

    def _longest(self) -> Mapping[bytes, int]:
        return {
            b"B": CELL.size,
            b"O": STATE.size + self._job.limits.output_bytes + SPARE,
            b"C": NAME.size + LARGEST_ANSWER,
            b"E": 0,
        }

    def _take(self, letter: bytes, body: bytes) -> None:
        told = self.told
        try:
            if letter == b"B":
                (cell,) = CELL.unpack(body)
                self._in_turn(cell, capture=False)
                told.running = cell
            elif letter == b"O":
                cell, code = STATE.unpack_from(body)
                if cell != told.running and cell not in told.status:
                    raise Garbled("outputs of a cell that did not run")
                told.status[cell] = STATUSES[code]
                told.outputs[cell] = body[STATE.size :]
                told.running = None if cell == told.running else told.running
                most = OUTPUT_SHARE * self._job.limits.output_bytes + SPARE * len(self._job.cells)
                if sum(map(len, told.outputs.values())) > most:
                    raise Garbled("too many outputs")
            elif letter == b"C":
                cell, name = NAME.unpack_from(body)
                if cell not in told.captured:
                    self._in_turn(cell, capture=True)
                names = told.captured.setdefault(cell, {})
                word = self._job.cells[cell].names[name]
                self._answer_bytes += len(body)
                if self._answer_bytes > MOST_ANSWER_BYTES + SPARE or word in names:
                    raise Garbled("too many answers")
                names[word] = body[NAME.size :]
            else:
                told.done = True
        except (struct.error, IndexError):
            raise Garbled("a frame of a wrong form") from None

    def _in_turn(self, cell: int, capture: bool) -> None:
        wrong_kind = (self._job.cells[cell].kind == "capture") is not capture
        if cell < self._next or wrong_kind or self.told.running is not None:
            raise Garbled("cells out of turn")
        self._next = cell + 1
