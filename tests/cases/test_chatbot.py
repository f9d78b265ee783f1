"""机器人会话: held is not solved, and older customers are held back."""

import pandas as pd
import pytest

from course.cases.chatbot import CLASS_PLAN, INTENTS, chatbot_plan
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def old_enough(world: World) -> pd.DataFrame:
    return world.table("机器人会话").dropna(subset="七日内再来")


def test_the_intent_that_is_held_best_is_solved_worst(world):
    planted, table = chatbot_plan(world), old_enough(world)
    table["解决"] = table["承接"] & (table["七日内再来"] == "否")
    by_intent = table.groupby("意图")[["承接", "解决"]].mean()
    assert by_intent["承接"].idxmax() == planted.hollow_intent
    gap = by_intent["承接"] - by_intent["解决"]
    assert gap.idxmax() == planted.hollow_intent
    assert gap.max() > 0.28
    assert gap.drop(planted.hollow_intent).max() < 0.2
    assert by_intent["解决"].drop("投诉").idxmin() == planted.hollow_intent


def test_customers_say_so_too(world):
    planted, table = chatbot_plan(world), world.table("机器人会话")
    said = table.dropna(subset="客户说解决")
    solved = (said["客户说解决"] == "是").groupby(said["意图"] == planted.hollow_intent).mean()
    assert solved[True] < solved[False] - 0.08


def test_counting_the_last_week_as_not_come_again_flatters_everybody(world):
    table = world.table("机器人会话")
    naive = (table["七日内再来"] == "是").mean()
    assert naive < (old_enough(world)["七日内再来"] == "是").mean() * 0.9
    assert table["七日内再来"].isna().mean() > 0.12
    assert table.loc[table["七日内再来"].isna(), "开始时间"].min() >= pd.Timestamp("2026-11-16")


def test_older_customers_are_refused_a_person_from_one_day_on(world):
    planted, table = chatbot_plan(world), world.table("机器人会话")
    asked = table[table["要求转人工"]]
    refused = asked["转人工结果"] == "被拒绝"
    older = asked["年龄段"] == "60及以上"
    after = asked["开始时间"] >= pd.Timestamp(planted.refusing_from)
    here = asked["机构"] == planted.refusing_institution
    cells = refused.groupby([asked["机构"], older.rename("年长"), after.rename("之后")]).agg(["size", "mean"])
    found = cells[cells["size"] >= 8]["mean"]
    assert found.idxmax() == (planted.refusing_institution, True, True)
    assert found.max() > 0.45
    assert refused[here & older & ~after].mean() < 0.25
    assert refused[~(here & older & after)].mean() < 0.12


def test_holding_them_back_looks_like_progress(world):
    planted, table = chatbot_plan(world), world.table("机器人会话")
    older = (table["年龄段"] == "60及以上") & (table["机构"] == planted.refusing_institution)
    rows = table[older]
    held = rows["承接"].groupby(rows["开始时间"] >= pd.Timestamp(planted.refusing_from)).mean()
    assert held[True] > held[False] + 0.1
    refused = old_enough(world)
    refused = refused[refused["转人工结果"] == "被拒绝"]
    assert (refused["七日内再来"] == "是").mean() > 0.45


def test_columns_fit_each_other(world):
    table = world.table("机器人会话")
    assert len(table) == 1110
    assert table["开始时间"].is_monotonic_increasing
    assert (table["转人工结果"].isna() == ~table["要求转人工"]).all()
    assert (table["承接"] == (table["转人工结果"] != "已接通")).all()
    assert set(table["客户编号"]) <= set(world.table("客户")["客户编号"])


def test_place_time_and_strength_vary_and_the_class_is_fixed():
    plans = [chatbot_plan(World("ch01", f"person{i}")) for i in range(60)]
    assert {plan.hollow_intent for plan in plans} == set(INTENTS) - {"投诉"}
    assert len({(plan.hollow_again, plan.refused) for plan in plans}) > 40
    assert len({(plan.refusing_institution, plan.refusing_from) for plan in plans}) > 20
    assert all(chatbot_plan(World(f"ch0{i}", "demo")) == CLASS_PLAN for i in range(1, 9))


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_the_intent_that_is_held_best_is_solved_worst(world)
        test_customers_say_so_too(world)
        test_older_customers_are_refused_a_person_from_one_day_on(world)
        test_holding_them_back_looks_like_progress(world)
