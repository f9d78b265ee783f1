"""Bytes written straight to the result pipe: they forge nothing and break nothing outside."""

from __future__ import annotations

import json
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading.codec.limits import LARGEST_ANSWER
from course.grading.sandbox.frames import HEAD, MOST_OUTPUTS, Garbled, Reader
from course.grading.sandbox.job import Cell, Job, Limits
from course.grading.sandbox.outputs import BadOutputs, read_outputs
from course.grading.sandbox.runner import SealedRunner
from tests.sandbox.plain import Plain, job_of, shown

FIND_PIPE = """
import os, stat, struct
def pipes():
    for fd in range(3, 64):
        try:
            kind = os.fstat(fd).st_mode
        except OSError:
            continue
        if stat.S_ISFIFO(kind) or (stat.S_ISREG(kind) and fd != 0):
            yield fd
def tell(data):
    for fd in pipes():
        try:
            os.write(fd, data)
        except OSError:
            pass
def frame(letter, body=b''):
    return struct.pack('>cI', letter, len(body)) + body
"""
FORGED = r"""
tell(frame(b'O', struct.pack('>HB', 0, 0) + b'[{"output_type":"stream","name":"stdout","text":"forged"}]'))
os._exit(0)
"""
GARBAGE = {
    "noise": "tell(os.urandom(100_000))",
    "a frame without end": "tell(struct.pack('>cI', b'O', 2**32 - 1) + bytes(1000))",
    "an unknown frame": "tell(frame(b'Z', b'x'))",
    "a cell that does not exist": "tell(frame(b'O', struct.pack('>HB', 9999, 0) + b'[]'))",
    "a status that does not exist": "tell(frame(b'O', struct.pack('>HB', 0, 200) + b'[]'))",
    "a cell twice": "tell(frame(b'B', struct.pack('>H', 0)))",
    "an answer nobody asked for": "tell(frame(b'C', struct.pack('>HH', 0, 0) + b'1'))",
    "the end, and more": "tell(frame(b'E') + frame(b'E'))",
    "endless frames": "while True: tell(frame(b'O', struct.pack('>HB', 0, 0) + b'[]') * 1000)",
    "an endless frame": "while True: tell(bytes(2**20))",
}
INVALID = {
    "no JSON": b"[{",
    "deep": b"[" * 50_000 + b"]" * 50_000,
    "a deep value": b'[{"output_type":"display_data","metadata":{},"data":{"application/json":'
    + b"[" * 100
    + b"]" * 100
    + b"}}]",
    "no list": b"{}",
    "huge number": b"[" + b"9" * 5000 + b"]",
    "too many": json.dumps(
        [{"output_type": "stream", "name": "stdout", "text": ""}] * (MOST_OUTPUTS + 1)
    ).encode(),
    "unknown kind": b'[{"output_type":"pickle","data":{}}]',
    "other stream": b'[{"output_type":"stream","name":"stdin","text":""}]',
    "text of another type": b'[{"output_type":"stream","name":"stdout","text":["a",1]}]',
    "more keys": b'[{"output_type":"stream","name":"stdout","text":"","metadata":{}}]',
    "mime": b'[{"output_type":"display_data","metadata":{},"data":{"text/html\\n":""}}]',
    "value of a mime": b'[{"output_type":"display_data","metadata":{},"data":{"text/html":{"a":1}}}]',
    "metadata": b'[{"output_type":"display_data","metadata":[],"data":{}}]',
    "count": b'[{"output_type":"execute_result","metadata":{},"data":{},"execution_count":1e999}]',
    "traceback": b'[{"output_type":"error","ename":"","evalue":"","traceback":"x"}]',
    "not UTF-8": b"\xff\xfe",
}


