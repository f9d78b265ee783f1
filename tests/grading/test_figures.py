"""Figures are compared by what they show: type, axes, aggregation, values."""

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest

from course.cases.charts.basic import bar_chart, box_chart, funnel_chart, heat_map, line_chart
from course.cases.charts.marks import mark_break
from course.cases.charts.quality import control_chart, nps_gauge, pareto_chart
from course.cases.charts.style import chart_style
from course.grading.compare import same_figure

RAW = pd.DataFrame(
    {
        "渠道": ["电话", "在线", "电话", "网点", "在线", "电话", "网点", "网点"],
        "机构": ["银行", "银行", "人寿", "人寿", "人寿", "银行", "银行", "人寿"],
        "等待秒": [24.0, 8.0, 62.0, 605.0, 10.0, 33.5, 301.0, 95.0],
        "推荐": [9, 10, 6, 3, 8, 9, 10, 0],
    }
)
TOTALS = RAW.groupby("渠道")["等待秒"].sum().reset_index()
MEANS = RAW.groupby("渠道")["等待秒"].mean().reset_index()
COUNTS = RAW.groupby("渠道").size().reset_index(name="件数")
QUARTERS = pd.DataFrame({"季度": ["2021Q3", "2021Q4", "2022Q1", "2022Q2"], "件数": [88.0, 91.0, 76.0, 82.0]})
STAGES = pd.DataFrame({"环节": ["进入", "转人工", "解决"], "人数": [1000, 430, 390]})
WEEKS = pd.DataFrame(
    {"周": list("一二三四五"), "投诉": [12, 15, 9, 30, 11], "联络": [400, 420, 380, 500, 410]}
)
BY_TWO = RAW.groupby(["渠道", "机构"])["等待秒"].sum().reset_index()


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        # The same bars, made in other ways.
        (px.bar(TOTALS, x="渠道", y="等待秒"), bar_chart(TOTALS, "渠道", "等待秒")),
        (bar_chart(TOTALS, "渠道", "等待秒", horizontal=True), bar_chart(TOTALS, "渠道", "等待秒")),
        (px.bar(TOTALS, x="渠道", y="等待秒", color="渠道"), bar_chart(TOTALS, "渠道", "等待秒")),
        (px.bar(RAW, x="渠道", y="等待秒"), bar_chart(TOTALS, "渠道", "等待秒")),
        (bar_chart(RAW, "渠道", "等待秒"), px.bar(TOTALS, x="渠道", y="等待秒")),
        (px.histogram(RAW, x="渠道"), bar_chart(COUNTS, "渠道", "件数")),
        (px.histogram(RAW, x="渠道", y="等待秒"), bar_chart(TOTALS, "渠道", "等待秒")),
        (px.histogram(RAW, x="渠道", y="等待秒", histfunc="avg"), bar_chart(MEANS, "渠道", "等待秒")),
        (
            px.histogram(RAW, x="渠道", histnorm="percent"),
            px.bar(x=["电话", "在线", "网点"], y=[37.5, 25, 37.5]),
        ),
        (
            bar_chart(
                pd.concat([TOTALS, pd.DataFrame({"渠道": ["微信"], "等待秒": [np.nan]})]), "渠道", "等待秒"
            ),
            bar_chart(TOTALS, "渠道", "等待秒"),
        ),
        (chart_style(px.bar(TOTALS, x="渠道", y="等待秒"), "题", "源"), px.bar(TOTALS, x="渠道", y="等待秒")),
        (
            px.bar(BY_TWO, x="渠道", y="等待秒", color="机构", barmode="group"),
            bar_chart(BY_TWO, "渠道", "等待秒", color="机构"),
        ),
        # Lines, and lines with a gap or a mark.
        (px.line(QUARTERS, x="季度", y="件数"), line_chart(QUARTERS, "季度", "件数")),
        (px.line(QUARTERS, x="季度", y="件数", markers=True), line_chart(QUARTERS, "季度", "件数")),
        (mark_break(line_chart(QUARTERS, "季度", "件数"), "2022Q1"), line_chart(QUARTERS, "季度", "件数")),
        # Boxes from raw values and from quartiles.
        (px.box(RAW, x="渠道", y="等待秒"), box_chart(RAW, "渠道", "等待秒")),
        (px.box(RAW, y="渠道", x="等待秒", orientation="h"), box_chart(RAW, "渠道", "等待秒")),
        (
            go.Figure([go.Box(y=part["等待秒"], name=name) for name, part in RAW.groupby("渠道")]),
            box_chart(RAW, "渠道", "等待秒"),
        ),
        # Others.
        (px.funnel(STAGES, x="人数", y="环节"), funnel_chart(STAGES, "环节", "人数")),
        (nps_gauge(RAW, "推荐", title="别的题目"), nps_gauge(RAW, "推荐")),
        (px.pie(RAW, names="渠道", values="等待秒"), px.pie(TOTALS, names="渠道", values="等待秒")),
        (pareto_chart(RAW, "渠道"), pareto_chart(COUNTS, "渠道", "件数")),
        (heat_map(RAW, "渠道", "机构", "等待秒"), heat_map(RAW, "渠道", "机构", "等待秒", title="题")),
        (control_chart(WEEKS, "周", "投诉"), control_chart(WEEKS.rename(columns={"投诉": "数"}), "周", "数")),
        (
            go.Figure(
                [*px.bar(TOTALS, x="渠道", y="等待秒").data, go.Bar(x=["a"], y=[1], visible="legendonly")]
            ),
            bar_chart(TOTALS, "渠道", "等待秒"),
        ),
    ],
)
def test_the_same_by_meaning(answer, key):
    match = same_figure(answer, key)
    assert match.share == pytest.approx(1), match.reason
    assert match.reason == ""


