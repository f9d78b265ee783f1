"""Numbers with their units in Chinese text, in digits or in words, for comparison."""

from __future__ import annotations

import re

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"(?:\d+(?:,\d{3})*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
_UNITS = {
    "工作日": "工作日",
    "自然日": "日",
    "日": "日",
    "天": "日",
    "小时": "小时",
    "周岁": "周岁",
    "岁": "周岁",
    "个月": "月",
    "年": "年",
    "次": "次",
    "%": "%",
    "％": "%",
    "亿户": "亿户",
    "万户": "万户",
}
_AMOUNT = re.compile(rf"(?<![\d.第])({_NUMBER}) ?个?({'|'.join(_UNITS)})(?!前|头|上午|下午)")
# Dates and ordinals are no amounts.
_DATE = re.compile(
    r"\d{4} ?年(?:\d+ ?月)?(?:\d+ ?[日号])?"
    r"|\d+ ?月 ?\d+ ?[日号](?:（[^）]*）)?"
    r"|\d{4}-\d\d(?:-\d\d)?"
    r"|第[一二三四五六七八九十\d]+ ?[日天次年]"
    r"|每[日天年]|当[日天]|[这那两]次"
    r"|[\d一二三四五六七八九十]+ ?日前"
)
_BARE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")


def value_of(text: str) -> float:
    """Return the value of a number in digits or in Chinese words up to thousands, such as 15 for 十五."""
    if text[0].isdigit():
        return float(text.replace(",", ""))
    total, digit = 0, 0
    for sign in text:
        if sign in _SCALES:
            total += (digit or 1) * _SCALES[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return float(total + digit)


def amounts_in(text: str) -> list[tuple[float, str]]:
    """Return the numbers of a text that carry a unit, each with the unit in one form (天, 自然日: 日).

    The word 一 before a unit is no amount: 末一天, 同一年.
    """
    found = _AMOUNT.findall(_DATE.sub(" ", text))
    return [(value_of(number), _UNITS[unit]) for number, unit in found if number != "一"]


def bare_numbers(text: str) -> set[float]:
    """Return every number in digits."""
    return {float(number) for number in _BARE.findall(text)}
