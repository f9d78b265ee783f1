"""Own data: over many trainees the model answer earns all points, and a neighbour's answer next to none."""

import re
from collections.abc import Callable

import pytest

from course.cases.world import World, class_world
from course.grading.criteria import Criterion
from tests.notebooks.test_data_tasks import TASKS, Given, _last_value

OWN = re.compile(r"(?<!class_)\btable\(")
Mark = Callable[[Given, World, World], float]


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Mark:
    """Marks the model answer made from one world as the answer of the trainee of another."""

    def marked(given: Given, made_from: World, trainee: World) -> float:
        made: dict[str, object] = {"table": made_from.table, "class_table": class_world(given.chapter).table}
        exec(given.model, made)
        seen: list[Criterion] = []
        monkeypatch.setattr("course.grading.answers.answer", lambda _: made[given.task.answer])
        monkeypatch.setattr("course.grading.criteria._show", lambda criteria, *_: seen.extend(criteria))
        tables = {"table": trainee.table, "class_table": class_world(given.chapter).table}
        return float(_last_value(given.test, {**tables, "check": lambda _: None}))

    return marked


def prove(given: Given, names: list[str], mark: Mark) -> None:
    neighbour = World(given.chapter, "neighbour")
    for name in names:
        own = World(given.chapter, name)
        assert (name, mark(given, own, own)) == (name, given.task.points)
        if OWN.search(given.model):
            assert (name, mark(given, neighbour, own)) <= (name, 0.1 * given.task.points)
        neighbour = own


@pytest.mark.parametrize("given", TASKS, ids=lambda given: given.task.id)
def test_ten_trainees(given: Given, mark: Mark) -> None:
    prove(given, [f"trainee{i}" for i in range(10)], mark)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("given", TASKS, ids=lambda given: given.task.id)
def test_five_hundred_trainees(given: Given, mark: Mark) -> None:
    prove(given, [f"many{i}" for i in range(500)], mark)


def channels_that_may_promise(world: World) -> set[str]:
    """The channels of chapter 1's promise: nine in ten answered within 30 seconds."""
    waits = world.table("联络").dropna(subset=["等待秒"]).groupby("渠道")["等待秒"]
    shares = waits.agg(lambda seconds: (seconds <= 30).mean())
    return set(shares.index[shares >= 0.9])


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_chapter_1_lets_the_own_data_decide() -> None:
    found = [channels_that_may_promise(World("ch01", f"soak{i}")) for i in range(200)]
    assert all(1 <= len(channels) <= 2 for channels in found)
    assert len({frozenset(channels) for channels in found}) == 3
    assert 0.1 < sum(len(channels) == 2 for channels in found) / len(found) < 0.6
