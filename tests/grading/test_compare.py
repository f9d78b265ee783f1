"""Comparing answers with keys: tolerant where form does not matter, strict where meaning does."""

import datetime

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading.compare import Match, same_figure, same_list, same_number, same_table, same_text
from course.guidance.unanswered import UNANSWERED
from tests.guidance.hostile import MAKERS

KEY = pd.DataFrame(
    {
        "渠道": ["电话", "在线", "网点", "手机App"],
        "等待秒": [24.0, 8.0, 605.0, 10.0],
        "件数": [511, 312, 137, 233],
    }
)
IDS = pd.DataFrame({"工单编号": ["XQ-1", "XQ-2", "XQ-3"]})


def changed(table: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    copy = table.astype({column: object})
    copy.loc[row, column] = value
    return copy


@pytest.mark.parametrize(
    "answer",
    [
        KEY,
        KEY[["件数", "等待秒", "渠道"]],
        KEY.iloc[::-1],
        KEY.set_index("渠道"),
        KEY.set_index(["渠道", "件数"]),
        KEY.assign(备注="x"),
        KEY.astype({"等待秒": int, "件数": float}),
        KEY.astype({"渠道": "category", "件数": "Int64"}),
        KEY.astype({"渠道": object, "等待秒": "float32"}),
        KEY.rename(columns={"渠道": " 渠道", "等待秒": "等待秒 "}),
        KEY.assign(等待秒=KEY["等待秒"] + 1e-9),
        KEY.set_axis([7, 7, 3, 1]),
    ],
)
def test_form_does_not_matter(answer):
    assert same_table(answer, KEY) == Match(1.0, "")


@pytest.mark.parametrize(
    ("answer", "share", "part"),
    [
        (changed(KEY, 0, "等待秒", 62.0), 7 / 8, "「等待秒」有 1 个值不对"),
        (KEY.assign(等待秒=[62.0, 191.9, 757.6, 14.2]), 4 / 8, "「等待秒」有 4 个值不对"),
        (KEY.head(3), 6 / 8, "有 3 行，应有 4 行"),
        (pd.concat([KEY, KEY]), 4 / 8, "有 8 行，应有 4 行"),
        (KEY.assign(渠道=["电话", "在线", "网点", "App"]), 6 / 8, "4 行里有 1 行对不上"),
        (KEY.rename(columns={"等待秒": "等待时间"}), 4 / 8, "缺少列「等待秒」，是不是「等待时间」"),
        (KEY.drop(columns="渠道"), 0, "缺少列「渠道」"),
        (KEY.astype({"等待秒": str}), 4 / 8, "「等待秒」里是文字，应为数字"),
        (KEY.head(0), 0, "有 0 行，应有 4 行"),
        (pd.DataFrame({"x": [1]}), 0, "需要「渠道」、「等待秒」、「件数」"),
        (pd.concat([KEY, KEY["渠道"]], axis=1), 0, "「渠道」出现了不止一次"),
        (changed(KEY, 0, "等待秒", None), 7 / 8, "「等待秒」有 1 个值不对"),
        (changed(KEY, 0, "件数", True), 7 / 8, "「件数」有 1 个值不对"),
        (24.0, 0, "看到的是数字 24"),
        (KEY.to_dict(), 0, "字典"),
        (UNANSWERED, 0, "未作答"),
        (..., 0, "未作答"),
    ],
)
def test_what_differs_lowers_the_share_and_is_named(answer, share, part):
    match = same_table(answer, KEY)
    assert match.share == pytest.approx(share)
    assert part in match.reason
    assert not match


def test_the_order_of_rows_counts_only_when_asked_for():
    turned = KEY.iloc[::-1]
    assert same_table(turned, KEY)
    assert same_table(KEY, KEY, ordered=True)
    assert same_table(turned, KEY, ordered=True) == Match(0.0, "行的次序不对")
    assert same_table(IDS.iloc[[1, 0, 2]], IDS, ordered=True) == Match(pytest.approx(1 / 3), "行的次序不对")


def test_a_series_and_a_table_of_one_column():
    waits = KEY.set_index("渠道")["等待秒"]
    assert same_table(waits, KEY[["渠道", "等待秒"]])
    assert same_table(IDS["工单编号"], IDS)
    assert same_table(IDS.head(2), IDS).share == pytest.approx(2 / 3)
    wrong_one = IDS.assign(工单编号=["XQ-1", "XQ-2", "XQ-9"])
    assert same_table(wrong_one, IDS) == Match(pytest.approx(2 / 3), "3 行里有 1 行对不上")


def test_texts_beside_a_unique_name_are_graded_as_cells():
    key = IDS.assign(判断=["超期", "正常", "正常"], 剩余=[-1, 2, 3])
    match = same_table(key.assign(判断=["正常", "正常", "正常"]), key)
    assert match.share == pytest.approx(5 / 6)
    assert "「判断」有 1 个值不对" in match.reason


def test_missing_equals_missing_and_nothing_else():
    key = IDS.assign(满意度=[5.0, np.nan, 3.0])
    assert same_table(IDS.assign(满意度=pd.array([5, None, 3], dtype="Int64")), key)
    assert same_table(key.fillna(0), key).share == pytest.approx(2 / 3)


def test_dates_in_any_of_their_types():
    days = pd.to_datetime(["2026-11-21", "2026-11-22", "2026-11-23"])
    key = IDS.assign(期限日=days)
    assert same_table(IDS.assign(期限日=[day.date() for day in days]), key)
    assert same_table(IDS.assign(期限日=[datetime.datetime(2026, 11, day) for day in (21, 22, 23)]), key)  # noqa: DTZ001
    assert same_table(IDS.assign(期限日=days.astype("datetime64[s]")), key)
    assert same_table(IDS.assign(期限日=days.astype(str)), key)
    match = same_table(IDS.assign(期限日=["明天", "后天", "周一"]), key)
    assert match == Match(0.0, "「期限日」里是文字，应为日期")


def test_rows_that_look_alike_are_paired_by_their_other_cells():
    key = pd.DataFrame({"渠道": ["电话", "电话", "在线"], "秒": [3.0, 1.0, 2.0]})
    assert same_table(key.iloc[[1, 2, 0]], key)
    assert same_table(
        pd.DataFrame({"渠道": ["在线", "电话", "电话"], "秒": [2.0, 1.0, 9.0]}), key
    ).share == pytest.approx(2 / 3)


def test_tables_of_numbers_only():
    key = pd.DataFrame({"小时": [9, 10, 11], "件数": [30, 20, 10]})
    assert same_table(key.iloc[::-1], key)
    assert same_table(key.assign(件数=[30, 20, 99]), key).share == pytest.approx(2 / 3)
    pairs = pd.DataFrame({"a": [0.5, 0.5, 0.25], "b": [1.0, 2.0, 3.0]})
    assert same_table(pairs.iloc[[2, 0, 1]], pairs)
    assert same_table(pairs.head(2), pairs).share == pytest.approx(2 / 3)


def test_tolerance_is_absolute_and_includes_its_bound():
    assert same_table(KEY.assign(等待秒=KEY["等待秒"] + 0.05), KEY, tolerance=0.05)
    assert same_table(KEY.assign(等待秒=KEY["等待秒"] + 0.051), KEY, tolerance=0.05).share == 0.5


def test_an_empty_key_wants_an_empty_table():
    assert same_table(KEY.head(0), KEY.head(0))
    assert same_table(KEY, KEY.head(0)).share == 0


@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙丙丁"), st.integers(-5, 5), st.floats(-9, 9)), min_size=1, max_size=8
    ),
    st.randoms(use_true_random=False),
)
def test_shuffled_rows_and_columns_are_the_same_table(rows, random):
    key = pd.DataFrame(rows, columns=["名", "数", "值"])
    order = random.sample(range(len(key)), len(key))
    columns = random.sample(list(key.columns), 3)
    assert same_table(key.iloc[order][columns], key).share == 1


