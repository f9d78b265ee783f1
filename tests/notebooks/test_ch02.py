"""What chapter 2 says about 班级数据 and about a real series is what they say."""

import re
from pathlib import Path

import pandas as pd
import pytest

from course.authoring.banks import load_practice
from course.cases.series import series
from course.cases.transcripts import faults
from course.cases.world import World, class_world

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEXT = (NOTEBOOKS / "ch02.md").read_text(encoding="utf-8")
PROMISE = "天内给您回电话|天之内一定有人联系您"
DAYS = {"一天": 1, "两天": 2, "三天": 3, "五天": 5}


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return class_world("ch02").table("对话记录")


@pytest.fixture(scope="module")
def agents(lines: pd.DataFrame) -> pd.DataFrame:
    return lines[lines["说话人"] == "坐席"]


def _numbers(line_start: str) -> list[float]:
    """The numbers in the cells after the first of the one table line that begins so."""
    (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| {line_start}")]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", line.split("|", 2)[2])]


def _floor(lines: pd.DataFrame) -> pd.DataFrame:
    """By business: how many calls, and the agents' share of the sentences and of the seconds, in percent."""
    spoken = lines.assign(坐席=lines["说话人"] == "坐席")
    spoken["坐席秒"] = spoken["秒数"].where(spoken["坐席"], 0)
    floor = spoken.groupby("业务类型").agg(
        通数=("对话编号", "nunique"), 句=("坐席", "mean"), 坐席秒=("坐席秒", "sum"), 秒=("秒数", "sum")
    )
    return floor.assign(句=floor["句"] * 100, 秒=floor["坐席秒"] / floor["秒"] * 100)


def test_the_table_beside_the_real_series() -> None:
    quarter = series("保险投诉", 从="2022Q1").set_index("季度").loc["2023Q1"]
    life = quarter["人身险件数"]
    sold, claimed = quarter["人身险销售件数"], quarter["财产险理赔件数"]
    assert _numbers("人身险 |") == [life, sold, round(sold / life * 100, 1)] == [14790, 7875, 53.2]
    property_ = quarter["财产险件数"]
    assert _numbers("财产险 |") == [property_, claimed, round(claimed / property_ * 100, 1)]
    assert round(quarter["人身险退保件数"] / life * 100, 1) == 26.3


def test_who_holds_the_floor(lines: pd.DataFrame) -> None:
    floor = _floor(lines)
    claims, others = floor.loc["理赔"], floor.drop("理赔")
    assert _numbers("理赔 |") == [claims["通数"], round(claims["句"]), round(claims["秒"])]
    said = [
        others["通数"].sum(),
        others["句"].min(),
        others["句"].max(),
        others["秒"].min(),
        others["秒"].max(),
    ]
    assert _numbers("其余十一类") == [round(number) for number in said]
    bank, _ = load_practice(NOTEBOOKS / "ch02.items.yaml")
    (guess,) = [item for item in bank.items if item.id == "ch02-p16"]
    own, every = claims["坐席秒"], lines.loc[lines["业务类型"] == "理赔", "秒数"].sum()
    assert f"{own:.0f} 秒，客户 {every - own:.0f} 秒" in guess.model_dump()["reveal"]
    long = lines[lines["内容"].str.contains("风控引擎|轧差")]
    assert set(long["业务类型"]) == {"理赔"}


def test_the_word_that_is_said_most_where_nobody_asks_for_it(agents: pd.DataFrame) -> None:
    codes = agents[agents["内容"].str.contains("验证码")]
    asks = codes["内容"].str.contains("念给我|报一下")
    planted = faults(class_world("ch02"))
    wrong = planted[planted["差错"] == "索要验证码"].merge(codes, on=["对话编号", "行号"])
    assert len(wrong) == asks.sum()
    for institution in ("星桥银行", "星桥人寿", "星桥证券"):
        there = codes["机构"] == institution
        counts = [there.sum(), (there & asks).sum(), (there & ~asks).sum()]
        assert _numbers(f"{institution} |") == counts
    assert set(class_world("ch02").table("对话记录").groupby("机构")["对话编号"].nunique()) == {24}


def test_what_a_search_for_interruptions_finds(lines: pd.DataFrame, agents: pd.DataFrame) -> None:
    found = lines[lines["内容"].str.contains("听我说")]
    by_agents = (found["说话人"] == "坐席").sum()
    said = f"“听我说”搜出 {len(found)} 句，只有 {by_agents} 句是坐席在打断，另外 {len(found) - by_agents} 句"
    assert said in TEXT
    assert agents["内容"].str.contains("停一下停一下").sum() == 2
    assert "还有两通打断" in TEXT


def test_the_promises_named_behind_the_second_task(agents: pd.DataFrame) -> None:
    recent = agents[(agents["通话日"] >= "2026-11-16") & agents["内容"].str.contains(PROMISE)]
    days = sum(recent["内容"].str.contains(word) * number for word, number in DAYS.items())
    last = recent["通话日"] + pd.to_timedelta(days, unit="D")
    due = (last <= "2026-11-23").sum()
    assert f"从 16 日起许下 {len(recent)} 个，{due} 个到今天为止该打" in TEXT


def test_every_sentence_of_the_first_task_is_what_it_is_taken_for() -> None:
    interrupted, no_day = "您先别说|停一下停一下", "您等通知吧|这个说不准"
    for name in ("demo", "anan", "bolin", "S0417", "学员六"):
        world = World("ch02", name)
        spoken = world.table("对话记录").merge(faults(world), on=["对话编号", "行号"], how="left")
        own = spoken["说话人"] == "坐席"
        for pattern, fault in ((interrupted, "打断客户"), (no_day, "没有时限")):
            listed = own & spoken["内容"].str.contains(pattern)
            assert (listed == (spoken["差错"] == fault)).all()


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_nobody_gets_an_empty_list() -> None:
    for i in range(200):
        lines = World("ch02", f"soak{i}").table("对话记录")
        spoken = lines[lines["说话人"] == "坐席"]
        assert spoken["内容"].str.contains("您先别说|停一下停一下|您等通知吧|这个说不准").any()
        recent = spoken[(spoken["通话日"] >= "2026-11-16") & spoken["内容"].str.contains(PROMISE)]
        days = sum(recent["内容"].str.contains(word) * number for word, number in DAYS.items())
        assert (recent["通话日"] + pd.to_timedelta(days, unit="D") <= "2026-11-23").any()
