"""Forms of a right answer that are all right, and forms of a neighbour's answer that never become right.

Every form below is applied to the key, where it must get everything, and to a neighbour's table, where it
must get what the neighbour's table gets as it stands: a form gives nothing away.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from course.grading.compare import same_list, same_number, same_table, same_text

Frame = pd.DataFrame
KEY = Frame(
    {
        "渠道": ["电话", "在线", "网点", "手机App"],
        "件数": [511, 312, 137, 233],
        "平均等待秒": [62.041, 191.902, 757.638, 14.204],
        "三十秒内占比": [0.6573, 0.8125, 0.0583, 0.9314],
        "最近一天": pd.to_datetime(["2026-11-22", "2026-11-21", "2026-11-20", "2026-11-22"]),
        "达标": [False, False, False, True],
        "结论": ["不能说", "不能说", "不能说", "能说"],
        "备注": ["一", None, "三", None],
    }
)
NEIGHBOUR = KEY.assign(
    件数=[498, 330, 151, 214],
    平均等待秒=[58.7, 203.33, 699.05, 19.55],
    三十秒内占比=[0.7011, 0.7904, 0.1126, 0.8817],
    最近一天=pd.to_datetime(["2026-11-20", "2026-11-22", "2026-11-21", "2026-11-19"]),
    达标=[True, True, True, False],
    结论=["能说", "能说", "能说", "不能说"],
    备注=["五", "六", None, "七"],
)
SHARES = {"units": {"三十秒内占比": ""}, "either": ["三十秒内占比"], "tolerance": 0.0006}
Form = Callable[[Frame], Any]


def cells(frame: Frame, column: str, change: Callable[[Any], Any]) -> Frame:
    """The table with every cell of a column changed, kept as plain objects."""
    values = pd.Series([change(value) for value in frame[column]], dtype=object, index=frame.index)
    return frame.assign(**{column: values})


def named(frame: Frame, change: Callable[[str], str]) -> Frame:
    return frame.set_axis([change(name) for name in frame.columns], axis=1)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def two_levels(frame: Frame, top: str, column: str) -> Frame:
    """The table as `.agg({...: [...]})` leaves it, with the column's name in one of two levels."""
    return frame.set_axis(
        pd.MultiIndex.from_tuples([(top, name) if name == column else (name, "") for name in frame]), axis=1
    )


ORDERS: dict[str, Form] = {
    "as it is": lambda t: t,
    "columns turned round": lambda t: t[t.columns[::-1]],
    "columns by name": lambda t: t[sorted(t.columns)],
    "rows turned round": lambda t: t.iloc[::-1],
    "rows by number": lambda t: t.sort_values("件数"),
    "rows by name": lambda t: t.sort_values("渠道"),
    "shuffled": lambda t: t.sample(frac=1, random_state=3),
    "another index": lambda t: t.set_axis([9, 9, 3, 1]),
    "an index of texts beside the column": lambda t: t.set_axis(list("abcd")),
    "dates as index": lambda t: t.set_axis(pd.date_range("2026-01-01", periods=4)),
    "reset": lambda t: t.iloc[::-1].reset_index(),
    "index kept as column": lambda t: t.reset_index(names="Unnamed: 0"),
    "name as index": lambda t: t.set_index("渠道"),
    "two columns as index": lambda t: t.set_index(["渠道", "件数"]),
    "all but one as index": lambda t: t.set_index(list(t.columns[:-1])),
    "index and column both": lambda t: t.set_index("渠道", drop=False),
    "index name in full width": lambda t: t.rename_axis(index="行").set_index("渠道").rename_axis("渠道 "),
    "index without its name": lambda t: t.set_index("渠道").rename_axis(None),
    "one more column": lambda t: t.assign(多出来=1),
    "many more columns": lambda t: t.assign(**{f"列{i}": i for i in range(20)}),
    "a further column in front": lambda t: t.assign(序号=range(4))[["序号", *t.columns]],
    "columns have a name": lambda t: t.rename_axis(columns="指标"),
    "attributes": lambda t: t.copy().pipe(lambda c: c.attrs.update(a=1) or c),
    "a view": lambda t: t.loc[:, :],
    "concatenated": lambda t: pd.concat([t.head(2), t.tail(2)]),
    "merged": lambda t: t[["渠道", "件数"]].merge(t.drop(columns="件数"), on="渠道"),
    "turned and turned back": lambda t: t.T.T,
}

