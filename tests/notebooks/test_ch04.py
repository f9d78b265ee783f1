"""What chapter 4 says about 班级数据 and about a real series is what they say."""

import re
from pathlib import Path

import pandas as pd
import pytest

from course.authoring.banks import load_practice
from course.cases.access import LIMIT, curious
from course.cases.series import series
from course.cases.workbench import answering
from course.cases.world import World, class_world

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEXT = (NOTEBOOKS / "ch04.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def consents() -> pd.DataFrame:
    return class_world("ch04").table("授权")


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    return class_world("ch04").table("访问日志")


def _numbers(line_start: str) -> list[float]:
    """The numbers in the cells after the first of the one table line that begins so."""
    (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| {line_start}")]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", line.split("|", 2)[2])]


def _revealed(item_id: str) -> str:
    bank, _ = load_practice(NOTEBOOKS / "ch04.items.yaml")
    (item,) = [item for item in bank.items if item.id == item_id]
    return str(item.model_dump()["reveal"])


def _without_reason(log: pd.DataFrame) -> pd.DataFrame:
    """The look-ups that the first task asks for."""
    return log[(log["岗位"] == "坐席") & log["联络编号"].isna() & log["工单编号"].isna()]


def _weeks(log: pd.DataFrame) -> pd.DataFrame:
    """By account manager and week: how many exports, and how many records in all."""
    taken = log[log["操作"] == "导出"]
    monday = taken["时刻"].dt.normalize() - pd.to_timedelta(taken["时刻"].dt.day_of_week, unit="D")
    return taken.groupby(["员工", monday])["条数"].agg(["size", "sum"])


def test_the_consents_that_are_taken_back_within_thirty_days(consents: pd.DataFrame) -> None:
    marketing = consents[consents["目的"] == "营销推荐"]
    bundled = marketing["取得方式"] == "一揽子同意"
    back = (marketing["撤回日"] - marketing["授权日"]).dt.days <= 30
    for line, part in (("一次全勾", bundled), ("单独问的", ~bundled)):
        assert _numbers(line) == [part.sum(), round(back[part].mean() * 100)]
    at_the_app = marketing[bundled]
    assert set(at_the_app["机构"]) == {"星桥银行"}
    assert set(at_the_app["取得渠道"]) == {"手机App"}
    assert at_the_app["授权日"].min() >= pd.Timestamp("2026-07-01")
    assert 0.35 < back[bundled].mean() < 0.45
    assert round(back[~bundled].mean() * 100) == 3
    assert "约四个" in _revealed("ch04-p08")


def test_the_exports_that_are_all_below_the_limit(log: pd.DataFrame) -> None:
    taken = log[log["操作"] == "导出"]
    assert 78 <= len(taken) <= 82
    assert taken["员工"].nunique() == 6
    over = taken[taken["条数"] > LIMIT]
    assert len(over) == 2
    assert over["工单编号"].notna().all()
    weeks = _weeks(log)
    for manager in ("V03", "V04", "V06"):
        times, records = weeks.loc[manager].sort_values("sum").iloc[-1]
        largest = taken.loc[taken["员工"] == manager, "条数"].max()
        assert _numbers(f"{manager} |") == [largest, records, times]
    assert set(over["员工"]) == {"V04", "V06"}
    assert weeks["sum"].idxmax() == ("V03", pd.Timestamp("2026-11-09"))
    assert taken.loc[taken["员工"] == "V03", "工单编号"].isna().all()
    assert "3225 条" in _revealed("ch04-p14")
    assert weeks["sum"].max() == 3225


def test_the_agent_whose_nights_have_no_number(log: pd.DataFrame) -> None:
    bare = _without_reason(log)
    assert (len(bare), set(bare["员工"])) == (11, {"A213"})
    assert set(bare["客户编号"]) == {curious(class_world("ch04"))[1]}
    assert bare["客户编号"].str.startswith("K2").all()
    hours = log["时刻"].dt.hour
    night = log[(log["岗位"] == "坐席") & ((hours >= 22) | (hours < 5))]
    assert 30 <= night["联络编号"].notna().sum() < 40
    agents = log[log["岗位"] == "坐席"]["员工"].value_counts()
    assert agents["A213"] < agents.max() / 1.5
    contacts = class_world("ch04").table("联络")
    served = contacts[(contacts["坐席"] == "A213") & contacts["客户编号"].isin(bare["客户编号"])]
    assert served.empty


def test_the_list_that_is_left_over(consents: pd.DataFrame) -> None:
    sharing = consents[consents["目的"] == "对外提供"]
    left = sharing[(sharing["取得方式"] != "一揽子同意") & sharing["撤回日"].isna()]
    assert f"勾过“对外提供”的 {len(sharing)} 项，剔完剩 {len(left)} 项，不到一半" in TEXT
    assert len(left) < len(sharing) / 2


@pytest.mark.parametrize(
    ("table", "conditions", "rows"),
    [
        ("访问日志", [("岗位", "等于", "坐席"), ("联络编号", "为空", ""), ("工单编号", "为空", "")], 11),
        (
            "授权",
            [("目的", "等于", "对外提供"), ("取得方式", "不等于", "一揽子同意"), ("撤回日", "为空", "")],
            59,
        ),
    ],
)
def test_three_conditions_of_the_workbench_solve_a_task(
    table: str, conditions: list[tuple[str, str, str]], rows: int
) -> None:
    filters = [{"column": column, "op": op, "value": value} for column, op, value in conditions]
    spec = {"data": "班级数据", "table": table, "filters": filters}
    made = answering.make(spec, {"班级数据": class_world("ch04")})
    assert len(made.result) == rows


def test_the_table_beside_the_real_series() -> None:
    abroad = series("美国投诉").set_index("产品")
    for product in ("信用报告", "债务催收", "信用卡", "支票与储蓄账户", "住房贷款"):
        assert _numbers(f"{product} |") == [abroad.loc[product, "占比"]]
    assert abroad.drop("合计")["占比"].idxmax() == "信用报告"
    assert round(abroad.loc["合计", "约件数"] / 10_000, 1) == 165.8


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_what_the_text_says_of_own_data_holds_for_everybody() -> None:
    for i in range(200):
        world = World("ch04", f"soak{i}")
        log, consents = world.table("访问日志"), world.table("授权")
        bare = _without_reason(log)
        assert 9 <= len(bare) <= 13
        assert bare["员工"].nunique() == bare["客户编号"].nunique() == 1
        assert bare["时刻"].dt.hour.map(lambda hour: hour >= 22 or hour < 5).all()
        sharing = consents[consents["目的"] == "对外提供"]
        left = sharing[(sharing["取得方式"] != "一揽子同意") & sharing["撤回日"].isna()]
        assert 0.3 < len(left) / len(sharing) < 0.75
        assert {"单独勾选", "口头录音"} == set(left["取得方式"])
        assert (sharing["取得方式"] == "一揽子同意").any()
        assert _weeks(log)["sum"].max() > 2 * LIMIT
