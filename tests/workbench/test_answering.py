"""Two routes, one score: the workbench's spec and the variable meet the same hidden test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.cases.workbench.answering import check_said, make, shown_code, submitted
from course.grading.answers import answer
from course.grading.criteria import Criterion
from course.guidance.checking import PASSED
from course.guidance.unanswered import UNANSWERED
from course.notebook import check
from course.session import Session
from tests.guidance.test_checking import one_sentence
from tests.workbench.chapter_one import TASK, last_value, save, session, source, task
from tests.workbench.specs import CHAPTER_ONE

TRAINEES = [f"trainee-{number}" for number in range(20)]
Mark = Callable[[Session, object], tuple[float, list[Criterion]]]


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Mark:
    """Runs the chapter's own hidden test for an opened session and a value of the variable."""

    def marked(opened: Session, variable: object = UNANSWERED) -> tuple[float, list[Criterion]]:
        seen: list[Criterion] = []
        monkeypatch.setattr("course.notebook._opened", opened)
        monkeypatch.setattr("course.notebook.assigned", lambda _: variable)
        monkeypatch.setattr("course.grading.criteria._show", lambda criteria, *_: seen.extend(criteria))
        score = last_value(source("test"), {"table": opened.own_world.table, "check": lambda _: None})
        return score, seen

    return marked


def by_code(opened: Session, code: str) -> Any:
    names: dict[str, Any] = {"table": opened.own_world.table, "class_table": opened.class_world.table}
    exec(code, names)
    return names[task().answer]


@pytest.mark.parametrize("trainee", TRAINEES)
def test_the_workbench_earns_what_pandas_earns(tmp_path: Path, trainee: str, mark: Mark) -> None:
    opened = session(tmp_path, trainee)
    save(opened, "spec", CHAPTER_ONE)
    score, said = mark(opened)
    assert score == task().points
    assert (score, said) == mark(session(tmp_path / "other", trainee), by_code(opened, source("answer")))


def test_the_shown_code_earns_the_same(tmp_path: Path, mark: Mark) -> None:
    opened = session(tmp_path, "anan")
    code = shown_code(make(CHAPTER_ONE, opened.worlds), task().answer, "table")
    assert mark(opened, by_code(opened, code))[0] == task().points


def test_a_mistake_in_the_workbench_gets_the_sentence_of_the_same_mistake_in_pandas(
    tmp_path: Path, mark: Mark
) -> None:
    opened = session(tmp_path, "anan")
    save(opened, "spec", CHAPTER_ONE | {"filters": []})
    score, said = mark(opened)
    code = shown_code(make(CHAPTER_ONE | {"filters": []}, opened.worlds), task().answer, "table")
    assert 0 < score < task().points
    assert (score, said) == mark(session(tmp_path / "other", "anan"), by_code(opened, code))


def test_the_table_is_made_on_the_trainees_own_data_not_taken_from_the_log(
    tmp_path: Path, mark: Mark
) -> None:
    copied = session(tmp_path, "anan")
    save(copied, "spec", CHAPTER_ONE | {"data": "班级数据"})
    assert mark(copied)[0] < task().points / 2


def test_nothing_is_unanswered(tmp_path: Path, mark: Mark) -> None:
    opened = session(tmp_path, "anan")
    assert mark(opened)[0] == 0
    save(opened, "spec", CHAPTER_ONE)
    save(opened, "spec", None)
    assert mark(opened)[0] == 0
    assert answer(TASK) is UNANSWERED


@pytest.mark.parametrize("spec", ["rubbish", {"table": "连络"}, {"version": 99}, [CHAPTER_ONE]])
def test_a_spec_that_cannot_be_carried_out_is_unanswered(tmp_path: Path, mark: Mark, spec: object) -> None:
    opened = session(tmp_path, "anan")
    save(opened, "spec", spec)
    assert mark(opened)[0] == 0


def test_the_variable_counts_until_the_trainee_says_otherwise(tmp_path: Path, mark: Mark) -> None:
    opened = session(tmp_path, "anan")
    save(opened, "spec", CHAPTER_ONE)
    assert mark(opened, "nonsense")[0] == 0
    save(opened, "choose", "workbench")
    assert mark(opened, "nonsense")[0] == task().points
    save(opened, "choose", "variable")
    assert mark(opened, "nonsense")[0] == 0
    assert mark(opened, UNANSWERED)[0] == task().points


def test_check_says_which_answer_it_saw(
    tmp_path: Path, mark: Mark, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = session(tmp_path, "anan")
    table = make(CHAPTER_ONE, opened.worlds).result

    def said(variable: object) -> str:
        mark(opened, variable)
        capsys.readouterr()
        check(TASK)
        return capsys.readouterr().out.strip()

    assert one_sentence(said(UNANSWERED))
    assert said(UNANSWERED).startswith("未作答：请在上面的数据工作台里")
    assert said(table) == PASSED
    save(opened, "spec", CHAPTER_ONE)
    assert said(UNANSWERED) == f"检查的是工作台的结果：{PASSED}"
    assert said(table) == f"检查的是代码格里的「答案_t1」，不是工作台的结果：{PASSED}"
    save(opened, "choose", "workbench")
    assert said(table) == f"检查的是工作台的结果：{PASSED}"
    save(opened, "spec", {"table": "连络"})
    assert said(UNANSWERED).startswith("工作台的结果算不出来：没有叫「连络」的数据表")


def test_what_nobody_foresaw_is_one_sentence_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("course.cases.workbench.answering.run", fails)
    given = submitted(UNANSWERED, CHAPTER_ONE, None, "table", session(tmp_path, "anan").worlds)
    assert given.value is UNANSWERED
    assert given.problem == "这样设置算不出来，请改一改最近动过的那一步，或者点“撤销”。"


ONE = {"table": "联络", "measures": [{"kind": "中位数", "column": "等待秒"}]}


def test_one_cell_is_the_number_or_the_text_that_a_task_asks_for(tmp_path: Path) -> None:
    worlds = session(tmp_path, "anan").worlds
    median = float(worlds["我的数据"].table("联络")["等待秒"].median())
    assert submitted(UNANSWERED, ONE, None, "number", worlds).value == median
    most = {
        "table": "联络",
        "groups": [{"column": "渠道"}],
        "sort": {"column": "件数", "descending": True},
        "top": 1,
        "keep": ["渠道"],
    }
    text = submitted(UNANSWERED, most, None, "text", worlds).value
    assert text == worlds["我的数据"].table("联络")["渠道"].mode()[0]
    assert shown_code(make(ONE, worlds), "答案", "number").endswith("答案 = 答案.iloc[0, 0]\n答案\n")


def test_a_number_is_checked_as_a_number(tmp_path: Path) -> None:
    public = task().public()
    asks = public.model_copy(update={"kind": "number", "expects": type(public.expects)(low=0, high=1000)})
    given = submitted(UNANSWERED, ONE, None, "number", session(tmp_path, "anan").worlds)
    assert check_said(asks, given) == f"检查的是工作台的结果：{PASSED}"


def test_a_chart_is_the_figure_that_a_task_asks_for(tmp_path: Path) -> None:
    worlds = session(tmp_path, "anan").worlds
    spec = {"table": "联络", "groups": [{"column": "渠道"}], "chart": {"kind": "条形图"}}
    figure = submitted(UNANSWERED, spec, None, "figure", worlds).value
    counts = worlds["我的数据"].table("联络").groupby("渠道").size()
    assert isinstance(figure, dict)
    assert figure["data"][0]["type"] == "bar"
    assert dict(zip(figure["data"][0]["x"], figure["data"][0]["y"], strict=True)) == counts.to_dict()