NAMES: dict[str, Form] = {
    "space in front": lambda t: named(t, lambda name: f" {name}"),
    "space behind": lambda t: named(t, lambda name: f"{name} "),
    "wide space": lambda t: named(t, lambda name: f"\u3000{name}"),
    "space inside": lambda t: named(t, lambda name: name[:2] + " " + name[2:]),
    "line break behind": lambda t: named(t, lambda name: f"{name}\n"),
    "full width": lambda t: named(t, full_width),
    "two levels, name above": lambda t: t.set_axis(pd.MultiIndex.from_tuples([(n, "") for n in t]), axis=1),
    "two levels, name below": lambda t: t.set_axis(pd.MultiIndex.from_tuples([("", n) for n in t]), axis=1),
    "agg: one column has a level": lambda t: two_levels(t, "等待秒", "平均等待秒"),
    "agg: level says mean": lambda t: t.set_axis(
        pd.MultiIndex.from_tuples([(n, "mean" if n == "平均等待秒" else "") for n in t]), axis=1
    ),
    "agg: name is both levels": lambda t: t.set_axis(
        pd.MultiIndex.from_tuples([(n[:2], n[2:]) for n in t]), axis=1
    ),
    "agg: numbers in one block": lambda t: pd.concat({"值": t.set_index("渠道")}, axis=1).reset_index(),
    "category of names": lambda t: t.set_axis(pd.CategoricalIndex(t.columns), axis=1),
    "one unnamed": lambda t: t.rename(columns={"件数": 0}),
    "one is None": lambda t: t.set_axis([None if n == "件数" else n for n in t.columns], axis=1),
}

KINDS: dict[str, Form] = {
    "counts as float": lambda t: t.astype({"件数": float}),
    "counts as int32": lambda t: t.astype({"件数": "int32"}),
    "counts as int8-able": lambda t: t.astype({"件数": "uint16"}),
    "counts as Int64": lambda t: t.astype({"件数": "Int64"}),
    "counts as Float64": lambda t: t.astype({"件数": "Float64"}),
    "counts as object": lambda t: t.astype({"件数": object}),
    "counts as Decimal": lambda t: cells(t, "件数", lambda v: Decimal(int(v))),
    "counts as numpy scalars": lambda t: cells(t, "件数", np.int64),
    "seconds as float32": lambda t: t.astype({"平均等待秒": "float32"}),
    "seconds as Float64": lambda t: t.astype({"平均等待秒": "Float64"}),
    "seconds as object": lambda t: t.astype({"平均等待秒": object}),
    "seconds as numpy scalars": lambda t: cells(t, "平均等待秒", np.float64),
    "seconds a hair off": lambda t: t.assign(平均等待秒=t["平均等待秒"] + 1e-9),
    "seconds times and over": lambda t: t.assign(平均等待秒=t["平均等待秒"] * 3 / 3),
    "texts as object": lambda t: t.astype({"渠道": object, "结论": object}),
    "texts as category": lambda t: t.astype({"渠道": "category", "结论": "category"}),
    "texts as ordered category": lambda t: t.assign(渠道=pd.Categorical(t["渠道"], ordered=True)),
    "texts as string": lambda t: t.astype({"渠道": "string", "备注": "string"}),
    "texts as numpy": lambda t: cells(t, "渠道", np.str_),
    "texts in full width": lambda t: cells(t, "渠道", full_width),
    "texts with spaces": lambda t: cells(t, "渠道", lambda v: f" {v}\u3000"),
    "texts in small letters": lambda t: cells(t, "渠道", str.lower),
    "texts in capitals": lambda t: cells(t, "渠道", str.upper),
    "conclusion with space": lambda t: cells(t, "结论", lambda v: f"{v} "),
    "flags as object": lambda t: t.astype({"达标": object}),
    "flags as boolean": lambda t: t.astype({"达标": "boolean"}),
    "flags as 0 and 1": lambda t: t.astype({"达标": int}),
    "flags as 是 and 否": lambda t: cells(t, "达标", lambda v: "是" if v else "否"),
    "flags as True and False in text": lambda t: cells(t, "达标", str),
    "flags as numpy": lambda t: cells(t, "达标", np.bool_),
    "everything as object": lambda t: t.astype(object),
    "converted": lambda t: t.convert_dtypes(),
}

