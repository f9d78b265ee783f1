"""The real series: arithmetic, the break, anonymity, and what each column means."""

import re
from pathlib import Path

import pandas as pd
import pytest

from course.cases import seed
from course.cases.dictionary import dictionary
from course.cases.series import (
    BREAK,
    REGISTER,
    SERIES,
    CrossesBreak,
    UnknownPeriod,
    UnknownSeries,
    series,
    series_dictionary,
    series_window,
    windows,
)
from course.cases.tables import NAMES
from course.cases.world import UnknownTable

PACKAGE = Path(__file__).resolve().parents[2] / "course"
BROKEN = [name for name in SERIES if REGISTER[name].broken]


def whole(name: str) -> pd.DataFrame:
    return series(name, 跨口径=True)


def percent(part: pd.Series, total: pd.Series) -> pd.Series:
    return part / total * 100


def test_kinds_of_banks_add_up_to_the_total_except_where_two_were_not_seen():
    kinds = whole("银行投诉").groupby("季度")["件数"].sum()
    total = whole("银行业务投诉").set_index("季度")["总件数"]
    missing = (total - kinds)[total != kinds]
    assert missing.to_dict() == {"2020Q3": 11426}


def test_shares_of_kinds_and_business_lines_follow_from_the_counts():
    kinds = whole("银行投诉")
    kinds["总件数"] = kinds["季度"].map(whole("银行业务投诉").set_index("季度")["总件数"])
    # A rounded half is on the edge: 0.05 as the documents round, and a hair for the binary fraction.
    assert (percent(kinds["件数"], kinds["总件数"]) - kinds["占比"]).abs().max() < 0.0501
    lines = whole("银行业务投诉")
    for line in ("信用卡", "个人贷款", "理财"):
        off = percent(lines[f"{line}件数"], lines["总件数"]) - lines[f"{line}占比"]
        assert off.count() >= 6
        assert off.abs().max() < 0.0501


def test_property_and_life_insurance_add_up_in_all_eleven_quarters():
    table = whole("保险投诉").dropna(subset="总件数")
    assert len(table) == 11
    assert (table["财产险件数"] + table["人身险件数"] == table["总件数"]).all()
    growth = table.set_index("季度")["总件数"].pct_change()["2021Q2"]
    assert round(growth * 100, 2) == 24.05


def test_institutions_add_up_to_their_kind_and_give_the_published_medians():
    q2 = series("银行机构投诉").groupby("机构类型")["件数"]
    assert q2.sum().to_dict() == {"国有大型商业银行": 18338, "股份制商业银行": 32575}
    assert q2.median().to_dict() == {"国有大型商业银行": 3073.5, "股份制商业银行": 2295}
    kinds = whole("银行投诉").set_index(["季度", "机构类型"])["件数"]
    assert q2.sum()["股份制商业银行"] == kinds["2022Q2", "股份制商业银行"]

    large = series("大行投诉率").groupby("季度")
    assert large["件数"].sum()["2022Q3"] == kinds["2022Q3", "国有大型商业银行"] == 19870
    assert large["件数"].median()["2022Q3"] == 3284
    medians = large["每千万客户件数"].median()
    assert medians.to_dict() == pytest.approx({"2022Q1": 50.5, "2022Q2": 43.25, "2022Q3": 51.1})

    cards = series("信用卡投诉").groupby("机构类型")["信用卡件数"]
    assert cards.sum().to_dict() == {"国有大型商业银行": 7251, "股份制商业银行": 19673}
    assert cards.median().to_dict() == {"国有大型商业银行": 1024.5, "股份制商业银行": 1773}


def test_one_letter_is_one_institution_in_every_series():
    q2 = series("银行机构投诉").set_index("机构")["件数"]
    large = series("大行投诉率")
    same = large[large["季度"] == "2022Q2"].set_index("机构")["件数"]
    assert len(same) == 6
    assert (same == q2[same.index]).all()
    cards = set(series("信用卡投诉")["机构"])
    assert cards < set(q2.index)


def test_the_years_of_contact_centres_hold_the_known_contradiction():
    centres = series("客服中心").set_index("年份")
    assert round((centres["客服人数"][2023] / centres["客服人数"][2022] - 1) * 100, 2) == -4.79
    assert round((centres["人工来电"][2023] / centres["人工来电"][2022] - 1) * 100, 1) == 12.8
    scopes = centres["满意度口径"]
    assert scopes[2021] != scopes[2022]
    assert any("+12.8%" in issue for issue in REGISTER["客服中心"].issues)


