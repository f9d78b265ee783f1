"""Comparing an answer with the key: numbers, texts, lists, tables, figures.

Every function takes the answer first and the key second, returns a Match, and never raises because of what an
answer is: it reads exact types only, and gives 0 with a reason for all others. A key of the wrong type is the
author's mistake and raises TypeError.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any

import pandas as pd

from course.grading.cells import OTHER, Cell, cell, cells, close, in_common, same
from course.grading.figures import compare_figures, traces
from course.grading.match import Match
from course.grading.naming import label, named_columns
from course.grading.readings import empty_as_missing, read_alike
from course.grading.tables import compare_columns
from course.guidance.numbers import read_number
from course.guidance.safely import safely
from course.guidance.unanswered import is_unanswered
from course.guidance.wording import clean, nearest, plain_name, quoted, seen

__all__ = ["Match", "same_figure", "same_list", "same_number", "same_table", "same_text"]

_UNANSWERED = Match(0.0, "未作答")
_UNREADABLE = Match(0.0, "答案读不出来")
_SPARE = 1_000  # an answer longer than the key by this and tenfold is not looked at


def same_number(
    a: object,
    b: float,
    unit: str = "",
    tolerance: float = 1e-6,
    relative: float = 0.0,
    either: bool = False,
) -> Match:
    """Whether the answer a, read in `unit`, is the number b; share 1 or 0.

    tolerance: how far a may be off, in the same unit; relative: how far as a share of b; the larger one
    counts. Text is read as `read_number` does (81%, 2.5万). either: for tasks that take 81 and 0.81 alike; b
    is in percent with unit "%", otherwise a share, and tolerance is in b's unit.
    """
    if is_unanswered(a):
        return _UNANSWERED
    number = read_number(a, unit)
    if number is None:
        return Match(0.0, f"这里要一个数字，看到的是{seen(a)}")
    forms = [number]
    if either:
        forms.append(number * 100 if unit == "%" else number / 100)
    if any(close(form, float(b), tolerance, relative) for form in forms):
        return Match(1.0)
    return Match(0.0, f"{number:.6g} 不对")


def same_text(a: object, b: str | Sequence[str]) -> Match:
    """Whether the answer a is the text b, or one of several.

    Width, case, spaces, quotes around it and a full stop behind it do not count; one text alone in a list, a
    column or an array is a text.
    """
    if is_unanswered(a):
        return _UNANSWERED
    kind, text = safely(lambda: cell(_only(a)), OTHER)
    if kind != "text":
        return Match(0.0, f"这里要一段文字，看到的是{seen(a)}")
    right = [b] if isinstance(b, str) else b
    if _bare(text) in [_bare(each) for each in right]:
        return Match(1.0)
    return Match(0.0, f"「{clean(text)}」不对")


def same_list(
    a: object, b: Sequence[object], tolerance: float = 1e-6, ordered: bool = False, unit: str = ""
) -> Match:
    """How much of the list b is in the answer a; with ordered=True an item counts at its own place only.

    A tuple, an array, a Series or a table of one column is read as a list, a set where order does not count.
    Where b holds numbers, text is read as `read_number` does, in `unit`. Items too many lower the share.
    """
    if is_unanswered(a):
        return _UNANSWERED
    key = cells(list(b))
    return safely(lambda: _compare_lists(a, key, tolerance, ordered, unit), _UNREADABLE)


def same_table(
    a: object,
    b: pd.DataFrame,
    tolerance: float = 1e-6,
    ordered: bool = False,
    units: Mapping[str, str] | None = None,
    either: Sequence[str] = (),
) -> Match:
    """How much of the table b is in the answer a, by cells.

    The order of columns and the index do not count, that of rows only with ordered=True; further columns do
    no harm; an index with a name counts as a column, a Series as a table. Rows are paired by the first
    columns of b without numbers that tell its rows apart, and the share is that of right cells in the other
    columns, or of right rows where no other column is left. Rows too many or missing lower it. Whole and
    decimal numbers are alike, dates and their text too; missing equals missing; numbers may be off by
    `tolerance` (absolute). units: numbers in text are read in these columns only, each in its unit, such as
    {"占比": "%"}. either: columns of b with shares, in which percent throughout is as good (81 for 0.81).
    """
    if not isinstance(b, pd.DataFrame):
        raise TypeError(f"same_table: the key is a {type(b).__name__}; pass a DataFrame")
    if is_unanswered(a):
        return _UNANSWERED
    plain_units = {plain_name(name): unit for name, unit in (units or {}).items()}
    shares = {plain_name(name) for name in either}
    return safely(lambda: _compare_tables(a, b, tolerance, ordered, plain_units, shares), _UNREADABLE)


def same_figure(a: object, b: object, tolerance: float = 1e-6) -> Match:
    """How much of the figure b (plotly, or its dict) is in the answer a: kinds of traces, and their data.

    Colours, titles and names do not count, the order of points only along lines; a lying bar chart equals a
    standing one.
    """
    wanted = traces(b)
    if wanted is None:
        raise TypeError(f"same_figure: the key is a {type(b).__name__}; pass a plotly figure or its dict")
    if is_unanswered(a):
        return _UNANSWERED
    return safely(lambda: compare_figures(a, wanted, tolerance), _UNREADABLE)


def _only(a: Any) -> Any:
    """The one value in a list, a column or an array of one; anything else as it is."""
    if type(a) in (list, tuple) and len(a) == 1:
        return a[0]
    if type(a) in (pd.Series, pd.Index) or type(a).__name__ == "ndarray":
        return a.tolist()[0] if len(a) == 1 else a
    return a


def _bare(text: str) -> str:
    """A text without what a person adds around it: quotes, spaces, a full stop."""
    return "".join(plain_name(text).split()).strip("\"'“”‘’「」。.,!;！，；").casefold()


def _compare_lists(a: Any, key: list[Cell], tolerance: float, ordered: bool, unit: str) -> Match:
    if type(a) is pd.DataFrame and a.shape[1] == 1:
        a = a.iloc[:, 0]
    readable = isinstance(a, pd.Index) or type(a) in (list, tuple, pd.Series) or type(a).__name__ == "ndarray"
    readable = readable or (type(a) in (set, frozenset) and not ordered)
    if not readable:
        return Match(0.0, f"这里要一个列表，看到的是{seen(a)}")
    if len(a) > len(key) * 10 + _SPARE:
        return Match(0.0, f"有 {len(a)} 项，应有 {len(key)} 项")
    mine, key = read_alike(cells(a), key, unit)
    longest = max(len(mine), len(key))
    if not longest:
        return Match(1.0)
    if ordered:
        right = sum(same(x, y, tolerance) for x, y in zip(mine, key, strict=False))
    else:
        right = in_common([(x,) for x in mine], [(y,) for y in key], tolerance)
    if len(mine) != len(key):
        return Match(right / longest, f"有 {len(mine)} 项，应有 {len(key)} 项")
    return Match(right / longest, "" if right == longest else f"{longest} 项里有 {longest - right} 项不对")


def _compare_tables(
    a: object,
    b: pd.DataFrame,
    tolerance: float,
    ordered: bool,
    units: Mapping[str, str],
    shares: Container[str],
) -> Match:
    names = [label(name) for name in b.columns]
    found = named_columns(a, names, len(b))
    if found is None:
        return Match(0.0, f"这里要一张数据表，看到的是{seen(a)}")
    frame, have = found
    twice = [name for name in names if have.count(name) > 1]
    if twice:
        return Match(0.0, f"列名{quoted(twice)}出现了不止一次")
    absent = [name for name in names if name not in have]
    if len(absent) == len(names):
        return Match(0.0, f"没有找到需要的列，需要{quoted(names)}")
    if len(frame) > len(b) * 10 + _SPARE:
        return Match(0.0, f"有 {len(frame)} 行，应有 {len(b)} 行")
    key: list[list[Cell]] = []
    answer: list[list[Cell] | None] = []
    for i, name in enumerate(names):
        theirs = empty_as_missing(cells(b.iloc[:, i]))
        mine = empty_as_missing(cells(frame.iloc[:, have.index(name)])) if name in have else None
        if mine is not None:
            mine, theirs = read_alike(mine, theirs, units.get(name), name in shares)
        key.append(theirs)
        answer.append(mine)
    match = compare_columns(names, answer, key, (len(frame), len(b)), tolerance, ordered)
    if not absent:
        return match
    others = [name for name in have if name and name not in names]
    hint = f"，是不是{quoted(nearest(absent[0], others)[:2])}" if others else ""
    return Match(match.share, f"缺少列{quoted(absent)}{hint}")