DATES: dict[str, Form] = {
    "days": lambda t: cells(t, "最近一天", lambda v: v.date()),
    "datetimes": lambda t: cells(t, "最近一天", lambda v: v.to_pydatetime()),
    "numpy days": lambda t: cells(t, "最近一天", lambda v: np.datetime64(v, "D")),
    "in seconds": lambda t: t.astype({"最近一天": "datetime64[s]"}),
    "in nanoseconds": lambda t: t.astype({"最近一天": "datetime64[ns]"}),
    "normalised": lambda t: t.assign(最近一天=t["最近一天"].dt.normalize()),
    "ISO text": lambda t: cells(t, "最近一天", lambda v: f"{v:%Y-%m-%d}"),
    "ISO text with time": lambda t: cells(t, "最近一天", lambda v: f"{v:%Y-%m-%d %H:%M:%S}"),
    "ISO text with T": lambda t: cells(t, "最近一天", lambda v: v.isoformat()),
    "slashes": lambda t: cells(t, "最近一天", lambda v: f"{v.year}/{v.month}/{v.day}"),
    "full stops": lambda t: cells(t, "最近一天", lambda v: f"{v:%Y.%m.%d}"),
    "年月日": lambda t: cells(t, "最近一天", lambda v: f"{v.year}年{v.month}月{v.day}日"),
    "年月日 with spaces": lambda t: cells(t, "最近一天", lambda v: f"{v.year} 年 {v.month} 月 {v.day} 日"),
    "full width": lambda t: cells(t, "最近一天", lambda v: full_width(f"{v:%Y-%m-%d}")),
    "as str": lambda t: t.astype({"最近一天": str}),
}

MISSING: dict[str, Form] = {
    "None": lambda t: cells(t, "备注", lambda v: None if pd.isna(v) else v),
    "nan": lambda t: cells(t, "备注", lambda v: float("nan") if pd.isna(v) else v),
    "numpy nan": lambda t: cells(t, "备注", lambda v: np.nan if pd.isna(v) else v),
    "NA": lambda t: cells(t, "备注", lambda v: pd.NA if pd.isna(v) else v),
    "NaT": lambda t: cells(t, "备注", lambda v: pd.NaT if pd.isna(v) else v),
    "empty text": lambda t: cells(t, "备注", lambda v: "" if pd.isna(v) else v),
    "blank text": lambda t: cells(t, "备注", lambda v: "  " if pd.isna(v) else v),
}

TEXTUAL: dict[str, Form] = {
    "share in text": lambda t: cells(t, "三十秒内占比", str),
    "share in full width": lambda t: cells(t, "三十秒内占比", lambda v: full_width(str(v))),
    "percent": lambda t: t.assign(三十秒内占比=t["三十秒内占比"] * 100),
    "percent, one decimal": lambda t: t.assign(三十秒内占比=(t["三十秒内占比"] * 100).round(1)),
    "percent in text": lambda t: cells(t, "三十秒内占比", lambda v: f"{v:.1%}"),
    "percent in full width": lambda t: cells(t, "三十秒内占比", lambda v: full_width(f"{v:.1%}")),
    "percent in words": lambda t: cells(t, "三十秒内占比", lambda v: f"百分之{v * 100:.2f}"),
    "percent without sign in text": lambda t: cells(t, "三十秒内占比", lambda v: f"{v * 100:.2f}"),
    "three decimals": lambda t: t.round({"三十秒内占比": 3}),
}

