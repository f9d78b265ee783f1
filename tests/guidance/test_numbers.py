"""Numbers as people type them, and nothing else."""

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.guidance.numbers import LIMIT, read_number
from tests.guidance.hostile import MAKERS, LyingText

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("81%", "%", 81),
        ("８１％", "%", 81),
        ("81", "%", 81),
        ("0.81", "%", 0.81),
        ("百分之81", "%", 81),
        ("81 %", "%", 81),
        ("5个百分点", "%", 5),
        ("3‰", "%", 0.3),
        ("81%", "", 0.81),
        ("3‰", "", 0.003),
        ("0.81", "", 0.81),
        ("2.5万", "", 25_000),
        ("２.５万", "", 25_000),
        ("2.3万", "", 23_000),
        ("1亿", "", 1e8),
        ("3千万", "", 3e7),
        ("1.2万亿", "", 1.2e12),
        ("25,000", "", 25_000),
        ("２５，０００", "", 25_000),
        ("1,234,567.5", "", 1_234_567.5),
        ("25000元", "元", 25_000),
        ("¥25,000", "元", 25_000),
        ("2.5万元", "元", 25_000),
        ("2.5万元", "万元", 2.5),
        ("2.5万", "万元", 2.5),
        ("2.5", "万元", 2.5),
        ("25000元", "万元", 2.5),
        ("5角", "元", 0.5),
        ("31件", "件", 31),
        ("31个", "件", 31),
        ("31", "件", 31),
        ("3万人次", "人次", 30_000),
        ("90秒", "秒", 90),
        ("1.5分钟", "秒", 90),
        ("2小时", "分钟", 120),
        ("90秒", "分钟", 1.5),
        ("4分", "分", 4),
        ("15天", "日", 15),
        ("2周", "天", 14),
        ("-3", "", -3),
        ("－３", "", -3),
        ("−3", "", -3),
        ("负3天", "天", -3),
        ("+3", "", 3),
        ("约30秒", "秒", 30),
        (" 3 0 ", "", 30),
        ("\u300042\n", "", 42),
        (".5", "", 0.5),
        ("5.", "", 5),
        ("1e3", "", 1000),
        ("30s", "秒", 30),
        ("007", "", 7),
        ("40岁", "岁", 40),
    ],
)
def test_what_people_type(text, unit, value):
    assert read_number(text, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", ""),
        ("  ", ""),
        ("八十一", ""),
        ("12,5", ""),
        ("1,2345", ""),
        ("1.2.3", ""),
        ("3-5", ""),
        ("30~40", ""),
        ("大约", ""),
        ("nan", ""),
        ("inf", ""),
        ("Infinity", ""),
        ("1e999", ""),
        ("0x10", ""),
        ("1_000", ""),
        ("10²", ""),
        ("①", ""),
        ("٣", ""),
        ("5元", "秒"),
        ("5秒", "元"),
        ("81%", "秒"),
        ("3件", "元"),
        ("3度", ""),
        ("2万5", ""),
        ("百分之八十一", "%"),
        ("百分之81%", "%"),
        ("--3", ""),
        ("3\x00", ""),
        ("[3]", ""),
        ("True", ""),
        ("1;2", ""),
    ],
)
def test_what_is_no_number(text, unit):
    assert read_number(text, unit) is None


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("unit", ["", "%", "秒"])
def test_hostile_values_are_no_numbers(name, unit):
    assert read_number(MAKERS[name](), unit) is None


@pytest.mark.parametrize(
    "value",
    [
        "9" * (LIMIT + 1),
        math.inf,
        True,
        False,
        None,
        ...,
        -(10**400),
        [3],
        (3,),
        {"a": 3},
        b"3",
        Decimal(3),
        int,
        np.True_,
        np.float64("nan"),
        np.array([1, 2]),
        np.array([None]),
        np.array([]),
        np.complex128(3),
        pd.Series([1, 2]),
        pd.Series(["3"]),
        pd.Series([True]),
        pd.Series([], dtype=float),
        pd.NaT,
        pd.DataFrame({"a": [1, 2]}),
        np.str_("x"),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("unit", ["", "%", "秒"])
def test_odd_values_are_no_numbers(value, unit):
    assert read_number(value, unit) is None


@pytest.mark.parametrize(
    "value",
    [
        3,
        3.0,
        np.int64(3),
        np.float32(3),
        np.uint8(3),
        np.array(3),
        np.array([[3.0]]),
        pd.Series([3], index=["x"]),
        pd.DataFrame({"a": [3.0]}),
        "3",
        np.str_("3"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_that_hold_one_number(value):
    number = read_number(value)
    assert number == 3
    assert type(number) is float


def test_a_text_that_lies_about_itself_is_read_as_it_is():
    assert read_number(LyingText("7")) == 7


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_prints_is_read_back_exactly(number):
    assert read_number(repr(number)) == number
    assert read_number(number) == number


@given(st.integers(-(10**15), 10**15))
def test_thousands_width_and_spaces_change_nothing(number):
    grouped = f"{number:,}"
    assert read_number(grouped) == number
    assert read_number(grouped.translate(FULL_WIDTH)) == number
    assert read_number("  " + " ".join(grouped) + "\u3000") == number


@given(st.decimals(0, 9999, places=3), st.sampled_from([("千", 3), ("万", 4), ("百万", 6), ("亿", 8)]))
def test_multiples_shift_the_decimal_point_exactly(number, multiple):
    name, power = multiple
    assert read_number(f"{number}{name}") == float(number.scaleb(power))


@given(st.text(max_size=80), st.sampled_from(["", "%", "秒", "元", "万元", "件", "奇怪"]))
def test_any_text_gives_a_finite_number_or_none(text, unit):
    number = read_number(text, unit)
    assert number is None or (type(number) is float and math.isfinite(number))


@given(st.from_regex(r"[负-]?[0-9]{1,6}(\.[0-9]{1,3})?[万亿]?[%‰秒元件分天]?", fullmatch=True))
def test_text_of_the_grammar_is_always_read_without_a_unit(text):
    assert read_number(text) is not None
