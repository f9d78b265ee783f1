"""访问日志: an agent who looks at one customer by night, an export cut into pieces below the limit."""

import pandas as pd
import pytest

from course.cases.access import CLASS_PLAN, LIMIT, MANAGERS, access_plan, curious
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def at_night(log: pd.DataFrame) -> pd.Series:
    return (log["时刻"].dt.hour >= 22) | (log["时刻"].dt.hour < 5)


def without_number(log: pd.DataFrame) -> pd.Series:
    return log["联络编号"].isna() & log["工单编号"].isna()


def test_night_no_number_and_one_customer_single_out_the_curious_agent(world):
    planted, log = access_plan(world), world.table("访问日志")
    agent, customer = curious(world)
    found = log[at_night(log) & without_number(log)]
    assert set(found["员工"]) == {agent}
    assert set(found["客户编号"]) == {customer}
    assert len(found) == planted.curious_count
    assert found["时刻"].min() >= pd.Timestamp(planted.curious_from)
    assert 4 <= (found["时刻"] - pd.Timedelta(hours=12)).dt.date.nunique() <= 6
    contacts = world.table("联络")
    assert not ((contacts["坐席"] == agent) & (contacts["客户编号"] == customer)).any()


def test_each_sign_alone_points_elsewhere(world):
    log = world.table("访问日志")
    agent, _ = curious(world)
    assert log["员工"].value_counts().idxmax() != agent
    assert (log[at_night(log)]["员工"] != agent).sum() >= 3
    alone = log[without_number(log)]
    assert (alone["员工"] != agent).sum() > 10 * (alone["员工"] == agent).sum()


def test_an_export_is_cut_into_pieces_below_the_limit(world):
    planted, log = access_plan(world), world.table("访问日志")
    exports = log[log["操作"] == "导出"]
    big = exports[exports["条数"] > LIMIT]
    assert len(big) == 2
    assert big["工单编号"].str.startswith("SP-").all()
    assert planted.splitting_staff not in set(big["员工"])
    week = (exports["时刻"] - pd.Timestamp("2026-10-12")).dt.days // 7
    total = exports.groupby([exports["员工"], week.rename("周")])["条数"].sum()
    first = (pd.Timestamp(planted.splitting_from) - pd.Timestamp("2026-10-12")).days // 7
    assert total.idxmax() == (planted.splitting_staff, first)
    assert total.max() > 2300
    assert total.drop(total.idxmax()).max() < 1700


def test_rows_fit_contacts_and_tickets(world):
    log = world.table("访问日志")
    assert 900 <= len(log) <= 1200
    assert log["时刻"].is_monotonic_increasing
    by_contact = log.dropna(subset="联络编号").merge(world.table("联络"), on="联络编号", suffixes=("", "_表"))
    assert (by_contact["客户编号"] == by_contact["客户编号_表"]).all()
    assert (by_contact["员工"] == by_contact["坐席"]).all()
    assert (by_contact["时刻"] >= by_contact["开始时间"]).all()
    by_ticket = log[log["目的"] == "处理工单"].merge(world.table("工单"), on="工单编号", suffixes=("", "_表"))
    assert len(by_ticket) == (log["目的"] == "处理工单").sum()
    assert (by_ticket["客户编号"] == by_ticket["客户编号_表"]).all()
    assert (by_ticket["员工"] == by_ticket["经办"]).all()
    assert (by_ticket["时刻"] >= by_ticket["受理日"]).all()
    assert (log["客户编号"].isna() == (log["操作"] == "导出")).all()
    assert (log.loc[log["操作"] != "导出", "条数"] == 1).all()


def test_place_time_and_strength_vary_and_the_class_is_fixed():
    plans = [access_plan(World("ch01", f"person{i}")) for i in range(60)]
    assert {plan.splitting_staff for plan in plans} == set(MANAGERS)
    assert len({(plan.curious_institution, plan.curious_from, plan.curious_count) for plan in plans}) > 40
    assert len({(plan.splitting_from, plan.splitting_count) for plan in plans}) > 10
    assert len({curious(World("ch01", f"person{i}")) for i in range(10)}) == 10
    assert all(access_plan(World(f"ch0{i}", "demo")) == CLASS_PLAN for i in range(1, 9))


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_night_no_number_and_one_customer_single_out_the_curious_agent(world)
        test_each_sign_alone_points_elsewhere(world)
        test_an_export_is_cut_into_pieces_below_the_limit(world)
