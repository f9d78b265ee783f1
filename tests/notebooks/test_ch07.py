"""What chapter 7 says about 班级数据, a real series and the staffing laboratory is what they say."""

import re
from pathlib import Path

import pandas as pd
import pytest

from course.authoring.banks import load_practice
from course.cases.erlang import erlang_c
from course.cases.scorecards import FATAL, ITEMS, WEIGHTS
from course.cases.series import series
from course.cases.staffing.model import Setting, outcome
from course.cases.workbench.answering import make
from course.cases.world import World, class_world

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEXT = (NOTEBOOKS / "ch07.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scored() -> pd.DataFrame:
    return class_world("ch07").table("质检")


@pytest.fixture(scope="module")
def pairs(scored: pd.DataFrame) -> pd.DataFrame:
    """Both ratings of 风险提示 of each contact that was rated twice, and whether Z02 gave one of them."""
    rows = scored.dropna(subset=["风险提示"])
    both = rows.pivot(index="联络编号", columns="评次", values=["风险提示", "质检员"]).dropna()
    easy = (both["质检员"] == "Z02").any(axis=1)
    turns = {turn: both["风险提示"][turn].astype(float) for turn in ("初评", "复评")}
    return pd.DataFrame({**turns, "Z02": easy})


def _numbers(line_start: str) -> list[float]:
    """The numbers in the cells after the first of the one table line that begins so."""
    (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| {line_start}")]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", line.split("|", 2)[2])]


def _reveal(item_id: str) -> str:
    bank, _ = load_practice(NOTEBOOKS / "ch07.items.yaml")
    (item,) = [item for item in bank.items if item.id == item_id]
    return str(item.model_dump()["reveal"])


def _kappa(rows: pd.DataFrame) -> tuple[int, int, float, float]:
    one, other = rows["初评"], rows["复评"]
    same = (one == other).mean()
    chance = one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    return len(rows), int((one == other).sum()), float(same), float((same - chance) / (1 - chance))


def _fatal_held(rows: pd.DataFrame) -> pd.Series:
    return (rows[list(FATAL)] == 1).all(axis=1)


def _teams(world: World) -> pd.DataFrame:
    calls = world.table("联络").query("渠道 == '电话' and 结果 != '放弃'")
    team = calls["坐席"].map(world.table("坐席").set_index("坐席")["班组"])
    rows = calls.assign(班组=team, 转办=calls["结果"] == "转办")
    return rows.groupby(["机构", "班组"]).agg(
        件数=("转办", "size"), 秒=("处理秒", "mean"), 转办=("转办", "mean")
    )


def test_the_table_beside_agreement(pairs: pd.DataFrame) -> None:
    for line, rows in (("有 Z02 的对子", pairs[pairs["Z02"]]), ("其他对子", pairs[~pairs["Z02"]])):
        count, same, share, kappa = _kappa(rows)
        assert _numbers(line) == [count, same, round(share, 2), round(kappa, 2)]
    assert _reveal("ch07-p07").startswith(f"实际是 {_kappa(pairs[pairs['Z02']])[3]:.2f}。")
    assert f"{_kappa(pairs[~pairs['Z02']])[3]:.2f}。" in _reveal("ch07-p07")
    apart = pairs[pairs["Z02"]]
    assert f"意见不同的 {(apart['初评'] != apart['复评']).sum()} 通" in TEXT


def test_agreement_over_all_six_items(scored: pd.DataFrame) -> None:
    first, again = (scored[scored["评次"] == turn].set_index("联络编号") for turn in ("初评", "复评"))
    first = first.loc[again.index]
    known = first[list(ITEMS)].notna()
    same = (first[list(ITEMS)] == again[list(ITEMS)]).to_numpy().sum() / known.to_numpy().sum()
    bank, _ = load_practice(NOTEBOOKS / "ch07.items.yaml")
    (guess,) = [item for item in bank.items if item.id == "ch07-p07"]
    assert f"{len(again)} 通评过两次" in guess.prompt
    assert f"一样的占 {same:.1%}" in guess.prompt


