"""The two tables: the same for ever, lazily made, and as the dictionary says."""

import hashlib

import pandas as pd
import pytest

from course.cases import 截止日
from course.cases.dictionary import columns, departures, dictionary
from course.cases.tables import NAMES as TABLES
from course.cases.world import UnknownTable, UnknownWorld, World, class_world, probe
from tests.cases.probes import recorded

TRAINEES = ["demo", *(f"trainee{i}" for i in range(10))]


@pytest.mark.parametrize("name", TABLES)
def test_the_probe_is_the_recorded_one(name):
    # A new value means that trainees' tables changed: make it a new world version, keep this one readable.
    assert probe(1, [name]) == f"{name}:{recorded()[name]}"


def test_no_checksum_is_recorded_for_a_table_that_is_gone():
    assert set(recorded()) == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_same_trainee_same_table_other_trainee_other_table(name):
    table = World("ch01", "li").table(name)
    pd.testing.assert_frame_equal(table, World("ch01", "li").table(name))
    assert not table.equals(World("ch01", "wang").table(name))
    assert not table.equals(World("ch02", "li").table(name))
    pd.testing.assert_frame_equal(class_world("ch01").table(name), World("ch01", "demo").table(name))


def all_differ(trainees: list[str]) -> None:
    seen = {name: set() for name in TABLES}
    for trainee in trainees:
        world = World("ch01", trainee)
        for name in seen:
            seen[name].add(hashlib.sha256(world.table(name).to_csv().encode()).digest())
        assert world.plan != class_world("ch01").plan
    assert {name: len(digests) for name, digests in seen.items()} == dict.fromkeys(TABLES, len(trainees))


def test_no_two_trainees_share_a_table():
    all_differ([f"own{i}" for i in range(10)])


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_no_two_of_500_trainees_share_a_table():
    all_differ([f"own{i}" for i in range(500)])


@pytest.mark.parametrize("name", TABLES)
def test_the_order_of_first_use_does_not_matter(name):
    forwards, backwards = World("ch01", "li"), World("ch01", "li")
    for each in TABLES:
        forwards.table(each)
    for each in reversed(TABLES):
        backwards.table(each)
    pd.testing.assert_frame_equal(forwards.table(name), backwards.table(name))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_copy_that_can_be_spoiled(name):
    world = World("ch01", "li")
    spoiled = world.table(name)
    spoiled.iloc[:, 0] = "x"
    del spoiled[spoiled.columns[1]]
    assert spoiled.shape[1] == world.table(name).shape[1] - 1
    assert not (world.table(name).iloc[:, 0] == "x").any()


@pytest.mark.parametrize("trainee", TRAINEES)
@pytest.mark.parametrize("name", TABLES)
def test_every_column_obeys_the_dictionary(name, trainee):
    assert departures(name, World("ch01", trainee).table(name)) == []


@pytest.mark.parametrize("name", TABLES)
def test_the_dictionary_describes_every_column_and_every_gap(name):
    book = dictionary(name)
    tables = [World("ch01", trainee).table(name) for trainee in TRAINEES]
    assert list(book.columns) == ["列", "意思", "单位", "取值", "缺失"]
    assert list(book["列"]) == list(tables[0].columns)
    assert (book != "").all(axis=None)
    gaps = {column for table in tables for column in table.columns[table.isna().any()]}
    assert gaps == {column.name for column in columns(name) if column.missing}


def test_departures_name_wrong_values_gaps_and_columns():
    table = World("ch01", "li").table("联络")
    assert departures("联络", table.drop(columns="渠道")) != []
    table.loc[3, "机构"] = "别的银行"
    table.loc[4, "渠道"] = None
    table.loc[5, "等待秒"] = -1
    found = departures("联络", table)
    assert len(found) == 3
    assert all(any(name in line for line in found) for name in ("机构", "渠道", "等待秒"))


@pytest.mark.parametrize("trainee", TRAINEES)
def test_tables_fit_each_other_and_the_calendar(trainee):
    world = World("ch01", trainee)
    contacts, tickets = world.table("联络"), world.table("工单")
    assert 1000 <= len(contacts) <= 1500
    assert 180 <= len(tickets) <= 340
    assert contacts["联络编号"].is_unique
    assert tickets["工单编号"].is_unique
    assert contacts["开始时间"].is_monotonic_increasing
    assert contacts["开始时间"].max() < pd.Timestamp(截止日)

    linked = tickets.dropna(subset="联络编号").merge(contacts, on="联络编号", suffixes=("", "_联络"))
    assert len(linked) == (contacts["结果"] == "转办").sum()
    for column in ("客户编号", "机构", "渠道", "业务类型"):
        assert (linked[column] == linked[column + "_联络"]).all()
    assert (linked["受理日"] == linked["开始时间"].dt.normalize()).all()

    assert (contacts["处理秒"].isna() == (contacts["结果"] == "放弃")).all()
    assert (contacts["坐席"].isna() == (contacts["结果"] == "放弃")).all()
    assert contacts.groupby("客户编号")["年龄段"].nunique().max() == 1
    branch = contacts[contacts["渠道"] == "网点"]["开始时间"].dt
    assert branch.hour.between(9, 16).all()
    assert (branch.day_of_week < 6).all()


@pytest.mark.parametrize("trainee", TRAINEES)
def test_dates_of_a_ticket_follow_each_other(trainee):
    tickets = World("ch01", trainee).table("工单")
    closed = tickets.dropna(subset="办结日")
    assert (closed["办结日"] > closed["受理日"]).all()
    assert (closed["办结日"] - closed["受理日"] > pd.to_timedelta(closed["暂停天数"], unit="D")).all()
    asked = tickets.dropna(subset="上次联系日")
    assert (asked["上次联系日"] >= asked["受理日"]).all()
    assert (closed["上次联系日"] <= closed["办结日"]).all()
    assert (tickets["暂停原因"].isna() == (tickets["暂停天数"] == 0)).all()
    assert (
        pd.to_timedelta(tickets["暂停天数"], unit="D") < pd.Timestamp(截止日) - tickets["受理日"]
    ).mean() == 1
    assert tickets.loc[tickets["办结日"].isna(), "满意度"].isna().all()
    assert set(tickets.loc[tickets["延期已批"], "复杂程度"]) <= {"特别复杂"}


def test_an_unknown_table_names_the_nearest_ones():
    world = World("ch01", "li")
    with pytest.raises(UnknownTable, match="「联络」"):
        world.table("联系")
    with pytest.raises(UnknownTable, match="「工单」") as caught:
        world.table("工单表")
    assert "「联络」" not in str(caught.value)
    with pytest.raises(UnknownTable, match="「联络」、「工单」"):
        dictionary("tickets")
    assert len(world.table(" 工单 ")) > 0


@pytest.mark.parametrize("name", [None, 3, "", ["联络"], "长" * 10_000, "坏\x00\u202e名"])
def test_odd_table_names_get_one_short_sentence(name):
    with pytest.raises(UnknownTable) as caught:
        World("ch01", "li").table(name)
    said = str(caught.value)
    assert said.endswith("。")
    assert said.count("。") == 1
    assert len(said) < 100
    assert said.isprintable()


@pytest.mark.parametrize("version", [0, 2, -1, True, "1", None])
def test_an_unknown_world_is_refused_with_a_remedy(version):
    with pytest.raises(UnknownWorld, match="update the course package"):
        World("ch01", "li", version)