ROUNDED: dict[str, Form] = {
    "one decimal": lambda t: t.round({"平均等待秒": 1}),
    "two decimals": lambda t: t.round({"平均等待秒": 2}),
    "cut after one decimal, added half": lambda t: t.assign(
        平均等待秒=np.floor(t["平均等待秒"] * 10 + 0.5) / 10
    ),
    "five hundredths more": lambda t: t.assign(平均等待秒=t["平均等待秒"] + 0.05),
    "five hundredths less": lambda t: t.assign(平均等待秒=t["平均等待秒"] - 0.05),
}

FORMS = [
    *((f"order: {name}", form, {}) for name, form in ORDERS.items()),
    *((f"name: {name}", form, {}) for name, form in NAMES.items()),
    *((f"kind: {name}", form, {}) for name, form in KINDS.items()),
    *((f"date: {name}", form, {}) for name, form in DATES.items()),
    *((f"missing: {name}", form, {}) for name, form in MISSING.items()),
    *((f"text: {name}", form, SHARES) for name, form in TEXTUAL.items()),
]


@pytest.mark.parametrize(("form", "stated"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS])
def test_a_form_of_the_key_gets_everything_and_of_a_neighbour_nothing(form, stated):
    match = same_table(form(KEY), KEY, **stated)
    assert match.share == 1, match.reason
    assert match.reason == ""
    assert (
        same_table(form(NEIGHBOUR), KEY, **stated).share == same_table(NEIGHBOUR, KEY, **stated).share <= 0.1
    )


@pytest.mark.parametrize("form", ROUNDED.values(), ids=list(ROUNDED))
def test_rounding_as_the_task_states_it(form):
    key = KEY[["渠道", "平均等待秒"]]
    assert same_table(form(KEY), key, tolerance=0.05).share == 1
    assert same_table(form(NEIGHBOUR), key, tolerance=0.05).share == 0


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (KEY.set_index("渠道")["件数"], KEY[["渠道", "件数"]]),
        (KEY.set_index("渠道")["件数"].rename(None), KEY[["渠道", "件数"]]),
        (KEY.set_index("渠道")["件数"].rename(None).reset_index(), KEY[["渠道", "件数"]]),
        (
            pd.Series({"电话": 511, "在线": 312, "网点": 137, "手机App": 233}, name="件数"),
            KEY[["渠道", "件数"]],
        ),
        (KEY.set_index("渠道")[["件数"]].T.T, KEY[["渠道", "件数"]]),
        (KEY["渠道"], KEY[["渠道"]]),
        (KEY["渠道"].rename(None), KEY[["渠道"]]),
        (KEY.groupby("渠道")["件数"].sum(), KEY[["渠道", "件数"]]),
        (KEY.groupby("渠道").agg({"件数": ["sum"]}), KEY[["渠道", "件数"]]),
        (KEY.groupby("渠道").agg(件数=("件数", "sum")), KEY[["渠道", "件数"]]),
        (KEY.groupby("渠道").agg({"件数": ["sum", "count"]})[[("件数", "sum")]], KEY[["渠道", "件数"]]),
        (KEY.pivot_table(index="渠道", values="件数", aggfunc="sum"), KEY[["渠道", "件数"]]),
        (Frame({2024: [1], 2025: [2]}), Frame({"2024": [1], "2025": [2]})),
        (Frame({"2024": [1], "2025": [2]}), Frame({2024: [1], 2025: [2]})),
        (Frame({2024.0: [1]}), Frame({2024: [1]})),
        (Frame({np.int64(2024): [1]}), Frame({2024: [1]})),
        (
            Frame({pd.Period("2026Q1"): [1], pd.Period("2026Q2"): [2]}),
            Frame({"2026Q1": [1], "2026Q2": [2]}),
        ),
        (
            Frame({"季度": pd.period_range("2026Q1", periods=2, freq="Q")}),
            Frame({"季度": ["2026Q1", "2026Q2"]}),
        ),
        (Frame({"季度": ["2026q1", "２０２６Ｑ２"]}), Frame({"季度": ["2026Q1", "2026Q2"]})),
        (Frame({"日": pd.to_datetime(["2026-11-01"])}), Frame({"日": ["2026-11-01"]})),
        (Frame({"日": [datetime.date(2026, 11, 1)]}), Frame({"日": ["2026/11/1"]})),
        (Frame({"段": pd.cut(pd.Series([1, 5]), [0, 3, 6])}), Frame({"段": ["(0, 3]", "(3, 6]"]})),
        (Frame({"时长": pd.to_timedelta(["1h"])}), Frame({"时长": [datetime.timedelta(hours=1)]})),
        (Frame({"值": [np.inf, -0.0]}), Frame({"值": [float("inf"), 0]})),
        (Frame({"甲": [1, 1], "乙": [2, 2]}), Frame({"甲": [1, 1], "乙": [2, 2]})),
        (Frame({"元": [1e12 / 3]}), Frame({"元": [1e12 / 3 + 1e-4]})),
    ],
)
def test_tables_and_columns_in_other_dress(answer, key):
    match = same_table(answer, key)
    assert match.share == 1, match.reason


