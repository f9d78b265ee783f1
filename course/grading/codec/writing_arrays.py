"""Arrays, series, tables and their single values as JSON."""

from __future__ import annotations

import base64
import sys
from typing import TYPE_CHECKING, Any

from course.grading.codec.limits import MOMENT, NULLABLE, NUMBERS, TIMES, TooMuch

if TYPE_CHECKING:
    from course.grading.codec.writing import Node, Writer

_DIMENSIONS = 2
NUMPY_SCALARS = (
    "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "longlong",
    "ulonglong", "float16", "float32", "float64", "str_", "datetime64", "timedelta64",
)  # fmt: skip
INDEXES = (
    "Index", "RangeIndex", "MultiIndex", "DatetimeIndex", "TimedeltaIndex", "CategoricalIndex", "PeriodIndex",
    "IntervalIndex",
)  # fmt: skip


def numpy_scalar(writer: Writer, value: Any, depth: int) -> Node:
    """Return numpy's scalar as Python's, moments and spans as pandas'."""
    if value.dtype.kind in "mM":
        import pandas

        plain = (pandas.Timestamp if value.dtype.kind == "M" else pandas.Timedelta)(value)
        return pandas_scalar(plain, type(plain))
    return writer.node(value.item(), depth)


def array(writer: Writer, value: Any, depth: int) -> Node:
    """Return an array of one or two dimensions; one without any is its only value."""
    if value.ndim == 0:
        return writer.node(value.item() if value.dtype.kind != "O" else value.tolist(), depth + 1)
    if value.ndim > _DIMENSIONS:
        return {"opaque": "数组的维数太多"}
    columns = value.shape[1] if value.ndim == _DIMENSIONS else 1
    writer.budget.cells(value.shape[0], columns)
    return {"array": {"shape": list(value.shape), "values": _values(writer, value.reshape(-1), depth)}}


def series(writer: Writer, value: Any, depth: int) -> Node:
    """Return a series with its index and name."""
    writer.budget.cells(len(value.index), 1 + value.index.nlevels)
    return {
        "series": {
            "name": writer.node(value.name, depth + 1),
            "index": index(writer, value.index, depth),
            "values": column(writer, value, depth),
        }
    }


def frame(writer: Writer, value: Any, depth: int) -> Node:
    """Return a table with its index and the labels of its columns."""
    rows, columns = value.shape
    writer.budget.cells(rows, columns + value.index.nlevels)
    return {
        "frame": {
            "columns": index(writer, value.columns, depth),
            "index": index(writer, value.index, depth),
            "values": [column(writer, value.iloc[:, place], depth) for place in range(columns)],
        }
    }


def index(writer: Writer, value: Any, depth: int) -> Node:
    """Return an index: a range, its values, or the values of each of its levels."""
    import pandas

    names = [writer.node(name, depth + 1) for name in value.names]
    if type(value) is pandas.RangeIndex:
        return {"range": [value.start, value.stop, value.step], "names": names}
    writer.budget.cells(len(value), value.nlevels)
    levels = [value.get_level_values(place) for place in range(value.nlevels)]
    several = type(value) is pandas.MultiIndex
    return {"several": several, "levels": [column(writer, level, depth) for level in levels], "names": names}


def column(writer: Writer, value: Any, depth: int) -> Node:
    """Return the values of a series or an index."""
    import numpy
    import pandas

    dtype = value.dtype
    if isinstance_exactly(dtype, pandas.CategoricalDtype):
        value = numpy.asarray(value)
        dtype = value.dtype
    if isinstance_exactly(dtype, pandas.DatetimeTZDtype):
        moments = pandas.DatetimeIndex(value).tz_convert("UTC").tz_localize(None).to_numpy()
        return {**_values(writer, moments, depth), "utc": True}
    name = str(dtype) if any(isinstance_exactly(dtype, kind) for kind in _nullable(pandas)) else ""
    if name in NULLABLE:
        plain = [None if each is pandas.NA else each for each in value.astype(object)]
        return {"list": [writer.node(each, depth + 1) for each in plain], "as": name}
    if isinstance_exactly(dtype, pandas.StringDtype):
        texts = [each if type(each) is str else None for each in value.astype(object)]
        return {"list": [writer.node(each, depth + 1) for each in texts], "as": "str"}
    if isinstance_exactly(dtype, pandas.PeriodDtype) or isinstance_exactly(dtype, pandas.IntervalDtype):
        return {"list": [writer.node(str(each), depth + 1) for each in value], "as": "object"}
    if not issubclass(type(dtype), numpy.dtype):
        raise TooMuch("表格里有一列的类型不能读取")
    return _values(writer, numpy.asarray(value), depth)


def _nullable(pandas: Any) -> list[type]:
    return [getattr(pandas, f"{name[0].upper()}{name[1:]}Dtype") for name in NULLABLE]


def isinstance_exactly(value: object, kind: type) -> bool:
    """Return whether the value's type is `kind` itself."""
    return type(value) is kind


def _values(writer: Writer, values: Any, depth: int) -> dict[str, Node]:
    """Return the values of a flat array of numpy's."""
    import numpy

    letter = values.dtype.newbyteorder("<").str
    if NUMBERS.fullmatch(letter) or TIMES.fullmatch(letter):
        data = numpy.ascontiguousarray(values, dtype=letter).tobytes()
        return {"type": letter, "bytes": base64.b64encode(data).decode("ascii")}
    if values.dtype.kind == "M":
        return _values(writer, values.astype("<M8[ns]"), depth)
    if values.dtype.kind == "m":
        return _values(writer, values.astype("<m8[ns]"), depth)
    if values.dtype.kind not in "OU":
        raise TooMuch("答案里有一种不能读取的数字")
    return {"list": [writer.node(each, depth + 1) for each in values.tolist()], "as": "object"}


def pandas_scalar(value: Any, kind: type) -> Node | None:
    """Return a single moment, span or missing value of pandas', or None for anything else."""
    pandas = sys.modules["pandas"]
    if value is pandas.NA:
        return {"missing": "NA"}
    if value is pandas.NaT:
        return {"missing": "NaT"}
    if kind is pandas.Timestamp:
        plain = value.tz_convert("UTC").tz_localize(None) if value.tz is not None else value
        moment = plain.isoformat(timespec="nanoseconds")
        if not MOMENT.fullmatch(moment):
            return {"opaque": "时间超出范围"}
        return {"timestamp": moment, "utc": True} if value.tz is not None else {"timestamp": moment}
    if kind is pandas.Timedelta:
        return {"span": int(value.as_unit("ns").value)}
    if kind is pandas.Period or kind is pandas.Interval:
        return str(value)
    return None
