"""What chapter 3 says about 班级数据 and about a real series is what they say; nobody's tasks are empty."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course.authoring.banks import load_practice
from course.cases.series import series
from course.cases.workbench.answering import make
from course.cases.world import World, class_world

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEXT = (NOTEBOOKS / "ch03.md").read_text(encoding="utf-8")
LAST_BEGUN = "2026-08-25"  # ninety days before 23 November


def _numbers(line_start: str) -> list[float]:
    """The numbers in the cells after the first of the one table line that begins so."""
    (line,) = [line for line in TEXT.splitlines() if re.match(rf"\| {line_start} \| [\d.]", line)]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", line.split("|", 2)[2])]


def _reveal(item: str) -> str:
    bank, _ = load_practice(NOTEBOOKS / "ch03.items.yaml")
    (guess,) = [each for each in bank.items if each.id == item]
    return str(guess.model_dump()["reveal"])


def _seasoned(world: World) -> pd.DataFrame:
    """The holdings that had ninety days to end, with 走 for those that did."""
    held = world.table("持有")
    held = held[held["开始日"] <= LAST_BEGUN]
    return held.assign(走=(held["结束日"] - held["开始日"]).dt.days <= 90)


def _consent(world: World) -> pd.DataFrame:
    """The campaign contacts with the days on which marketing was agreed to and taken back."""
    marketing = world.table("授权").query("目的 == '营销推荐'").set_index("客户编号")
    reached = world.table("活动")
    given = reached["客户编号"].map(marketing["授权日"])
    back = reached["客户编号"].map(marketing["撤回日"])
    return reached.assign(给=given, 撤=back, 无效=given.isna() | (back <= reached["触达日"]))


def _leads(world: World) -> pd.DataFrame:
    """Who clicked or picked up, of the campaign with most contacts without consent."""
    reached = _consent(world)
    own = reached.groupby("活动编号")["无效"].sum().idxmax()
    return reached[(reached["活动编号"] == own) & (reached["反应"] == "点开或接听")]


def test_the_table_beside_the_branches_that_change_places() -> None:
    held = _seasoned(class_world("ch03")).query("机构 == '星桥银行'")
    assert "返现活动" not in set(held["来源"])
    halves = held.groupby(["网点", held["开始日"] >= "2026-02-01"])["走"].agg(["sum", "size", "mean"])
    for branch in halves.index.levels[0]:
        said: list[float] = []
        for half in (False, True):
            part = halves.loc[(branch, half)]
            said += [part["sum"], part["size"], round(part["mean"] * 100)]
        assert _numbers(branch) == said
    shares = halves["mean"].unstack()
    assert shares[False].idxmin() == shares[True].idxmax() == "南湖支行"
    others = shares.drop("南湖支行")
    assert (others[True] < others[False]).all()
    assert "52 笔里走了 10 笔，占 19%" in _reveal("ch03-p08")


def test_who_left_in_the_class_data() -> None:
    held = _seasoned(class_world("ch03")).query("机构 == '星桥证券'")
    ways = held.groupby("来源")["走"].agg(["size", "sum", "mean"])
    size, left, share = ways.loc["返现活动"]
    assert f"返现活动 {size:.0f} 笔走了 {left:.0f} 笔" in TEXT
    assert share == 0.6
    assert ways.drop("返现活动")["mean"].max() < 0.1


def test_who_may_not_be_rung_in_the_class_data() -> None:
    leads = _leads(class_world("ch03"))
    never, back = leads["给"].isna().sum(), leads["撤"].notna().sum()
    assert set(leads["活动名称"]) == {"养老保障月"}
    assert f"点开或接听的 {len(leads)} 位，{never} 位从来没有同意过，{back} 位已经撤回" in TEXT
    assert (never + back) * 3 == len(leads)
    season = _consent(class_world("ch03")).query("活动名称 == '年末理财季'")
    after = (season["撤"] > season["触达日"]).sum()
    assert (season["撤"].notna().sum(), after) == (15, 14)


def test_the_table_beside_the_silent_customers() -> None:
    asked = class_world("ch03").table("回访").query("渠道 != '网点'")
    at_once = asked["作答方式"] == "当次作答"
    together = {}
    for channel in ("手机App", "在线", "电话"):
        there = asked["渠道"] == channel
        scores = asked[there & at_once]["满意度"]
        later = asked[there & (asked["作答方式"] == "补访作答")]["满意度"]
        silent = (there & ~at_once).sum()
        together[channel] = np.average([scores.mean(), later.mean()], weights=[len(scores), silent])
        means = [round(float(value), 2) for value in (scores.mean(), later.mean(), together[channel])]
        assert _numbers(channel) == [len(scores), means[0], silent, *means[1:]]
        if channel == "手机App":
            assert f"补问的手机App 只有 {len(later)} 位" in TEXT
            assert f"{later.mean():.2f} 分" in _reveal("ch03-p21")
    assert min(together, key=lambda name: together[name]) == "手机App"
    means_at_once = asked[at_once].groupby("渠道")["满意度"].mean()
    assert means_at_once.idxmax() == "手机App"


def test_the_table_beside_the_real_series() -> None:
    centres = series("客服中心").set_index("年份")
    for year in (2020, 2021, 2022, 2023):
        row = centres.loc[year]
        assert _numbers(str(year)) == [row["接通率"], row["满意度"]]
        assert ("人工" in row["满意度口径"]) == (year >= 2022)
    lost = 100 - centres["接通率"]
    assert 1.9 < lost[2022] / lost[2021] < 2.1
    assert centres.loc[2022, "满意度"] > centres.loc[2021, "满意度"]
    assert "从 99.30% 到 99.43%" in _reveal("ch03-p25")


SOON = {"column": "持有天数", "op": "不大于", "value": 90}


@pytest.mark.parametrize("trainee", ["demo", "anan", "学员六"])
def test_both_tasks_are_solved_in_the_workbench_without_code(trainee: str) -> None:
    world = World("ch03", trainee)
    held = _seasoned(world)
    (home,) = held.loc[held["来源"] == "返现活动", "机构"].unique()
    left = make(
        {
            "table": "持有",
            "filters": [
                {"column": "机构", "op": "等于", "value": home},
                {"column": "开始日", "op": "不大于", "value": LAST_BEGUN},
            ],
            "groups": [{"column": "来源"}],
            "measures": [
                {"name": "件数", "kind": "件数"},
                {"name": "九十天内结束", "kind": "符合件数", "condition": SOON},
                {"name": "占比", "kind": "占比", "condition": SOON},
            ],
            "verdict": {"name": "结论", "column": "占比", "limit": 0.3, "yes": "在走", "no": "像噪声"},
        },
        {"我的数据": world},
    ).result.set_index("来源")
    wanted = held[held["机构"] == home].groupby("来源")["走"].agg(["size", "sum", "mean"])
    assert np.allclose(left[["件数", "九十天内结束", "占比"]], wanted.loc[left.index])
    assert set(left.index[left["结论"] == "在走"]) == {"返现活动"}

    leads = _leads(world)
    calls = make(
        {
            "table": "活动",
            "filters": [
                {"column": "活动编号", "op": "等于", "value": leads["活动编号"].iloc[0]},
                {"column": "反应", "op": "等于", "value": "点开或接听"},
                {"column": "营销授权日", "op": "不为空"},
                {"column": "营销撤回日", "op": "为空"},
            ],
            "sort": {"column": "触达日"},
            "keep": ["触达编号", "客户编号", "触达日"],
        },
        {"我的数据": world},
    ).result
    assert list(calls["触达编号"]) == list(leads[leads["给"].notna() & leads["撤"].isna()]["触达编号"])


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_every_trainee_meets_the_traps() -> None:
    kinds = []
    for i in range(200):
        world = World("ch03", f"soak{i}")
        held = _seasoned(world)
        (home,) = held.loc[held["来源"] == "返现活动", "机构"].unique()
        shares = held[held["机构"] == home].groupby("来源")["走"].mean()
        assert shares["返现活动"] >= 0.4
        assert shares.drop("返现活动").max() < 0.3
        broken = _consent(world).groupby("活动编号")["无效"].sum().nlargest(2)
        assert broken.iloc[0] > 3 * broken.iloc[1]
        leads = _leads(world)
        never, back = leads["给"].isna(), leads["撤"].notna()
        assert 5 <= (~never & ~back).sum() <= 40
        kinds.append((bool(never.any()), bool(back.any())))
    assert all(any(kind) for kind in kinds)
    assert sum(all(kind) for kind in kinds) > 180
