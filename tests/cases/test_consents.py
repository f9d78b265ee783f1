"""授权: one tick for everything looks like success and is taken back."""

import pandas as pd
import pytest

from course.cases.consents import CLASS_PLAN, LATE_FROM, consent_plan
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def share_with(table: pd.DataFrame, purpose: str) -> pd.Series:
    keys = ["机构", "取得渠道"]
    asked = table[table["目的"] == "服务通知"].groupby(keys).size()
    return (table[table["目的"] == purpose].groupby(keys).size() / asked)[asked >= 20]


def test_bundled_consent_looks_like_the_best_place(world):
    planted, table = consent_plan(world), world.table("授权")
    place = (planted.bundle_institution, planted.bundle_channel)
    late = table[table["授权日"] >= pd.Timestamp(planted.bundle_from)]
    for purpose in ("营销推荐", "电话回访", "对外提供"):
        share = share_with(late, purpose)
        assert share.idxmax() == place
        assert share[place] == 1
        assert share.drop(place).max() < 0.85
    bundled = table[table["取得方式"] == "一揽子同意"]
    assert set(zip(bundled["机构"], bundled["取得渠道"], strict=True)) == {place}
    assert bundled["授权日"].min() >= pd.Timestamp(planted.bundle_from)
    assert len(bundled) >= 60


def test_bundled_consent_is_taken_back_within_a_month(world):
    table = world.table("授权")
    optional = table[table["目的"] != "服务通知"]
    soon = (optional["撤回日"] - optional["授权日"]).dt.days <= 30
    by_way = soon.groupby(optional["取得方式"] == "一揽子同意").mean()
    assert by_way[True] > 0.28
    assert by_way[False] < 0.06


def test_sharing_rests_on_bundled_ticks_in_one_place(world):
    planted, table = consent_plan(world), world.table("授权")
    sharing = table[table["目的"] == "对外提供"]
    counted = sharing.groupby("机构").size()
    valid = sharing[sharing["取得方式"] != "一揽子同意"].groupby("机构").size()
    assert (counted - valid).idxmax() == planted.bundle_institution
    assert counted[planted.bundle_institution] > 1.5 * valid[planted.bundle_institution]


def test_some_customers_of_each_institution_withdraw_late(world):
    table = world.table("授权")
    late = table[(table["目的"] == "营销推荐") & (table["撤回日"] >= pd.Timestamp(LATE_FROM))]
    assert late.groupby("机构").size().min() >= 12


def test_rows_are_one_for_each_purpose_and_dates_follow(world):
    table = world.table("授权")
    assert 1000 <= len(table) <= 1500
    assert not table.duplicated(["客户编号", "目的"]).any()
    assert table["授权日"].is_monotonic_increasing
    gone = table.dropna(subset="撤回日")
    assert (gone["撤回日"] > gone["授权日"]).all()
    assert table.loc[table["目的"] == "服务通知", "撤回日"].isna().all()
    opened = world.table("客户").set_index("客户编号")["开户日"]
    assert (table["授权日"] > table["客户编号"].map(opened)).all()
    assert set(table["客户编号"]) <= set(world.table("客户")["客户编号"])


def test_place_time_and_strength_vary_and_the_class_is_fixed():
    plans = [consent_plan(World("ch01", f"person{i}")) for i in range(40)]
    assert len({(plan.bundle_institution, plan.bundle_channel) for plan in plans}) == 6
    assert len({plan.bundle_from for plan in plans}) > 10
    assert len({plan.bundle_withdrawn for plan in plans}) > 10
    assert all(consent_plan(World(f"ch0{i}", "demo")) == CLASS_PLAN for i in range(1, 9))


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_bundled_consent_looks_like_the_best_place(world)
        test_bundled_consent_is_taken_back_within_a_month(world)
        test_sharing_rests_on_bundled_ticks_in_one_place(world)
        test_some_customers_of_each_institution_withdraw_late(world)
