"""Events of the answer log: their format, reading them within bounds, and the state that follows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

FORMAT = 1
EVENTS = frozenset({"submit", "draft", "hint", "reveal", "reset", "spec", "choose"})
CONFIDENCES = frozenset({"sure", "unsure", "guess"})
LONGEST_LINE = 65_536

# A shorter line cannot hold an event; leaving such lines to the pattern keeps millions of them cheap.
_LINE = re.compile(rb"^[^\n]{40,%d}+$" % LONGEST_LINE, re.MULTILINE)


@dataclass(frozen=True)
class Event:
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
    states: dict[str, ItemState] = {}
    for event in events:
        before = states.get(event.item, ItemState())
        states[event.item] = _after(before, event)
    return states


def _after(state: ItemState, event: Event) -> ItemState:
    if state.item_version not in (0, event.item_version):
        state = ItemState(resets=state.resets)
    state = replace(state, item_version=event.item_version, data=event.data, saved_at=event.t)
    match event.event:
        case "submit":
            return replace(
                state,
                answer=event.answer,
                draft=None,
                attempts=state.attempts + 1,
                confidence=event.confidence,
            )
        case "draft":
            return replace(state, draft=event.answer)
        case "hint":
            return replace(state, hints=state.hints + 1)
        case "reveal":
            return replace(state, revealed=True)
        case "reset":
            return ItemState(
                resets=state.resets + 1, item_version=event.item_version, data=event.data, saved_at=event.t
            )
        case "spec":
            return replace(state, spec=event.answer)
        case "choose":
            return replace(state, route=event.answer)
    return state


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
        raw = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return "unreadable"
    if not isinstance(raw, dict) or not isinstance(raw.get("event"), str):
        return "unreadable"
    if type(raw.get("v")) is not int:
        return "unreadable"
    if raw["v"] != FORMAT or raw["event"] not in EVENTS:
        return "foreign"
    texts = [raw.get(name) for name in ("item", "data", "sid", "t")]
    counts = [raw.get("item_version"), raw.get("attempt")]
    if not all(isinstance(text, str) and len(text) <= 200 for text in texts):
        return "unreadable"
    if not all(type(count) is int and 0 <= count < 1_000_000 for count in counts):
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


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