@pytest.mark.parametrize(
    ("answer", "key", "options"),
    [
        # Nothing is read that the task does not state.
        (cells(KEY, "件数", str), KEY, {}),
        (cells(KEY, "三十秒内占比", lambda v: f"{v:.4%}"), KEY, {}),
        (KEY.assign(三十秒内占比=KEY["三十秒内占比"] * 100), KEY, {}),
        (KEY.assign(三十秒内占比=KEY["三十秒内占比"] / 100), KEY, SHARES),
        (KEY.round({"平均等待秒": 0}), KEY, {"tolerance": 0.05}),
        (KEY.round({"平均等待秒": 1}), KEY, {}),
        (KEY.assign(平均等待秒=KEY["平均等待秒"] + 0.051), KEY, {"tolerance": 0.05}),
        # One wrong cell of any kind is seen.
        (KEY.replace({"件数": {511: 512}}), KEY, {"tolerance": 0.05}),
        (KEY.replace({"结论": {"能说": "可以说"}}), KEY, {}),
        (KEY.replace({"渠道": {"网点": "网点 1"}}), KEY, {}),
        (KEY.assign(达标=[False, False, True, True]), KEY, {}),
        (cells(KEY, "达标", lambda v: 2 if v else 0), KEY, {}),
        (KEY.assign(最近一天=KEY["最近一天"] + pd.Timedelta(days=1)), KEY, {}),
        (KEY.assign(最近一天=KEY["最近一天"] + pd.Timedelta(hours=1)), KEY, {}),
        (cells(KEY, "最近一天", lambda v: f"{v:%d/%m/%Y}"), KEY, {}),
        (cells(KEY, "最近一天", lambda v: f"{v:%m-%d}"), KEY, {}),
        (KEY.fillna({"备注": "无"}), KEY, {}),
        (KEY.fillna({"备注": "一"}), KEY, {}),
        # Rows too many, too few, twice.
        (pd.concat([KEY, KEY.tail(1)]), KEY, {}),
        (pd.concat([KEY, KEY.tail(1).assign(渠道="合计")]), KEY, {}),
        (KEY.head(3), KEY, {}),
        (KEY.iloc[[0, 0, 1, 2]], KEY, {}),
        # Names that are not the key's.
        (KEY.rename(columns={"平均等待秒": "中位等待秒"}), KEY, {}),
        (KEY.rename(columns={"件数": 0, "结论": 1}), KEY, {}),
        (KEY.assign(**{" 件数": 1}), KEY, {}),
        (two_levels(KEY, "等待秒", "件数").rename(columns={"件数": "次数"}, level=1), KEY, {}),
        (KEY.set_index("渠道").rename_axis(None).set_axis([1, 2, 3, 4]), KEY, {}),
        # Large whole numbers are exact.
        (Frame({"手机": [13_800_000_001]}), Frame({"手机": [13_800_000_000]}), {}),
        (Frame({"户": [92_462_601]}), Frame({"户": [92_462_600]}), {}),
        (Frame({"时长": pd.to_timedelta(["1h"])}), Frame({"时长": [3600]}), {}),
        ([1, 2], Frame({"甲": [1, 2]}), {}),
    ],
)
def test_what_is_not_the_key_stays_wrong(answer, key, options):
    match = same_table(answer, key, **options)
    assert match.share < 1
    assert match.reason


