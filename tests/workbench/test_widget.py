"""The live workbench and laboratory answer every message once, and say saved only when it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ipywidgets import Widget

from course.cases.staffing.model import Setting, curve, outcome, said
from course.cases.staffing.widget import Laboratory
from course.cases.staffing.widget import card_html as lab_html
from course.cases.workbench.charts import chart_of
from course.cases.workbench.engine import run
from course.cases.workbench.plan import plan_of
from course.cases.workbench.spec import read_spec
from course.cases.workbench.still import card_html, card_text
from course.cases.workbench.widget import Workbench
from course.exercises.log import AnswerLog
from course.guidance.unanswered import UNANSWERED
from tests.workbench.chapter_one import TASK, session, task
from tests.workbench.specs import CHAPTER_ONE

SENTENCE = re.compile(r"[^。\n]{6,120}。")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    Widget.close_all()


class Person:
    """Sends what a browser would send."""

    def __init__(self, folder: Path, variable: object = UNANSWERED) -> None:
        self.opened = session(folder, "anan")
        self.variable = variable
        self.sent = 0
        self.bench = self.open()

    def open(self) -> Workbench:
        opened = self.opened
        return Workbench(
            task().public(),
            opened.log,
            opened.worlds,
            lambda: self.variable,
            data="ch01:w1:anan",
            sid="test",
        )

    def send(self, kind: object, **more: Any) -> dict[str, Any]:
        self.sent += 1
        self.bench._receive(None, {"kind": kind, "client": "c", "n": self.sent, **more}, [])
        return dict(self.bench.state)

    def events(self) -> list[tuple[str, Any]]:
        return [(event.event, event.answer) for event in self.opened.log.events()]


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


def test_it_opens_with_rows_to_look_at_and_nothing_answered(person: Person) -> None:
    state = person.bench.state
    assert (state["status"], state["saved"]) == ("none", "")
    assert state["result"]["total"] == len(person.opened.own_world.table("联络"))
    assert len(state["result"]["rows"]) == 200
    assert person.events() == []


def test_a_spec_is_saved_acknowledged_and_shown_again(person: Person) -> None:
    state = person.send("spec", spec=CHAPTER_ONE)
    assert (state["status"], state["saved"], state["ack"]) == ("recorded", "spec", ["c", 1])
    assert [column["name"] for column in state["result"]["columns"]] == task().expects.columns
    assert state["passed"]
    assert [event for event, _ in person.events()] == ["spec"]
    assert person.open().state["spec"] == state["spec"]


def test_the_log_holds_no_table(person: Person) -> None:
    person.send("spec", spec=CHAPTER_ONE)
    assert len(person.opened.log.path.read_bytes()) < 1500


def test_a_message_sent_again_is_saved_once(person: Person) -> None:
    for _ in range(3):
        person.sent = 0
        person.send("spec", spec=CHAPTER_ONE)
    assert len(person.events()) == 1


def test_nothing_is_called_saved_when_the_disk_refuses(person: Person) -> None:
    person.opened.log.path.mkdir()  # where the file should be
    state = person.send("spec", spec=CHAPTER_ONE)
    assert state["saved"] == ""
    assert state["error"].startswith("未能保存")
    assert state["spec"]["groups"] == [{"column": "渠道", "part": ""}]


def test_reset_empties_the_answer(person: Person) -> None:
    person.send("spec", spec=CHAPTER_ONE)
    state = person.send("reset")
    assert (state["status"], state["spec"]["groups"]) == ("none", [])
    assert person.events()[-1] == ("spec", None)


def test_the_choice_is_asked_once_the_variable_has_a_value(person: Person) -> None:
    assert person.send("spec", spec=CHAPTER_ONE)["assigned"] is False
    person.variable = 3
    person.bench.assignment_changed()
    assert person.bench.state["assigned"] is True
    assert person.send("choose", route="workbench")["route"] == "workbench"
    assert person.events()[-1] == ("choose", "workbench")


HOSTILE: list[dict[str, Any]] = [
    {"kind": "spec"},
    {"kind": "spec", "spec": "x" * 20_000},
    {"kind": "spec", "spec": {"table": "联络", "evil": 1}},
    {"kind": "spec", "spec": {"filters": [{"column": "等待秒", "op": "大于", "value": [[1]]}]}},
    {"kind": "choose", "route": "both"},
    {"kind": "choose", "route": ["variable"]},
    {"kind": "submit", "answer": "x"},
    {"kind": ["spec"]},
    {"kind": None},
]


@pytest.mark.parametrize("message", HOSTILE, ids=str)
def test_a_hostile_message_is_one_sentence_and_changes_nothing(
    person: Person, message: dict[str, Any]
) -> None:
    person.send("spec", spec=CHAPTER_ONE)
    before = person.events()
    state = person.send(**message)
    told = state.get("refused") or state.get("error")
    assert SENTENCE.fullmatch(told), told
    assert person.events() == before
    assert state["result"]["total"] == 4


@pytest.mark.parametrize(
    "content", [None, [], "x", {"client": 1}, {"client": "c", "n": True}, {"n": 1}], ids=str
)
def test_what_is_no_message_is_one_sentence(person: Person, content: object) -> None:
    person.bench._receive(None, content, [])
    assert SENTENCE.fullmatch(person.bench.state["error"])


def test_a_spec_for_another_table_is_said_and_kept(person: Person) -> None:
    state = person.send("spec", spec={"table": "联络", "filters": [{"column": "满意", "op": "不为空"}]})
    assert SENTENCE.fullmatch(state["problem"])
    assert (state["saved"], "result" in state) == ("spec", False)


def test_the_state_is_plain_json_whatever_is_missing(person: Person) -> None:
    for kind in ("条形图", "折线图", "帕累托图", "控制图", "箱线图"):
        for group in ({"column": "年龄段"}, {"column": "开始时间", "part": "日期"}):
            spec = {
                "table": "联络",
                "groups": [group],
                "measures": [{"kind": "件数"}, {"kind": "平均", "column": "处理秒"}],
                "chart": {"kind": kind},
            }
            state = person.send("spec", spec=spec)
            json.dumps(state, allow_nan=False)
            assert state["chart"] or SENTENCE.fullmatch(state["chart_note"])


def test_the_browser_cannot_write_the_state(person: Person) -> None:
    before = dict(person.bench.state)
    person.bench.set_state({"state": {"status": "recorded"}, "item": {}})
    assert person.bench.state == before


def test_the_still_card_reads_without_a_kernel_and_repeats(person: Person) -> None:
    public = task().public()
    assert "（还没有开始）" in card_html(public, person.bench.state)
    person.send("spec", spec=CHAPTER_ONE)
    html = card_html(public, person.bench.state)
    assert html == card_html(public, person.open().state)
    assert html.count("<tr>") == 5
    assert "等待秒不为空" in html
    assert "script" not in html
    assert "结果 4 行 6 列" in card_text(public, person.bench.state)
    hostile = CHAPTER_ONE | {"measures": [{"name": "<img src=x>", "kind": "件数"}], "verdict": None}
    person.send("spec", spec=hostile)
    assert "<img" not in card_html(public, person.bench.state)


def test_a_control_chart_finds_the_point_outside() -> None:
    days = [f"第{day}天" for day in range(20) for _ in range(100 if day == 7 else 20)]
    frame = pd.DataFrame({"日": days})
    spec = read_spec(
        {
            "table": "x",
            "groups": [{"column": "日"}],
            "measures": [{"kind": "件数"}],
            "chart": {"kind": "控制图"},
        }
    )
    plan = plan_of(spec, frame)
    chart = chart_of(spec.chart, plan, frame, run(plan, frame))
    assert chart is not None
    assert [label for label, out in zip(chart["x"], chart["out"], strict=True) if out] == ["第7天"]
    assert chart["center"] == pytest.approx(24)
    assert chart["upper"][0] == pytest.approx(24 + 3 * 24**0.5)


class TestLaboratory:
    """The staffing laboratory."""

    def laboratory(self, folder: Path) -> Laboratory:
        return Laboratory(AnswerLog(folder / "ch06.jsonl"), "ch06-staffing", data="d", sid="s")

    def test_a_setting_is_kept(self, tmp_path: Path) -> None:
        laboratory = self.laboratory(tmp_path)
        setting = Setting(staff=12).model_dump()
        laboratory._receive(None, {"kind": "draft", "client": "c", "n": 1, "setting": setting}, [])
        assert laboratory.state["saved"] == "draft"
        assert self.laboratory(tmp_path).state["setting"]["staff"] == 12
        laboratory._receive(None, {"kind": "reset", "client": "c", "n": 2}, [])
        assert self.laboratory(tmp_path).state["setting"] == Setting().model_dump()

    @pytest.mark.parametrize("setting", [None, {"staff": 0}, {"staff": 1e9}, {"evil": 1}, "x"], ids=str)
    def test_what_is_no_setting_is_one_sentence(self, tmp_path: Path, setting: object) -> None:
        laboratory = self.laboratory(tmp_path)
        laboratory._receive(None, {"kind": "draft", "client": "c", "n": 1, "setting": setting}, [])
        assert SENTENCE.fullmatch(laboratory.state["refused"])
        assert laboratory.state["setting"] == Setting().model_dump()

    def test_more_staff_means_less_waiting_and_more_cost(self) -> None:
        points = curve(Setting())
        assert [point["staff"] for point in points] == sorted({point["staff"] for point in points})
        for fewer, more in pairwise(points):
            assert more["service"] >= fewer["service"]
            assert more["wait"] <= fewer["wait"]
            assert more["abandonment"] <= fewer["abandonment"]
            assert more["cost"] > fewer["cost"]

    def test_the_number_needed_keeps_the_promise_and_one_fewer_does_not(self) -> None:
        needed = outcome(Setting())["needed"]
        assert outcome(Setting(staff=needed))["service"] >= 0.8
        assert outcome(Setting(staff=needed - 1))["service"] < 0.8

    @pytest.mark.parametrize(
        "setting",
        [
            Setting(),
            Setting(arrivals=600, handle=1200, staff=1, patience=900),
            Setting(arrivals=10, handle=30, staff=150),
        ],
    )
    def test_every_setting_is_said_in_one_sentence_and_plain_json(self, setting: Setting) -> None:
        result = outcome(setting)
        assert SENTENCE.fullmatch(said(setting, result))
        json.dumps([result, curve(setting)], allow_nan=False)
        assert len(curve(setting)) <= 43

    def test_the_still_card_says_what_is_set(self, tmp_path: Path) -> None:
        html = lab_html(dict(self.laboratory(tmp_path).state))
        assert "当班人数 9人" in html
        assert "course-static" in html


def test_every_focusable_element_of_the_scripts_is_kept_from_shortcuts() -> None:
    for name in ("steps", "workbench"):
        text = (Path(__file__).parents[2] / f"course/cases/workbench/static/{name}.js").read_text("utf-8")
        assert "createElement(" not in text, "elements are made by h(), which marks what can have the focus"
        for line in text.splitlines():
            assert "tabindex" not in line or "data-lm-suppress-shortcuts" in line


def test_the_task_is_the_item_of_the_log(person: Person) -> None:
    person.send("spec", spec=CHAPTER_ONE)
    assert {event.item for event in person.opened.log.events()} == {TASK}
