"""The columns that the workbench adds mean what their line in the dictionary says."""

import pandas as pd
import pytest

from course.cases.computed import COMPUTED, computed, needed, with_computed
from course.cases.dictionary import columns
from course.cases.world import World

TRAINEES = ["demo", "li", "wang"]
CUTOFF = pd.Timestamp(2026, 11, 23)


def whole(name: str, trainee: str = "li") -> pd.DataFrame:
    """A table with all its computed columns."""
    world = World("ch01", trainee)
    return with_computed(world.table(name), computed(name), world.table)


@pytest.mark.parametrize("trainee", TRAINEES)
@pytest.mark.parametrize("name", COMPUTED)
def test_they_obey_their_lines_of_the_dictionary(name, trainee):
    own = World("ch01", trainee).table(name)
    table = whole(name, trainee)
    pd.testing.assert_frame_equal(table[list(own.columns)], own)
    for each in computed(name):
        line, values = each.column, table[each.name]
        assert bool(line.missing) or not values.isna().any(), each.name
        if line.values:
            assert set(values.dropna().astype(str)) <= set(line.values), each.name
        assert (line.unit == "年-月-日") == pd.api.types.is_datetime64_any_dtype(values.dtype), each.name


def test_no_name_is_that_of_a_column_and_no_name_stands_twice():
    for name, group in COMPUTED.items():
        names = [each.name for each in group] + [column.name for column in columns(name)]
        assert len(names) == len(set(names))


def test_only_what_is_used_is_worked_out_and_what_that_needs():
    assert [each.name for each in needed("工单", {"剩余天数", "机构"})] == [
        "期限天数",
        "最后一天",
        "剩余天数",
    ]
    assert needed("工单", {"机构"}) == needed("客户", {"剩余天数"}) == ()


@pytest.mark.parametrize("trainee", TRAINEES)
def test_deadlines_are_counted_as_the_rules_say(trainee):
    for row in whole("工单", trainee).to_dict("records"):
        if row["类型"] != "投诉":
            assert pd.isna(row["最后一天"]) and pd.isna(row["剩余天数"]) and not row["超时"]
            continue
        days = 15 if row["复杂程度"] == "简单" else 60 if row["延期已批"] else 30
        last = row["受理日"] + pd.Timedelta(days=days + row["暂停天数"])
        assert (row["期限天数"], row["最后一天"]) == (days, last)
        end = CUTOFF if pd.isna(row["办结日"]) else row["办结日"]
        assert row["超时"] == (end > last)
        if pd.isna(row["办结日"]):
            assert row["剩余天数"] == (last - CUTOFF).days
            assert pd.isna(row["办理天数"])
        else:
            assert pd.isna(row["剩余天数"])
            assert row["办理天数"] == (row["办结日"] - row["受理日"]).days - row["暂停天数"]


def test_the_mean_of_the_marks_is_the_net_promoter_score():
    marks = whole("回访").dropna(subset="推荐意愿")
    promoters, detractors = (marks["推荐意愿"] >= 9).mean(), (marks["推荐意愿"] <= 6).mean()
    assert marks["推荐净值分"].mean() == pytest.approx(100 * (promoters - detractors))


def test_who_comes_again_is_found_by_going_through_the_contacts():
    contacts = whole("联络")
    rows = contacts.to_dict("records")
    for row in rows[::40]:
        again = [
            other
            for other in rows
            if (other["客户编号"], other["业务类型"]) == (row["客户编号"], row["业务类型"])
            and pd.Timedelta(0) < other["开始时间"] - row["开始时间"] <= pd.Timedelta(days=7)
        ]
        assert row["七天内又来"] == bool(again)


def test_marketing_without_consent_is_counted_as_the_register_of_consents_has_it():
    world = World("ch01", "li")
    consents = world.table("授权").query("目的 == '营销推荐'").set_index("客户编号")
    for row in whole("活动").to_dict("records"):
        if row["客户编号"] not in consents.index:
            assert pd.isna(row["营销授权日"]) and pd.isna(row["撤回后天数"])
            continue
        mine = consents.loc[row["客户编号"]]
        assert row["营销授权日"] == mine["授权日"]
        after = not pd.isna(mine["撤回日"]) and row["触达日"] >= mine["撤回日"]
        assert after == (row["撤回后天数"] >= 0)


def test_a_team_is_that_of_the_agent_and_nights_end_at_five():
    agents = World("ch01", "li").table("坐席").set_index("坐席")
    served = whole("联络").dropna(subset="坐席")
    assert (served["班组"].to_numpy() == agents["班组"].loc[served["坐席"]].to_numpy()).all()
    log = whole("访问日志")
    assert set(log.loc[log["夜里"], "时刻"].dt.hour) <= {22, 23, 0, 1, 2, 3, 4}
    assert not log.loc[~log["夜里"], "时刻"].dt.hour.isin([22, 23, 0, 4]).any()