def test_the_lenient_rater_makes_one_institution_first(scored: pd.DataFrame) -> None:
    first = scored[scored["评次"] == "初评"]
    rates = first.groupby("质检员")["风险提示"].mean()
    assert f"Z02 这一项的初评合格率 {rates['Z02']:.1%}" in TEXT
    assert rates.drop("Z02").max() < 0.76
    assert first.groupby("机构")["风险提示"].mean().idxmax() == "星桥银行"
    assert (first.loc[first["机构"] == "星桥银行", "质检员"] == "Z02").mean() > 0.5


def test_the_weights_of_the_scorecard() -> None:
    said = "、".join(f"{item} {weight}" for item, weight in zip(ITEMS, WEIGHTS, strict=True))
    assert f"六项：{said}" in TEXT
    assert {100 - WEIGHTS[ITEMS.index(item)] for item in FATAL} == {85}
    assert "还剩 85 分" in TEXT


def test_the_institution_that_the_mean_does_not_see(scored: pd.DataFrame) -> None:
    recent = scored[(scored["评次"] == "初评") & (scored["联络日"] >= "2026-11-10")]
    found = recent.assign(过=_fatal_held(recent)).groupby("机构")
    table = found.agg(件数=("过", "size"), 分=("得分", "mean"), 过=("过", "mean"))
    worst = table.loc["星桥人寿"]
    assert table["过"].idxmin() == "星桥人寿" != table["分"].idxmin()
    life = recent[recent["机构"] == "星桥人寿"]
    failed, unchecked = (~_fatal_held(life)).sum(), (life["核验客户"] == 0).sum()
    assert f"平均得分 {worst['分']:.1f}，不是最低的；致命项合格率只有 {worst['过']:.1%}" in TEXT
    assert f"{len(life)} 通里有 {failed} 通踩了线，其中 {unchecked} 通没有核验" in TEXT
    assert table.drop("星桥人寿")["过"].min() >= 0.85


def test_the_few_calls_behind_a_perfect_score(scored: pd.DataFrame) -> None:
    first = scored[scored["评次"] == "初评"]
    held = first.assign(全=(first[list(ITEMS)] != 0).all(axis=1))
    each = held.groupby("坐席")["全"].agg(["size", "mean"])
    bands = pd.cut(each["size"], [0, 2, 4, 6, 99], labels=["1—2 通", "3—4 通", "5—6 通", "7 通以上"])
    for band, rows in each.groupby(bands, observed=True):
        shares = rows["mean"].mul(100).round()
        assert _numbers(f"{band} |") == [len(rows), shares.min(), shares.max()]
    best, worst = each[each["mean"] == 1], each[each["mean"] == 0]
    assert f"合格的是 {held['全'].mean():.1%}" in TEXT
    assert f"百分之百的 {len(best)} 位，平均每人听了 {best['size'].mean():.1f} 通" in TEXT
    assert f"百分之零的 {len(worst)} 位，{worst['size'].mean():.1f} 通" in TEXT
    assert _reveal("ch07-p18").startswith(f"实际是平均每人 {best['size'].mean():.1f} 通")
    assert (each.loc[each["size"] >= 7, "mean"] < 1).all()


def test_the_fast_team_that_hands_on() -> None:
    teams = _teams(class_world("ch07"))
    fast, others = teams.loc[("星桥证券", "电话乙组")], teams.drop(("星桥证券", "电话乙组"))
    assert fast["秒"] == teams["秒"].min()
    assert f"平均 {fast['秒']:.0f} 秒" in TEXT
    assert 110 < others["秒"].min() - fast["秒"] < 120  # “快了近两分钟”
    assert f"转办率 {fast['转办']:.0%}，别的组最多 {others['转办'].max():.0%}" in TEXT


