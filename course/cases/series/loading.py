"""Reads a real series: whole, or cut to one side of its break; the other way round only when asked."""

import csv
from functools import cache
from importlib import resources

import pandas as pd

from course.cases.series.entry import Break
from course.cases.series.register import REGISTER
from course.cases.spec import Column
from course.guidance.wording import clean, nearest, plain_name, quoted


class UnknownSeries(LookupError):
    """There is no series of this name; the message is a Chinese sentence for the trainee."""


class UnknownPeriod(LookupError):
    """The series has no such period; the message is a Chinese sentence for the trainee."""


class CrossesBreak(ValueError):
    """The rows would cross a change of definition; the message is a Chinese sentence with the remedy."""


def series(name: object, *, 从: object = None, 到: object = None, 跨口径: bool = False) -> pd.DataFrame:
    """A fresh copy of a real series, its first column the time.

    从, 到: first and last period, both included, such as "2022Q1" or 2015; the whole series without them.
    跨口径: True returns rows from both sides of a break, with the column 口径 behind the time. `.attrs` holds
    来源 (the source line), 说明 (known inconsistencies) and, across a break, 提醒 (the warning).
    Raises UnknownSeries, UnknownPeriod, CrossesBreak.
    """
    found = known_series(name)
    entry, table = REGISTER[found], _read(found).copy()
    time = entry.columns[0].name
    # Quarters, years and fiscal years all sort as text.
    places = table[time].astype(str)
    periods = sorted(set(places))
    first = periods[0] if 从 is None else _period(found, 从, periods)
    last = periods[-1] if 到 is None else _period(found, 到, periods)
    if first > last:
        raise UnknownPeriod(f"「{found}」从 {first} 到 {last} 是空的，请把 从 和 到 对调再运行。")
    table = table[(places >= first) & (places <= last)].reset_index(drop=True)
    table.attrs = {"来源": entry.source, "说明": list(entry.issues)}
    if entry.broken is not None and first < entry.broken.first_after <= last:
        if 跨口径 is not True:
            raise CrossesBreak(_refusal(found, entry.broken, periods))
        table.insert(1, "口径", _basis(table[time], entry.broken))
        table.attrs["提醒"] = entry.broken.warning
    return table


def series_dictionary(name: object) -> tuple[Column, ...]:
    """The columns of a real series in their order. Raises UnknownSeries."""
    return REGISTER[known_series(name)].columns


def known_series(name: object) -> str:
    """The name of a series, spaces around it forgiven. Raises UnknownSeries."""
    text = plain_name(name) if isinstance(name, str) else ""
    if text in REGISTER:
        return text
    seen = f"「{clean(text)}」" if text else "这个名字"
    shown = quoted(nearest(text, tuple(REGISTER)), most=12)
    raise UnknownSeries(f"没有叫{seen}的公开数据，可以用的有{shown}，请把名称改成其中一个再运行。")


def _refusal(name: str, broken: Break, periods: list[str]) -> str:
    last_before = max(period for period in periods if period < broken.first_after)
    return (
        f"「{name}」从 {broken.first_after} 起换了统计口径，前后不能直接相比，"
        f'请只取一段（到="{last_before}" 或者 从="{broken.first_after}"），'
        "确实要放在一起就写 跨口径=True 并在结论里说明。"
    )


def _basis(time: "pd.Series[str]", broken: Break) -> "pd.Series[str]":
    after = time.astype(str) >= broken.first_after
    return after.map({False: broken.before, True: broken.after}).astype("str")


def _period(name: str, value: object, periods: list[str]) -> str:
    text = plain_name(str(value)).upper() if isinstance(value, str | int) else ""
    if text in periods:
        return text
    seen = f"「{clean(text)}」" if text else "这样的时间"
    raise UnknownPeriod(
        f"「{name}」里没有{seen}，有的是 {periods[0]} 至 {periods[-1]}，请照 {periods[-1]} 的写法改一改。"
    )


@cache
def _read(name: str) -> pd.DataFrame:
    entry = REGISTER[name]
    source = resources.files("course.cases.series") / "data" / entry.file
    head, *rows = csv.reader(source.read_text(encoding="utf-8-sig").splitlines())
    if head != [column.name for column in entry.columns]:
        raise ValueError(f"{entry.file}: columns are {head}, the register has other ones")
    cells = zip(*rows, strict=True)
    return pd.DataFrame(
        {column.name: _typed(column, values) for column, values in zip(entry.columns, cells, strict=True)}
    )


def _typed(column: Column, cells: tuple[str, ...]) -> "pd.Series[str] | pd.Series[float] | pd.Series[int]":
    if column.low is None:
        return pd.Series([cell or None for cell in cells], dtype="str")
    if all(cell.isdecimal() for cell in cells):
        return pd.Series([int(cell) for cell in cells], dtype="int64")
    return pd.Series([float(cell) if cell else float("nan") for cell in cells], dtype="float64")
