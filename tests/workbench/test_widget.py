"""The live workbench and laboratory answer every message once, and say saved only when it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ipywidgets import Widget
from pydantic import ValidationError

from course.cases.workbench.charts import chart_of
from course.cases.workbench.engine import run
from course.cases.workbench.plan import plan_of
from course.cases.workbench.spec import read_spec
from course.cases.workbench.still import card_html, card_text
from course.cases.workbench.widget import Workbench
from course.cases.world import UnknownTable
from course.exercises.bank import WorkbenchStart
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

    def __init__(self, folder: Path, variable: object = UNANSWERED, **start: Any) -> None:
        self.opened = session(folder, "anan")
        self.task = task().public().model_copy(update={"workbench": WorkbenchStart(**start)})
        self.variable = variable
        self.sent = 0
        self.bench = self.open()

    def open(self) -> Workbench:
        opened = self.opened
        return Workbench(
            self.task,
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


def test_it_opens_on_the_table_of_the_task_and_offers_what_the_task_says(tmp_path: Path) -> None:
    person = Person(tmp_path, table="工单", tables=["工单", "联络"], hide=["剩余天数", "超时"])
    state = person.bench.state
    assert person.bench.item["tables"] == ["工单", "联络"]
    assert (state["spec"]["table"], state["status"]) == ("工单", "none")
    assert state["result"]["total"] == len(person.opened.own_world.table("工单"))
    offered = [column["name"] for column in state["columns"] if column["computed"]]
    assert offered == ["期限天数", "最后一天", "办理天数"]
    assert [name["name"] for name in state["names"] if name.get("extra")] == offered
    listed = [column["name"] for column in state["result"]["columns"]]
    assert listed == list(person.opened.own_world.table("工单").columns)
    assert all(column["meaning"] for column in state["columns"])
    person.send("spec", spec={"table": "联络"})
    assert person.send("reset")["spec"]["table"] == "工单"


@pytest.mark.parametrize(
    "start", [{"table": "工单表"}, {"tables": ["联络", "排版"]}, {"hide": ["天数"]}], ids=str
)
def test_a_start_that_names_what_is_not_there_fails_when_the_chapter_is_built(
    tmp_path: Path, start: dict[str, Any]
) -> None:
    with pytest.raises((UnknownTable, ValueError), match=r"工单表|排版|'天数'"):
        Person(tmp_path, **start)


def test_a_start_on_a_table_that_is_not_offered_is_refused() -> None:
    with pytest.raises(ValidationError, match="opens on 排班, which is not among tables"):
        WorkbenchStart(table="排班", tables=["工单"])


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


def test_hints_come_one_after_the_other_and_stay(person: Person) -> None:
    hints = person.task.hints
    assert (person.bench.state["hints"], person.bench.item["hints"]) == ([], 3)
    assert person.send("hint")["hints"] == hints[:1]
    person.send("spec", spec=CHAPTER_ONE)
    for _ in range(3):
        person.send("hint")
    assert person.open().state["hints"] == hints
    assert person.open().state["spec"] == person.bench.state["spec"]


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


def test_every_focusable_element_of_the_scripts_is_kept_from_shortcuts() -> None:
    for name in ("steps", "workbench"):
        text = (Path(__file__).parents[2] / f"course/cases/workbench/static/{name}.js").read_text("utf-8")
        assert "createElement(" not in text, "elements are made by h(), which marks what can have the focus"
        for line in text.splitlines():
            assert "tabindex" not in line or "data-lm-suppress-shortcuts" in line


def test_the_task_is_the_item_of_the_log(person: Person) -> None:
    person.send("spec", spec=CHAPTER_ONE)
    assert {event.item for event in person.opened.log.events()} == {TASK}
