"""What chapter 5 says about 班级数据, about real series and about its own dossier is what they say."""

import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from course.authoring.banks import load_practice
from course.cases.charts.quality import share_limits
from course.cases.series import series
from course.cases.world import World, class_world

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEXT = (NOTEBOOKS / "ch05.md").read_text(encoding="utf-8")
FEE = "佣金从这个月起涨了，没有人告诉我"


def _numbers(line_start: str) -> list[float]:
    """The numbers in the cells after the first of the one table line that begins so."""
    (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| {line_start}")]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", line.split("|", 2)[2])]


def _cells(world: World) -> pd.DataFrame:
    """The complaints of the six weeks by business and week: how many, and how many different sentences."""
    rows = world.table("工单").query("类型 == '投诉' and 受理日 >= '2026-10-12'")
    rows = rows.assign(所在周=rows["受理日"].dt.to_period("W").dt.start_time)
    return rows.groupby(["业务类型", "所在周"])["诉求"].agg(["size", "nunique"])


def _back(world: World) -> pd.DataFrame:
    """Contacts marked as solved of which seven days are known: how many, and how many came back."""
    rows = world.table("联络").sort_values("开始时间")
    later = rows.groupby(["客户编号", "业务类型"])["开始时间"].shift(-1)
    rows["回头"] = later - rows["开始时间"] <= pd.Timedelta(days=7)
    rows = rows[(rows["结果"] == "解决") & (rows["开始时间"] < "2026-11-16")]
    return rows.groupby("业务类型")["回头"].agg(["size", "sum", "mean"])


def test_a_falling_share_of_a_rising_count() -> None:
    totals = series("银行业务投诉", 从="2022Q1").set_index("季度")
    for line, quarter in (("2022 年第四季度", "2022Q4"), ("2023 年第一季度", "2023Q1")):
        row = totals.loc[quarter]
        assert _numbers(line) == [row["总件数"], row["信用卡件数"], row["信用卡占比"]]
    before, after = totals.loc["2022Q4"], totals.loc["2023Q1"]
    assert round(before["信用卡占比"] - after["信用卡占比"], 1) == 12.5
    assert after["信用卡件数"] - before["信用卡件数"] == 2161
    assert round((after["信用卡件数"] / before["信用卡件数"] - 1) * 100, 1) == 7.2
    assert round(after["总件数"] / before["总件数"] - 1, 1) == 0.5


def test_eighty_twenty_does_not_hold_for_the_banks() -> None:
    counts = series("银行机构投诉")["件数"].sort_values(ascending=False).reset_index(drop=True)
    share = counts.cumsum() / counts.sum() * 100
    assert (len(counts), counts.sum()) == (19, 50913)
    assert (share < 80).sum() + 1 == 11
    for line, number in (("前四家", 4), ("前十家", 10), ("前十一家", 11)):
        wanted = [counts[:number].sum(), round(number / 19 * 100), round(share[number - 1], 1)]
        assert _numbers(line) == wanted
    assert share[6] < 60


def test_two_banks_with_one_count_and_two_rates() -> None:
    quarter = series("大行投诉率", 从="2022Q3").set_index("机构")
    assert quarter.loc["大行E", "件数"] - quarter.loc["大行F", "件数"] == 1
    rates = quarter["每千万客户件数"]
    assert (rates["大行E"], rates["大行F"]) == (54.1, 206.0)
    assert round(rates["大行F"] / rates["大行E"], 1) == 3.8


def test_the_wave_named_behind_the_first_task() -> None:
    world = class_world("ch05")
    cells = _cells(world)
    first = cells.loc[("交易", pd.Timestamp("2026-11-09"))]
    assert first.tolist() == [14, 2]
    assert cells["size"].max() == 14
    assert cells.loc[("交易", pd.Timestamp("2026-11-16")), "size"] == 10
    said = world.table("工单").query("业务类型 == '交易' and 类型 == '投诉'")
    week = said[said["受理日"].between("2026-11-09", "2026-11-15")]
    assert (week["诉求"] == FEE).sum() == 13
    assert FEE in TEXT
    assert (cells["size"] >= 10).sum() == 2
    waits = world.table("联络").query("机构 == '星桥证券'")
    weekly = waits.groupby(waits["开始时间"].dt.to_period("W"))["等待秒"].median()
    assert weekly.iloc[4] == 23 < weekly.iloc[3]
    assert "那一周星桥证券的等待中位数 23 秒" in TEXT


def test_the_solved_that_come_back() -> None:
    back = _back(class_world("ch05"))
    assert back.loc["信用卡", ["size", "sum"]].tolist() == [171, 79]
    assert round(back.loc["信用卡", "mean"] * 100) == 46
    assert back["size"].idxmax() == back["mean"].idxmax() == "信用卡"
    assert back.drop("信用卡")["mean"].max() < 0.1
    assert "171 件，79 件七天内又来，占 46%" in TEXT


def test_the_control_chart_of_the_other_dossier() -> None:
    source = TEXT.split("checked = [")[1]
    checked = [int(number) for number in source.split("]")[0].split(",")]
    wrong = [int(number) for number in TEXT.split("wrong = [")[1].split("]")[0].split(",")]
    limits = share_limits(wrong[:6], checked[:6])
    centre = limits.centre[0]
    assert round(centre * 100, 2) == 4.25 == _numbers("整改前六周")[0]
    after = [events / size for events, size in zip(wrong[6:], checked[6:], strict=True)]
    assert round(sum(wrong[6:]) / sum(checked[6:]) * 100, 2) == 1.87 == _numbers("整改后六周")[0]
    lower = [max(centre - 3 * (centre * (1 - centre) / size) ** 0.5, 0) for size in checked[6:]]
    assert all(low <= rate < centre for low, rate in zip(lower, after, strict=True))


def test_the_days_of_the_dossier() -> None:
    received = date(2026, 10, 26)
    assert received.weekday() == 0
    assert received + timedelta(days=30) == date(2026, 11, 25)
    assert received + timedelta(days=60) == date(2026, 12, 25)
    assert date(2026, 11, 23) + timedelta(days=15) == date(2026, 12, 8)
    assert date(2026, 11, 9) + timedelta(days=30) == date(2026, 12, 9)
    assert "最后一天是 11 月 25 日，星期三" in TEXT
    other = date(2026, 10, 30) + timedelta(days=30)
    assert (other, other.weekday()) == (date(2026, 11, 29), 6)
    bank, _ = load_practice(NOTEBOOKS / "ch05.items.yaml")
    (days_left,) = [item for item in bank.items if item.id == "ch05-p16"]
    assert days_left.answer == (other - date(2026, 11, 23)).days


def test_the_rows_that_a_trace_points_at_are_in_every_world() -> None:
    bank, _ = load_practice(NOTEBOOKS / "ch05.items.yaml")
    (trace,) = [item for item in bank.items if item.type == "trace"]
    picks = [card.pick for card in trace.columns[0].cards]
    for name in ("demo", "anan", "bolin", "S0417", "学员六"):
        tickets = World("ch05", name).table("工单")
        assert all(pick is not None and pick.found(tickets) for pick in picks)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_every_trainee_finds_one_wave_and_one_loop() -> None:
    for i in range(200):
        world = World("ch05", f"soak{i}")
        cells, back = _cells(world), _back(world)
        fee = cells.loc[world.plan.fee_business, "size"].max()
        assert fee >= 10
        assert cells["size"].max() == fee
        assert back.loc[world.plan.loop_business, "mean"] >= 0.25
        assert back["mean"].idxmax() == world.plan.loop_business
