"""客户, 坐席 and 排班 fit 联络 and 工单, and hold what their modules promise."""

import numpy as np
import pandas as pd
import pytest

from course.cases import roster
from course.cases.erlang import erlang_a
from course.cases.world import World

TRAINEES = ["demo", *(f"trainee{i}" for i in range(5))]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch07", request.param)


def test_every_customer_of_contacts_and_tickets_is_on_the_records_once(world):
    customers = world.table("客户")
    assert customers["客户编号"].is_unique
    assert customers["客户编号"].is_monotonic_increasing
    known = customers.set_index("客户编号")
    for name in ("联络", "工单"):
        rows = world.table(name)
        assert set(rows["客户编号"]) <= set(known.index)
        assert (known.loc[rows["客户编号"], "机构"].to_numpy() == rows["机构"].to_numpy()).all()
    quiet = ~customers["客户编号"].isin(world.table("联络")["客户编号"])
    assert 0.35 < quiet.mean() < 0.75


def test_ages_are_those_of_the_contacts_and_firms_have_none(world):
    known = world.table("客户").set_index("客户编号")
    contacts = world.table("联络")
    shown = known.loc[contacts["客户编号"], "年龄段"].reset_index(drop=True)
    pd.testing.assert_series_equal(shown, contacts["年龄段"].reset_index(drop=True))
    assert known.loc[known["客户类型"] == "企业", "年龄段"].isna().all()
    people = known[known["客户类型"] == "个人"]
    assert 0.02 < people["年龄段"].isna().mean() < 0.09
    assert 0.02 < (known["客户类型"] == "企业").mean() < 0.12


def test_care_is_needed_more_often_with_age_and_never_by_firms(world):
    customers = world.table("客户")
    needs = customers["特别照应"].notna()
    by_age = needs.groupby(customers["年龄段"]).mean()
    assert by_age.idxmax() == "60及以上"
    assert by_age["60及以上"] > 3 * by_age["18-29"]
    assert not needs[customers["客户类型"] == "企业"].any()


def test_what_customers_ticked_is_often_not_what_they_use(world):
    liked = world.table("客户").dropna(subset="渠道偏好").set_index("客户编号")["渠道偏好"]
    contacts = world.table("联络")
    said = contacts["客户编号"].map(liked)
    agree = (said == contacts["渠道"])[said.notna()].mean()
    assert 0.25 < agree < 0.65


def test_agents_take_the_contacts_of_their_institution_and_team(world):
    agents = world.table("坐席").set_index("坐席")
    served = world.table("联络").dropna(subset="坐席")
    theirs = agents.loc[served["坐席"]]
    assert agents.index.is_unique
    assert (theirs["机构"].to_numpy() == served["机构"].to_numpy()).all()
    team = {"电话": {"电话甲组", "电话乙组"}, "在线": {"在线组"}, "手机App": {"在线组"}, "网点": {"柜台组"}}
    for channel, teams in team.items():
        assert set(theirs["班组"].to_numpy()[served["渠道"] == channel]) <= teams
    since = agents.groupby("技能")["入职日"].median()
    assert since["疑难"] < since["普通"]


def test_shifts_cover_every_open_hour_and_count_everybody(world):
    shifts = world.table("排班")
    assert not shifts.duplicated(["机构", "渠道", "日期", "钟点"]).any()
    always = shifts[shifts["渠道"] != "网点"]
    assert (always.groupby(["机构", "渠道"]).size() == 42 * 24).all()
    branch = shifts[shifts["渠道"] == "网点"]
    assert branch["钟点"].between(9, 16).all()
    assert (branch["日期"].dt.day_of_week < 6).all()

    contacts = world.table("联络")
    keys = [
        contacts["机构"],
        contacts["渠道"],
        contacts["开始时间"].dt.normalize(),
        contacts["开始时间"].dt.hour,
    ]
    sampled = contacts.groupby(keys).size()
    came = shifts.set_index(["机构", "渠道", "日期", "钟点"])["进线数"]
    assert (came.loc[sampled.index] >= sampled).all()
    assert sampled.sum() / came.sum() == pytest.approx(1 / 50, rel=0.25)


def test_staff_follow_the_load_of_the_hour(world):
    """Planned by the usual traffic, so that an ordinary hour is neither idle nor swamped, by Erlang A."""
    usual = roster.usual_traffic()
    planned = roster.roster(world.plan, world.draw).planned
    phone, monday_ten = 0, (0, 10)
    hours = [(0, 10), (1, 14), (3, 11), (4, 9)]
    for day, hour in hours:
        queue = erlang_a(usual[phone, day, hour], 340.0, int(planned[phone, day, hour]), 700.0)
        assert 0.5 < queue.occupancy < 0.98
        assert queue.abandonment < 0.25
    assert planned[phone][monday_ten] > planned[phone][0, 22]
    assert np.array_equal(planned[:, :7], planned[:, 7:14])
