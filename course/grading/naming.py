"""Which column of an answer stands for which column of the key."""

import datetime
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from course.guidance.wording import plain_name

_LABELS = (int, float, datetime.date, pd.Timestamp, pd.Period)


def label(name: Any) -> str:
    """The name of a column as text: width, and spaces around it, do not count; empty for what is no name."""
    if type(name) is str:
        return plain_name(name)
    if type(name) is float and not math.isfinite(name):
        return ""
    if type(name) in _LABELS:
        # A pivot by year has whole numbers above its columns.
        return str(int(name)) if type(name) is float and name == int(name) else str(name)
    return str(name.item()) if type(name).__module__ == "numpy" and hasattr(name, "item") else ""


def named_columns(a: Any, names: Sequence[str], rows: int) -> tuple[pd.DataFrame, list[str]] | None:
    """The answer as a table, with a name for each of its columns; None when it is no table.

    names: of the key's columns, rows: how many rows it has. An index that stands for a column of the key
    becomes one; two levels of names become one; a column without a name gets the only name that is missing.
    """
    if type(a) is pd.Series:
        a = a.to_frame()
    if type(a) is not pd.DataFrame:
        return None
    frame: pd.DataFrame = a
    have = _flat(frame, names)
    for level in reversed(range(frame.index.nlevels)):
        name = frame.index.names[level]
        if type(name) is str and label(name) in names and label(name) not in have:
            frame = frame.reset_index(level=level, allow_duplicates=True)
            have = [label(name), *have]
    have = _folded(have, names)
    absent = [name for name in names if name not in have]
    columns: list[Any] = list(frame.columns)
    # What `.size()` makes has no name, and 0 after .reset_index().
    unnamed = [
        i
        for i, name in enumerate(columns)
        if name is None or name != name or (type(name) is int and name == 0)
    ]
    if len(absent) == 1 and len(unnamed) == 1 and "0" not in names:
        have[unnamed[0]] = absent.pop()
    plain = frame.index.nlevels == 1 and frame.index.name is None and frame.index.dtype.kind not in "iufb"
    if len(absent) == 1 and plain and len(frame) <= rows:
        frame = frame.rename_axis("").reset_index(allow_duplicates=True)
        have = [absent[0], *have]
    return frame, have


def _flat(frame: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """The names of a table's columns; of two levels, as `.agg` makes them, the one that the key knows."""
    if frame.columns.nlevels == 1:
        return [label(name) for name in frame.columns]
    parts = [[label(part) for part in name] for name in frame.columns]
    flat = []
    for levels in parts:
        filled = [part for part in levels if part]
        forms = ["_".join(filled), "".join(filled), " ".join(filled), "-".join(filled)]
        # One of the levels alone is a name where no other column has it.
        forms += [
            part for place, part in enumerate(levels) if [each[place] for each in parts].count(part) == 1
        ]
        forms += ["_".join(reversed(filled)), "".join(reversed(filled))]
        flat.append(next((form for form in forms if form in names), forms[0]))
    return flat


def _folded(have: list[str], names: Sequence[str]) -> list[str]:
    """The names, with one of the key in place of one that differs by case and inner spaces only."""
    known = {"".join(name.split()).casefold(): name for name in names}
    folded = ["".join(name.split()).casefold() for name in have]
    return [
        known[fold] if fold in known and known[fold] not in have and folded.count(fold) == 1 else name
        for name, fold in zip(have, folded, strict=True)
    ]