NUMBERS = [
    (81, 81, {}),
    (81.0, 81, {}),
    ("81", 81, {}),
    ("８１", 81, {}),
    ("81.0", 81, {}),
    (" 81 ", 81, {}),
    (np.int64(81), 81, {}),
    (np.float32(81), 81, {}),
    (pd.Series([81]), 81, {}),
    (pd.Series([81], index=["电话"]), 81, {}),
    (Frame({"件数": [81]}), 81, {}),
    (np.array(81), 81, {}),
    (np.array([[81]]), 81, {}),
    ("81%", 81, {"unit": "%"}),
    ("８１％", 81, {"unit": "%"}),
    ("81", 81, {"unit": "%"}),
    ("百分之81", 81, {"unit": "%"}),
    ("81%", 0.81, {}),
    ("0.81", 0.81, {}),
    (0.81, 81, {"unit": "%", "either": True}),
    ("0.81", 81, {"unit": "%", "either": True}),
    (81, 0.81, {"either": True}),
    ("81%", 0.81, {"either": True}),
    ("81%", 81, {"unit": "%", "either": True}),
    (81.2, 0.8123, {"either": True, "tolerance": 0.0005}),
    (0.812, 81.23, {"unit": "%", "either": True, "tolerance": 0.05}),
    ("2.5万", 25_000, {"unit": "元"}),
    ("２.５万", 25_000, {}),
    ("25,000", 25_000, {"unit": "元"}),
    ("25000元", 25_000, {"unit": "元"}),
    ("¥25,000", 25_000, {"unit": "元"}),
    ("1,234", 1234, {}),
    ("1，234", 1234, {}),
    ("1.5分钟", 90, {"unit": "秒"}),
    ("90秒", 90, {"unit": "秒"}),
    ("约90秒", 90, {"unit": "秒"}),
    (90.04, 90, {"tolerance": 0.05}),
    (90.05, 90, {"tolerance": 0.05}),
    (1010, 1000, {"relative": 0.01}),
    (0.1 + 0.2, 0.3, {"tolerance": 0}),
]
NO_NUMBERS = [
    (82, 81, {}),
    (0.81, 81, {"unit": "%"}),
    (81, 0.81, {}),
    (8100, 81, {"unit": "%", "either": True, "tolerance": 0.5}),
    (0.82, 81, {"unit": "%", "either": True, "tolerance": 0.5}),
    ("81秒", 81, {"unit": "%"}),
    ("81元", 81, {"unit": "秒"}),
    (90.06, 90, {"tolerance": 0.05}),
    (13_800_000_001, 13_800_000_000, {}),
    ("八十一", 81, {}),
    (True, 1, {}),
    ([81], 81, {}),
    (pd.Series([81, 81]), 81, {}),
    (float("nan"), 81, {}),
]


@pytest.mark.parametrize(("answer", "key", "options"), NUMBERS)
def test_numbers_that_are_right(answer, key, options):
    assert same_number(answer, key, **options).share == 1


@pytest.mark.parametrize(("answer", "key", "options"), NO_NUMBERS)
def test_numbers_that_are_not(answer, key, options):
    match = same_number(answer, key, **options)
    assert match.share == 0
    assert match.reason


