"""Every graded data task of all chapters, marked by its own hidden test on the worlds of several trainees."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from course.authoring import chapter as cells
from course.authoring.banks import load_practice
from course.cases.world import World, class_world
from course.exercises.bank import Task
from course.grading.criteria import Criterion
from course.guidance.unanswered import UNANSWERED

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TRAINEES = ("demo", "anan", "bolin", "S0417", "学员六")


@dataclass(frozen=True)
class Given:
    """A data task with its model answer and its test, as the author wrote them."""

    chapter: str
    task: Task
    model: str
    test: str


def _tasks() -> list[Given]:
    found = []
    for path in sorted(NOTEBOOKS.glob("ch0[0-8].md")):
        chapter = cells.read_chapter(path)
        bank, _ = load_practice(path.with_suffix(".items.yaml"))
        models = {
            cell.marks.task: cell.source for cell in chapter.cells if isinstance(cell.marks, cells.AnswerCell)
        }
        tests = {
            cell.marks.task: cell.source for cell in chapter.cells if isinstance(cell.marks, cells.TestCell)
        }
        graded = [task for task in bank.tasks if task.points]
        found += [Given(path.stem, task, models[task.id], tests[task.id]) for task in graded]
    return found


TASKS = _tasks()
Mark = Callable[[Given, str, str], tuple[float, str]]


@pytest.fixture(scope="module")
def worlds() -> dict[tuple[str, str], World]:
    return {(given.chapter, name): World(given.chapter, name) for given in TASKS for name in TRAINEES}


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch, worlds: dict[tuple[str, str], World]) -> Mark:
    """Marks code as the answer of a trainee: returns the score and what was said."""

    def marked(given: Given, code: str, trainee: str) -> tuple[float, str]:
        tables = {
            "table": worlds[given.chapter, trainee].table,
            "class_table": class_world(given.chapter).table,
        }
        names: dict[str, Any] = dict(tables)
        exec(code, names)
        value = names.get(given.task.answer, UNANSWERED)
        value = UNANSWERED if value is ... else value
        seen: list[Criterion] = []
        monkeypatch.setattr("course.grading.answers.answer", lambda _: value)
        monkeypatch.setattr("course.grading.criteria._show", lambda criteria, *_: seen.extend(criteria))
        score = _last_value(given.test, {**tables, "check": lambda _: None})
        return score, "\n".join(criterion.message for criterion in seen)

    return marked


def _last_value(source: str, names: dict[str, Any]) -> Any:
    """The value of a cell's last line, which is what nbgrader reads."""
    cell = ast.parse(source)
    last = cell.body.pop()
    assert isinstance(last, ast.Expr), "a test cell must end in grade(...)"
    exec(compile(cell, "test cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "test cell", "eval"), names)


def test_there_is_a_task_to_prove() -> None:
    assert TASKS


@pytest.mark.parametrize("trainee", TRAINEES)
@pytest.mark.parametrize("given", TASKS, ids=lambda given: given.task.id)
def test_the_model_answer_earns_all_points(given: Given, trainee: str, mark: Mark) -> None:
    assert mark(given, given.model, trainee)[0] == given.task.points


@pytest.mark.parametrize("given", TASKS, ids=lambda given: given.task.id)
def test_nothing_earns_nothing_and_is_called_unanswered(given: Given, mark: Mark) -> None:
    score, said = mark(given, f"{given.task.answer} = ...", "anan")
    assert score == 0
    assert "未作答" in said


@pytest.mark.parametrize("trainee", TRAINEES)
@pytest.mark.parametrize("given", TASKS, ids=lambda given: given.task.id)
def test_another_right_way_earns_all_points(given: Given, trainee: str, mark: Mark) -> None:
    scores = {way.name: mark(given, way.code, trainee)[0] for way in given.task.also_right}
    assert scores == {way.name: given.task.points for way in given.task.also_right}


@pytest.mark.parametrize("trainee", TRAINEES)
@pytest.mark.parametrize("given", TASKS, ids=lambda given: given.task.id)
def test_an_anticipated_mistake_gets_its_score_and_its_sentence(
    given: Given, trainee: str, mark: Mark
) -> None:
    for way in given.task.wrong:
        score, said = mark(given, way.code, trainee)
        assert (way.name, score) == (way.name, way.score)
        assert way.message in said


@pytest.mark.parametrize("given", TASKS, ids=lambda given: given.task.id)
def test_figures_of_the_class_data_earn_less_than_half(given: Given, mark: Mark) -> None:
    copied = given.model.replace("table(", "class_table(")
    assert mark(given, copied, "anan")[0] < given.task.points / 2
