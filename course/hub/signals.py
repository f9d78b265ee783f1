"""Ctrl-C and its relatives as a request that the demo answers when it is ready."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequest:
    """Within its `with` block SIGINT, SIGTERM and SIGHUP set `requested` and interrupt nothing else.

    A second Ctrl-C changes nothing: ending all processes takes a moment and must not be cut short.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._before: dict[signal.Signals, Any] = {}

    @property
    def requested(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Returns whether a stop was requested, at the latest after `seconds`."""
        return self._event.wait(seconds)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._event.set()

    def __enter__(self) -> StopRequest:
        # A signal that was ignored from outside (nohup) stays ignored.
        self._before = {
            number: signal.signal(number, self._handle)
            for number in SIGNALS
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
