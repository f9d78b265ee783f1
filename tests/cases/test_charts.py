"""The course's figures: formulas, size, contrast, gaps at a break, one sentence where none can be made."""

import itertools
import json
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import plotly.express as px
import pytest

from course.cases.charts.basic import bar_chart, box_chart, funnel_chart, heat_map, line_chart
from course.cases.charts.marks import BREAK, mark_break
from course.cases.charts.quality import (
    control_chart,
    individuals_limits,
    nps_gauge,
    pareto_chart,
    promoters_of,
    share_limits,
)
from course.cases.charts.style import ALERT, PALETTE, PAPER, TEXT, ChartError, chart_style
from tests.guidance.test_checking import one_sentence

RANDOM = np.random.Generator(np.random.PCG64(7))
ROWS = 50_000
MANY = pd.DataFrame(
    {
        "渠道": RANDOM.choice(["电话", "在线", "网点", "手机App"], ROWS),
        "星期": RANDOM.choice(["星期三", "星期一", "星期日"], ROWS),
        "等待秒": RANDOM.gamma(1, 80, ROWS),
        "推荐": RANDOM.integers(0, 11, ROWS).astype(float),
        "日": pd.Timestamp("2026-10-12") + pd.to_timedelta(RANDOM.integers(0, 42, ROWS), unit="D"),
    }
)
DAILY = (
    MANY.groupby("日")
    .agg(件数=("等待秒", "size"), 慢=("等待秒", lambda s: int((s > 200).sum())))
    .reset_index()
)
MEANS = MANY.groupby(["渠道", "星期"])["等待秒"].mean().reset_index()
QUARTERS = pd.DataFrame({"季度": ["2021Q3", "2021Q4", "2022Q1", "2022Q2"], "件数": [88, 91, 76, 82]})
STAGES = pd.DataFrame({"环节": ["进入", "转人工", "解决"], "人数": [1000, 430, 390]})

FIGURES = {
    "bar": lambda: bar_chart(MEANS, "渠道", "等待秒", "星期", title="平均等待（秒）", source="班级数据"),
    "lying bar": lambda: bar_chart(MANY, "渠道", "等待秒", source="班级数据", horizontal=True),
    "line": lambda: line_chart(DAILY, "日", "件数", source="班级数据"),
    "box": lambda: box_chart(MANY, "渠道", "等待秒", source="班级数据"),
    "funnel": lambda: funnel_chart(STAGES, "环节", "人数", source="班级数据"),
    "heat map": lambda: heat_map(MANY, "渠道", "星期", "等待秒", source="班级数据"),
    "pareto": lambda: pareto_chart(MANY, "渠道", source="班级数据"),
    "control": lambda: control_chart(DAILY, "日", "件数", source="班级数据"),
    "p chart": lambda: control_chart(DAILY, "日", "慢", "件数", source="班级数据"),
    "gauge": lambda: nps_gauge(MANY, "推荐", source="班级数据"),
    "break": lambda: mark_break(line_chart(QUARTERS, "季度", "件数", source="班级数据"), "2022Q1"),
    "plotly express": lambda: chart_style(
        px.bar(MEANS, x="渠道", y="等待秒", color="星期"), source="班级数据"
    ),
}


@pytest.mark.parametrize("make", FIGURES.values(), ids=list(FIGURES))
def test_every_figure_is_small_sourced_and_in_the_courses_look(make):
    figure = make()
    written = figure.to_json()
    assert len(written.encode()) < 20_000
    layout = json.loads(written)["layout"]
    assert layout["title"]["subtitle"]["text"] == "来源：班级数据"
    look = layout["template"]["layout"]
    assert look["paper_bgcolor"] == look["plot_bgcolor"] == PAPER
    assert "Noto Sans SC" in look["font"]["family"]
    assert len(json.dumps(layout["template"])) < 1_500
    assert make().to_json() == written, "the same table gives the same bytes"


def test_the_template_becomes_the_default_when_a_figure_is_made():
    bar_chart(STAGES, "环节", "人数")
    assert px.bar(STAGES, x="环节", y="人数").layout.template.layout.font.color == TEXT


def test_importing_the_helpers_does_not_import_plotly():
    code = (
        "import sys\n"
        "import course.cases.charts.basic, course.cases.charts.quality, course.cases.charts.marks\n"
        "print('plotly' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


# ---------------------------------------------------------------- colours


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    return float(np.dot(linear(color), [0.2126, 0.7152, 0.0722]))


def linear(color: str) -> np.ndarray:
    digits = color.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(color: str, page: str) -> float:
    low, high = sorted([luminance(color), luminance(page)])
    return (high + 0.05) / (low + 0.05)


def test_dates_are_written_without_english_months_and_lying_bars_leave_room_for_their_numbers():
    assert line_chart(DAILY, "日", "件数").layout.xaxis.tickformat == "%m-%d"
    assert control_chart(DAILY, "日", "件数").layout.xaxis.tickformat == "%m-%d"
    assert line_chart(QUARTERS, "季度", "件数").layout.xaxis.tickformat is None
    lying = bar_chart(STAGES, "环节", "人数", horizontal=True)
    assert lying.layout.xaxis.range[1] >= 1.1 * max(lying.data[0].x)


def test_text_is_readable_and_colours_stand_out_whatever_the_page():
    # The paper is the figure's own, so that a dark page changes nothing.
    assert contrast(TEXT, PAPER) >= 7
    assert all(contrast(color, PAPER) >= 3 for color in (*PALETTE, ALERT))


# Machado, Oliveira, Fernandes 2009, full strength, on linear RGB.
SIGHT = {
    "full": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039],
    ],
}  # fmt: skip