def test_totals_abroad_and_weights():
    uk = series("英国申诉").pivot(index="产品", columns="财年", values="件数").loc["全部投诉合计"]
    assert round((uk["2023/24"] / uk["2022/23"] - 1) * 100, 1) == 20.4
    us = series("美国投诉").set_index("产品")
    assert round(us["约件数"]["信用报告"] / us["约件数"]["合计"] * 100) == 79
    assert us["占比"].drop("合计").sum() == 96
    weights = series("监管评价权重").groupby(["版本", "性质"])["权重"].sum()
    assert (weights[2021, "固定"], weights[2025, "下限"]) == (100, 90)


@pytest.mark.parametrize("name", BROKEN)
def test_rows_across_the_break_are_refused_with_the_remedy(name):
    with pytest.raises(CrossesBreak) as caught:
        series(name)
    said = str(caught.value)
    assert said.endswith("。")
    assert said.count("。") == 1
    assert all(word in said for word in (name, '到="2021Q4"', '从="2022Q1"', "跨口径=True"))
    with pytest.raises(CrossesBreak):
        series(name, 从="2021Q4", 到="2022Q1")
    with pytest.raises(CrossesBreak):
        series(name, 跨口径="False")
    before, after = series(name, 到="2021Q4"), series(name, 从="2022Q1")
    assert max(before["季度"]) < min(after["季度"])
    assert "口径" not in before
    assert len(before) + len(after) == len(whole(name))


@pytest.mark.parametrize("name", BROKEN)
def test_who_asks_gets_both_sides_marked_and_warned(name):
    table = whole(name)
    assert list(table.columns[:2]) == ["季度", "口径"]
    after = table["季度"] >= "2022Q1"
    assert set(table.loc[after, "口径"]) == {BREAK.after}
    assert set(table.loc[~after, "口径"]) == {BREAK.before}
    assert table.attrs["提醒"] == BREAK.warning
    assert "提醒" not in series(name, 从="2022Q1").attrs


def test_every_quarterly_series_that_spans_the_break_declares_it():
    for name in SERIES:
        quarters = [each for each in whole(name).iloc[:, 0].astype(str) if "Q" in each]
        spans = bool(quarters) and min(quarters) < BREAK.first_after <= max(quarters)
        assert spans == (name in BROKEN)


@pytest.mark.parametrize("name", SERIES)
def test_every_value_obeys_what_the_register_says(name):
    table = whole(name).drop(columns="口径", errors="ignore")
    assert [column.name for column in series_dictionary(name)] == list(table.columns)
    for column in series_dictionary(name):
        values = table[column.name]
        assert values.isna().any() == bool(column.missing), column.name
        kept = values.dropna()
        if column.values is not None:
            assert set(kept) == set(column.values) & set(kept)
        elif column.pattern:
            assert kept.str.fullmatch(column.pattern).all(), column.name
        else:
            assert kept.between(column.low, column.high).all(), column.name
            assert column.unit
    entry = REGISTER[name]
    assert entry.issues and entry.document and entry.period
    assert all(issue.endswith("。") for issue in entry.issues)
    assert table.attrs["来源"].startswith("资料来源：")


# Names of the institutions that the documents name; the association and the supervisor are issuers.
REAL = re.compile(
    r"工商银行|农业银行|中国银行(?!业|保险)|建设银行|交通银行|邮储|邮政储蓄|中信|光大|招商银行|浦发|浦东发展|民生银行"
    r"|兴业银行|平安|广发|华夏银行|百信|恒丰|浙商|渤海|工行|农行|建行|交行|中行(?!业)|招行"
)


def test_no_real_institution_stands_anywhere_in_the_package():
    files = [
        p for p in PACKAGE.rglob("*") if p.suffix in {".py", ".csv", ".js", ".css", ".json", ".yaml", ".html"}
    ]
    assert len(files) > 30
    found = {p.name: hit[0] for p in files if (hit := REAL.search(p.read_text(encoding="utf-8")))}
    assert found == {}


def test_no_address_stands_in_the_series_and_every_file_is_small_and_registered():
    folder = PACKAGE / "cases" / "series"
    for path in [*folder.glob("*.py"), *folder.glob("data/*.csv")]:
        assert not re.search(r"https?:|www\.|\.com|\.cn", path.read_text(encoding="utf-8")), path.name
    sizes = {path.name: path.stat().st_size for path in folder.glob("data/*")}
    assert max(sizes.values()) < 8000
    assert set(sizes) == {entry.file for entry in REGISTER.values()}


