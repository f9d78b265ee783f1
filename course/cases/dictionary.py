"""What every column of the case world means, for trainees and for whoever checks the tables."""

import re

import pandas as pd

from course.cases.series.register import REGISTER
from course.cases.spec import Column
from course.cases.tables import BY_NAME, NAMES
from course.cases.vocabulary import CUTOFF
from course.cases.world import UnknownTable, known_table
from course.guidance.wording import clean, nearest, plain_name, quoted

HEADINGS = ("列", "意思", "单位", "取值", "缺失")
"""What `dictionary` says of a column: name, meaning, unit, allowed values, what a missing value means."""


def columns(name: object) -> tuple[Column, ...]:
    """The columns of a table, or of a real series, in their order. Raises UnknownTable."""
    text = plain_name(name) if isinstance(name, str) else ""
    if text in REGISTER:
        return REGISTER[text].columns
    if text in NAMES:
        return BY_NAME[known_table(text)].columns
    seen = f"「{clean(text)}」" if text else "这个名字"
    shown = quoted(nearest(text, (*NAMES, *REGISTER)), most=len(NAMES))
    raise UnknownTable(f"没有叫{seen}的数据表或公开数据，可以用的有{shown}，请把名称改成其中一个再运行。")


def dictionary(name: object) -> pd.DataFrame:
    """The data dictionary of a table or a real series: a row for each column, under HEADINGS.

    Raises UnknownTable.
    """
    rows = [(c.name, c.meaning, c.unit or "—", _allowed(c), c.missing or "不会缺失") for c in columns(name)]
    return pd.DataFrame(rows, columns=list(HEADINGS))


def departures(name: str, table: pd.DataFrame) -> list[str]:
    """What in a table does not obey its dictionary, an English line for each column; empty if nothing."""
    expected = [column.name for column in columns(name)]
    if list(table.columns) != expected:
        return [f"{name}: columns are {list(table.columns)}, the dictionary has {expected}"]
    found = []
    for column in columns(name):
        values = table[column.name]
        if not column.missing and values.isna().any():
            found.append(f"{name}.{column.name}: {int(values.isna().sum())} values are missing, none may be")
        wrong = [value for value in values.dropna().unique() if not _obeys(column, value)]
        if wrong:
            found.append(f"{name}.{column.name}: not allowed: {wrong[:3]}")
    return found


def _obeys(column: Column, value: object) -> bool:
    if column.values is not None:
        return str(value) in column.values
    if column.pattern:
        return isinstance(value, str) and re.fullmatch(column.pattern, value) is not None
    if column.low is not None and column.high is not None:
        number = float(str(value))
        return column.low <= number <= column.high and number == round(number, column.decimals)
    return isinstance(value, pd.Timestamp) and value < pd.Timestamp(CUTOFF)


def _allowed(column: Column) -> str:
    if column.values == ("True", "False"):
        return "True（是）、False（否）"
    return column.shown or "、".join(column.values or ())
