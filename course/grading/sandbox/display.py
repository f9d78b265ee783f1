"""What cells show, collected in the child as a notebook would keep it, within a budget."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, field
from typing import Any

from course.grading.sandbox.frames import MOST_OUTPUTS, OUTPUT_SHARE

CUT = "输出过长，后面的没有保留。\n"


@dataclass
class _Output:
    """One output: a stream's pieces of text, or anything else as JSON."""

    stream: str = ""
    pieces: list[str] = field(default_factory=list)
    encoded: str = ""
    display_id: str | None = None

    def json(self) -> str:
        """Return the output as JSON."""
        if not self.stream:
            return self.encoded
        return _json({"output_type": "stream", "name": self.stream, "text": "".join(self.pieces)})


@dataclass
class _Shown:
    """Outputs of one cell."""

    outputs: list[_Output] = field(default_factory=list)
    left: int = 0
    clear_next: bool = False
    cut: bool = False


class Display:
    """Outputs of all cells of a job; a later cell may change what an earlier one shows."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._cells: dict[int, _Shown] = {}
        self._now = _Shown()
        self._cell_limit = 0
        self._changed: set[int] = set()
        self.job_left = 0

    def limit(self, cell_limit: int) -> None:
        """Set how many characters one cell may show; all together may show a few times that."""
        self._cell_limit = cell_limit
        self.job_left = OUTPUT_SHARE * cell_limit

    def start(self, cell: int) -> None:
        """Collect for this cell from now on."""
        self._now = self._cells[cell] = _Shown(left=min(self._cell_limit, self.job_left))

    def finish(self, cell: int) -> list[tuple[int, bytes]]:
        """Return the cells whose outputs are new or changed, each with its outputs as JSON."""
        changed = sorted(self._changed | {cell})
        self._changed.clear()
        told = []
        for each in changed:
            text = ",".join(output.json() for output in self._cells[each].outputs)
            told.append((each, f"[{text}]".encode("utf-8", "replace")))
        self.job_left -= len(told[-1][1])
        return told

    def stream(self, name: str, text: str) -> None:
        """Add text to stdout or stderr."""
        room = self._room(len(text) + text.count("\n") + 60 * (not self._continues(name)))
        if room < 0:
            return
        if not self._continues(name):
            self._now.outputs.append(_Output(stream=name))
        self._now.outputs[-1].pieces.append(text)

    def add(self, output: dict[str, Any], display_id: str | None = None) -> None:
        """Add an output that is not a stream."""
        encoded = _json(output)
        if self._room(len(encoded)) >= 0:
            self._now.outputs.append(_Output(encoded=encoded, display_id=display_id))

    def update(self, data: dict[str, Any], metadata: dict[str, Any], display_id: str) -> None:
        """Replace what stands under a display id, in whatever cell."""
        for cell, shown in self._cells.items():
            for output in shown.outputs:
                if output.display_id == display_id:
                    kept = json.loads(output.encoded)
                    encoded = _json({**kept, "data": plain(data), "metadata": metadata})
                    if len(encoded) > shown.left + len(output.encoded):
                        continue
                    shown.left += len(output.encoded) - len(encoded)
                    output.encoded = encoded
                    self._changed.add(cell)

    def clear(self, wait: bool) -> None:
        """Forget what the cell has shown, at once or with its next output."""
        if wait:
            self._now.clear_next = True
            return
        self._now.outputs.clear()
        self._now.left = min(self._cell_limit, self.job_left)
        self._now.clear_next = self._now.cut = False

    def _continues(self, name: str) -> bool:
        outputs = self._now.outputs
        return bool(outputs) and outputs[-1].stream == name and not self._now.clear_next

    def _room(self, size: int) -> int:
        """Return what is left after so many characters more; below 0 none are kept."""
        now = self._now
        if now.clear_next:
            self.clear(wait=False)
        if now.cut or size > now.left or len(now.outputs) >= MOST_OUTPUTS - 1:
            if not now.cut:
                now.outputs.append(_Output(stream="stderr", pieces=[CUT]))
            now.cut = True
            return -1
        now.left -= size
        return now.left


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """Return a display bundle with bytes, such as a picture's, as base64."""
    return {
        mime: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for mime, value in data.items()
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr, skipkeys=True)


class Stream(io.TextIOBase):
    """Stands for stdout or stderr."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, display: Display, name: str) -> None:
        self._display = display
        self.name = f"<{name}>"
        self._stream = name

    def write(self, text: str) -> int:
        """Add the text to the running cell's outputs."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._display.stream(self._stream, text)
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True
