"""Reading the answer log: what is foreign or hostile is skipped, and what is left gives each item's state."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.exercises.events import parse
from course.exercises.log import AnswerLog, Event, ItemState, SaveFailed, fold

FEW = settings(max_examples=60, deadline=None)
LINE = (
    b'{"v":1,"t":"2026-11-24T08:30:00.123Z","event":"submit","item":"ch01-p01","item_version":1,"attempt":1,'
    b'"answer":["a"],"confidence":null,"data":"ch01:w1:demo","sid":"s"}\n'
)
HOSTILE = {
    "deep": b'{"v":1,"event":"submit","answer":' + b"[" * 60_000 + b"\n",
    "ten megabytes in one line": b'{"answer":"' + b"a" * 10_000_000 + b"\n",
    "ten megabytes of short lines": b"{}\n" * 3_500_000,
    "ten megabytes of wrong lines": (b'{"v":1,"event":"submit","item":7}' + b" " * 12 + b"\n") * 220_000,
    "binary": bytes(range(256)) * 400 + b"\n",
    "a huge number": b'{"v":1,"event":"submit","item":"ch01-p01","attempt":' + b"9" * 6000 + b"}\n",
    "not a number": LINE.replace(b'["a"]', b"NaN"),
    "no object": b'["v", 1, "event", "submit", "item", "ch01-p01", "answer", "a"]\n',
    "wrong types": LINE.replace(b'"ch01-p01"', b'{"a":1}'),
    "a truth value as version": LINE.replace(b'"item_version":1', b'"item_version":true'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines_are_skipped_and_counted(tmp_path: Path, name: str) -> None:
    path = tmp_path / "ch01.jsonl"
    path.write_bytes(LINE + HOSTILE[name] + LINE)
    reading = AnswerLog(path).reading()
    assert [event.answer for event in reading.events] == [["a"], ["a"]]
    assert reading.unreadable == HOSTILE[name].count(b"\n")
    assert "无法读取" in reading.note


SHORTEST = b'{"v":1,"t":"","event":"spec","item":"","item_version":0,"attempt":0,"data":"","sid":""}\n'
TEN = 10_000_000
LARGE = {
    "events": LINE * (TEN // len(LINE)),
    "shortest events": SHORTEST * (TEN // len(SHORTEST)),
    "events of another version": LINE.replace(b'"v":1', b'"v":2') * (TEN // len(LINE)),
    "torn events": (LINE[:-30] + b"\n") * (TEN // (len(LINE) - 29)),
    "nested": (b'{"v":1,"event":"submit","answer":' + b"[" * 150 + b"\n") * (TEN // 184),
    "lines of another program": b"2026-11-24 08:30:00 INFO something else wrote into this file\n"
    * (TEN // 61),
    **{name: data for name, data in HOSTILE.items() if name.startswith("ten megabytes")},
}


def cost(action: Callable[[], object]) -> float:
    """Returns the processor time of a run, in seconds."""
    began = time.process_time()
    action()
    return time.process_time() - began


def yardstick() -> list[Any]:
    """What it takes to read ten megabytes of events with the json module alone, checking nothing."""
    return [json.loads(line) for line in LARGE["events"].splitlines()]


def ratio(action: Callable[[], object], most: float) -> float:
    """Returns the least time of `action` against the least of the yardstick, over pairs until it is small.

    Both run side by side, since another program on the machine slows now the one and now the other.
    """
    ours, plain = [cost(action)], [cost(yardstick)]
    while min(ours) >= most * min(plain) and len(ours) < 5:
        ours.append(cost(action))
        plain.append(cost(yardstick))
    return min(ours) / min(plain)


@pytest.mark.parametrize("name", LARGE)
def test_ten_megabytes_open_in_about_the_time_of_plain_json(tmp_path: Path, name: str) -> None:
    path = tmp_path / "ch01.jsonl"
    path.write_bytes(LINE + LARGE[name] + LINE)
    assert ratio(lambda: fold(AnswerLog(path).reading().events), 2) < 2
    reading = AnswerLog(path).reading()
    lost = LARGE[name].count(b"\n") + 2 - len(reading.events)
    assert lost == reading.unreadable + reading.foreign
    assert [event.answer for event in (reading.events[0], reading.events[-1])] == [["a"], ["a"]]
    assert bool(reading.note) == bool(lost)
    assert path.read_bytes() == LINE + LARGE[name] + LINE


def test_an_answer_that_could_not_be_read_back_is_not_called_saved(tmp_path: Path) -> None:
    deep: list[Any] = []
    for _ in range(400):
        deep = [deep]
    log = AnswerLog(tmp_path / "ch01.jsonl")
    with pytest.raises(SaveFailed, match="太复杂"):
        log.append(
            "submit", "ch01-p01", item_version=1, attempt=1, answer=deep, confidence=None, data="d", sid="s"
        )
    assert not log.path.exists()


@pytest.mark.parametrize("change", [(b'"v":1', b'"v":2'), (b'"submit"', b'"dance"')])
def test_future_lines_are_kept_and_skipped(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    path = tmp_path / "ch01.jsonl"
    path.write_bytes(LINE + LINE.replace(*change))
    log = AnswerLog(path)
    log.append(
        "submit", "ch01-p01", item_version=1, attempt=2, answer=["b"], confidence=None, data="d", sid="s"
    )
    assert [event.answer for event in log.events()] == [["a"], ["b"]]
    assert log.reading().note == "作答记录中有 1 行来自其他版本，已跳过并原样保留。"
    assert LINE.replace(*change) in path.read_bytes()


@pytest.mark.parametrize(
    ("data", "unreadable"),
    [(b"", 0), (b"\n\n\n", 0), (b"x", 1), (b"\n\nx\n\n\ny\n", 2), (LINE + b"\n\n" + LINE, 0)],
)
def test_only_lines_that_hold_something_count_as_skipped(data: bytes, unreadable: int) -> None:
    assert parse(data).unreadable == unreadable


def test_a_file_beyond_the_bound_is_read_from_its_end(tmp_path: Path) -> None:
    path = tmp_path / "ch01.jsonl"
    with path.open("wb") as file:
        file.write(LINE)
        file.seek(20 * 1024 * 1024)
        file.write(b"\n" + LINE)
    reading = AnswerLog(path).reading()
    assert (len(reading.events), reading.cut) == (1, True)
    assert "只读取了最近的部分" in reading.note


@FEW
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_reading_never_raises(data: bytes) -> None:
    reading = parse(data)
    assert reading.events == ()
    assert parse(LINE + data + b"\n" + LINE).events == parse(LINE).events * 2


def event(kind: str, answer: object = None, version: int = 1, **more: Any) -> Event:
    fields = {"attempt": 1, "confidence": None, "data": "d", "sid": "s", "t": "T"} | more
    return Event(event=kind, item="ch01-p01", item_version=version, answer=answer, **fields)


def test_fold_follows_the_events() -> None:
    def state(*events: Event) -> ItemState:
        return fold(events)["ch01-p01"]

    assert fold([]) == {}
    tried = [event("draft", ["a"]), event("submit", ["b"], confidence="guess"), event("hint"), event("hint")]
    assert state(tried[0]).draft == ["a"]
    after = state(*tried)
    assert (after.answer, after.draft, after.attempts, after.hints) == (["b"], None, 1, 2)
    assert (after.confidence, after.revealed, after.resets) == ("guess", False, 0)
    assert state(*tried, event("draft", ["c"])).answer == ["b"]
    assert state(*tried, event("submit", ["c"])).attempts == 2
    assert state(*tried, event("reveal")).revealed
    again = state(*tried, event("reset"))
    assert (again.answer, again.draft, again.attempts, again.hints, again.resets) == (None, None, 0, 0, 1)
    assert state(event("spec", {"by": "渠道"}), event("choose", "spec")).route == "spec"


def test_a_new_version_of_an_item_starts_afresh() -> None:
    old = [event("submit", ["a"]), event("reset"), event("submit", ["a"]), event("hint")]
    state = fold([*old, event("draft", ["b"], version=2)])["ch01-p01"]
    assert (state.answer, state.attempts, state.hints, state.resets, state.draft) == (None, 0, 0, 1, ["b"])
