"""Answers cross as plain data: equal where they are plain, 出错 with a reason where they are not."""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import math
import time
from typing import Any

import numpy as np
import pandas as pd
import plotly.express as px
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.grading.codec import LARGEST_ANSWER, Malformed, Opaque, decode, encode
from course.grading.codec.limits import DEEPEST, MOST_COLUMNS, MOST_IN_SET, MOST_NODES, MOST_ROWS
from course.grading.compare import same_figure, same_table
from course.guidance.unanswered import UNANSWERED
from tests.guidance.hostile import MAKERS


def crossed(value: object) -> Any:
    """Return the value as it arrives."""
    return decode(encode(value))


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
)
PLAIN = st.recursive(
    SCALARS
    | st.datetimes()
    | st.dates()
    | st.timedeltas()
    | st.decimals(allow_nan=False)
    | st.sets(st.integers() | st.text(max_size=3), max_size=3)
    | st.frozensets(st.integers(), max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=15,
)


def alike(a: Any, b: Any) -> bool:
    """Return whether two plain values are equal and of the same types throughout."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(alike(a[key], b[key]) for key in a)
    return bool(a == b)


@given(PLAIN)
def test_plain_values_arrive_equal_and_of_the_same_type(value: object) -> None:
    assert alike(crossed(value), value)


COLUMNS = st.sampled_from([
    np.array([1, -2, 3]),
    np.array([1, 2, 3], dtype="uint8"),
    np.array([1.5, math.nan, -math.inf]),
    np.array([1.1, 2.2, 3.3], dtype="float32"),
    np.array([True, False, True]),
    np.array(["2026-01-01", "NaT", "1970-01-01"], dtype="datetime64[us]"),
    np.array([1, 2, 3], dtype="timedelta64[s]"),
    pd.array(["电话", None, ""], dtype="str"),
    pd.array([1, None, 3], dtype="Int64"),
    pd.array([True, None, False], dtype="boolean"),
    pd.array([1.5, None, 2.5], dtype="Float64"),
    np.array(["甲", 1, None], dtype=object),
    np.array(["甲", "乙", "丙"], dtype=object),
    np.array([[1], (2,), {"a": 3}], dtype=object),
    pd.date_range("2026-01-01", periods=3, tz="UTC", unit="us"),
])  # fmt: skip
LABELS = st.text(max_size=3) | st.integers(0, 9) | st.tuples(st.text(max_size=2), st.integers(0, 9))
INDEXES = st.sampled_from([
    pd.RangeIndex(3),
    pd.RangeIndex(9, 0, -3, name="序号"),
    pd.Index(["a", "b", "c"], name="渠道"),
    pd.Index([3, 1, 2]),
    pd.Index([1.5, 2.5, math.nan]),
    pd.DatetimeIndex(["2026-01-01", "2026-01-02", "2026-01-03"], name="日期"),
    pd.MultiIndex.from_tuples([("甲", 1), ("甲", 2), ("乙", 1)], names=["队", None]),
])  # fmt: skip


@given(COLUMNS, INDEXES, LABELS | st.none())
def test_a_series_arrives_equal(values: Any, index: pd.Index, name: Any) -> None:
    series = pd.Series(values, index=index, name=name, dtype=values.dtype)
    pd.testing.assert_series_equal(crossed(series), series, check_freq=False)


@given(st.lists(COLUMNS, min_size=1, max_size=5), INDEXES, st.lists(LABELS, min_size=5, max_size=5))
def test_a_table_arrives_equal(columns: list[Any], index: pd.Index, labels: list[Any]) -> None:
    frame = pd.DataFrame(
        {at: pd.Series(values, index=index, dtype=values.dtype) for at, values in enumerate(columns)},
        index=index,
    )
    frame.columns = pd.Index(labels[: len(columns)], dtype=object, tupleize_cols=False)
    pd.testing.assert_frame_equal(crossed(frame), frame, check_freq=False, check_column_type=False)


def test_columns_of_several_levels_arrive_so() -> None:
    frame = (
        pd.DataFrame({"渠道": ["甲", "乙"], "等待秒": [1, 2]})
        .groupby("渠道")
        .agg({"等待秒": ["mean", "max"]})
    )
    pd.testing.assert_frame_equal(crossed(frame), frame)


@pytest.mark.parametrize("shape", [(6,), (2, 3), (0, 4), (1000, 300)])
@pytest.mark.parametrize("kind", ["int64", "float32", "bool", "object", "datetime64[ns]"])
def test_an_array_arrives_equal(shape: tuple[int, ...], kind: str) -> None:
    if kind == "object" and math.prod(shape) > 1000:
        shape = (10, 10)
    values = np.arange(math.prod(shape)).reshape(shape).astype(kind)
    arrived = crossed(values)
    assert arrived.dtype == values.dtype and arrived.shape == shape and (arrived == values).all()
    arrived[...] = arrived  # may be written to, as the trainee's could


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(1.5), 1.5),
        (np.int8(3), 3),
        (np.bool_(True), True),
        (np.str_("甲"), "甲"),
        (np.array(5), 5),
        (np.datetime64("2026-01-01"), pd.Timestamp("2026-01-01")),
        (np.timedelta64(5, "m"), pd.Timedelta(minutes=5)),
        (pd.Timestamp("2026-01-01 08:00", tz="Asia/Shanghai"), pd.Timestamp("2026-01-01", tz="UTC")),
        (pd.Period("2026-01", "M"), "2026-01"),
        (pd.CategoricalIndex(["b", "a"])[0], "b"),
        (..., UNANSWERED),
        (UNANSWERED, UNANSWERED),
    ],
)
def test_single_values_of_libraries_arrive_as_plain_ones(value: object, expected: object) -> None:
    arrived = crossed(value)
    assert type(arrived) is type(expected) and arrived == expected


def test_missing_values_stay_themselves() -> None:
    assert crossed(pd.NA) is pd.NA and crossed(pd.NaT) is pd.NaT and math.isnan(crossed(math.nan))


def test_categories_arrive_as_their_values() -> None:
    frame = pd.DataFrame(
        {"渠道": pd.Categorical(["电话", "柜面"], ordered=True), "n": pd.Categorical([2, 1])}
    )
    arrived = crossed(frame)
    assert arrived.to_dict("list") == frame.astype(object).to_dict("list")
    assert same_table(arrived, frame).share == 1


def test_figures_arrive_as_dicts_with_their_data_unpacked() -> None:
    figure = px.bar(pd.DataFrame({"渠道": ["电话", "柜面"], "n": [3.0, 4.0]}), x="渠道", y="n")
    for value in (figure, figure.to_dict(), json.loads(figure.to_json())):
        arrived = crossed(value)
        assert type(arrived) is dict and list(arrived["data"][0]["y"]) == [3, 4]
        assert "bdata" not in repr(arrived)
        assert same_figure(arrived, figure).share == 1


def test_packed_data_of_two_dimensions_is_unpacked() -> None:
    packed = base64.b64encode(np.arange(6, dtype="<i2").tobytes()).decode()
    assert crossed({"dtype": "i2", "bdata": packed, "shape": "2, 3"}).tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("name", MAKERS)
def test_hostile_values_arrive_as_data(name: str) -> None:
    began = time.monotonic()
    arrived = crossed(MAKERS[name]())
    assert time.monotonic() - began < 5
    scalars = (bool, int, float, str, type(None), Opaque)
    allowed = (*scalars, list, tuple, dict, np.ndarray, pd.Series, pd.DataFrame)
    assert type(arrived) in allowed or arrived is pd.NA or arrived is pd.NaT
    assert decode(encode(arrived)) is not Ellipsis


@pytest.mark.parametrize("name", ["liar", "lying float", "lying text", "lying list", "lying frame"])
def test_a_liar_is_no_answer_and_in_a_list_only_in_its_place(name: str) -> None:
    value = MAKERS[name]()
    assert type(crossed(value)) is Opaque
    first, second = crossed([value, 3])
    assert type(first) is Opaque and second == 3
    assert first != 1 and first != "a" and "出错" in repr(first) and first.reason


# Names of hostile values, of which the test makes the values: hypothesis prints what it draws.
MIXED = st.recursive(
    st.sampled_from(sorted(MAKERS)),
    lambda inner: st.tuples(
        st.sampled_from(["list", "tuple", "dict", "series"]), st.lists(inner, max_size=3)
    ),
    max_leaves=6,
)


def made(plan: Any) -> Any:
    """Return the value of a plan."""
    if isinstance(plan, str):
        return MAKERS[plan]()
    kind, parts = plan[0], [made(part) for part in plan[1]]
    if kind == "series":
        cells = np.empty(len(parts), dtype=object)
        for place, part in enumerate(parts):
            cells[place] = part
        return pd.Series(cells, dtype=object)
    if kind == "dict":
        return {str(place): part for place, part in enumerate(parts)}
    return parts if kind == "list" else tuple(parts)


@settings(max_examples=60)
@given(MIXED)
def test_whatever_is_written_can_be_read(plan: Any) -> None:
    encode(decode(encode(made(plan))))


def _recursive() -> dict[str, Any]:
    made: dict[str, Any] = {}
    made["a"] = [made]
    return made


def _bomb() -> list[Any]:
    made: list[Any] = [0]
    for _ in range(DEEPEST - 2):
        made = [made] * 10
    return made


def _frame_of(columns: int) -> pd.DataFrame:
    return pd.DataFrame(np.zeros((2, columns)))


TOO_MUCH = {
    "5 million rows": lambda: pd.DataFrame({"a": np.arange(5_000_000)}),
    "5 million numbers": lambda: np.zeros(5_000_000),
    "5 million in a list": lambda: [0] * 5_000_000,
    "many columns": lambda: _frame_of(MOST_COLUMNS + 1),
    "many cells": lambda: pd.DataFrame(np.zeros((MOST_ROWS, 6))),
    "huge number": lambda: 1 << 100_000,
    "long text": lambda: "a" * 5_000_000,
    "long texts": lambda: ["汉" * 900_000] * 10,
    "endless": _recursive,
    "doubling": _bomb,
    "big set": lambda: set(range(MOST_IN_SET + 1)),
    "three dimensions": lambda: np.zeros((2, 2, 2)),
    "NaN as a key": lambda: {math.nan: 1},
    "number as a key": lambda: {1: 1},
    "complex numbers": lambda: np.zeros(3, dtype=complex),
    "records": lambda: np.zeros(3, dtype=[("a", int)]),
    "time with a zone": lambda: datetime.datetime.now(datetime.UTC),
    "signalling": lambda: decimal.Decimal("sNaN"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_arrives_as_a_reason_at_once(name: str) -> None:
    value = TOO_MUCH[name]()
    began = time.monotonic()
    data = encode(value)
    assert time.monotonic() - began < 3 and len(data) < 1000
    arrived = decode(data)
    assert type(arrived) is Opaque and arrived.reason != "答案读不出来"


def test_everything_up_to_the_limits_arrives() -> None:
    moments = pd.date_range("2026", periods=MOST_ROWS, freq="s")
    frame = pd.DataFrame({"a": np.arange(MOST_ROWS), "b": 1.5, "c": moments})
    assert len(encode(frame)) < LARGEST_ANSWER
    pd.testing.assert_frame_equal(crossed(frame), frame, check_freq=False)
    texts = pd.DataFrame({"渠道": ["电话"] * 100_000, "队": ["甲"] * 100_000})
    assert crossed(texts).equals(texts)
    assert len(crossed([0] * (MOST_NODES - 1))) == MOST_NODES - 1


def test_an_index_that_a_trainee_derived_is_no_plain_data() -> None:
    class Index(pd.MultiIndex):
        pass

    assert type(crossed(Index.from_arrays([[1], [2]]))) in (Opaque, pd.MultiIndex)


@settings(max_examples=300)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decode(data)
    except Malformed as error:
        assert str(error)


PARTS = [
    "array",
    "series",
    "frame",
    "index",
    "list",
    "as",
    "type",
    "bytes",
    "shape",
    "values",
    "names",
    "range",
    "levels",
    "several",
    "columns",
    "name",
    "dict",
    "set",
    "tuple",
    "timestamp",
    "utc",
    "span",
    "missing",
    "decimal",
    "timedelta",
    "datetime",
    "date",
    "opaque",
    "unanswered",
]
JSON = st.recursive(
    SCALARS | st.sampled_from(["<f8", "|b1", "str", "object", "AAAAAAAA8D8=", "2026-01-01T00:00:00"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(PARTS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=500)
@given(JSON)
def test_any_json_is_read_or_refused(raw: object) -> None:
    try:
        decode(json.dumps(raw).encode())
    except Malformed as error:
        assert str(error)


TABLE = pd.DataFrame({"a": [1, 2], "b": ["x", None]}, index=pd.Index(["p", "q"], name="i"))
FRAME = json.loads(encode(TABLE))


@settings(max_examples=500)
@given(st.integers(0, 10**6), JSON)
def test_a_table_with_a_part_replaced_is_read_or_refused(seed: int, value: object) -> None:
    raw = json.loads(json.dumps(FRAME))
    here: Any = raw
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = keys[seed % len(keys)]
        seed //= len(keys)
        if seed % 3 == 0 or not isinstance(here[key], dict | list) or not here[key]:
            here[key] = value
            break
        here = here[key]
    try:
        arrived = decode(json.dumps(raw).encode())
    except Malformed as error:
        assert str(error)
    else:
        assert type(arrived) is not Ellipsis


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"a": 1',
        b'{"__reduce__": ["os.system", "x"]}',
        b"[" * 100_000,
        b'{"array": {"shape": [-1], "values": {"type": "<f8", "bytes": ""}}}',
        b'{"array": {"shape": [2], "values": {"type": "<f8", "bytes": "AAAA"}}}',
        b'{"array": {"shape": [1], "values": {"type": "|O8", "bytes": "AAAAAAAAAAA="}}}',
        b'{"array": {"shape": [1], "values": {"type": "<f8", "bytes": "!!!!!!!!!!!!"}}}',
        b'{"index": {"range": [0, 4611686018427387903, 1], "names": [null]}}',
        b'{"index": {"range": [0, 3, 0], "names": [null]}}',
        b'{"timestamp": "now"}',
        b'{"set": [[1]]}',
        b'{"dict": [1]}',
        b'{"unanswered": true, "dict": {}}',
        b"9" * 4000,
        b" " * (LARGEST_ANSWER + 1),
    ],
)
def test_malformed_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data)


def test_flags_are_true_or_false_whatever_their_bytes() -> None:
    data = base64.b64encode(b"\x02\x00").decode()
    node = {"array": {"shape": [2], "values": {"type": "|b1", "bytes": data}}}
    assert decode(json.dumps(node).encode()).view("u1").tolist() == [1, 0]