def lab(color: str, sight: str) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as seen."""
    rgb = np.clip(np.array(SIGHT[sight]) @ linear(color), 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ rgb / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
def test_the_first_three_colours_stay_apart_for_everyone(sight):
    for one, other in itertools.combinations(PALETTE[:3], 2):
        assert np.linalg.norm(lab(one, sight) - lab(other, sight)) > 15, (one, other)


def test_series_differ_without_colour_too():
    lines = line_chart(MEANS, "渠道", "等待秒", "星期").data
    assert len({(line.line.dash, line.marker.symbol) for line in lines}) == len(lines) == 3
    bars = bar_chart(MEANS, "渠道", "等待秒", "星期").data
    assert len({bar.marker.pattern.shape for bar in bars}) == 3


# ---------------------------------------------------------------- formulas


def test_individuals_chart():
    # Moving ranges 2, 3, 5: mean 10/3; centre 11.5.
    limits = individuals_limits([10, 12, 9, 14])
    centre, reach = 45 / 4, 2.66 * 10 / 3
    assert limits.centre == [centre] * 4
    assert limits.upper == pytest.approx([centre + reach] * 4)
    assert limits.lower == pytest.approx([centre - reach] * 4)
    assert individuals_limits([0, 9, 0]).lower == [0, 0, 0]
    assert individuals_limits([-1, 9, 0]).lower[0] < 0


def test_p_chart():
    limits = share_limits([10, 20], [100, 400])
    centre = 30 / 500
    reach = [3 * math.sqrt(centre * (1 - centre) / n) for n in (100, 400)]
    assert limits.centre == pytest.approx([centre] * 2)
    assert limits.upper == pytest.approx([centre + each for each in reach])
    assert limits.lower == pytest.approx([max(0, centre - each) for each in reach])
    assert share_limits([0, 0], [5, 5]).upper == [0, 0]


def test_points_beyond_the_limits_are_marked_by_shape_and_colour():
    weeks = pd.DataFrame({"周": range(12), "件": [10, 11, 10, 9, 10, 11, 40, 10, 9, 10, 11, 10]})
    points = control_chart(weeks, "周", "件").data[-1]
    assert [i for i, symbol in enumerate(points.marker.symbol) if symbol == "diamond"] == [6]
    assert [i for i, color in enumerate(points.marker.color) if color == ALERT] == [6]


def test_pareto():
    table = pd.DataFrame({"原因": ["扣费"] * 5 + ["系统"] * 3 + ["态度"] * 2})
    bars, line = pareto_chart(table, "原因").data
    assert list(bars.x) == ["扣费", "系统", "态度"]
    assert list(bars.y) == [5, 3, 2]
    assert list(line.y) == [50, 80, 100]
    short = pareto_chart(table, "原因", top=1).data[0]
    assert (list(short.x), list(short.y)) == (["扣费", "其他"], [5, 5])


def test_the_line_of_a_pareto_chart_begins_at_the_top_of_its_first_bar():
    table = pd.DataFrame({"原因": [f"原因{place}" for place in range(9)], "件数": range(40, 4, -4)})
    figure = pareto_chart(table, "原因", "件数")
    bars, line = figure.data
    left, right = figure.layout.yaxis.range, figure.layout.yaxis2.range
    assert left[0] == right[0] == 0
    assert bars.y[0] / left[1] == pytest.approx(line.y[0] / right[1], rel=1e-3)
    assert "y" in bars.texttemplate, "low bars are read by their numbers"
    assert [*bars.textposition] == ["inside", *["outside"] * 8]


def test_net_promoter_score():
    found = promoters_of(pd.Series([10, 9, 8, 7, 6, 0, np.nan, 9]))
    assert found.answered == 7
    assert found.missing == 1
    assert found.score == pytest.approx((3 - 2) / 7 * 100)
    assert found.promoters + found.passives + found.detractors == pytest.approx(100)
    said = nps_gauge(pd.DataFrame({"推荐": [10, 0, np.nan]}), "推荐").layout.annotations[0].text
    assert "2 人打分，1 人没有打分" in said


def test_boxes_hold_quartiles_and_the_furthest_values():
    figure = box_chart(pd.DataFrame({"组": "甲", "值": [1.0, 2, 3, 4, 100]}), "组", "值")
    box, far = figure.data
    assert (box.q1[0], box.median[0], box.q3[0]) == (2, 3, 4)
    assert (box.lowerfence[0], box.upperfence[0]) == (1, 4)
    assert list(far.y) == [100]


def test_days_of_the_week_stand_in_their_order():
    assert list(heat_map(MANY, "渠道", "星期", "等待秒").data[0].y) == ["星期一", "星期三", "星期日"]


# ---------------------------------------------------------------- the break in a series


def test_a_line_does_not_run_across_the_break():
    figure = mark_break(line_chart(QUARTERS, "季度", "件数"), "2022Q1")
    assert list(figure.data[0].y) == [88, 91, None, 76, 82]
    assert figure.layout.shapes[0].x0 == 1.5
    assert figure.layout.annotations[0].text == BREAK == "口径变化"


TWO_LINES = pd.DataFrame(
    {
        "年": ["2020", "2021", "2022", "2023"] * 2,
        "率": [*range(90, 98)],
        "公布的": ["接通率"] * 4 + ["满意度"] * 4,
    }
)


def test_only_lines_with_points_on_both_sides_are_cut():
    late = pd.DataFrame({"年": ["2022", "2023"], "率": [50, 51], "公布的": "新指标"})
    gappy = pd.DataFrame({"年": ["2020", "2023"], "率": [60, 61], "公布的": "隔年才有"})
    rows = pd.concat([TWO_LINES, late, gappy])
    cut = {line.name: [*line.y] for line in mark_break(line_chart(rows, "年", "率", "公布的"), "2022").data}
    assert cut["接通率"] == [90, 91, None, 92, 93]
    assert cut["满意度"] == [94, 95, None, 96, 97]
    assert cut["新指标"] == [50, 51]
    assert cut["隔年才有"] == [60, None, 61]


def test_a_line_whose_measure_did_not_change_runs_on():
    figure = mark_break(line_chart(TWO_LINES, "年", "率", "公布的"), "2022", lines=["满意度"])
    assert [[*line.y] for line in figure.data] == [[90, 91, 92, 93], [94, 95, None, 96, 97]]
    with pytest.raises(ChartError, match="「满意度」"):
        mark_break(line_chart(TWO_LINES, "年", "率", "公布的"), "2022", lines=["满意率"])


def test_a_break_along_time_stands_at_the_day():
    figure = mark_break(line_chart(DAILY, "日", "件数"), pd.Timestamp("2026-10-20"), "新的登记办法")
    assert str(figure.layout.shapes[0].x0).startswith("2026-10-20")
    assert sum(value is None for value in figure.data[0].y) == 1
    assert figure.layout.annotations[0].text == "新的登记办法"


def test_a_control_chart_can_carry_the_mark():
    figure = mark_break(
        control_chart(DAILY.assign(日=DAILY["日"].dt.strftime("%m-%d")), "日", "件数"), "10-20"
    )
    assert all(len(trace.x) == len(trace.y) == len(DAILY) + 1 for trace in figure.data)
    assert len(figure.data[-1].marker.symbol) == len(DAILY) + 1


# ---------------------------------------------------------------- what cannot be drawn

REFUSED = [
    (lambda: bar_chart(MANY, "渠到", "等待秒"), "「渠道」"),
    (lambda: bar_chart(MANY, "等待秒", "渠道"), "不是数字"),
    (lambda: bar_chart(MANY.head(0), "渠道", "等待秒"), "一行也没有"),
    (lambda: bar_chart([1, 2], "渠道", "等待秒"), "数据表"),
    (lambda: bar_chart(MANY.groupby("渠道"), "渠道", "等待秒"), "数据表"),
    (lambda: line_chart(MANY, "日", "等待妙"), "「等待秒」"),
    (lambda: box_chart(MANY.assign(等待秒=np.nan), "渠道", "等待秒"), "全是缺失"),
    (lambda: heat_map(MANY, "渠道", "星期", "日"), "不是数字"),
    (lambda: pareto_chart(pd.DataFrame({"因": ["甲"], "数": [0]}), "因", "数"), "没有可以计数"),
    (lambda: control_chart(DAILY.head(1), "日", "件数"), "至少要两个点"),
    (lambda: control_chart(DAILY, "日", "件数", "慢"), "写反"),
    (lambda: nps_gauge(pd.DataFrame({"分": [11.0]}), "分"), "0 到 10"),
    (lambda: nps_gauge(pd.DataFrame({"分": [np.nan]}), "分"), "没有一个人打分"),
    (lambda: mark_break(line_chart(QUARTERS, "季度", "件数"), "2030Q1"), "「2030Q1」"),
    (lambda: chart_style(MANY, "题"), "一张图"),
]


@pytest.mark.parametrize(("make", "part"), REFUSED)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(make, part):
    with pytest.raises(ChartError) as refused:
        make()
    assert part in str(refused.value)
    assert one_sentence(str(refused.value))


def test_an_index_with_a_name_is_a_column_too():
    counted = MANY.groupby("渠道")["等待秒"].mean()
    assert list(bar_chart(counted, "渠道", "等待秒").data[0].x) == sorted(counted.index)