@given(
    st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(0, 3)), max_size=6),
    st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(0, 3)), max_size=6),
)
def test_the_share_is_1_exactly_for_equal_contents(left, right):
    a, b = (pd.DataFrame(rows, columns=["名", "数"]) for rows in (left, right))
    share = same_table(a, b).share
    assert 0 <= share <= 1
    assert (share == 1) == (sorted(left) == sorted(right))


@pytest.mark.parametrize(
    ("answer", "key", "options", "right"),
    [
        (81, 81, {}, True),
        ("81%", 81, {"unit": "%"}, True),
        ("８１％", 0.81, {}, True),
        (0.81, 81, {"unit": "%"}, False),
        ("1.5分钟", 90, {"unit": "秒"}, True),
        ("2.5万", 25_000, {"unit": "元"}, True),
        (12.35, 12.3, {"tolerance": 0.05}, True),
        (12.36, 12.3, {"tolerance": 0.05}, False),
        (1010, 1000, {"relative": 0.01}, True),
        (1011, 1000, {"relative": 0.01}, False),
        (np.float64(3), 3, {}, True),
        (pd.Series([3.0]), 3, {}, True),
        (True, 1, {}, False),
        (float("nan"), 0, {}, False),
        ("很多", 3, {}, False),
    ],
)
def test_numbers(answer, key, options, right):
    match = same_number(answer, key, **options)
    assert match.share == float(right)
    assert bool(match.reason) != right


def test_a_wrong_number_does_not_tell_the_right_one():
    assert same_number(24, 62.5).reason == "24 不对"


def test_texts():
    assert same_text(" 手机Ａｐｐ ", "手机App")
    assert same_text("在线", ["电话", "在线"])
    assert same_text("网点", ["电话", "在线"]) == Match(0.0, "「网点」不对")
    assert "数字 3" in same_text(3, "3").reason


