"""What is planted can be found, and the naive analysis named beside it goes wrong."""

import pandas as pd
import pytest

from course.cases.plan import CLASS_PLAN, institution_of, plan
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]
LIMITS = {"简单": 15, "复杂": 30, "特别复杂": 60}
TODAY = pd.Timestamp("2026-11-23")


@pytest.fixture(params=TRAINEES)
def world(request) -> World:
    return World("ch01", request.param)


def outage(contacts: pd.DataFrame, planted) -> pd.Series:
    start = contacts["开始时间"]
    there = (contacts["渠道"] == planted.outage_channel) & (start.dt.date == planted.outage_day)
    return there & start.dt.hour.between(planted.outage_from, planted.outage_to - 1)


def test_an_outage_makes_mean_and_median_tell_opposite_stories(world):
    contacts, planted = world.table("联络"), world.plan
    by_channel = contacts.groupby("渠道")["等待秒"].agg(["mean", "median"])
    broken, phone = by_channel.loc[planted.outage_channel], by_channel.loc["电话"]
    assert broken["median"] < phone["median"]
    assert broken["mean"] > 1.5 * phone["mean"]

    then = outage(contacts, planted)
    assert planted.outage_contacts <= then.sum() < 0.12 * (contacts["渠道"] == planted.outage_channel).sum()
    calm = contacts[~then].groupby("渠道")["等待秒"].mean()
    assert calm[planted.outage_channel] < calm["电话"]


def test_leaving_out_those_who_gave_up_hides_much_of_the_outage(world):
    contacts = world.table("联络")
    then = contacts[outage(contacts, world.plan)]
    assert 0.2 < (then["结果"] == "放弃").mean() < 0.85


def test_the_hours_of_an_outage_are_the_worst_of_its_channel(world):
    contacts, planted = world.table("联络"), world.plan
    channel = contacts[contacts["渠道"] == planted.outage_channel]
    long = channel[channel["等待秒"] > 1000]["开始时间"]
    assert set(long.dt.date) == {planted.outage_day}
    assert long.dt.hour.between(planted.outage_from, planted.outage_to - 1).all()


def test_one_morning_is_understaffed_in_one_institution(world):
    contacts, planted = world.table("联络"), world.plan
    phone = contacts[contacts["渠道"] == "电话"]
    morning = phone["开始时间"].dt.hour.between(planted.understaffed_from, planted.understaffed_to - 1)
    day = phone["开始时间"].dt.day_of_week == planted.understaffed_weekday
    there = phone["机构"] == planted.understaffed_institution
    slot = phone[there & day & morning]
    assert len(slot) >= planted.understaffed_contacts
    assert slot["等待秒"].median() > 3 * phone[there & ~(day & morning)]["等待秒"].median()
    assert slot["等待秒"].median() > 3 * phone[~there & morning]["等待秒"].median()
    # Found without knowing where to look, among the mornings that hold enough calls.
    mornings = phone[phone["开始时间"].dt.hour.between(8, 11)]
    cells = mornings.groupby(["机构", mornings["开始时间"].dt.day_of_week])["等待秒"].agg(["size", "median"])
    worst = cells[cells["size"] >= 10]["median"].idxmax()
    assert worst == (planted.understaffed_institution, planted.understaffed_weekday)


def test_weekdays_over_all_channels_do_not_show_the_understaffed_morning(world):
    contacts, planted = world.table("联络"), world.plan
    by_day = contacts.groupby(contacts["开始时间"].dt.day_of_week)["等待秒"].median()
    assert by_day[planted.understaffed_weekday] < 2 * by_day.median()


def test_the_repeat_loop_hides_behind_the_best_rate_of_solving(world):
    contacts, planted = world.table("联络"), world.plan
    following = contacts.groupby(["客户编号", "业务类型"])["开始时间"].shift(-1)
    contacts["又来"] = (following - contacts["开始时间"]) <= pd.Timedelta(days=7)
    contacts["解决"] = contacts["结果"] == "解决"
    by_business = contacts.groupby("业务类型")[["又来", "解决"]].mean()
    others = by_business.drop(planted.loop_business)
    assert by_business["又来"].idxmax() == planted.loop_business
    assert by_business.loc[planted.loop_business, "又来"] > 1.5 * others["又来"].max()
    assert by_business.loc[planted.loop_business, "解决"] > others["解决"].median()
    per_customer = contacts.groupby("业务类型")["客户编号"].agg(lambda ids: len(ids) / ids.nunique())
    assert per_customer.idxmax() == planted.loop_business


def test_deadlines_on_the_desk(world):
    tickets = world.table("工单")
    mine = tickets[(tickets["类型"] == "投诉") & tickets["办结日"].isna()]

    def left(limit: pd.Series, pause: pd.Series | int) -> pd.Series:
        return (mine["受理日"] + pd.to_timedelta(limit + pause, unit="D") - TODAY).dt.days

    plain = mine["复杂程度"].map(LIMITS)
    special = mine["复杂程度"] == "特别复杂"
    limit = plain.where(~special | mine["延期已批"], 30)
    true = left(limit, mine["暂停天数"])
    assert (true < 0).sum() >= 6
    assert (true == 0).sum() >= 2
    assert (true == 1).sum() >= 3
    assert ((true == 1) & (mine["暂停天数"] > 0)).any()
    assert ((left(limit, 0) < 0) & (true >= 0)).sum() >= 4
    assert ((left(plain.clip(upper=30), mine["暂停天数"]) < 0) & (true >= 0)).sum() >= 3
    assert ((left(plain, mine["暂停天数"]) >= 0) & (true < 0)).sum() >= 2
    desk = mine["经办"] == world.desk
    assert 20 <= desk.sum() <= 55
    assert (desk & (true < 0)).sum() >= 2


def test_place_time_and_strength_vary_with_the_trainee():
    plans = [plan("ch01", f"person{i}") for i in range(40)]
    assert {p.outage_channel for p in plans} == {"在线", "手机App"}
    assert len({(p.outage_day, p.outage_from) for p in plans}) > 20
    assert len({p.understaffed_institution for p in plans}) == 3
    assert {p.understaffed_weekday for p in plans} == {0, 1, 4}
    assert len({p.understaffed_factor for p in plans}) > 10
    assert len({p.loop_business for p in plans}) >= 8
    assert len({p.desk for p in plans}) == 6
    assert all(p.outage_day.weekday() < 5 for p in plans)


def test_the_class_plan_is_the_same_in_every_chapter():
    assert all(plan(f"ch0{i}", "demo") == CLASS_PLAN for i in range(1, 9))
    assert institution_of(CLASS_PLAN.loop_business) == "星桥银行"


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_an_outage_makes_mean_and_median_tell_opposite_stories(world)
        test_the_hours_of_an_outage_are_the_worst_of_its_channel(world)
        test_one_morning_is_understaffed_in_one_institution(world)
        test_the_repeat_loop_hides_behind_the_best_rate_of_solving(world)
        test_deadlines_on_the_desk(world)
