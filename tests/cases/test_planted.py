"""What is planted can be found, and the naive analysis named beside it goes wrong."""

import pandas as pd
import pytest

from course.cases.plan import CLASS_PLAN, institution_of, plan
from course.cases.vocabulary import FEE_TEXTS
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]
LIMITS = {"简单": 15, "复杂": 30, "特别复杂": 60}
TODAY = pd.Timestamp("2026-11-23")


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def outage(contacts: pd.DataFrame, planted) -> pd.Series:
    start = contacts["开始时间"]
    there = (contacts["渠道"] == planted.outage_channel) & (start.dt.date == planted.outage_day)
    return there & start.dt.hour.between(planted.outage_from, planted.outage_to - 1)


def understaffed(contacts: pd.DataFrame, planted) -> pd.Series:
    start = contacts["开始时间"].dt
    hours = start.hour.between(planted.understaffed_from, planted.understaffed_to - 1)
    there = (contacts["渠道"] == "电话") & (contacts["机构"] == planted.understaffed_institution)
    return there & hours & (start.day_of_week == planted.understaffed_weekday)


def test_an_outage_makes_mean_and_median_tell_opposite_stories(world):
    contacts, planted = world.table("联络"), world.plan
    by_channel = contacts.groupby("渠道")["等待秒"].agg(["mean", "median"])
    broken, phone = by_channel.loc[planted.outage_channel], by_channel.loc["电话"]
    assert broken["median"] < phone["median"]
    assert broken["mean"] > 1.3 * phone["mean"]

    then = outage(contacts, planted)
    assert planted.outage_contacts <= then.sum() < 0.13 * (contacts["渠道"] == planted.outage_channel).sum()
    calm = contacts[~then].groupby("渠道")["等待秒"].mean()
    assert calm[planted.outage_channel] < calm["电话"]


def test_leaving_out_those_who_gave_up_hides_much_of_the_outage(world):
    contacts = world.table("联络")
    then = contacts[outage(contacts, world.plan)]
    assert 0.15 < (then["结果"] == "放弃").mean() < 0.9
    assert 10 <= (then["等待秒"] > 1200).sum() <= 25


def test_the_roster_does_not_show_the_outage(world):
    shifts, planted = world.table("排班"), world.plan
    there = (shifts["渠道"] == planted.outage_channel) & shifts["钟点"].between(
        planted.outage_from, planted.outage_to - 1
    )
    on_day = shifts["日期"].dt.date == planted.outage_day
    assert (shifts[there & on_day]["在岗人数"] >= shifts[there & on_day]["计划人数"] - 1).all()


def test_the_hours_of_an_outage_are_the_worst_of_its_channel(world):
    contacts, planted = world.table("联络"), world.plan
    channel = contacts[contacts["渠道"] == planted.outage_channel]
    long = channel[channel["等待秒"] > 1500]["开始时间"]
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
    worst = cells[cells["size"] >= 10]["median"].nlargest(2).index
    assert (planted.understaffed_institution, planted.understaffed_weekday) in worst


def test_weekdays_over_all_channels_do_not_show_the_understaffed_morning(world):
    contacts, planted = world.table("联络"), world.plan
    by_day = contacts.groupby(contacts["开始时间"].dt.day_of_week)["等待秒"].median()
    there = contacts[(contacts["机构"] == planted.understaffed_institution) & (contacts["渠道"] == "电话")]
    short = understaffed(there, planted)
    true = there[short]["等待秒"].median() / there[~short]["等待秒"].median()
    assert by_day[planted.understaffed_weekday] / by_day.median() < 0.6 * true


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
    assert len({p.understaffed_share for p in plans}) > 5
    assert len({(p.fee_business, p.fee_day) for p in plans}) > 10
    assert len({(p.lockout_institution, p.lockout_day) for p in plans}) > 12
    assert len({(p.transfer_institution, p.transfer_team) for p in plans}) == 6
    assert len({p.loop_business for p in plans}) >= 8
    assert len({p.desk for p in plans}) == 6
    assert all(p.outage_day.weekday() < 5 for p in plans)


def test_the_class_plan_is_the_same_in_every_chapter():
    assert all(plan(f"ch0{i}", "demo") == CLASS_PLAN for i in range(1, 9))
    assert institution_of(CLASS_PLAN.loop_business) == "星桥银行"


def test_the_roster_shows_the_understaffed_morning(world):
    shifts, planted = world.table("排班"), world.plan
    phone = shifts[(shifts["渠道"] == "电话") & (shifts["计划人数"] >= 2)]
    hours = phone.groupby(["机构", phone["日期"].dt.day_of_week, "钟点"])
    share = hours["在岗人数"].sum() / hours["计划人数"].sum()
    worst = share.nsmallest(2)
    wanted = range(planted.understaffed_from, planted.understaffed_to)
    place = (planted.understaffed_institution, planted.understaffed_weekday)
    assert set(worst.index) == {(*place, hour) for hour in wanted}
    assert worst.max() < 0.7 < share.drop(worst.index).min()
    # The plan itself is as good as that of the day's other mornings.
    slot = phone[(phone["机构"] == place[0]) & (phone["日期"].dt.day_of_week == place[1])]
    assert (slot[slot["钟点"].isin(wanted)]["计划人数"] >= 2).all()


