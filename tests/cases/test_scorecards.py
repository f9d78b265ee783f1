"""质检: a lenient rater makes an institution look good; a fatal item slips behind a good mean."""

import pandas as pd
import pytest

from course.cases.scorecards import CLASS_PLAN, FATAL, ITEMS, RATERS, WEIGHTS, scorecard_plan
from course.cases.world import World

TRAINEES = ["demo", *(f"seed{i}" for i in range(10))]


@pytest.fixture(params=TRAINEES, scope="module")
def world(request) -> World:
    return World("ch01", request.param)


def pairs(cards: pd.DataFrame) -> pd.DataFrame:
    first, again = cards[cards["评次"] == "初评"], cards[cards["评次"] == "复评"]
    return first.merge(again, on="联络编号", suffixes=("", "_复"))


def kappa(rows: pd.DataFrame, item: str) -> float:
    rows = rows.dropna(subset=[item, item + "_复"])
    agreed = (rows[item] == rows[item + "_复"]).mean()
    p, q = rows[item].mean(), rows[item + "_复"].mean()
    chance = p * q + (1 - p) * (1 - q)
    return (agreed - chance) / (1 - chance)


def test_two_ratings_of_one_contact_show_the_lenient_rater(world):
    planted, both = scorecard_plan(world), pairs(world.table("质检"))
    assert len(both) == 150
    assert (both["质检员"] != both["质检员_复"]).all()
    item = planted.lenient_item
    with_each = {
        rater: kappa(both[(both["质检员"] == rater) | (both["质检员_复"] == rater)], item) for rater in RATERS
    }
    assert min(with_each, key=with_each.get) == planted.lenient_rater
    touched = (both["质检员"] == planted.lenient_rater) | (both["质检员_复"] == planted.lenient_rater)
    assert kappa(both[touched], item) < 0.5
    assert kappa(both[~touched], item) > 0.6


def test_the_lenient_rater_makes_one_institution_look_best(world):
    planted, cards = scorecard_plan(world), world.table("质检")
    first = cards[cards["评次"] == "初评"]
    naive = first.groupby("机构")[planted.lenient_item].mean()
    assert naive.idxmax() == planted.lenient_institution
    assert naive.max() - naive.drop(planted.lenient_institution).max() > 0.05
    strict = first[first["质检员"] != planted.lenient_rater].groupby("机构")[planted.lenient_item].mean()
    assert strict.max() - strict.min() < 0.22


def test_agreement_over_all_items_hides_it(world):
    both = pairs(world.table("质检"))
    same = [(both[item] == both[item + "_复"]).mean() for item in ITEMS if item != "风险提示"]
    assert sum(same) / len(same) > 0.88


def test_a_fatal_item_slips_behind_a_good_mean(world):
    planted, cards = scorecard_plan(world), world.table("质检")
    first = cards[cards["评次"] == "初评"]
    after = (first["联络日"] >= pd.Timestamp(planted.fatal_from)).rename("之后")
    failed = 1 - first.groupby([first["机构"], after])[planted.fatal_item].mean()
    assert failed.idxmax() == (planted.fatal_institution, True)
    assert failed.max() > 0.2
    assert failed.drop((planted.fatal_institution, True)).max() < 0.1
    assert first[planted.fatal_item].mean() > 0.9
    scores = first[first["机构"] == planted.fatal_institution].groupby(after)["得分"].mean()
    assert scores[False] - scores[True] < 10
    assert scores[True] > 78
    assert planted.fatal_item in FATAL
    assert planted.fatal_institution != planted.lenient_institution


def test_all_items_passed_is_far_rarer_than_any_item_passed(world):
    cards = world.table("质检")
    marks = cards[list(ITEMS)]
    assert (marks.fillna(1) == 1).all(axis=1).mean() < marks.mean().min() - 0.1


def test_rows_fit_the_contacts_and_the_weights(world):
    cards, contacts = world.table("质检"), world.table("联络")
    assert 470 <= len(cards) <= 490
    both = cards.merge(contacts, on="联络编号", suffixes=("", "_联络"))
    assert len(both) == len(cards)
    for column in ("机构", "渠道", "业务类型", "坐席"):
        assert (both[column] == both[column + "_联络"]).all()
    assert (both["联络日"] == both["开始时间"].dt.normalize()).all()
    weights = pd.Series(WEIGHTS, index=ITEMS)
    marks = cards[list(ITEMS)]
    expected = 100 * (marks * weights).sum(axis=1) / (marks.notna() * weights).sum(axis=1)
    assert (cards["得分"] - expected).abs().max() <= 0.5


def test_place_time_and_strength_vary_and_the_class_is_fixed():
    plans = [scorecard_plan(World("ch01", f"person{i}")) for i in range(40)]
    assert {plan.lenient_rater for plan in plans} == set(RATERS)
    assert {plan.lenient_item for plan in plans} == {"风险提示", "准确解答"}
    assert len({(plan.fatal_institution, plan.fatal_item, plan.fatal_from) for plan in plans}) > 15
    assert len({(plan.lenient_share, plan.fatal_share) for plan in plans}) > 20
    assert all(scorecard_plan(World(f"ch0{i}", "demo")) == CLASS_PLAN for i in range(1, 9))


@pytest.mark.soak
def test_causes_hold_over_200_trainees():
    for i in range(200):
        world = World("ch01", f"soak{i}")
        test_two_ratings_of_one_contact_show_the_lenient_rater(world)
        test_the_lenient_rater_makes_one_institution_look_best(world)
        test_agreement_over_all_items_hides_it(world)
        test_a_fatal_item_slips_behind_a_good_mean(world)
        test_all_items_passed_is_far_rarer_than_any_item_passed(world)
