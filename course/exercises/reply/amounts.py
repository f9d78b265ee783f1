"""Sums of money in a reduced text."""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "半": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_SUM = re.compile(
    "([0-9]{1,12}(?:\\.[0-9]{1,4})?|[零〇一二两三四五六七八九十百千万亿]{1,12})(多?[万千百]?)多?(?:块钱|元|块)"
)


def sums(text: str) -> list[float]:
    """Return the sums in yuan that text names, in digits or in characters."""
    return [_value(found[1]) * _factor(found[2]) for found in _SUM.finditer(text)]


def _factor(step: str) -> float:
    return {"万": 1e4, "千": 1e3, "百": 1e2}.get(step[-1:], 1.0)


def _value(number: str) -> float:
    if number[0].isdigit() and number.isascii():
        return float(number)
    total, section, digit, last_step = 0.0, 0.0, 0.0, 1
    for char in number:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if digit and last_step == 1 else _DIGITS[char]
        elif char in _STEPS:
            section += (digit or 1) * _STEPS[char]
            digit, last_step = 0.0, _STEPS[char]
        else:
            total = (total + section + digit) * (1e4 if char == "万" else 1e8)
            section, digit, last_step = 0.0, 0.0, 10_000
    # 八百五 is 850: the last step is left out in speech.
    tail = digit * last_step / 10 if last_step > 10 and number[-2:-1] not in ("零", "〇") else digit
    return total + section + tail
