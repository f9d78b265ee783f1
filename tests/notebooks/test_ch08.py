"""What chapter 8 says about 班级数据, about own data and about two real series is what they say."""

import re
from pathlib import Path

import pandas as pd
import pytest

from course.authoring.banks import load_practice
from course.cases.series import series
from course.cases.world import World, class_world

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEXT = (NOTEBOOKS / "ch08.md").read_text(encoding="utf-8")
REFUSED = "被拒绝"


@pytest.fixture(scope="module")
def talks() -> pd.DataFrame:
    return class_world("ch08").table("机器人会话")


def _numbers(line_start: str) -> list[float]:
    """The numbers in the cells after the first of the one table line that begins so."""
    begins = [line.split("|", 2)[2] for line in TEXT.splitlines() if line.startswith(f"| {line_start}")]
    (cells,) = [cells for cells in begins if re.search(r"\d", cells)]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", cells)]


def _revealed(item_id: str) -> str:
    bank, _ = load_practice(NOTEBOOKS / "ch08.items.yaml")
    (item,) = [item for item in bank.items if item.id == item_id]
    return str(item.model_dump()["reveal"])


def _card(talks: pd.DataFrame) -> list[float]:
    """How many talks, the percentages held, of the held come again, and of all held and not come again."""
    held, again = talks["承接"], talks["七日内再来"] == "是"
    shares = held.mean(), again[held].mean(), (held & ~again).mean()
    return [len(talks), *(round(float(share) * 100, 1) for share in shares)]


def _old_who_ask(talks: pd.DataFrame) -> pd.DataFrame:
    return talks[(talks["年龄段"] == "60及以上") & talks["要求转人工"]]


def _weeks(talks: pd.DataFrame) -> pd.Series:
    """By week: the share of older customers refused a person, where most of them are."""
    old = _old_who_ask(talks)
    there = old.loc[old["转人工结果"] == REFUSED, "机构"].value_counts().idxmax()
    old = old[old["机构"] == there]
    week = old["开始时间"].dt.to_period("W").dt.start_time
    return (old["转人工结果"] == REFUSED).groupby(week).mean()


def _again(talks: pd.DataFrame) -> pd.Series:
    """By intent but 投诉: the share of the held that come again, from most to least."""
    held = talks[talks["承接"] & talks["七日内再来"].notna() & (talks["意图"] != "投诉")]
    return (held["七日内再来"] == "是").groupby(held["意图"]).mean().sort_values(ascending=False)


def test_the_report_card_of_the_bot(talks: pd.DataFrame) -> None:
    known = talks[talks["七日内再来"].notna()]
    for intent in ("改预留手机", "查余额与明细", "投诉"):
        assert _numbers(f"{intent} |") == _card(known[known["意图"] == intent])
    assert _numbers("全部 |") == _card(known)
    again = known["承接"] & (known["七日内再来"] == "是")
    held, back = float(known["承接"].mean()) * 100, float(again.mean()) * 100
    assert f"承接 {held:.1f}%，解决 {held - back:.1f}%，差的 {back:.1f} 个百分点" in TEXT
    complaints = known[known["承接"] & (known["意图"] == "投诉")]
    assert (complaints["七日内再来"] == "是").sum() == 4
    assert known.groupby("意图")["承接"].mean().idxmax() == "改预留手机"
    assert "约 45%" in _revealed("ch08-p08")
    rates = _again(talks)
    assert rates.index[0] == "改预留手机"
    assert rates.iloc[1] < 0.2


def test_what_the_proposal_rests_on(talks: pd.DataFrame) -> None:
    known = talks[talks["七日内再来"].notna()]
    assert "| 925 次，承接 75%，解决 61% |" in TEXT
    assert [len(known), round(known["承接"].mean() * 100)] == [925, 75]
    bank = talks[(talks["机构"] == "星桥银行") & (talks["年龄段"] == "60及以上")]
    after = bank["开始时间"] >= pd.Timestamp("2026-11-02")
    asked, refused = bank["要求转人工"], bank["转人工结果"] == REFUSED
    counts = [int(part.sum()) for part in (asked & ~after, refused & ~after, asked & after, refused & after)]
    assert counts == [46, 6, 48, 29]
    assert TEXT.count("46 次拒 6 次；以后 48 次拒 29 次") == 2
    assert [round(bank.loc[part, "承接"].mean() * 100) for part in (~after, after)] == [58, 83]
    assert "从 58% 升到 83%" in TEXT


def test_the_lines_that_cross_between_two_years() -> None:
    offered = series("客服渠道").set_index(["渠道", "年份"])["提供率"]
    for year in (2015, 2018, 2021, 2023):
        assert _numbers(f"{year} |") == [offered["微信", year], offered["手机App", year]]
    lead = (offered["手机App"] - offered["微信"]).dropna()
    assert lead[lead > 0].index.min() == 2021
    assert {2019, 2020}.isdisjoint(lead.index)
    assert "86 对 83" in _revealed("ch08-p03")


def test_the_complaints_abroad() -> None:
    new = series("英国申诉").pivot(index="产品", columns="财年", values="件数")
    for line, product in (("往来账户", "往来账户"), ("信用卡", "信用卡"), ("总数", "全部投诉合计")):
        before, after = new.loc[product, "2022/23"], new.loc[product, "2023/24"]
        assert _numbers(f"{line} |") == [before, after, round((after / before - 1) * 100)]
    assert "约 68%" in _revealed("ch08-p16")


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_what_the_text_says_of_own_data_holds_for_everybody() -> None:
    for i in range(200):
        talks = World("ch08", f"soak{i}").table("机器人会话")
        rates = _again(talks)
        assert len(rates) == 7
        assert rates.iloc[0] >= 0.3
        assert rates.iloc[1] < 0.22
        held = talks[talks["意图"] != "投诉"].groupby("意图")["承接"].mean()
        assert held.idxmax() == rates.index[0]
        weeks = _weeks(talks)
        assert len(weeks) == 6
        assert (weeks.iloc[-2:] >= 0.3).any()
        assert weeks.iloc[:2].mean() < 0.3
