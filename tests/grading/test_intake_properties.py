"""Whatever JSON a notebook's file or a log holds, intake ends with the release's graded cells."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from course.grading.intake.answer_log import freeze
from course.grading.intake.clean import clean
from course.grading.intake.scan import Entry
from tests.grading.submissions import CHAPTER, NOW, PROJECT, answered, event
from tests.grading.test_intake import check_gradable

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**30),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["code", "markdown", "\ud800", "ch01-t1", "ch01-t1-test", "note", "own", "BEGIN HIDDEN TESTS"]
    ),
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@cache
def release() -> dict[str, bytes]:
    """Return the files of the release."""
    folder = PROJECT / "release" / CHAPTER
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def paths(raw: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each value inside a piece of JSON."""
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [here, *(path for key, value in inner for path in paths(value, (*here, key)))]


def put(raw: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return the JSON with another value at the end of `path`."""
    if not path:
        return value
    target = raw
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return raw


def mutated(seed: int, values: list[Any]) -> Any:
    """Return an honest notebook with values replaced, and cells removed, repeated and moved."""
    chance = random.Random(seed)
    notebook = answered()
    cells = notebook["cells"]
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(cells))
        match chance.randrange(3):
            case 0:
                cells.insert(chance.randrange(len(cells)), json.loads(json.dumps(cells[at])))
            case 1:
                cells.insert(chance.randrange(len(cells)), cells.pop(at))
            case _:
                cells.pop(at)
    raw: Any = notebook
    for value in values:
        raw = put(raw, chance.choice(paths(raw)), value)
    return raw


def taken_in(data: bytes) -> Any:
    """Return the notebook that intake makes of a file with these bytes."""
    entries = [Entry(PurePosixPath(f"{CHAPTER}.ipynb"), "file", len(data), data)]
    made = clean(entries, release(), CHAPTER, "li", NOW, None)
    notebook = json.loads(made.files[f"{CHAPTER}.ipynb"])
    if notebook["cells"][0]["id"] == "course-intake-note":
        del notebook["cells"][0]
    return notebook


@settings(max_examples=120)
@given(seed=st.integers(0, 2**32), values=st.lists(JSON, max_size=6))
def test_a_mutated_notebook_is_rebuilt_with_exactly_the_graded_cells_of_the_release(
    seed: int, values: list[Any]
) -> None:
    check_gradable(taken_in(json.dumps(mutated(seed, values)).encode()))


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), values=st.lists(JSON, max_size=3))
def test_intake_of_its_own_output_gives_the_same_notebook(seed: int, values: list[Any]) -> None:
    once = taken_in(json.dumps(mutated(seed, values)).encode())
    assert taken_in(json.dumps(once).encode()) == once


@settings(max_examples=60)
@given(data=st.binary(max_size=200) | JSON.map(lambda raw: json.dumps(raw).encode()))
def test_any_bytes_end_as_a_gradable_notebook(data: bytes) -> None:
    check_gradable(taken_in(data))


@settings(max_examples=60)
@given(
    lines=st.lists(
        st.binary(max_size=80)
        | JSON.map(lambda raw: json.dumps(raw).encode())
        | JSON.map(lambda raw: event(answer=raw).encode("utf-8", "replace"))
        | st.dictionaries(st.sampled_from(["v", "event", "item", "t", "data"]), JSON).map(
            lambda more: event(**more).encode("utf-8", "replace")
        )
    )
)
def test_a_frozen_log_holds_lines_of_the_log_and_freezes_to_itself(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    path = PurePosixPath("answers/ch01.jsonl")
    frozen = freeze(Entry(path, "file", len(data), data), CHAPTER, "li").data
    assert set(frozen.splitlines()) <= set(data.replace(b"\r", b"\n").splitlines()) | set(data.split(b"\n"))
    assert freeze(Entry(path, "file", len(frozen), frozen), CHAPTER, "li").data == frozen


@settings(max_examples=60)
@given(
    data=st.binary(max_size=40)
    | st.text(max_size=40).map(str.encode)
    | st.datetimes().map(lambda t: f"{t} UTC".encode())
)
def test_any_time_is_at_most_now(data: bytes) -> None:
    entry = Entry(PurePosixPath("timestamp.txt"), "file", len(data), data)
    made = clean([entry], release(), CHAPTER, "li", NOW, None)
    assert datetime.min.replace(tzinfo=UTC) <= made.handed_in <= NOW