def test_the_table_beside_the_real_series() -> None:
    centres = series("客服中心", 跨口径=True).set_index("年份")
    for year in (2016, 2021, 2022, 2023, 2024):
        row = centres.loc[year]
        (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| {year} |")]
        assert _numbers(f"{year} |") == [row["接通率"], row["满意度"]]
        assert line.rstrip(" |").endswith(row["满意度口径"])
    assert (centres.loc[2016:2021, "满意度口径"] == "自助语音").all()
    assert (centres.loc[2022:, "满意度口径"] == "人工电话").all()


def test_the_table_beside_the_laboratory() -> None:
    hour = {"arrivals": 240, "handle": 300, "patience": 180, "target": 20, "share": 80}
    for staff in (25, 23, 22, 20):
        found = outcome(Setting(**hour, staff=staff))
        shown = [round(found["service"] * 100, 1), round(found["left"]), round(found["occupancy"] * 100)]
        assert _numbers(f"{staff} |") == shown
    assert outcome(Setting(**hour, staff=23))["needed"] == 23
    assert erlang_c(240, 300, 24).service_level(20) < 0.8 <= erlang_c(240, 300, 25).service_level(20)


def _desk(world: World, asked: dict[str, object]) -> pd.DataFrame:
    return make(asked, {"我的数据": world}).result


@pytest.mark.parametrize("trainee", ["demo", "anan", "学员六"])
def test_both_tasks_are_solved_in_the_workbench_without_code(trainee: str) -> None:
    world = World("ch07", trainee)
    held = {"column": "致命项合格", "op": "等于", "value": True}
    asked = {
        "table": "质检",
        "filters": [
            {"column": "评次", "op": "等于", "value": "初评"},
            {"column": "联络日", "op": "不小于", "value": "2026-11-10"},
        ],
        "groups": [{"column": "机构"}],
        "measures": [
            {"name": "评分数", "kind": "件数"},
            {"name": "平均得分", "kind": "平均", "column": "得分"},
            {"name": "致命项合格率", "kind": "占比", "condition": held},
        ],
        "verdict": {"column": "致命项合格率", "op": "小于", "limit": 0.86, "yes": "停线", "no": "放行"},
    }
    made = _desk(world, asked).set_index("机构")
    rows = world.table("质检").query("评次 == '初评' and 联络日 >= '2026-11-10'")
    shares = rows.assign(过=_fatal_held(rows)).groupby("机构")["过"].mean()
    assert made["致命项合格率"].to_dict() == pytest.approx(shares.to_dict())
    assert set(made.index[made["结论"] == "停线"]) == set(shares.index[shares < 0.86])

    moved = {"column": "结果", "op": "等于", "value": "转办"}
    asked = {
        "table": "联络",
        "filters": [
            {"column": "渠道", "op": "等于", "value": "电话"},
            {"column": "结果", "op": "不等于", "value": "放弃"},
        ],
        "groups": [{"column": "机构"}, {"column": "班组"}],
        "measures": [
            {"name": "接起件数", "kind": "件数"},
            {"name": "平均处理秒", "kind": "平均", "column": "处理秒"},
            {"name": "转办率", "kind": "占比", "condition": moved},
        ],
        "verdict": {"column": "转办率", "op": "不大于", "limit": 0.25, "yes": "可以评", "no": "先复听"},
    }
    made, teams = _desk(world, asked).set_index(["机构", "班组"]), _teams(world)
    assert made["接起件数"].to_dict() == teams["件数"].to_dict()
    assert made["平均处理秒"].to_dict() == pytest.approx(teams["秒"].to_dict())
    assert set(made.index[made["结论"] == "先复听"]) == set(teams.index[teams["转办"] > 0.25])


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_both_decisions_differ_between_trainees() -> None:
    stopped, reheard = [], []
    for i in range(200):
        world = World("ch07", f"soak{i}")
        rows = world.table("质检").query("评次 == '初评' and 联络日 >= '2026-11-10'")
        shares = rows.assign(过=_fatal_held(rows)).groupby("机构")["过"].mean()
        stopped.append(frozenset(shares.index[shares < 0.86]))
        teams = _teams(world)
        reheard.append(frozenset(teams.index[teams["转办"] > 0.25]))
        assert len(teams) == 6
    assert all(1 <= len(names) <= 2 for names in stopped)
    assert all(reheard)
    assert len(set(stopped)) >= 3
    assert len(set(reheard)) >= 3