def test_a_child_can_say_only_what_its_own_cells_may(plain: Plain, runner: SealedRunner) -> None:
    job = job_of(FIND_PIPE + FORGED, "'next'")
    assert "forged" in str(plain.run(job).outcome.cells["c0"].outputs)
    result = runner.run(job)
    # Its own outputs are its own to write; nothing else of the job can be told.
    assert result.ended == "exited"
    assert result.cells["c1"].status == "not_run"


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_ends_the_job_and_nothing_else(name: str, runner: SealedRunner) -> None:
    started = runner.started
    result = runner.run(
        job_of("'before'", FIND_PIPE + GARBAGE[name] + "\nimport time; time.sleep(20)", "'after'")
    )
    assert result.ended == "garbled"
    assert shown(result) == "'before'" or name in ("a status that does not exist", "endless frames")
    assert (result.cells["c1"].status, result.cells["c2"].status) == ("killed", "not_run")
    assert shown(runner.run(job_of("1 + 1"))) == "2"
    assert runner.started == started


@pytest.mark.parametrize("name", INVALID)
def test_what_is_no_output_is_refused(name: str) -> None:
    with pytest.raises(BadOutputs):
        read_outputs(INVALID[name])


def test_outputs_can_always_be_written_as_strict_json() -> None:
    value = '{"a":NaN,"\\ud800":"\\udfff"}'
    text = f'[{{"output_type":"display_data","metadata":{{}},"data":{{"application/json":{value}}}}}]'
    read = read_outputs(text.encode())
    assert json.dumps(read, allow_nan=False, ensure_ascii=False).encode("utf-8")
    assert read[0]["data"]["application/json"] == {"a": None, "?": "?"}


CELLS = (Cell("a", "", "own"), Cell("take", "", "capture", ("x", "y")), Cell("b", "", "own"))
JOB = Job("A", "li", "ch01", CELLS, limits=Limits(output_bytes=1000))
OUTPUT = struct.pack(">HB", 0, 0) + b"[]"


def frame(letter: bytes, body: bytes = b"") -> bytes:
    return HEAD.pack(letter, len(body)) + body


def test_frames_may_come_in_any_pieces() -> None:
    taken = struct.pack(">HH", 1, 1) + b"2"
    data = frame(b"B", b"\0\0") + frame(b"O", OUTPUT) + frame(b"C", taken) + frame(b"B", b"\0\2")
    data += frame(b"O", struct.pack(">HB", 2, 1) + b"[]") + frame(b"E")
    reader = Reader(JOB)
    for place in range(len(data)):
        reader.feed(data[place : place + 1])
    told = reader.told
    assert (told.done, told.status, told.captured) == (True, {0: "ok", 2: "error"}, {1: {"y": b"2"}})


@pytest.mark.parametrize(
    "frames",
    [
        frame(b"O", OUTPUT),
        frame(b"B", b"\0\1"),
        frame(b"B", b"\0\2") + frame(b"B", b"\0\0"),
        frame(b"B", b"\0\0") + frame(b"B", b"\0\2"),
        frame(b"C", struct.pack(">HH", 1, 2) + b"1"),
        frame(b"C", struct.pack(">HH", 1, 0) + b"1") * 2,
        frame(b"C", struct.pack(">HH", 0, 0) + b"1"),
        HEAD.pack(b"C", LARGEST_ANSWER + 100),
        HEAD.pack(b"O", 1_000_000),
        frame(b"B", b"\0"),
        frame(b"E", b"x"),
        frame(b"E") + frame(b"B", b"\0\0"),
    ],
)
def test_frames_that_no_child_writes_are_refused(frames: bytes) -> None:
    with pytest.raises(Garbled):
        Reader(JOB).feed(frames)


@given(st.binary(max_size=300), st.integers(0, 2**32))
def test_any_bytes_are_read_or_refused(data: bytes, seed: int) -> None:
    generator = random.Random(seed)
    frames = [
        frame(generator.choice([b"B", b"O", b"C", b"E"]), data[n : n + 4]) for n in range(0, len(data), 4)
    ]
    for bytes_ in (data, b"".join(frames)):
        reader = Reader(JOB)
        try:
            reader.feed(bytes_)
        except Garbled:
            continue
        assert set(reader.told.status) <= {0, 2}