@pytest.mark.parametrize(
    "answer",
    [
        "手机App",
        " 手机App ",
        "手机 App",
        "手机Ａｐｐ",
        "手机app",
        "手机APP",
        "「手机App」",
        "“手机App”",
        "'手机App'",
        "手机App。",
        "手机App\n",
        np.str_("手机App"),
        ["手机App"],
        ("手机App",),
        pd.Series(["手机App"]),
        pd.Index(["手机App"]),
        np.array(["手机App"]),
        pd.Series(["手机App"], dtype="category"),
    ],
)
def test_texts_that_are_right(answer):
    assert same_text(answer, "手机App").share == 1


@pytest.mark.parametrize(
    "answer",
    ["手机", "手机App、电话", ["手机App", "电话"], pd.Series(["手机App", "手机App"]), 3, "", "“”", [[]]],
)
def test_texts_that_are_not(answer):
    match = same_text(answer, "手机App")
    assert match.share == 0
    assert match.reason


LISTS = [
    (["XQ-1", "XQ-2"], ["XQ-1", "XQ-2"], {}),
    (["XQ-2", "XQ-1"], ["XQ-1", "XQ-2"], {}),
    (("XQ-1", "XQ-2"), ["XQ-1", "XQ-2"], {"ordered": True}),
    ({"XQ-1", "XQ-2"}, ["XQ-1", "XQ-2"], {}),
    (pd.Series(["XQ-1", "XQ-2"]), ["XQ-1", "XQ-2"], {"ordered": True}),
    (pd.Index(["XQ-1", "XQ-2"]), ["XQ-1", "XQ-2"], {}),
    (pd.CategoricalIndex(["XQ-1", "XQ-2"]), ["XQ-1", "XQ-2"], {}),
    (np.array(["XQ-1", "XQ-2"]), ["XQ-1", "XQ-2"], {}),
    (Frame({"工单": ["XQ-1", "XQ-2"]}), ["XQ-1", "XQ-2"], {}),
    (["xq-1", " ＸＱ－２"], ["XQ-1", "XQ-2"], {}),
    ([1.0, 2.0], [1, 2], {}),
    (["1", "２"], [1, 2], {}),
    (["81%", "5%"], [81, 5], {"unit": "%"}),
    (pd.date_range("2026-11-01", periods=2), [pd.Timestamp("2026-11-01"), pd.Timestamp("2026-11-02")], {}),
    (["2026-11-01", "2026年11月2日"], list(pd.date_range("2026-11-01", periods=2)), {}),
    ([0.333, 0.667], [1 / 3, 2 / 3], {"tolerance": 0.0005}),
    ([], [], {}),
]


@pytest.mark.parametrize(("answer", "key", "options"), LISTS)
def test_lists_that_are_right(answer, key, options):
    assert same_list(answer, key, **options).share == 1


@pytest.mark.parametrize(
    ("answer", "key", "options", "share"),
    [
        (["XQ-2", "XQ-1"], ["XQ-1", "XQ-2"], {"ordered": True}, 0),
        ({"XQ-1", "XQ-2"}, ["XQ-1", "XQ-2"], {"ordered": True}, 0),
        (["XQ-1", "XQ-1"], ["XQ-1", "XQ-2"], {}, 0.5),
        (["XQ-1", "XQ-2", "XQ-3", "XQ-4"], ["XQ-1", "XQ-2"], {}, 0.5),
        ("XQ-1、XQ-2", ["XQ-1", "XQ-2"], {}, 0),
        ({"XQ-1": 1}, ["XQ-1"], {}, 0),
        (["1", "2"], ["1", "3"], {}, 0.5),
        ([True, 2], [1, 2], {}, 0.5),
        (list("abc"), list("def"), {}, 0),
    ],
)
def test_lists_that_are_not(answer, key, options, share):
    match = same_list(answer, key, **options)
    assert match.share == pytest.approx(share)
    assert match.reason


def test_there_are_more_than_two_hundred_cases():
    assert len(FORMS) * 2 + len(NUMBERS) + len(NO_NUMBERS) + len(LISTS) > 200
