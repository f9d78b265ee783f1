"""The workbench's table is the table of the code it shows, and what cannot be done is one sentence."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course.cases.computed import computed, needed, with_computed
from course.cases.workbench.answering import make
from course.cases.workbench.code import code_of
from course.cases.workbench.engine import run
from course.cases.workbench.plan import plan_of
from course.cases.workbench.problems import SpecProblem
from course.cases.workbench.spec import complete, names_used, read_spec
from course.cases.world import World
from tests.workbench.specs import CHAPTER_ONE, random_spec

SENTENCE = re.compile(r"[^。\n]{6,120}。")
OWN = World("ch01", "anan")
WORLDS = {"我的数据": OWN, "班级数据": World("ch01", "demo")}
# Every kind of row a table has, in few enough rows for a thousand specs.
SAMPLES = {name: OWN.table(name).iloc[:: max(1, len(OWN.table(name)) // 80)] for name in OWN.names}


def sample(name: str) -> pd.DataFrame:
    return SAMPLES[name].copy()


ALL_COLUMNS = {name: with_computed(sample(name), computed(name), sample) for name in OWN.names}


def made(raw: dict[str, Any]) -> tuple[pd.DataFrame, str]:
    """Returns the engine's table and the code that is shown for it."""
    spec, _ = complete(read_spec(raw))
    added = needed(spec.table, names_used(spec))
    frame = with_computed(sample(spec.table), added, sample)
    plan = plan_of(spec, frame, added)
    return run(plan, frame), code_of(plan, "答案")


def executed(code: str) -> Any:
    names: dict[str, Any] = {"table": sample, "class_table": sample}
    exec(compile(code, "shown", "exec"), names)
    return names["答案"]


@pytest.mark.parametrize("part", range(4))
def test_the_shown_code_makes_the_identical_table(part: int) -> None:
    """1,000 specs in four parts; refused ones do not count."""
    random = Random(part)
    compared, refused = 0, []
    while compared < 250:
        name = random.choice(list(SAMPLES))
        raw = random_spec(random, name, ALL_COLUMNS[name])
        try:
            table, code = made(raw)
        except SpecProblem as problem:
            assert SENTENCE.fullmatch(str(problem))
            refused.append(raw)
            assert len(refused) < 500
            continue
        assert_frame_equal(executed(code), table, check_exact=True)
        compared += 1


CONTACTS = {"table": "联络"}
COUNT = {"kind": "件数"}
WRONG: dict[str, dict[str, Any]] = {
    "unknown table": {"table": "连络"},
    "unknown column": CONTACTS | {"filters": [{"column": "等侯秒", "op": "不为空"}]},
    "unknown column to group by": CONTACTS | {"groups": [{"column": "渠到"}], "measures": [COUNT]},
    "text for a number": CONTACTS | {"filters": [{"column": "等待秒", "op": "大于", "value": "很久"}]},
    "no date": CONTACTS | {"filters": [{"column": "开始时间", "op": "大于", "value": "2026-13-40"}]},
    "no weekday": CONTACTS
    | {"filters": [{"column": "开始时间", "part": "星期", "op": "等于", "value": "周八"}]},
    "order of text": CONTACTS | {"filters": [{"column": "渠道", "op": "大于", "value": "电话"}]},
    "turned round": CONTACTS | {"filters": [{"column": "等待秒", "op": "介于", "value": ["60", "30"]}]},
    "hour of a text": CONTACTS | {"groups": [{"column": "渠道", "part": "钟点"}], "measures": [COUNT]},
    "mean of a text": CONTACTS | {"measures": [{"kind": "平均", "column": "渠道"}]},
    "nothing left": CONTACTS | {"filters": [{"column": "渠道", "op": "等于", "value": "传真"}]},
    "share of nothing": CONTACTS
    | {
        "filters": [{"column": "等待秒", "op": "大于", "value": 10**9}],
        "measures": [{"kind": "占比", "condition": {"column": "等待秒", "op": "不大于", "value": "30"}}],
    },
    "too many groups": CONTACTS | {"groups": [{"column": "联络编号"}], "measures": [COUNT]},
    "a name twice": CONTACTS | {"groups": [{"column": "渠道"}], "measures": [COUNT, COUNT]},
    "twice the same group": CONTACTS
    | {"groups": [{"column": "渠道"}, {"column": "渠道"}], "measures": [COUNT]},
    "sorted by nothing": CONTACTS | {"measures": [COUNT], "sort": {"column": "平均"}},
    "keeping nothing": CONTACTS | {"measures": [COUNT], "keep": ["平均"]},
    "verdict on a text": CONTACTS
    | {
        "groups": [{"column": "渠道"}],
        "verdict": {"column": "渠道", "limit": "0.9", "yes": "能", "no": "不能"},
    },
    "verdict without a number": CONTACTS
    | {"measures": [COUNT], "verdict": {"column": "件数", "limit": "九成", "yes": "能", "no": "不能"}},
    "division by zero": CONTACTS
    | {
        "groups": [{"column": "渠道"}],
        "measures": [
            {"name": "甲", "kind": "件数"},
            {
                "name": "乙",
                "kind": "符合件数",
                "condition": {"column": "渠道", "op": "等于", "value": "电话"},
            },
            {"kind": "相除", "column": "甲", "over": "乙"},
        ],
    },
    "division of what is not there": CONTACTS
    | {"measures": [COUNT, {"kind": "相除", "column": "件数", "over": "人数"}]},
    "division of dates": CONTACTS
    | {
        "measures": [
            {"name": "末", "kind": "最大", "column": "开始时间"},
            COUNT,
            {"kind": "相除", "column": "末", "over": "件数"},
        ]
    },
    "share of all without groups": CONTACTS | {"measures": [{"kind": "占全部"}]},
    "computed column of another table": CONTACTS
    | {"filters": [{"column": "剩余天数", "op": "不大于", "value": "4"}]},
    "verdict of one word": CONTACTS
    | {"measures": [COUNT], "verdict": {"column": "件数", "limit": "1", "yes": "能", "no": "能"}},
}


