"""回访: silence that makes a bad channel look good, and marks that were begged for."""

import pandas as pd
import pytest

from course.cases.surveys import CLASS_PLAN, survey_plan
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]
RANKED = ["电话", "在线", "手机App"]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def true_mean(rows: pd.DataFrame) -> float:
    silent = rows[rows["作答方式"] != "当次作答"]
    share = 1 - len(silent) / len(rows)
    at_once = rows[rows["作答方式"] == "当次作答"]["满意度"].mean()
    return share * at_once + (1 - share) * silent["满意度"].mean()


def net_promoters(rows: pd.DataFrame) -> float:
    marks = rows["推荐意愿"].dropna()
    return 100 * ((marks >= 9).mean() - (marks <= 6).mean())


def test_the_silent_channel_looks_best_and_is_worst(world):
    surveys, planted = world.table("回访"), survey_plan(world)
    at_once = surveys[surveys["作答方式"] == "当次作答"]
    naive = at_once.groupby("渠道")["满意度"].mean()[RANKED]
    assert naive.idxmax() == planted.silent_channel
    truth = pd.Series({name: true_mean(rows) for name, rows in surveys.groupby("渠道")})[RANKED]
    assert truth.idxmin() == planted.silent_channel
    assert naive[planted.silent_channel] - truth[planted.silent_channel] > 0.4


def test_counting_every_answer_alike_still_flatters_it(world):
    surveys, planted = world.table("回访"), survey_plan(world)
    rows = surveys[surveys["渠道"] == planted.silent_channel]
    assert rows["满意度"].mean() > true_mean(rows) + 0.15


def test_begged_marks_rise_alone(world):
    surveys, planted = world.table("回访"), survey_plan(world)
    rows = surveys[(surveys["机构"] == planted.begging_institution) & (surveys["作答方式"] == "当次作答")]
    after = rows["邀请日"] >= pd.Timestamp(planted.begging_from)
    assert net_promoters(rows[after]) - net_promoters(rows[~after]) > 18
    assert abs(rows[after]["满意度"].mean() - rows[~after]["满意度"].mean()) < 0.3
    assert abs(rows[after]["费力程度"].mean() - rows[~after]["费力程度"].mean()) < 0.4
    others = surveys[(surveys["机构"] != planted.begging_institution) & (surveys["作答方式"] == "当次作答")]
    later = others["邀请日"] >= pd.Timestamp(planted.begging_from)
    assert abs(net_promoters(others[later]) - net_promoters(others[~later])) < 20


def test_rows_fit_the_contacts(world):
    surveys, contacts = world.table("回访"), world.table("联络")
    assert 500 <= len(surveys) <= 1100
    assert surveys["联络编号"].is_unique
    both = surveys.merge(contacts, on="联络编号", suffixes=("", "_联络"))
    assert len(both) == len(surveys)
    for column in ("客户编号", "机构", "渠道", "业务类型"):
        assert (both[column] == both[column + "_联络"]).all()
    assert (both["邀请日"] == both["开始时间"].dt.normalize()).all()
    assert (both["结果"] != "放弃").all()
    silent = surveys["作答方式"] == "未作答"
    for column in ("满意度", "推荐意愿", "费力程度", "自述解决"):
        assert (surveys[column].isna() == silent).all()


def test_place_time_and_strength_vary_and_the_class_is_fixed():
    plans = [survey_plan(World("ch01", f"person{i}")) for i in range(40)]
    assert {plan.silent_channel for plan in plans} == set(RANKED)
    assert len({plan.silent_answer for plan in plans}) == 5
    assert len({(plan.begging_institution, plan.begging_from) for plan in plans}) > 15
    assert len({plan.begging_share for plan in plans}) > 10
    assert all(survey_plan(World(f"ch0{i}", "demo")) == CLASS_PLAN for i in range(1, 9))


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_the_silent_channel_looks_best_and_is_worst(world)
        test_counting_every_answer_alike_still_flatters_it(world)
        test_begged_marks_rise_alone(world)
