"""Pieces of the sentences that trainees read: names in quotes, lists of names, what a value looks like."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from course.guidance.safely import safely
from course.guidance.unanswered import is_unanswered

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_OUR_MARKS = str.maketrans({"。": ".", "「": "'", "」": "'"})


def plain_name(name: str) -> str:
    """A column or table name with full width made half, and without spaces around it."""
    return name[:200].translate(_FULL_WIDTH).strip()


def clean(text: str, limit: int = 20) -> str:
    """At most limit characters of text, without line breaks, control or direction marks."""
    # Quotes and full stops inside would look like the end of ours.
    plain = text[: limit * 4].translate(_OUR_MARKS)
    kept = "".join(" " if char.isspace() else char for char in plain)
    kept = "".join(char for char in kept if unicodedata.category(char)[0] != "C")
    return kept if len(kept) <= limit and len(text) <= limit * 4 else kept[:limit] + "…"


def quoted(names: Iterable[str], most: int = 8) -> str:
    """Names as 「甲」、「乙」, at most so many, then 等."""
    shown = [f"「{clean(name)}」" for name in names]
    return "、".join(shown[:most]) + ("等" if len(shown) > most else "")


def nearest(name: str, known: Sequence[str]) -> list[str]:
    """The known names that look like name, best first; all of them when none does."""
    wanted = plain_name(name)[:40]
    close = get_close_matches(wanted, known, n=3, cutoff=0.5)
    shared = [each for each in known if set(each) & set(wanted)]
    return close or shared or list(known)


def seen(value: object) -> str:
    """What a value is, in a few Chinese words, such as 4 行 2 列的数据表. Never raises."""
    return safely(lambda: _seen(value), "读不出来的值")


def is_seen(value: object) -> str:
    """What a value is, after 是, such as 是 4 行 2 列的数据表. Never raises."""
    what = seen(value)
    return f"是 {what}" if what[0].isdigit() else f"是{what}"


def _seen(value: Any) -> str:
    kind = type(value)
    if is_unanswered(value):
        return "未作答"
    if kind is bool:
        return f"{value}（是或否）"
    if kind is int or kind is float:
        short = kind is float or value.bit_length() < 60
        return f"数字 {value:.6g}" if short else "一个极大的整数"
    if issubclass(kind, str):
        text = str.__getitem__(value, slice(0, 100))
        return f"文字「{clean(text)}」" if text.strip() else "空白的文字"
    if kind is list or kind is tuple:
        return f"有 {len(value)} 项的列表"
    if kind is dict:
        return f"有 {len(value)} 项的字典"
    if kind in (FunctionType, BuiltinFunctionType, MethodType):
        return "一个函数（可能少写了括号）"
    return _seen_data(value, kind)


def _seen_data(value: Any, kind: type) -> str:
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    if pandas is not None:
        if kind is pandas.DataFrame:
            return f"{value.shape[0]} 行 {value.shape[1]} 列的数据表"
        if kind is pandas.Series:
            return f"有 {value.shape[0]} 项的一列"
        if kind.__module__.startswith("pandas.") and "GroupBy" in kind.__name__:
            return "还没有汇总的分组"
    if numpy is not None and kind is numpy.ndarray:
        return f"有 {value.size} 项的数组"
    if kind.__module__.startswith("numpy") and not isinstance(value, type):
        return f"数字 {float(value):.6g}"
    if kind.__module__.startswith("plotly.") and kind.__name__ == "Figure":
        return "一张图"
    return "一种别的值"
