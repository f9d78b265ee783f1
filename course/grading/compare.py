"""Comparing an answer with the key: numbers, texts, lists, tables, figures.

Every function takes the answer first and the key second, returns a Match, and never raises because of what an
answer is: it reads exact types only, and gives 0 with a reason for all others. A key of the wrong type is the
author's mistake and raises TypeError.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from course.grading.cells import cell, cells, close, in_common, same
from course.grading.figures import compare_figures, traces
from course.grading.match import Match
from course.grading.tables import compare_columns
from course.guidance.numbers import read_number
from course.guidance.safely import safely
from course.guidance.unanswered import is_unanswered
from course.guidance.wording import clean, nearest, plain_name, quoted, seen

__all__ = ["Match", "same_figure", "same_list", "same_number", "same_table", "same_text"]

_UNANSWERED = Match(0.0, "未作答")
_UNREADABLE = Match(0.0, "答案读不出来")
_SPARE = 1_000  # an answer longer than the key by this and tenfold is not looked at


def same_number(a: object, b: float, unit: str = "", tolerance: float = 1e-6, relative: float = 0.0) -> Match:
    """Whether the answer a, read in `unit`, is the number b; share 1 or 0.

    tolerance: how far a may be off, in the same unit; relative: how far as a share of b; the larger one
    counts. Text is read as `read_number` does (81%, 2.5万).
    """
    if is_unanswered(a):
        return _UNANSWERED
    number = read_number(a, unit)
    if number is None:
        return Match(0.0, f"这里要一个数字，看到的是{seen(a)}")
    if close(number, float(b), tolerance, relative):
        return Match(1.0)
    return Match(0.0, f"{number:.6g} 不对")


def same_text(a: object, b: str | Sequence[str]) -> Match:
    """Whether the answer a is the text b, or one of several; width and spaces around it do not count."""
    if is_unanswered(a):
        return _UNANSWERED
    kind, text = cell(a)
    if kind != "text":
        return Match(0.0, f"这里要一段文字，看到的是{seen(a)}")
    right = [b] if isinstance(b, str) else b
    if plain_name(text) in [plain_name(each) for each in right]:
        return Match(1.0)
    return Match(0.0, f"「{clean(text)}」不对")


def same_list(a: object, b: Sequence[object], tolerance: float = 1e-6, ordered: bool = False) -> Match:
    """How much of the list b is in the answer a; with ordered=True an item counts at its own place only.

    A tuple, an array, a Series or a table of one column is read as a list. Items too many lower the share.
    """
    if is_unanswered(a):
        return _UNANSWERED
    key = cells(list(b))
    return safely(lambda: _compare_lists(a, key, tolerance, ordered), _UNREADABLE)


def same_table(a: object, b: pd.DataFrame, tolerance: float = 1e-6, ordered: bool = False) -> Match:
    """How much of the table b is in the answer a, by cells.

    The order of columns and the index do not count, that of rows only with ordered=True; further columns do
    no harm; an index with a name counts as a column, a Series as a table. Rows are paired by the first
    columns of b without numbers that tell its rows apart, and the share is that of right cells in the other
    columns, or of right rows where no other column is left. Rows too many or missing lower it. Whole and
    decimal numbers are alike, numbers in text are not; missing equals missing; numbers may be off by
    `tolerance` (absolute).
    """
    if not isinstance(b, pd.DataFrame):
        raise TypeError(f"same_table: the key is a {type(b).__name__}; pass a DataFrame")
    if is_unanswered(a):
        return _UNANSWERED
    return safely(lambda: _compare_tables(a, b, tolerance, ordered), _UNREADABLE)


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


def _compare_lists(a: Any, key: list[Any], tolerance: float, ordered: bool) -> Match:
    if type(a) is pd.DataFrame and a.shape[1] == 1:
        a = a.iloc[:, 0]
    readable = type(a) in (list, tuple, pd.Series, pd.Index) or type(a).__name__ == "ndarray"
    if not readable:
        return Match(0.0, f"这里要一个列表，看到的是{seen(a)}")
    if len(a) > len(key) * 10 + _SPARE:
        return Match(0.0, f"有 {len(a)} 项，应有 {len(key)} 项")
    mine = cells(a)
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


def _compare_tables(a: object, b: pd.DataFrame, tolerance: float, ordered: bool) -> Match:
    names = [plain_name(str(name)) for name in b.columns]
    frame = _as_frame(a, names)
    if frame is None:
        return Match(0.0, f"这里要一张数据表，看到的是{seen(a)}")
    have = [plain_name(name) if type(name) is str else "" for name in frame.columns]
    twice = [name for name in names if have.count(name) > 1]
    if twice:
        return Match(0.0, f"列名{quoted(twice)}出现了不止一次")
    absent = [name for name in names if name not in have]
    if len(absent) == len(names):
        return Match(0.0, f"没有找到需要的列，需要{quoted(names)}")
    if len(frame) > len(b) * 10 + _SPARE:
        return Match(0.0, f"有 {len(frame)} 行，应有 {len(b)} 行")
    key = [cells(b.iloc[:, i]) for i in range(len(names))]
    answer = [cells(frame.iloc[:, have.index(name)]) if name in have else None for name in names]
    match = compare_columns(names, answer, key, (len(frame), len(b)), tolerance, ordered)
    if not absent:
        return match
    others = [name for name in have if name and name not in names]
    hint = f"，是不是{quoted(nearest(absent[0], others)[:2])}" if others else ""
    return Match(match.share, f"缺少列{quoted(absent)}{hint}")


def _as_frame(a: Any, names: Sequence[str]) -> pd.DataFrame | None:
    if type(a) is pd.Series:
        a = a.to_frame()
    if type(a) is not pd.DataFrame:
        return None
    frame: pd.DataFrame = a
    have = {plain_name(name) for name in frame.columns if type(name) is str}
    levels = [name for name in frame.index.names if type(name) is str]
    for level in reversed(levels):
        if plain_name(level) in names and plain_name(level) not in have:
            frame = frame.reset_index(level=level)
    return frame
