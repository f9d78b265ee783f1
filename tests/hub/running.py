"""A demo started as its users start it: a process of its own, ended by a signal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import psutil

from course.hub import processes

# Whoever runs the tests may ignore signals (nohup, a job in the background); the demo must not inherit that.
START = """
import signal
import sys
from pathlib import Path
from course.hub.demo import Options, run_demo
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
sys.exit(run_demo(Path(sys.argv[1]), Path(sys.argv[2]), Options(open_browser=False)))
"""


def until(happens: Callable[[], Any], what: str, seconds: float = 30.0) -> Any:
    """Returns the first true value of `happens()`; fails with `what` when none comes in time."""
    deadline = time.monotonic() + seconds
    while not (value := happens()):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for: {what}"
        time.sleep(0.05)
    return value


class RunningDemo:
    """One demo, ready to be visited."""

    def __init__(self, project: Path, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self._ended = False
        self._queue: Queue[str | None] = Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", START, str(project), str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as out:
            for line in out:
                self._queue.put(line.rstrip("\n"))
        self._queue.put(None)

    def _next(self, seconds: float) -> str | None:
        try:
            line = self._queue.get(timeout=seconds)
        except Empty:
            raise AssertionError(f"the demo said nothing for {seconds:.0f} s: {self.lines}") from None
        if line is None:
            self._ended = True
        else:
            self.lines.append(line)
        return line

    def wait_ready(self) -> RunningDemo:
        """Returns itself when the address has been printed and everything after it."""
        while (line := self._next(90)) is not None:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                self.address = found.group(0)
            if "按 Ctrl-C 结束" in line:
                self.state = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
                self.passwords = {a["name"]: a["password"] for a in self.state["accounts"]}
                return self
        raise AssertionError(f"the demo ended before it was ready: {self.lines}")

    def living(self) -> set[psutil.Process]:
        """Returns the living processes this run started."""
        return processes.started_by(self.state["run"])

    def the(self, *words: str) -> psutil.Process:
        """Returns the one process of this run whose command line holds all `words`."""
        found = [p for p in self.living() if all(word in " ".join(p.cmdline()) for word in words)]
        assert len(found) == 1, found
        return found[0]

    def end(self, number: signal.Signals) -> int:
        """Returns the exit code after sending the signal."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Returns the exit code once the demo has ended by itself."""
        code = self.process.wait(40)
        self._reader.join(5)
        while not self._ended and self._next(5) is not None:
            continue
        return code
