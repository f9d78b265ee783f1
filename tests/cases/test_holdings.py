"""持有: a branch that sells above the level of older customers; loyalty that was bought."""

import pandas as pd
import pytest

from course.cases.holdings import ALL_BRANCHES, BRANCHES, CLASS_PLAN, holding_plan
from course.cases.vocabulary import INSTITUTIONS
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def above(table: pd.DataFrame) -> pd.Series:
    return table["产品风险"].str[1].astype(int) > table["客户风险"].str[1].astype(int)


def days_held(table: pd.DataFrame) -> pd.Series:
    return (table["结束日"] - table["开始日"]).dt.days


def test_one_branch_sells_above_the_level_of_older_customers(world):
    planted, table = holding_plan(world), world.table("持有")
    old = table[table["年龄段"] == "60及以上"]
    by_branch = above(old).groupby(old["网点"]).mean()
    assert by_branch.idxmax() == planted.branch
    begun = pd.Timestamp(planted.sold_from)
    weeks = old["开始日"].between(begun, begun + pd.Timedelta(days=55))
    there = old["网点"] == planted.branch
    assert (weeks & there).sum() >= 12
    assert above(old[weeks & there]).mean() > 0.4
    assert above(table[table["网点"] != planted.branch]).mean() < 0.08


def test_risky_products_point_to_the_wrong_branch(world):
    planted, table = holding_plan(world), world.table("持有")
    group = next(group for group in BRANCHES if planted.branch in group)
    mine = table[table["网点"].isin(group)]
    risky = mine["产品风险"].isin(["R4", "R5"]).groupby(mine["网点"]).mean()
    assert risky.idxmax() == planted.lively_branch
    assert above(mine[mine["网点"] == planted.lively_branch]).mean() < 0.12
    assert above(mine).mean() < 0.14


def test_cashback_brings_most_and_keeps_least(world):
    planted, table = holding_plan(world), world.table("持有")
    begun = pd.Timestamp(planted.cashback_from)
    mine = table[table["机构"] == planted.cashback_institution]
    weeks = mine[mine["开始日"].between(begun, begun + pd.Timedelta(days=41))]
    assert weeks["来源"].value_counts().idxmax() == "返现活动"
    left = (days_held(table) < 90).groupby(table["来源"]).mean()
    assert left.idxmax() == "返现活动"
    assert left["返现活动"] > 0.5
    assert left.drop("返现活动").max() < 0.2
    campaign = table[table["来源"] == "返现活动"]
    assert set(campaign["机构"]) == {planted.cashback_institution}
    assert 60 <= len(campaign) <= 110


def test_rows_fit_the_customers_and_the_calendar(world):
    table, customers = world.table("持有"), world.table("客户").set_index("客户编号")
    assert 950 <= len(table) <= 1060
    assert table["开始日"].is_monotonic_increasing
    assert (days_held(table).dropna() >= 20).all()
    expected = table["客户编号"].map(customers["年龄段"])
    assert (table["开始日"] >= table["客户编号"].map(customers["开户日"])).all()
    assert (table["年龄段"].fillna("") == expected.fillna("")).all()
    assert (
        (table["客户编号"].str[1].astype(int) - 1).map(dict(enumerate(INSTITUTIONS))).eq(table["机构"]).all()
    )
    homes = {branch: name for name, group in zip(INSTITUTIONS, BRANCHES, strict=True) for branch in group}
    assert (table["网点"].map(homes) == table["机构"]).all()


def test_place_time_and_strength_vary_and_the_class_is_fixed():
    plans = [holding_plan(World("ch01", f"person{i}")) for i in range(60)]
    assert {plan.branch for plan in plans} == set(ALL_BRANCHES)
    assert all(plan.branch != plan.lively_branch for plan in plans)
    assert len({(plan.sold_from, plan.above_level) for plan in plans}) > 30
    assert len({(plan.cashback_institution, plan.cashback_from, plan.ended_early) for plan in plans}) > 30
    assert all(holding_plan(World(f"ch0{i}", "demo")) == CLASS_PLAN for i in range(1, 9))


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_one_branch_sells_above_the_level_of_older_customers(world)
        test_risky_products_point_to_the_wrong_branch(world)
        test_cashback_brings_most_and_keeps_least(world)