def test_lists():
    key = ["XQ-1", "XQ-2", "XQ-3"]
    assert same_list(["XQ-3", "XQ-1", "XQ-2"], key)
    assert same_list(pd.Series(key), key, ordered=True)
    assert same_list(IDS, key)
    assert same_list(np.array([1.0, 2.0]), [2, 1])
    assert same_list(["XQ-2", "XQ-1", "XQ-3"], key, ordered=True).share == pytest.approx(1 / 3)
    assert same_list(["XQ-1", "XQ-1", "XQ-1"], key).share == pytest.approx(1 / 3)
    assert same_list([*key, "XQ-4"], key) == Match(0.75, "有 4 项，应有 3 项")
    assert same_list([], [])
    assert same_list("XQ-1", key).share == 0


BARS = px.bar(KEY, x="渠道", y="等待秒")


@pytest.mark.parametrize(
    "answer",
    [
        BARS,
        go.Figure(
            go.Bar(x=list(KEY["渠道"]), y=[24, 8, 605, 10], marker_color="red"), layout={"title": "别的题目"}
        ),
        px.bar(KEY.iloc[::-1], x="渠道", y="等待秒"),
        px.bar(KEY, y="渠道", x="等待秒", orientation="h"),
        BARS.to_dict(),
        {"data": [{"type": "bar", "x": ["电话", "在线", "网点", "手机App"], "y": [24, 8, 605, 10]}]},
    ],
)
def test_figures_are_the_same_by_meaning(answer):
    assert same_figure(answer, BARS) == Match(1.0, "")
    assert same_figure(BARS, answer) == Match(1.0, "")


@pytest.mark.parametrize(
    ("answer", "share", "part"),
    [
        (px.line(KEY, x="渠道", y="等待秒"), 0, "画的是折线图或散点图，应为柱状图"),
        (px.bar(KEY, x="渠道", y="件数"), 0, "图里 4 处数据有 4 处不对"),
        (px.bar(KEY.head(3), x="渠道", y="等待秒"), 0.75, "4 处数据有 1 处不对"),
        (go.Figure([BARS.data[0], BARS.data[0]]), 0.5, "图里有 2 组数据，应有 1 组"),
        (go.Figure(), 0, "图里有 0 组数据，应有 1 组"),
        (KEY, 0, "看到的是4 行 3 列的数据表"),
        (UNANSWERED, 0, "未作答"),
    ],
)
def test_figures_that_differ(answer, share, part):
    match = same_figure(answer, BARS)
    assert match.share == pytest.approx(share)
    assert part in match.reason


def test_packed_numbers_are_decoded():
    packed = BARS.to_dict()["data"][0]
    assert set(packed["y"]) >= {"dtype", "bdata"}
    wrong = {"data": [{**packed, "y": {"dtype": "f8", "bdata": "AAAA"}}]}
    assert same_figure(wrong, BARS).share == 0


def test_along_a_line_order_counts_and_dates_equal_their_text():
    days = pd.date_range("2026-11-01", periods=3)
    line = go.Figure(go.Scatter(x=days, y=[1, 2, 3], mode="lines"))
    as_text = {
        "data": [
            {
                "type": "scattergl",
                "mode": "lines+markers",
                "x": ["2026-11-01", "2026-11-02", "2026-11-03"],
                "y": [1, 2, 3],
            }
        ]
    }
    assert same_figure(as_text, line)
    turned = go.Figure(go.Scatter(x=days[::-1], y=[3, 2, 1], mode="lines"))
    assert same_figure(turned, line).share < 1
    dots = go.Figure(go.Scatter(x=days[::-1], y=[3, 2, 1], mode="markers"))
    assert same_figure(dots, go.Figure(go.Scatter(x=days, y=[1, 2, 3], mode="markers")))


def test_heat_maps_and_several_traces():
    heat = go.Figure(go.Heatmap(z=[[1, 2], [3, 4]], x=["a", "b"], y=["c", "d"]))
    assert same_figure(heat, heat)
    assert (
        same_figure(go.Figure(go.Heatmap(z=[[1, 2], [4, 3]], x=["a", "b"], y=["c", "d"])), heat).share == 0.5
    )
    two = px.bar(
        pd.concat([KEY.assign(组="甲"), KEY.assign(组="乙", 等待秒=1.0)]), x="渠道", y="等待秒", color="组"
    )
    assert same_figure(go.Figure(two.data[::-1]), two)


@pytest.mark.parametrize("name", MAKERS)
def test_hostile_answers_get_nothing_and_raise_nothing(name):
    for compare, key in [
        (same_number, 3.5),
        (same_text, "电话"),
        (same_list, ["电话", "网点"]),
        (same_table, KEY),
        (same_figure, BARS),
    ]:
        match = compare(MAKERS[name](), key)
        assert type(match) is Match
        assert 0 <= match.share < 0.3
        assert match.reason
        assert match.reason.isprintable()
        assert len(match.reason) < 250


def test_a_key_of_the_wrong_type_is_the_authors_mistake():
    with pytest.raises(TypeError, match="same_table"):
        same_table(KEY, {"渠道": []})
    with pytest.raises(TypeError, match="same_figure"):
        same_figure(BARS, KEY)


def test_a_large_answer_is_compared_in_reasonable_time():
    key = pd.DataFrame({"工单编号": [f"XQ-{i}" for i in range(5_000)], "剩余": np.arange(5_000)})
    assert same_table(key.sample(frac=1, random_state=1), key)