@pytest.mark.parametrize("raw", WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_is_one_chinese_sentence(raw: dict[str, Any]) -> None:
    with pytest.raises(SpecProblem) as caught:
        make(raw, WORLDS)
    assert SENTENCE.fullmatch(str(caught.value)), str(caught.value)


@pytest.mark.parametrize(
    ("stale", "way_out"),
    [
        ({"sort": {"column": "件数"}}, "请把排序改回“不排序”"),
        ({"keep": ["渠道", "件数"]}, "请在“只留几列”里去掉它"),
        ({"verdict": {"column": "件数", "limit": "9", "yes": "能", "no": "不能"}}, "删掉这条结论"),
    ],
)
def test_a_column_that_went_with_its_group_is_named_with_a_control_that_lets_it_go(
    stale: dict[str, Any], way_out: str
) -> None:
    grouped = CONTACTS | {"groups": [{"column": "渠道"}], "measures": [COUNT]} | stale
    assert "件数" in make(grouped, WORLDS).result.columns
    with pytest.raises(SpecProblem) as caught:
        make(grouped | {"groups": [], "measures": []}, WORLDS)
    assert "「件数」" in str(caught.value)
    assert way_out in str(caught.value)
    let_go = {"sort": {"column": ""}, "keep": [], "verdict": None}
    assert make(grouped | {"groups": [], "measures": []} | let_go, WORLDS).plan.lists_rows


HOSTILE: dict[str, Any] = {
    "nothing": None,
    "text": "DROP TABLE",
    "a list": [1, 2],
    "unknown field": {"table": "联络", "code": "__import__('os')"},
    "unknown operator": {"filters": [{"column": "渠道", "op": "eval", "value": "1"}]},
    "unknown measure": {"measures": [{"kind": "__class__"}]},
    "too many measures": {"measures": [COUNT] * 11},
    "too long": {"table": "联络", "keep": ["长" * 30] * 400},
    "not a number": {"top": float("nan")},
    "rows without end": {"top": 10**9},
    "bool for a number": {"digits": "many"},
    "surrogate": {"table": "\ud800"},
    "deep": None,
}
deep: Any = {}
for _ in range(5000):
    deep = {"filters": [deep]}
HOSTILE["deep"] = deep


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_message_is_one_chinese_sentence(raw: Any) -> None:
    with pytest.raises(SpecProblem) as caught:
        read_spec(raw)
    assert SENTENCE.fullmatch(str(caught.value)), str(caught.value)


def test_text_in_a_spec_stays_text_in_the_code() -> None:
    wicked = '"]; import os; os._exit(1) #\n\\'
    raw = CONTACTS | {
        "groups": [{"column": "渠道"}],
        "measures": [
            {"kind": "占比", "name": '"+x', "condition": {"column": "渠道", "op": "等于", "value": wicked}}
        ],
    }
    table, code = made(raw)
    assert_frame_equal(executed(code), table, check_exact=True)
    assert table['"+x'].tolist() == [0.0] * len(table)


def test_what_is_half_filled_in_is_left_out_and_said() -> None:
    raw = CONTACTS | {
        "filters": [{"column": "等待秒", "op": "大于"}],
        "groups": [{"column": "渠道"}],
        "measures": [{"kind": "平均"}],
        "verdict": {"column": "件数"},
    }
    done = make(raw, WORLDS)
    assert list(done.result.columns) == ["渠道", "件数"]
    assert int(done.result["件数"].sum()) == len(OWN.table("联络"))
    assert [note[:5] for note in done.notes] == ["第 2 步", "第 4 步", "第 5 步", "分了组，还"]


def test_weekdays_come_in_their_order_and_missing_values_as_a_group() -> None:
    days = make(CONTACTS | {"groups": [{"column": "开始时间", "part": "星期"}], "measures": [COUNT]}, WORLDS)
    assert days.result["星期"].tolist() == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
    ages = make(CONTACTS | {"groups": [{"column": "年龄段"}], "measures": [COUNT]}, WORLDS)
    assert int(ages.result["件数"].sum()) == len(OWN.table("联络"))
    assert "dropna=False" in code_of(ages.plan, "答案")


def test_a_date_stands_for_its_whole_day() -> None:
    day = {"column": "开始时间", "op": "等于", "value": "2026年11月3日"}
    table, _ = made(CONTACTS | {"filters": [day]})
    assert set(table["开始时间"].dt.date.astype(str)) == {"2026-11-03"}
    until = {"column": "开始时间", "op": "不大于", "value": "2026-11-03"}
    assert make(CONTACTS | {"filters": [until]}, WORLDS).result["开始时间"].max().hour > 0


def test_days_passed_are_counted_up_to_the_last_day_of_the_data() -> None:
    late = {"column": "受理日", "part": "已过天数", "op": "大于", "value": "15"}
    table, code = made({"table": "工单", "filters": [late]})
    passed = (pd.Timestamp("2026-11-23") - SAMPLES["工单"]["受理日"].dt.normalize()).dt.days
    assert len(table) == (passed > 15).sum() > 0
    assert code.startswith("import pandas as pd\n")


def test_a_computed_column_is_an_ordinary_one_and_the_code_works_it_out() -> None:
    due = {
        "table": "工单",
        "filters": [{"column": "剩余天数", "op": "不大于", "value": "4"}],
        "sort": {"column": "剩余天数"},
        "keep": ["工单编号", "最后一天", "剩余天数"],
    }
    table, code = made(due)
    assert list(table.columns) == due["keep"]
    assert table["剩余天数"].is_monotonic_increasing
    assert [line.split(" = ")[0] for line in code.splitlines()[3:6]] == [
        '行["期限天数"]', '行["最后一天"]', '行["剩余天数"]',
    ]  # fmt: skip
    everything, plain = made({"table": "工单"})
    assert list(everything.columns) == list(OWN.table("工单").columns)
    assert "期限天数" not in plain


def test_two_counts_are_divided_and_shares_of_all_add_up_to_one() -> None:
    raw = CONTACTS | {
        "groups": [{"column": "业务类型"}],
        "measures": [
            {"name": "比", "kind": "相除", "column": "件数", "over": "不同的个数"},
            COUNT,
            {"name": "不同的个数", "kind": "不同个数", "column": "客户编号"},
            {"kind": "占全部"},
        ],
    }
    done = make(raw, WORLDS).result
    rows = OWN.table("联络").groupby("业务类型")["客户编号"]
    assert list(done.columns) == ["业务类型", "件数", "不同的个数", "占全部", "比"]
    assert done["比"].tolist() == pytest.approx((rows.size() / rows.nunique()).tolist())
    assert done["占全部"].sum() == pytest.approx(1)


def test_the_table_that_is_asked_stays_as_it_was() -> None:
    frame = SAMPLES["联络"]
    before = frame.copy(deep=True)
    spec, _ = complete(read_spec(CHAPTER_ONE))
    run(plan_of(spec, frame), frame)
    assert_frame_equal(frame, before)