NEIGHBOUR = RAW.assign(等待秒=[31.0, 7.0, 48.0, 590.0, 12.0, 29.0, 280.0, 117.0])


@pytest.mark.parametrize(
    ("answer", "key", "most"),
    [
        # The wrong aggregation.
        (bar_chart(MEANS, "渠道", "等待秒"), bar_chart(TOTALS, "渠道", "等待秒"), 0),
        (px.histogram(RAW, x="渠道", y="等待秒", histfunc="max"), bar_chart(MEANS, "渠道", "等待秒"), 0),
        (px.histogram(RAW, x="渠道"), bar_chart(TOTALS, "渠道", "等待秒"), 0),
        # The wrong type.
        (px.line(TOTALS, x="渠道", y="等待秒"), bar_chart(TOTALS, "渠道", "等待秒"), 0),
        (px.strip(RAW, x="渠道", y="等待秒"), bar_chart(TOTALS, "渠道", "等待秒"), 0),
        (bar_chart(TOTALS, "渠道", "等待秒"), box_chart(RAW, "渠道", "等待秒"), 0),
        (px.pie(TOTALS, names="渠道", values="等待秒"), bar_chart(TOTALS, "渠道", "等待秒"), 0),
        # The wrong axes.
        (px.bar(TOTALS, x="等待秒", y="渠道", orientation="v"), bar_chart(TOTALS, "渠道", "等待秒"), 0),
        (bar_chart(COUNTS, "渠道", "件数"), bar_chart(TOTALS, "渠道", "等待秒"), 0),
        # A neighbour's values.
        (bar_chart(NEIGHBOUR, "渠道", "等待秒"), bar_chart(RAW, "渠道", "等待秒"), 0),
        (box_chart(NEIGHBOUR, "渠道", "等待秒"), box_chart(RAW, "渠道", "等待秒"), 0),
        (px.box(NEIGHBOUR, x="渠道", y="等待秒"), box_chart(RAW, "渠道", "等待秒"), 0),
        (heat_map(NEIGHBOUR, "渠道", "机构", "等待秒"), heat_map(RAW, "渠道", "机构", "等待秒"), 0),
        (nps_gauge(RAW.head(4), "推荐"), nps_gauge(RAW.tail(3), "推荐"), 0),
        (
            line_chart(QUARTERS.assign(件数=[1, 2, 3, 4]), "季度", "件数"),
            line_chart(QUARTERS, "季度", "件数"),
            0,
        ),
        # Values under the other series' name.
        (
            bar_chart(
                BY_TWO.assign(机构=BY_TWO["机构"].map({"银行": "人寿", "人寿": "银行"})),
                "渠道",
                "等待秒",
                "机构",
            ),
            bar_chart(BY_TWO, "渠道", "等待秒", "机构"),
            0,
        ),
        # A part of it.
        (bar_chart(TOTALS.head(2), "渠道", "等待秒"), bar_chart(TOTALS, "渠道", "等待秒"), 0.67),
        (line_chart(QUARTERS.iloc[::-1], "季度", "件数"), line_chart(QUARTERS, "季度", "件数"), 0),
        (go.Figure(), bar_chart(TOTALS, "渠道", "等待秒"), 0),
    ],
)
def test_what_means_something_else_gets_less(answer, key, most):
    match = same_figure(answer, key)
    assert match.share <= most
    assert match.reason


def test_rounded_values_pass_within_the_tolerance_only():
    rounded = bar_chart(MEANS.round(1), "渠道", "等待秒")
    assert same_figure(rounded, bar_chart(MEANS, "渠道", "等待秒"), tolerance=0.05)
    assert same_figure(rounded, bar_chart(MEANS, "渠道", "等待秒")).share < 1
