"""The whole loop with nbgrader's own commands: five trainees hand in, are graded, and get feedback."""

from __future__ import annotations

import csv
from pathlib import Path

import nbformat
import pytest

from course.exercises.dialogue.engine import open_replies, replay
from course.exercises.dialogue.proof import best_path
from course.exercises.dialogue.score import score
from tests.grading.nbgrader_course import PROJECT, Course

REPLY = "您好，我是星桥银行 0372。您的工单已登记，我明天 17:00 前给您回电。"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course in which the five trainees' work has been collected and graded."""
    made = Course.create(tmp_path_factory.mktemp("loop"))
    task = made.parts.practice.tasks[0]
    written = f"{made.parts.exam.written[0].id}-answer"
    draw = made.parts.exam.draw
    source = nbformat.read(PROJECT / "source" / "ch01" / "ch01.ipynb", as_version=4)
    tasks = {each.id for each in made.parts.practice.tasks}
    model = {cell.id: cell.source for cell in source.cells if cell.id in tasks}
    best = best_path(made.dialogue, made.variant("model"))
    made.hand_in("model", {**model, written: REPLY}, exam_right=draw, replies=best)
    mistake = {task.id: task.wrong[0].code, written: REPLY}
    made.hand_in("half", mistake, exam_right=draw // 2, replies=poor_path(made, "half"))
    made.hand_in("blank", exam_right=0)
    broken = {task.id: f"{task.answer} = (1,\n", written: REPLY}
    made.hand_in("broken", broken, exam_right=draw, replies=["b", "zz"])
    made.hand_in("nolog", {**model, written: REPLY}, exam_right=None)
    made.run("collect", "ch01")
    made.run("autograde", "ch01")
    return made


def poor_path(course: Course, trainee: str) -> list[str]:
    """Return the replies of one who asks for the code and then does well."""
    dialogue, variant = course.dialogue, course.variant(trainee)
    begun = replay(dialogue, variant, ["c", "c", "c"])
    place, path = begun, ["c", "c", "c"]
    while not place.ended:
        replies = open_replies(dialogue.nodes[place.place], place.state)
        worth = {
            reply.id: sum(reply.points.values()) - 9 * bool(reply.red_line)
            for reply in dialogue.nodes[place.place].replies
        }
        path.append(max((reply.id for reply in replies), key=lambda name: worth[name]))
        place = replay(dialogue, variant, path)
    return path


def page_of(course: Course, trainee: str) -> str:
    """Return the trainee's graded notebook as text."""
    path = course.folder / "autograded" / trainee / "ch01" / "ch01.ipynb"
    notebook = nbformat.read(path, as_version=4)
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(str(output.get("data", {}).get("text/plain", "")) for output in shown)


def points(course: Course, trainee: str) -> tuple[float, float | None]:
    """Return the trainee's points of the data tasks together, and of the exam."""
    scores = course.scores(trainee)
    data = [scores[f"{task.id}-test"][0] for task in course.parts.practice.tasks]
    return sum(each for each in data if each is not None), scores["ch01-exam-test"][0]


def test_the_model_answer_earns_every_point(course: Course) -> None:
    weights = course.parts.chapter.header.weights
    assert points(course, "model") == (weights.data, weights.exam)


def test_an_anticipated_mistake_earns_what_its_author_says(course: Course) -> None:
    wrong = course.parts.practice.tasks[0].wrong[0]
    half = course.parts.exam.draw // 2
    assert points(course, "half") == (wrong.score, pytest.approx(course.exam_points("half", half)))


def test_a_blank_hand_in_earns_nothing_and_says_so(course: Course) -> None:
    assert points(course, "blank") == (0, 0)
    path = course.folder / "autograded" / "blank" / "ch01" / "ch01.ipynb"
    assert "未作答" in path.read_text(encoding="utf-8")


def test_a_syntax_error_costs_its_own_cell_only(course: Course) -> None:
    assert points(course, "broken") == (0, course.parts.chapter.header.weights.exam)


def test_without_an_answer_log_the_rest_is_graded(course: Course) -> None:
    assert points(course, "nolog") == (course.parts.chapter.header.weights.data, 0)


def test_a_dialogue_is_replayed_and_earns_by_its_path(course: Course) -> None:
    cell = f"{course.dialogue.id}-test"
    assert course.scores("model")[cell][0] == course.dialogue.points
    conversation = replay(course.dialogue, course.variant("half"), poor_path(course, "half"))
    share = score(course.dialogue, conversation).share
    assert 0 < share < 0.9
    assert course.scores("half")[cell][0] == pytest.approx(share * course.dialogue.points, abs=1e-3)
    for trainee in ("blank", "broken", "nolog"):
        assert course.scores(trainee)[cell][0] == 0


def test_red_lines_and_forged_paths_are_told(course: Course) -> None:
    assert "✔ 红线" in page_of(course, "model")
    half = page_of(course, "half")
    assert "待补训，由讲师确认：在聊天窗口里要验证码" in half
    assert "出错：这句回复在当前这一步不能选" in page_of(course, "broken")


def test_a_written_answer_waits_for_a_human_and_a_blank_one_does_not(course: Course) -> None:
    written = f"{course.parts.exam.written[0].id}-answer"
    assert course.scores("model")[written] == (None, True)
    assert course.scores("blank")[written] == (0, False)


def test_nothing_but_written_answers_waits_for_a_human(course: Course) -> None:
    written = f"{course.parts.exam.written[0].id}-answer"
    for trainee in ("model", "half", "broken", "nolog"):
        waiting = [name for name, (_, waits) in course.scores(trainee).items() if waits]
        assert waiting == [written]


def test_feedback_returns_with_the_mark_and_without_keys(course: Course) -> None:
    from nbgrader.api import Gradebook

    written = f"{course.parts.exam.written[0].id}-answer"
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", "finserv") as gradebook:
        grade = gradebook.find_grade(written, "ch01", "ch01", "model")
        grade.manual_score = 21.0
        grade.needs_manual_grade = False
        gradebook.db.commit()
    course.run("generate_feedback", "ch01")
    course.run("release_feedback", "ch01")
    course.run_as("model", "fetch_feedback", "ch01")
    pages = list(course.home("model").glob("ch01/feedback/*/ch01.html"))
    assert len(pages) == 1
    page = pages[0].read_text(encoding="utf-8")
    total = sum(score for score, _ in course.scores("model").values() if score) + 21
    assert f"<strong>{total:g}</strong>" in page
    for exemplar in course.parts.exam.written[0].exemplars:
        assert exemplar.text[:20] not in page
    assert "exam_criteria" not in page
    assert "BEGIN HIDDEN TESTS" not in page


def test_the_gradebook_is_exported_with_one_row_a_trainee(course: Course, tmp_path: Path) -> None:
    target = tmp_path / "grades.csv"
    course.run("export", f"--to={target}")
    with target.open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"model", "half", "blank", "broken", "nolog"}
    assert float(rows["blank"]["score"]) == 0
