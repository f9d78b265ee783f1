"""The public check: one sentence with what was seen, what is expected, and what to try."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.exercises.bank import PublicTask
from course.guidance.checking import PASSED, check_sentence
from course.guidance.unanswered import UNANSWERED
from tests.guidance.hostile import MAKERS

CHANNELS = ["电话", "在线", "网点", "手机App"]
GOOD = pd.DataFrame({"渠道": CHANNELS, "等待秒": [24.0, 8.0, 605.0, 10.0]})


def task(kind: str, **expects) -> PublicTask:
    return PublicTask(
        id="ch01-t1",
        title="等待",
        points=8,
        answer="答案_t1",
        kind=kind,
        expects=expects,
        hints=["一", "二", "三"],
    )


TABLE = task("table", columns=["渠道", "等待秒"], rows=4)
NUMBER = task("number", unit="秒", low=0, high=600)
PERCENT = task("number", unit="%", low=1, high=100)
TEXT = task("text", choices=CHANNELS)
FREE_TEXT = task("text", length=10)
LIST = task("list", length=2, choices=CHANNELS)
NUMBERS = task("list", length=2, low=0)
FIGURE = task("figure")
EVERY = [
    TABLE,
    NUMBER,
    PERCENT,
    TEXT,
    FREE_TEXT,
    LIST,
    NUMBERS,
    FIGURE,
    task("table"),
    task("number"),
    task("list"),
]


def one_sentence(said: str) -> bool:
    return said.endswith("。") and said.count("。") == 1 and said.isprintable() and len(said) < 300


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (TABLE, GOOD),
        (TABLE, GOOD[["等待秒", "渠道"]]),
        (TABLE, GOOD.set_index("渠道")),
        (TABLE, GOOD.assign(件数=1)),
        (TABLE, GOOD.set_index("渠道")["等待秒"]),
        (TABLE, GOOD.rename(columns={"渠道": " 渠道 "})),
        (NUMBER, 24),
        (NUMBER, "２４秒"),
        (NUMBER, np.float64(24)),
        (NUMBER, pd.Series([24])),
        (PERCENT, "81%"),
        (PERCENT, 81),
        (TEXT, "在线"),
        (TEXT, " 手机Ａｐｐ "),
        (FREE_TEXT, "先给她回电"),
        (LIST, ["电话", "网点"]),
        (LIST, ("电话", "网点")),
        (LIST, pd.Series(["电话", "网点"])),
        (LIST, np.array(["电话", "网点"])),
        (LIST, pd.DataFrame({"渠道": ["电话", "网点"]})),
        (NUMBERS, [1, 2]),
        (FIGURE, go.Figure(go.Bar(x=[1], y=[2]))),
        (FIGURE, {"data": [{"type": "bar"}]}),
    ],
)
def test_a_fitting_answer_passes_and_promises_nothing(asked, value):
    assert check_sentence(asked, value) == PASSED
    assert PASSED.startswith("公开检查通过，")
    assert "评分时才知道" in PASSED


@pytest.mark.parametrize(
    ("asked", "value", "parts"),
    [
        (
            TABLE,
            GOOD.rename(columns={"等待秒": "等待时间"}),
            ["现在是 4 行 2 列", "请改名：「等待时间」→「等待秒」"],
        ),
        (TABLE, GOOD.rename(columns={"等待秒": "wait"}), ["列数没错", "请改名：「wait」→「等待秒」"]),
        (
            TABLE,
            GOOD.rename(columns={"渠道": "秒数", "等待秒": "等待渠道"}),
            ["「秒数」→「等待秒」", "「等待渠道」→「渠道」"],
        ),
        (TABLE, GOOD[["渠道"]], ["4 行 1 列", "列名有「渠道」", "请补上「等待秒」"]),
        (TABLE, GOOD.rename(columns={"等待秒": "秒杀天数"}).assign(件数=1), ["请补上「等待秒」"]),
        (
            task("table", columns=["渠道", "等待秒", "结论"], rows=4),
            GOOD.rename(columns={"等待秒": "等待时间"}),
            ["请把列名改过来：「等待时间」→「等待秒」，再补上「结论」"],
        ),
        (TABLE, GOOD.head(3), ["现在有 3 行", "4 行", "筛选条件"]),
        (TABLE, pd.concat([GOOD, GOOD]), ["现在有 8 行", "分组汇总"]),
        (TABLE, GOOD.head(0), ["一行也没有", "筛选条件"]),
        (TABLE, pd.concat([GOOD, GOOD["渠道"]], axis=1), ["「渠道」出现了不止一次"]),
        (TABLE, 24.0, ["数字 24", "数据表", "DataFrame"]),
        (TABLE, [1, 2], ["有 2 项的列表", "数据表"]),
        (TABLE, GOOD.groupby("渠道"), ["还没有汇总的分组", "数据表"]),
        (TABLE, GOOD.mean, ["一个函数", "括号"]),
        (NUMBER, "二十四", ["文字「二十四」", "从 0 到 600秒", "12.5"]),
        (NUMBER, "5元", ["文字「5元」"]),
        (NUMBER, True, ["是或否"]),
        (NUMBER, GOOD["等待秒"], ["有 4 项的一列", ".iloc[0]"]),
        (NUMBER, 700, ["数字 700", "单位"]),
        (PERCENT, 0.81, ["数字 0.81", "不写 0.81"]),
        (TEXT, "在綫", ["文字「在綫」", "请改成「在线」"]),
        (TEXT, 3, ["数字 3", "引号"]),
        (TEXT, "  ", ["空白"]),
        (FREE_TEXT, "一" * 13, ["13 字", "不超过 10 字", "删去 3 字"]),
        (LIST, ["电话"], ["有 1 项", "再补 1 项"]),
        (LIST, ["电话", "电话", "电话"], ["有 3 项", "去掉"]),
        (LIST, ["电话", "传真"], ["第 2 项", "文字「传真」"]),
        (LIST, "电话", ["文字「电话」", "方括号"]),
        (NUMBERS, [1, "x"], ["第 2 项", "文字「x」"]),
        (NUMBERS, [1, -1], ["第 2 项", "-1"]),
        (FIGURE, GOOD, ["4 行 2 列的数据表", "一张图"]),
        (FIGURE, go.Figure(), ["什么也没有画"]),
    ],
)
def test_a_misfit_is_seen_explained_and_helped(asked, value, parts):
    said = check_sentence(asked, value)
    assert one_sentence(said), said
    assert said.startswith("「答案_t1」")
    assert "需要" in said
    assert "请" in said
    assert all(part in said for part in parts), said
    assert "通过" not in said


@pytest.mark.parametrize("asked", EVERY)
@pytest.mark.parametrize("value", [UNANSWERED, ..., None])
def test_nothing_answered_is_said_as_such(asked, value):
    said = check_sentence(asked, value)
    assert one_sentence(said)
    assert "未作答" in said


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.kind)
@pytest.mark.parametrize("name", MAKERS)
def test_hostile_values_get_one_sentence_and_no_traceback(asked, name):
    said = check_sentence(asked, MAKERS[name]())
    assert one_sentence(said), said


@given(
    st.sampled_from(EVERY),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
)
def test_any_plain_value_gets_one_sentence(asked, value):
    assert one_sentence(check_sentence(asked, value))