def test_a_fee_change_brings_a_wave_of_complaints(world):
    tickets, planted = world.table("工单"), world.plan
    days = (tickets["受理日"] - pd.Timestamp(planted.fee_day)).dt.days
    complaints = tickets[(tickets["类型"] == "投诉") & (tickets["业务类型"] == planted.fee_business)]
    in_wave = days.loc[complaints.index].between(0, 7)
    assert in_wave.sum() >= planted.fee_contacts * 0.6
    before = days.loc[complaints.index].between(-16, -1).sum() / 2
    assert in_wave.sum() > 3 * before
    about_fee = complaints[complaints["诉求"] == FEE_TEXTS[planted.fee_business]]
    assert planted.fee_contacts * 0.6 <= len(about_fee) <= planted.fee_contacts  # some gave up on the phone
    assert days.loc[about_fee.index].between(0, 7).all()


def test_six_weeks_together_do_not_show_when_the_fee_changed(world):
    contacts, planted = world.table("联络"), world.plan
    shares = contacts["业务类型"].value_counts(normalize=True)
    assert shares[planted.fee_business] < 0.25
    # The telephone is as quick in the wave as outside: it is not the service that got worse.
    phone = contacts[
        (contacts["渠道"] == "电话") & (contacts["机构"] == institution_of(planted.fee_business))
    ]
    days = (phone["开始时间"] - pd.Timestamp(planted.fee_day)).dt.days
    calm, wave = ~understaffed(phone, planted), days.between(0, 7)
    assert phone[wave & calm]["等待秒"].median() < 3 * phone[~wave & calm]["等待秒"].median()


def older(world) -> tuple[pd.DataFrame, pd.Series]:
    contacts = world.table("联络")
    there = contacts[contacts["机构"] == world.plan.lockout_institution]
    return there, there["开始时间"] >= pd.Timestamp(world.plan.lockout_day)


def test_older_customers_are_locked_out_of_the_app(world):
    there, after = older(world)
    old = there["年龄段"] == "60及以上"
    by_app = there["渠道"] == "手机App"
    assert by_app[old & ~after].mean() > by_app[old & after].mean() + 0.12
    assert by_app[old & after].mean() < 0.08
    days = (there["开始时间"] - pd.Timestamp(world.plan.lockout_day)).dt.days
    assert (old & days.between(0, 9)).sum() > 1.4 * (old & days.between(-10, -1)).sum()


def test_the_app_alone_does_not_show_who_is_locked_out(world):
    there, after = older(world)
    known = there[~outage(there, world.plan)]
    by_app = known["渠道"] == "手机App"
    days_before = (pd.Timestamp(world.plan.lockout_day) - pd.Timestamp("2026-10-12")).days
    before = (by_app & ~after).sum() / days_before
    assert (by_app & after).sum() / (42 - days_before) > 0.3 * before


def test_one_team_passes_on_what_it_could_settle_and_looks_the_quickest(world):
    planted, agents = world.plan, world.table("坐席")
    phone = world.table("联络").merge(agents[["坐席", "班组"]], on="坐席")
    phone = phone[(phone["渠道"] == "电话") & (phone["业务类型"] != planted.fee_business)]
    phone["转办"] = phone["结果"] == "转办"
    teams = phone.groupby(["机构", "班组"])
    place = (planted.transfer_institution, planted.transfer_team)
    assert teams["转办"].mean().idxmax() == place
    assert teams["处理秒"].median().idxmin() == place
    tickets = world.table("工单").merge(phone[["联络编号", "坐席", "班组"]], on="联络编号")
    simple = (tickets["类型"] == "咨询") & (tickets["复杂程度"] == "简单")
    theirs = (tickets["机构"] == place[0]) & (tickets["班组"] == place[1])
    assert simple[theirs].mean() > simple[~theirs].mean() + 0.15


def test_those_who_take_the_hard_cases_look_slow_and_are_quick(world):
    served = world.table("联络").merge(world.table("坐席")[["坐席", "技能"]], on="坐席")
    hard = served["业务类型"].isin(["贷款", "理赔", "退保", "出入金"])
    # Each channel has its own usual time.
    served["相对"] = served["处理秒"] / served.groupby("渠道")["处理秒"].transform("median")
    skilled = served["技能"] == "疑难"
    assert served[hard & skilled]["相对"].median() < 0.85 * served[hard & ~skilled]["相对"].median()
    # Over all matters they look slow, since they are given the long ones.
    assert hard[skilled].mean() > 2 * hard[~skilled].mean()
    assert served[skilled]["相对"].mean() > 1.02 * served[~skilled]["相对"].mean()


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_causes_hold_over_200_trainees():
    checks = [
        value for name, value in globals().items() if name.startswith("test_") and "world" in _asks(value)
    ]
    assert len(checks) >= 14
    for i in range(200):
        world = World("ch01", f"soak{i}")
        for check in checks:
            check(world)


def _asks(function) -> tuple[str, ...]:
    return function.__code__.co_varnames[: function.__code__.co_argcount]
