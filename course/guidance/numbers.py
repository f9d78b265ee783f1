"""Reading a number the way people in China type it.

The grammar: [约] [¥] [负 or a sign] digits [千|万|亿 ...] [% or a unit], spaces and full width forgiven,
thousands in groups of three (25,000) or not at all. Numbers in characters (百分之八十一) are not read.
"""

import math
import re
import sys
from typing import Any, Final, cast

from course.guidance.safely import safely

LIMIT: Final = 60  # characters: longer text is no number

_NUMBER = re.compile(
    r"(?:约|大约|人民币)?[¥￥]?(?P<hundredth>百分之)?"
    r"(?P<sign>[+-]|负)?[¥￥]?"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?:[eE](?P<power>[+-]?[0-9]{1,3}))?"
    r"(?P<multiple>[十百千万]?[万亿]|[十百千])?"
    r"(?P<unit>[^0-9.,+\s-]{0,6})"
)
_POWERS: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_MULTIPLES: Final = {
    first + last: _POWERS.get(first, 0) + _POWERS.get(last, 0)
    for last in ("", *_POWERS)
    for first in ("", "十", "百", "千", "万")
    if last in ("万", "亿") or not first
}

# Units of one kind with their size; a number in one can be read as a number in another.
_SIZES: Final = (
    {"毫秒": 0.001, "秒": 1.0, "秒钟": 1.0, "s": 1.0, "分": 60.0, "分钟": 60.0, "小时": 3600.0, "时": 3600.0},
    {"日": 1.0, "天": 1.0, "自然日": 1.0, "周": 7.0, "星期": 7.0},
    {"角": 0.1, "元": 1.0, "块": 1.0, "块钱": 1.0, "元人民币": 1.0},
)
_PARTS: Final = {"%": 1.0, "个百分点": 1.0, "百分点": 1.0, "‰": 0.1}  # of a hundred
# Words for counting, each as good as another.
_COUNTERS: Final = frozenset("个件次人位名户笔通张条单起行列家种项题倍年月字点分岁") | {"人次"}
_NUMPY_TYPES: Final = (
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
)  # fmt: skip
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x2212: "-",
    0x2013: "-",
}


def read_number(text: object, unit: str = "") -> float | None:
    """The number that text holds, in the given unit, or None when it cannot be read as one.

    text: what a person typed, or a number of Python, numpy or pandas (also alone in a Series or a frame).
    unit: such as "%", "秒", "元", "件" or "万元"; text may name it, name another of its kind (1.5 分钟 is
    90 秒), or none. With unit "%" the answer is in percent: "81%" is 81 and "0.81" stays 0.81; without a unit
    "81%" is 0.81. True and False, nan, infinite numbers and text over LIMIT characters are no numbers.
    Never raises.
    """
    kind = type(text)
    if issubclass(kind, str):
        # A subclass may lie in every method of its own, this slice is plain text.
        return _read_text(str.__getitem__(cast(str, text), slice(0, LIMIT + 1)), unit)
    return _finite(safely(lambda: _scalar(text, kind), None))


def _finite(number: object) -> float | None:
    # Exact types: True is an int, and a subclass may lie about its value.
    if type(number) is int:
        return float(number) if number.bit_length() < 1000 else None
    if type(number) is float and math.isfinite(number):
        return number
    return None


def _scalar(value: Any, kind: type) -> object:
    """The Python number inside a value of numpy or pandas, or the value as it is.

    Neither is imported here: where they are not loaded, no value of theirs can exist.
    """
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    if pandas is not None and (kind is pandas.Series or kind is pandas.DataFrame):
        value = value.to_numpy()
        kind = type(value)
    if numpy is not None and kind is numpy.ndarray and value.size == 1:
        value = value.reshape(-1)[0]
        kind = type(value)
    if numpy is not None and any(kind is getattr(numpy, name) for name in _NUMPY_TYPES):
        return value.item()
    return value


def _read_text(text: str, unit: str) -> float | None:
    if len(text) > LIMIT:
        return None
    found = _NUMBER.fullmatch("".join(text.translate(_FULL_WIDTH).split()))
    if found is None:
        return None
    named, multiple = found["unit"], found["multiple"] or ""
    if found["hundredth"]:
        if named or multiple:
            return None
        named = "%"
    factor = _factor(named, unit, has_multiple=bool(multiple))
    if factor is None:
        return None
    # One decimal literal instead of a product: 2.3万 is 23000 exactly, not 22999.999999999996.
    power = int(found["power"] or 0) + _MULTIPLES[multiple]
    number = float(f"{found['digits'].replace(',', '')}e{power}")
    value = (-number if found["sign"] in ("-", "负") else number) * factor[0] / factor[1]
    return value if math.isfinite(value) else None


def _factor(named: str, unit: str, has_multiple: bool) -> tuple[float, float] | None:
    """Multiply by the first and divide by the second to come from the named unit to the wanted one."""
    wanted, power = _split(unit)
    divide = 10.0**power
    if not named:
        return 1.0, divide if has_multiple else 1.0
    if named == wanted:
        return 1.0, divide
    if not wanted and named in _PARTS:
        return _PARTS[named], 100.0
    if not wanted or (named in _COUNTERS and wanted in _COUNTERS):
        known = named in _COUNTERS or any(named in sizes for sizes in _SIZES)
        return (1.0, divide) if known else None
    for sizes in (*_SIZES, _PARTS):
        if named in sizes and wanted in sizes:
            return sizes[named], sizes[wanted] * divide
    return None


def _split(unit: str) -> tuple[str, int]:
    """A unit such as 万元 as its plain unit and the power of ten in front."""
    for multiple in sorted(_MULTIPLES, key=len, reverse=True):
        if multiple and unit.startswith(multiple) and len(unit) > len(multiple):
            return unit[len(multiple) :], _MULTIPLES[multiple]
    return unit, 0
