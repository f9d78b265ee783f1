"""Events of the answer log: their format, reading them within bounds, and the state that follows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic_core import from_json

FORMAT = 1
EVENTS = frozenset({"submit", "draft", "hint", "reveal", "reset", "spec", "choose"})
CONFIDENCES = frozenset({"sure", "unsure", "guess"})
LONGEST_LINE = 65_536

# The shortest event has 87 bytes; leaving shorter lines to the pattern keeps millions of them cheap.
_LINE = re.compile(rb"^[^\n]{80,%d}+$" % LONGEST_LINE, re.MULTILINE)

_TEXTS = ("item", "data", "sid", "t")
_COUNTS = ("item_version", "attempt")


class Event(NamedTuple):  # a large log makes a hundred thousand of them
    """One line of the log. `t` is the time in UTC, `data` what the trainee saw, `sid` the session."""

    event: str
    item: str
    item_version: int
    attempt: int
    answer: Any
    confidence: str | None
    data: str
    sid: str
    t: str
    v: int = FORMAT


@dataclass(frozen=True)
class ItemState:
    """Where a trainee stands with one item: what was answered last, typed since, and asked for."""

    answer: Any = None
    draft: Any = None
    attempts: int = 0
    hints: int = 0
    revealed: bool = False
    confidence: str | None = None
    item_version: int = 0
    resets: int = 0
    spec: Any = None
    route: Any = None
    data: str = ""
    saved_at: str = ""


@dataclass(frozen=True)
class Reading:
    """What a log holds: its events in order, and how many lines were left aside and why."""

    events: tuple[Event, ...] = ()
    unreadable: int = 0
    foreign: int = 0
    cut: bool = False
    error: str = ""

    @property
    def note(self) -> str:
        """One Chinese sentence on what was left aside, or nothing."""
        if self.error:
            return self.error
        parts = []
        if self.cut:
            parts.append("文件过大，只读取了最近的部分")
        if self.unreadable:
            parts.append(f"有 {self.unreadable} 行无法读取")
        if self.foreign:
            parts.append(f"有 {self.foreign} 行来自其他版本")
        return f"作答记录中{'，'.join(parts)}，已跳过并原样保留。" if parts else ""


def fold(events: Iterable[Event]) -> dict[str, ItemState]:
    """Return the state of every item that `events`, oldest first, speak of."""
    # Fields are changed in place: a state made anew for each event would double the time of a large log.
    fields: dict[str, dict[str, Any]] = {}
    for event in events:
        known = fields.get(event.item)
        if known is None:
            known = fields[event.item] = {"resets": 0}
        elif event.event == "reset" or known["item_version"] not in (0, event.item_version):
            resets = known["resets"]
            known.clear()
            known["resets"] = resets
        known["item_version"] = event.item_version
        known["data"] = event.data
        known["saved_at"] = event.t
        _take(known, event)
    return {item: ItemState(**known) for item, known in fields.items()}


def _take(fields: dict[str, Any], event: Event) -> None:
    """Change the fields of an item's state by what one event says."""
    match event.event:
        case "submit":
            fields["answer"], fields["draft"] = event.answer, None
            fields["attempts"] = fields.get("attempts", 0) + 1
            fields["confidence"] = event.confidence
        case "draft":
            fields["draft"] = event.answer
        case "hint":
            fields["hints"] = fields.get("hints", 0) + 1
        case "reveal":
            fields["revealed"] = True
        case "reset":
            fields["resets"] += 1
        case "spec":
            fields["spec"] = event.answer
        case "choose":
            fields["route"] = event.answer


def parse(data: bytes) -> Reading:
    """Return the events in `data`, the bytes of a log, whatever they are. Never raises."""
    events: list[Event] = []
    foreign = 0
    for line in _LINE.finditer(data):
        event = _event(line.group())
        if isinstance(event, Event):
            events.append(event)
        elif event == "foreign":
            foreign += 1
    return Reading(tuple(events), _lines(data) - len(events) - foreign, foreign)


def _lines(data: bytes) -> int:
    """Return how many lines hold anything; millions of them take no longer than the bytes they have."""
    while b"\n\n" in data:
        data = data.replace(b"\n\n", b"\n")
    data = data.strip(b"\n")
    return data.count(b"\n") + 1 if data else 0


def _event(line: bytes) -> Event | str:
    """Return the event of one line, or why there is none: "foreign" for other versions, "unreadable"."""
    try:
        # Several times as fast as the json module, which decides how long a large log takes to open.
        raw = from_json(line, allow_inf_nan=False)
    except ValueError:
        return "unreadable"
    if type(raw) is not dict or type(raw.get("v")) is not int or type(raw.get("event")) is not str:
        return "unreadable"
    if raw["v"] != FORMAT or raw["event"] not in EVENTS:
        return "foreign"
    for name in _TEXTS:
        text = raw.get(name)
        if type(text) is not str or len(text) > 200:
            return "unreadable"
    for name in _COUNTS:
        count = raw.get(name)
        if type(count) is not int or not 0 <= count < 1_000_000:
            return "unreadable"
    confidence = raw.get("confidence")
    return Event(
        event=raw["event"],
        item=raw["item"],
        item_version=raw["item_version"],
        attempt=raw["attempt"],
        answer=raw.get("answer"),
        confidence=confidence if isinstance(confidence, str) and confidence in CONFIDENCES else None,
        data=raw["data"],
        sid=raw["sid"],
        t=raw["t"],
    )
