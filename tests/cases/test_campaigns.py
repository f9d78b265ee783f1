"""活动: contacts against the consents, breaches and what only looks like one."""

import pandas as pd
import pytest

from course.cases.campaigns import CAMPAIGNS, CLASS_PLAN, campaign_plan
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def joined(world: World) -> pd.DataFrame:
    consents = world.table("授权")
    marketing = consents[consents["目的"] == "营销推荐"][["客户编号", "授权日", "撤回日"]]
    return world.table("活动").merge(marketing, on="客户编号", how="left")


def breaches(rows: pd.DataFrame) -> pd.Series:
    allowed = rows["授权日"] <= rows["触达日"]
    allowed &= rows["撤回日"].isna() | (rows["撤回日"] > rows["触达日"])
    return ~allowed


def test_one_campaign_reaches_customers_without_consent(world):
    planted, rows = campaign_plan(world), joined(world)
    found = breaches(rows).groupby(rows["活动编号"]).sum()
    assert found.idxmax() == planted.breach_campaign
    assert found[planted.breach_campaign] == planted.breaches_after + planted.breaches_never
    assert 15 <= found[planted.breach_campaign] <= 21
    assert found.drop(planted.breach_campaign).max() <= 2


def test_counting_everybody_who_withdrew_points_to_the_decoy(world):
    planted, rows = campaign_plan(world), joined(world)
    withdrew = rows["撤回日"].notna().groupby(rows["活动编号"]).sum()
    assert withdrew.idxmax() == planted.decoy_campaign
    decoy = rows[rows["活动编号"] == planted.decoy_campaign]
    assert (decoy["撤回日"] > decoy["触达日"]).sum() == planted.decoys
    left = (rows["反应"] == "退订").groupby(rows["活动编号"]).mean()
    assert left.idxmax() == planted.decoy_campaign


def test_looking_only_for_missing_rows_or_taking_any_purpose_misses_most(world):
    planted, rows = campaign_plan(world), joined(world)
    mine = rows[rows["活动编号"] == planted.breach_campaign]
    assert mine["授权日"].isna().sum() == planted.breaches_never < breaches(mine).sum() - 6
    known = set(world.table("授权")["客户编号"])
    assert set(rows["客户编号"]) <= known


def test_the_campaign_that_sells_best_is_complained_about_most(world):
    planted, rows = campaign_plan(world), world.table("活动")
    share = pd.crosstab(rows["活动编号"], rows["反应"], normalize="index")
    assert share["办理"].idxmax() == planted.pushy_campaign
    assert share["投诉"].idxmax() == planted.pushy_campaign
    assert share["办理"][planted.pushy_campaign] > 1.6 * share["办理"].drop(planted.pushy_campaign).max()
    assert share["投诉"][planted.pushy_campaign] > 2 * share["投诉"].drop(planted.pushy_campaign).max()


def test_rows_are_one_for_each_customer_and_inside_the_campaign(world):
    planted, rows = campaign_plan(world), world.table("活动")
    assert 330 <= len(rows) <= 750
    assert not rows.duplicated(["活动编号", "客户编号"]).any()
    starts = rows["活动编号"].map(dict(zip(CAMPAIGNS, planted.starts, strict=True)))
    assert (rows["触达日"] - pd.to_datetime(starts)).dt.days.between(0, 13).all()
    assert (rows["触达日"] <= "2026-11-11").all()
    assert rows.groupby("活动编号")[["活动名称", "机构"]].nunique().max().max() == 1


def test_place_time_and_strength_vary_and_the_class_is_fixed():
    plans = [campaign_plan(World("ch01", f"person{i}")) for i in range(60)]
    assert {plan.breach_campaign for plan in plans} == set(CAMPAIGNS)
    assert {plan.decoy_campaign for plan in plans} == set(CAMPAIGNS)
    assert all(len({p.breach_campaign, p.decoy_campaign, p.pushy_campaign}) == 3 for p in plans)
    assert len({(plan.breaches_after, plan.breaches_never) for plan in plans}) > 10
    assert len({plan.starts for plan in plans}) == 60
    assert all(campaign_plan(World(f"ch0{i}", "demo")) == CLASS_PLAN for i in range(1, 9))


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_one_campaign_reaches_customers_without_consent(world)
        test_counting_everybody_who_withdrew_points_to_the_decoy(world)
        test_looking_only_for_missing_rows_or_taking_any_purpose_misses_most(world)
        test_the_campaign_that_sells_best_is_complained_about_most(world)
