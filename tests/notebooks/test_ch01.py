"""What chapter 1 says about 班级数据 is what 班级数据 says."""

import re
from pathlib import Path

import pandas as pd
import pytest

from course.cases.series import series
from course.cases.world import class_world

TEXT = (Path(__file__).parents[2] / "notebooks" / "ch01.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def contacts() -> pd.DataFrame:
    return class_world("ch01").table("联络")


def _numbers(line_start: str) -> list[float]:
    """The numbers in the cells after the first of the one table line that begins so."""
    (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| {line_start}")]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", line.split("|", 2)[2])]


def _shares(contacts: pd.DataFrame) -> pd.DataFrame:
    contacts = contacts.sort_values("开始时间")
    following = contacts.groupby(["客户编号", "业务类型"])["开始时间"].shift(-1)
    back = following - contacts["开始时间"] <= pd.Timedelta(days=7)
    flags = contacts.assign(解决=contacts["结果"] == "解决", 再来=back)
    return flags.groupby("业务类型")[["解决", "再来"]].mean() * 100


def test_the_business_called_solved_most_comes_back_most(contacts: pd.DataFrame) -> None:
    shares = _shares(contacts)
    assert shares["解决"].idxmax() == shares["再来"].idxmax() == "信用卡"
    assert 40 <= shares.loc["信用卡", "再来"] <= 50
    assert shares.drop("信用卡")["再来"].max() < 10


def test_the_table_beside_the_first_figure(contacts: pd.DataFrame) -> None:
    shares = _shares(contacts)
    assert shares["解决"].idxmin() == "退保"
    for business in ("信用卡", "退保"):
        assert _numbers(f"{business}（") == [round(value) for value in shares.loc[business]]


def test_the_table_beside_the_second_figure(contacts: pd.DataFrame) -> None:
    calls = contacts.dropna(subset=["等待秒"])
    calls = calls[(calls["机构"] == "星桥人寿") & (calls["渠道"] == "电话")]
    start = calls["开始时间"].dt
    monday = (start.day_of_week == 0) & start.hour.isin([9, 10])
    for line, part in (
        ("合在一起", calls),
        ("星期一 9—11 点", calls[monday]),
        ("除这两个钟头以外", calls[~monday]),
    ):
        assert _numbers(line) == [len(part), part["等待秒"].median()]
    assert 20 <= calls["等待秒"].median() < 30
    assert 180 < calls[monday]["等待秒"].median() < 600 <= calls[monday]["等待秒"].max()


def test_the_table_beside_the_real_series() -> None:
    totals = series("银行业务投诉", 跨口径=True).set_index("季度")
    for line, quarter in (
        ("2021 年第一季度", "2021Q1"),
        ("2021 年第四季度", "2021Q4"),
        ("2022 年第一季度", "2022Q1"),
        ("2023 年第一季度", "2023Q1"),
    ):
        assert _numbers(line) == [totals.loc[quarter, "总件数"]]
        assert ("合并" in totals.loc[quarter, "口径"]) == (quarter >= "2022Q1")
    total = totals["总件数"]
    assert round(total["2023Q1"] / total["2022Q1"] - 1, 2) == 0.38
    assert round(1 - total["2022Q1"] / total["2021Q4"], 2) == 0.16
    assert total["2021Q1"] > total["2020Q4"]


def test_the_ticket_named_behind_the_desk_task() -> None:
    tickets = class_world("ch01").table("工单")
    mine = tickets[(tickets["类型"] == "投诉") & tickets["办结日"].isna() & (tickets["经办"] == "G03")]
    paused = mine[(mine["受理日"] == "2026-10-19") & (mine["暂停原因"] == "调解")]
    assert paused[["复杂程度", "暂停天数"]].to_numpy().tolist() == [["复杂", 6]]
    hard = mine[(mine["复杂程度"] == "特别复杂") & ~mine["延期已批"]]
    assert (hard["受理日"] + pd.Timedelta(days=30) < "2026-11-23").sum() >= 3