def test_letters_say_nothing_about_size():
    for name, figure in (
        ("银行机构投诉", "件数"),
        ("信用卡投诉", "信用卡件数"),
        ("大行投诉率", "每千万客户件数"),
    ):
        for _, part in series(name).groupby("季度"):
            for _, kind in part.groupby(part["机构"].str.slice(0, 2)):
                in_order = kind.sort_values("机构")[figure]
                assert not in_order.is_monotonic_increasing
                assert not in_order.is_monotonic_decreasing


@pytest.mark.parametrize("wrong", ["银行投拆", "保险", "", None, 3, "长" * 10_000, "坏\x00\u202e名"])
def test_an_unknown_series_names_the_nearest_ones(wrong):
    with pytest.raises(UnknownSeries) as caught:
        series(wrong)
    said = str(caught.value)
    assert said.endswith("。")
    assert said.count("。") == 1
    assert said.isprintable()
    assert any(f"「{name}」" in said for name in SERIES)


def test_the_nearest_name_comes_first():
    with pytest.raises(UnknownSeries, match="可以用的有「银行投诉」"):
        series("银行投拆")
    with pytest.raises(UnknownSeries, match="可以用的有「客服渠道」"):
        series("客服渠到")


@pytest.mark.parametrize("wrong", ["2022Q9", "去年", "", None.__class__, ["2022Q1"], 2022.5])
def test_an_unknown_period_says_how_to_write_one(wrong):
    with pytest.raises(UnknownPeriod, match="照 2023Q1 的写法"):
        series("银行投诉", 从=wrong)


def test_periods_are_read_as_people_write_them():
    assert series("银行投诉", 从="２０２２ｑ１").equals(series("银行投诉", 从="2022Q1"))
    assert set(series("客服渠道", 从=2021, 到="2022")["年份"]) == {2021, 2022}
    with pytest.raises(UnknownPeriod, match="对调"):
        series("客服渠道", 从=2022, 到=2021)


def test_a_series_is_a_copy_that_can_be_spoiled():
    spoiled = series("客服渠道")
    spoiled.loc[:, "提供率"] = 0
    spoiled.attrs["说明"].clear()
    assert series("客服渠道")["提供率"].min() > 0
    assert series("客服渠道").attrs["说明"]


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_windows_stay_on_one_side_and_hold_figures(name, length):
    entry = REGISTER[name]
    for window in windows(name, length):
        rows = window.table()
        assert "口径" not in rows
        assert rows.iloc[:, 0].nunique() == length
        assert str(rows.iloc[-1, 0]) == window.period
        mine = rows[rows[entry.subject] == window.subject] if entry.subject else rows
        assert len(mine) == length
        assert mine[window.figure].notna().all()
        assert window.subject not in entry.not_subjects
        assert not set(rows.iloc[:, 0].astype(str)) & set(entry.not_comparable)


def test_windows_follow_from_the_seed_and_differ_between_trainees():
    seeds = [seed("ch05", f"person{i}", "series.t1") for i in range(60)]
    drawn = [series_window("银行投诉", each, length=3) for each in seeds]
    assert drawn == [series_window("银行投诉", each, length=3) for each in seeds]
    assert len(set(drawn)) > 25
    assert {window.first < "2022Q1" for window in drawn} == {True, False}
    with pytest.raises(ValueError, match="no span of 9 periods"):
        series_window("银行投诉", 1, length=9)
    with pytest.raises(UnknownSeries):
        series_window("没有的", 1)


@pytest.mark.parametrize("name", SERIES)
def test_the_dictionary_describes_a_series_as_it_does_a_table(name):
    book = dictionary(name)
    assert list(book.columns) == ["列", "意思", "单位", "取值", "缺失"]
    assert list(book["列"]) == [column.name for column in series_dictionary(name)]
    assert (book != "").all(axis=None)
    assert name not in NAMES


def test_the_dictionary_finds_the_nearest_name_among_tables_and_series():
    with pytest.raises(UnknownTable, match="「银行投诉」"):
        dictionary("银行投拆")
    with pytest.raises(UnknownTable, match="「联络」"):
        dictionary("联系")
