"""对话记录: a habit that keyword search misjudges, and agents who hold the floor."""

import pandas as pd
import pytest

from course.cases.transcript_lines import CUSTOMER, FAULT_LINES, FAULTS, KEYWORDS
from course.cases.transcripts import CLASS_PLAN, HABITS, faults, transcript_plan
from course.cases.vocabulary import ALL_BUSINESSES
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def calls_with(world: World, fault: str) -> pd.DataFrame:
    calls = world.table("对话记录").drop_duplicates("对话编号").set_index("对话编号")
    found = faults(world)
    calls["有"] = calls.index.isin(found.loc[found["差错"] == fault, "对话编号"])
    return calls


def test_one_institution_has_the_habit_from_one_day_on(world):
    planted = transcript_plan(world)
    calls = calls_with(world, planted.habit)
    after = (calls["通话日"] >= pd.Timestamp(planted.habit_from)).rename("之后")
    share = calls.groupby([calls["机构"], after])["有"].mean()
    assert share.idxmax() == (planted.habit_institution, True)
    assert share.max() > 0.4
    assert share.drop((planted.habit_institution, True)).max() < 0.3


def test_counting_the_keyword_points_to_the_careful_institution(world):
    planted, table = transcript_plan(world), world.table("对话记录")
    agents = table[table["说话人"] == "坐席"]
    hits = agents[agents["内容"].str.contains(KEYWORDS[planted.habit])]
    assert hits.groupby("机构")["对话编号"].nunique().idxmax() == planted.careful_institution
    assert planted.careful_institution != planted.habit_institution


def test_agents_hold_the_floor_about_one_business(world):
    planted, table = transcript_plan(world), world.table("对话记录")
    seconds = table.pivot_table(index="业务类型", columns="说话人", values="秒数", aggfunc="sum")
    share = seconds["坐席"] / seconds.sum(axis=1)
    assert share.idxmax() == planted.talkative_business
    assert share.max() > share.drop(planted.talkative_business).max() + 0.08
    turns = (table["说话人"] == "坐席").groupby(table["业务类型"]).mean()
    assert turns.max() - turns.min() < 0.12


def test_faults_name_lines_that_agents_say(world):
    table, found = world.table("对话记录"), faults(world)
    assert set(found["差错"]) <= set(FAULTS)
    assert not found.duplicated(["对话编号", "行号"]).any()
    both = found.merge(table, on=["对话编号", "行号"])
    assert len(both) == len(found) >= 20
    assert (both["说话人"] == "坐席").all()
    assert all(said in FAULT_LINES[fault] for said, fault in zip(both["内容"], both["差错"], strict=True))
    known = {line for group in FAULT_LINES.values() for line in group}
    assert table["内容"].isin(known).sum() == len(found)


def test_calls_are_numbered_line_by_line_and_fit_the_contacts(world):
    table, contacts = world.table("对话记录"), world.table("联络").set_index("联络编号")
    assert 900 <= len(table) <= 1500
    calls = table.groupby("对话编号")
    assert calls.ngroups == 72
    assert (calls["行号"].min() == 1).all()
    assert (calls["行号"].max() == calls.size()).all()
    assert (calls["开始秒"].diff().dropna() == (calls["秒数"].shift(1) + 1).dropna()).all()
    for column in ("机构", "业务类型", "坐席"):
        assert (table[column] == table["联络编号"].map(contacts[column])).all()
    assert (table["联络编号"].map(contacts["渠道"]) == "电话").all()
    assert not table["内容"].str.contains(r"[{}]").any()


def test_every_business_has_something_to_say():
    assert tuple(CUSTOMER) == ALL_BUSINESSES


def test_place_time_and_strength_vary_and_the_class_is_fixed():
    plans = [transcript_plan(World("ch01", f"person{i}")) for i in range(60)]
    assert {plan.habit for plan in plans} == set(HABITS)
    assert len({(plan.habit_institution, plan.careful_institution) for plan in plans}) == 6
    assert len({(plan.habit_from, plan.habit_share) for plan in plans}) > 30
    assert len({plan.talkative_business for plan in plans}) >= 10
    assert all(transcript_plan(World(f"ch0{i}", "demo")) == CLASS_PLAN for i in range(1, 9))


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_one_institution_has_the_habit_from_one_day_on(world)
        test_counting_the_keyword_points_to_the_careful_institution(world)
        test_agents_hold_the_floor_about_one_business(world)
