"""What the guide says is what the course does, and handing it in costs nobody anything."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from course import notebook
from course.authoring import chapter as cells
from course.authoring.build import public_bundle, read_parts
from course.cases.workbench.answering import submitted
from course.cases.world import World, class_world
from course.exercises.dialogue.proof import best_path
from course.guidance.unanswered import UNANSWERED
from tests.grading.nbgrader_course import PROJECT, Course

PARTS = read_parts(PROJECT, "ch00")
TEXT = (PROJECT / "notebooks" / "ch00.md").read_text(encoding="utf-8")
(TASK,) = PARTS.practice.tasks
# What the steps of the chapter's text make of the workbench.
STEPS = {
    "data": "我的数据",
    "table": "联络",
    "groups": [{"column": "渠道"}],
    "measures": [{"kind": "件数", "name": "件数"}],
}
TRAINEES = ("anan", "bolin", "S0417", "学员六")


def said(code: str, trainee: str, monkeypatch: pytest.MonkeyPatch) -> tuple[float, str]:
    """Returns the share that the task's test finds in an answer, and its message."""
    (test,) = (cell.source for cell in PARTS.chapter.cells if isinstance(cell.marks, cells.TestCell))
    worlds = {"table": World("ch00", trainee).table, "class_table": class_world("ch00").table}
    names: dict[str, object] = dict(worlds)
    exec(code, names)
    criteria: list[object] = []
    value = names[TASK.answer]
    monkeypatch.setattr("course.grading.answers.answer", lambda _: UNANSWERED if value is ... else value)
    monkeypatch.setattr("course.class_table", worlds["class_table"])
    monkeypatch.setattr("course.grading.criteria._show", lambda shown, *_: criteria.extend(shown))
    exec(test, {**worlds, "check": lambda _: None})
    (criterion,) = criteria
    return criterion.share, criterion.message  # type: ignore[attr-defined]


def the_model() -> str:
    (model,) = (cell.source for cell in PARTS.chapter.cells if isinstance(cell.marks, cells.AnswerCell))
    return model


@pytest.mark.parametrize("trainee", TRAINEES)
def test_both_ways_of_the_small_task_are_right(trainee: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(the_model(), trainee, monkeypatch) == (1, "")
    assert said(TASK.also_right[0].code, trainee, monkeypatch) == (1, "")
    worlds = {"我的数据": World("ch00", trainee), "班级数据": class_world("ch00")}
    made = submitted(UNANSWERED, STEPS, None, TASK.kind, worlds)
    assert made.problem == ""
    kept = dict(made.value.to_numpy().tolist())  # type: ignore[attr-defined]
    assert kept == worlds["我的数据"].table("联络")["渠道"].value_counts().to_dict()


@pytest.mark.parametrize("trainee", TRAINEES)
def test_each_expected_mistake_is_told(trainee: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for way in TASK.wrong:
        share, message = said(way.code, trainee, monkeypatch)
        assert share < 1
        assert way.message in message
    assert "未作答" in said(f"{TASK.answer} = ...", trainee, monkeypatch)[1]


def test_the_five_lines_of_the_text_give_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = re.findall(r"^\| `(.+?)` \|", TEXT, re.MULTILINE)
    assert len(lines) == 5
    assert said("\n".join(lines), "anan", monkeypatch) == (1, "")


def test_the_share_of_calls_is_that_of_the_class_data() -> None:
    channels = class_world("ch00").table("联络")["渠道"]
    guess = next(item for item in PARTS.practice.items if item.type == "predict")  # type: ignore[attr-defined]
    calls = int((channels == "电话").sum())
    assert f"{len(channels)} 件" in guess.prompt
    assert guess.reveal.startswith(f"{calls} 件，大约 {100 * calls / len(channels):.0f}%")  # type: ignore[attr-defined]


def test_each_type_of_card_is_met_once() -> None:
    from course.exercises.types import AnyItem

    kinds = [item.type for item in PARTS.practice.items]  # type: ignore[attr-defined]
    assert len(kinds) == len(set(kinds)) == len(AnyItem.__args__[0].__args__)  # type: ignore[attr-defined]


def test_the_warm_up_is_won_in_three_sentences() -> None:
    (talk,) = PARTS.practice.dialogues
    assert best_path(talk, "warm_up") == ["b", "a", "b"]


def test_later_chapters_do_not_review_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert public_bundle(PARTS).guide
    for chapter in ("ch00", "ch01"):
        folder = tmp_path / chapter
        folder.mkdir()
        built = PROJECT / "release" / chapter / f"{chapter}.items.json"
        (folder / built.name).write_bytes(built.read_bytes())
    notices: list[str] = []
    monkeypatch.chdir(tmp_path / "ch01")
    monkeypatch.setattr(notebook, "notice", notices.append)
    notebook.open_chapter("ch01")
    notebook.review()
    notebook.forget()
    assert notices == ["前面还没有学过的章节，这里暂时没有要温习的题。"]


@pytest.fixture
def handed_in(tmp_path: Path) -> Iterator[Course]:
    course = Course.create(tmp_path, "ch00")
    course.hand_in("anan", {TASK.id: the_model()}, exam_right=1)
    for command in ("collect", "autograde", "generate_feedback"):
        course.run(command, "ch00")
    yield course


@pytest.mark.needs_bubblewrap
def test_handing_it_in_gives_feedback_and_no_points(handed_in: Course) -> None:
    scores = handed_in.scores("anan")
    assert scores == {"ch00-t1-test": (0.0, False), "ch00-exam-test": (0.0, False)}
    page = (handed_in.folder / "feedback" / "anan" / "ch00" / "ch00.html").read_text(encoding="utf-8")
    assert "四条渠道各有多少件" in page
    assert "<strong>不计分</strong>" in page
    assert "没有得分" not in page
    log = handed_in.home("anan") / "ch00" / "answers" / "ch00.jsonl"
    assert len([json.loads(line) for line in log.read_text("utf-8").splitlines()]) == 2
    graded = nbformat.read(handed_in.folder / "autograded" / "anan" / "ch00" / "ch00.ipynb", as_version=4)
    outputs = json.dumps([cell.get("outputs") for cell in graded.cells], ensure_ascii=False)
    assert "Traceback" not in outputs
