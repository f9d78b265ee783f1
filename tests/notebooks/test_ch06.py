"""What chapter 6 says about 班级数据 and about real series is what they say."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course.cases.charts.quality import individuals_limits
from course.cases.series import series
from course.cases.workbench.answering import make
from course.cases.world import World, class_world

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEXT = (NOTEBOOKS / "ch06.md").read_text(encoding="utf-8")
ITEMS = (NOTEBOOKS / "ch06.items.yaml").read_text(encoding="utf-8")
DAYS = pd.date_range("2026-10-12", "2026-11-22")


def _numbers(line_start: str) -> list[float]:
    """The numbers in the cells after the first of the one table line that begins so."""
    (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| {line_start}")]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", line.split("|", 2)[2])]


def _complaints(world: World) -> pd.DataFrame:
    tickets = world.table("工单")
    return tickets[tickets["类型"] == "投诉"]


def _weeks(world: World) -> "pd.Series[int]":
    """Complaints of the six weeks, by business and week, the most first."""
    recent = _complaints(world)
    recent = recent[recent["受理日"] >= "2026-10-12"]
    week = recent["受理日"].dt.to_period("W").dt.start_time
    return recent.groupby([recent["业务类型"], week]).size().sort_values(ascending=False)


def _wave(world: World) -> pd.DataFrame:
    """The complaints that say what most say in the fullest cell of business and week."""
    every, (kind, week) = _complaints(world), _weeks(world).index[0]
    of_kind = every[every["业务类型"] == kind]
    of_week = of_kind[of_kind["受理日"].between(week, week + pd.Timedelta(days=6))]
    return of_kind[of_kind["诉求"] == of_week["诉求"].mode()[0]]


def _merged(world: World) -> pd.DataFrame:
    """By business: contacts, and the share that the new count merges into a later one."""
    visits = world.table("联络").sort_values("开始时间")
    following = visits.groupby(["客户编号", "业务类型"])["开始时间"].shift(-1)
    again = following - visits["开始时间"] <= pd.Timedelta(days=7)
    return again.groupby(visits["业务类型"]).agg(["size", "sum", "mean"])


def _daily(kind: str = "") -> list[float]:
    """From calls, how many complaints each day of the class data had, of one business or of all."""
    rows = _complaints(class_world("ch06")).dropna(subset=["联络编号"])
    rows = rows[rows["业务类型"] == kind] if kind else rows
    counts = rows.groupby("受理日").size().reindex(DAYS, fill_value=0)
    return [float(count) for count in counts]


def _beyond(counts: list[float]) -> list[pd.Timestamp]:
    upper = individuals_limits(counts).upper[0]
    return [day for day, count in zip(DAYS, counts, strict=True) if count > upper]


def test_the_shares_beside_the_first_figure() -> None:
    shares = series("银行业务投诉", 跨口径=True).set_index("季度")[["信用卡占比", "个人贷款占比"]]
    early, late = shares.loc["2020Q4"], shares.loc["2022Q4"]
    assert _numbers("2020 年第四季度 |") == early.tolist()
    assert _numbers("2022 年第四季度 |") == late.tolist()
    less, more = (late - early).round(1).tolist()
    assert f"信用卡少了 {-less} 个百分点，个人贷款多了 {more} 个百分点" in TEXT


def test_the_days_beyond_the_limits() -> None:
    everything, trading = _daily(), _daily("交易")
    assert _numbers("全部业务") == [sum(everything), 1, 11, 13, max(everything)]
    assert _beyond(everything) == [pd.Timestamp(2026, 11, 13)]
    assert _beyond(trading) == [pd.Timestamp(2026, 11, day) for day in (12, 13, 14, 16)]
    assert _numbers("只看交易") == [sum(trading), 4, 11, 12, 13, 14, 16]
    assert f"上限约 {individuals_limits(everything).upper[0]:.1f} 件" in ITEMS
    assert (min(everything), max(everything)) == (0, 7)


def test_what_the_new_count_took_from_banks_and_from_insurers() -> None:
    for name, line in (("银行业务投诉", "银行 |"), ("保险投诉", "保险 |")):
        totals = series(name, 跨口径=True).set_index("季度")["总件数"]
        before, after = totals["2021Q4"], totals["2022Q1"]
        assert _numbers(line) == [before, after, round((1 - after / before) * 100, 1)]


def test_the_wave_named_behind_the_first_task() -> None:
    world = class_world("ch06")
    weeks, wave = _weeks(world), _wave(world)
    kind, week = weeks.index[0]
    assert (kind, week) == ("交易", pd.Timestamp(2026, 11, 9))
    assert f"11 月 9 日那个星期 {weeks.iloc[0]} 件，第二名只有 {weeks.iloc[1]} 件" in TEXT
    still = int(wave["办结日"].isna().sum())
    sentence = wave["诉求"].iloc[0]
    said = f"说“{sentence}”的一共 {len(wave)} 件，{still} 件还没办结，{len(wave) - still} 件已经办结"
    assert said in TEXT
    assert f"这 {len(wave)} 位" in TEXT
    assert f"只打那 {still} 件，等于告诉那 {len(wave) - still} 位" in TEXT


def test_what_the_new_count_takes_from_the_class_data() -> None:
    merged = _merged(class_world("ch06"))
    size, gone, share = merged.loc["信用卡"]
    assert merged["mean"].idxmax() == "信用卡"
    assert f"信用卡：{size:.0f} 件变成 {size - gone:.0f} 件，少了 {share:.0%}" in TEXT
    assert f"如 {share:.3f}" in TEXT


def test_the_corrected_report_adds_up() -> None:
    assert round((980 / 960 - 1) * 100, 1) == 2.1
    assert round((1 - 980 / 1200) * 100, 1) == 18.3
    assert 150 + 810 == 960
    assert 210 + 770 == 980


@pytest.mark.parametrize("trainee", ["demo", "anan", "学员六"])
def test_both_tasks_are_solved_in_the_workbench_without_code(trainee: str) -> None:
    world = World("ch06", trainee)
    complaints = [{"column": "类型", "op": "等于", "value": "投诉"}]
    of_week = {"column": "受理日", "op": "不小于", "value": "2026-10-12"}
    by_week = [{"column": "业务类型"}, {"column": "受理日", "part": "所在周"}]
    count = {"measures": [{"name": "件数", "kind": "件数"}], "sort": {"column": "件数", "descending": True}}

    def first(filters: list[dict[str, object]], groups: list[dict[str, str]]) -> "pd.Series[str]":
        asked = {"table": "工单", "filters": filters, "groups": groups, **count}
        return make(asked, {"我的数据": world}).result.iloc[0]

    kind = {"column": "业务类型", "op": "等于", "value": first([*complaints, of_week], by_week)["业务类型"]}
    said = first([*complaints, of_week, kind], [{"column": "诉求"}])["诉求"]
    filters = [*complaints, kind, {"column": "诉求", "op": "等于", "value": said}]
    listed = make({"table": "工单", "filters": filters, "keep": ["工单编号"]}, {"我的数据": world}).result
    assert set(listed["工单编号"]) == set(_wave(world)["工单编号"])

    kept = {"column": "七天内又来", "op": "等于", "value": False}
    gone = {"column": "七天内又来", "op": "等于", "value": True}
    shrunk = make(
        {
            "table": "联络",
            "groups": [{"column": "业务类型"}],
            "measures": [
                {"name": "旧口径件数", "kind": "件数"},
                {"name": "新口径件数", "kind": "符合件数", "condition": kept},
                {"name": "少掉的占比", "kind": "占比", "condition": gone},
            ],
            "verdict": {"name": "直接比", "column": "少掉的占比", "limit": 0.2, "yes": "不能", "no": "能"},
        },
        {"我的数据": world},
    ).result.set_index("业务类型")
    merged = _merged(world).loc[shrunk.index]
    assert (shrunk["旧口径件数"] == merged["size"]).all()
    assert (shrunk["新口径件数"] == merged["size"] - merged["sum"]).all()
    assert np.allclose(shrunk["少掉的占比"].astype(float), merged["mean"])
    assert set(shrunk.index[shrunk["直接比"] == "不能"]) == {world.plan.loop_business}


@pytest.mark.parametrize("name", ["demo", "anan", "bolin", "S0417", "学员六"])
def test_everybody_finds_one_wave_and_one_business_that_shrinks(name: str) -> None:
    prove(World("ch06", name))


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_everybody_does_over_many_trainees() -> None:
    for i in range(200):
        prove(World("ch06", f"soak{i}"))


def prove(world: World) -> None:
    weeks, wave, merged = _weeks(world), _wave(world), _merged(world)
    assert weeks.index[0][0] == world.plan.fee_business
    assert weeks.iloc[0] >= 1.5 * weeks.iloc[1]
    assert 10 <= len(wave) <= 45
    assert wave["受理日"].min() >= pd.Timestamp(world.plan.fee_day)
    assert wave["办结日"].notna().sum() >= 3
    own = world.plan.loop_business
    assert merged.loc[own, "mean"] > 0.205
    assert merged["mean"].idxmax() == own
