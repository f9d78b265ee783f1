"""Which cells run where, with whose text, and what crosses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading.sealed.master import Master, MasterCell
from course.grading.sealed.names import assigned_names, needed_names, uses
from course.grading.sealed.plan import Piece, Plan, plan
from tests.grading.sealed import TASK, small_master

WORDS = st.sampled_from(["alpha", "beta", "甲", "答案_t1", "答案_t2", "given"])


def planned(master: Master, *cells: tuple[str, str]) -> Plan:
    """Return the plan for cells, each a name and the text in the submission."""
    return plan([Piece(place, name, source) for place, (name, source) in enumerate(cells)], master)


def with_cells(*cells: MasterCell, solution: str = "答案_t1 = 1") -> Master:
    """Return the small chapter with other cells."""
    small = small_master(solution=solution)
    return Master("ch01", {cell.name: cell for cell in cells}, small.assigned, small.public, small.bundle)


def test_cells_of_the_course_have_the_gradebooks_text() -> None:
    made = planned(small_master(), ("ch01-setup-1", "evil"), (TASK, "答案_t1 = 1"), (f"{TASK}-test", "mine"))
    assert not any("evil" in cell.source or "mine" in cell.source for cell in (*made.answers, *made.tests))
    assert [cell.kind for cell in made.answers] == ["setup", "answer", "capture"]
    assert [cell.kind for cell in made.tests] == ["setup", "test"]


def test_the_variable_of_a_task_crosses_at_the_tests_place() -> None:
    made = planned(small_master(), (TASK, "答案_t1 = 1"), (f"{TASK}-test", ""), ("", "答案_t1 = 2"))
    kinds = [(cell.kind, cell.names) for cell in made.answers]
    assert kinds == [("answer", ()), ("capture", ("答案_t1",)), ("own", ())]


@pytest.mark.parametrize(
    ("solution", "test", "crossing"),
    [
        ("答案_t1 = 1", "helper(答案_t1)", ("答案_t1",)),
        ("答案_t1 = 1\nextra = 2", "print(答案_t1, extra)", ("extra", "答案_t1")),
        # Only what the solution binds, what the test reads, and what it does not bind itself.
        ("答案_t1 = 1", "print(extra)", ()),
        ("答案_t1 = 1\nextra = 2", "extra = 3\nprint(extra)", ()),
        ("答案_t1 = 1\nextra = 2", "def f(extra):\n    return extra", ()),
        ("答案_t1 = 1\nextra = 2", "def f():\n    return extra", ("extra",)),
        ("答案_t1 = 1\nextra = 2", "answer('ch01-t1')", ("答案_t1",)),
        ("答案_t1 = 1", "answer('ch01-t99')", ()),
        ("答案_t1 = 1\ntable = 2", "print(table)", ()),
    ],
)
def test_a_name_crosses_if_the_solution_binds_it_and_the_test_uses_it(
    solution: str, test: str, crossing: tuple[str, ...]
) -> None:
    master = small_master(test, solution)
    made = planned(master, ("ch01-setup-1", ""), (TASK, "table = 5"), (f"{TASK}-test", ""))
    assert tuple(name for cell in made.answers for name in cell.names) == crossing


def test_exercises_run_nowhere_and_figures_where_their_names_are_used() -> None:
    figure = MasterCell("ch01-figure-1", "figure", "import pandas as pd\nmade = pd.DataFrame()")
    other = MasterCell("ch01-figure-2", "figure", "other = made.sum()\nother")
    exercise = MasterCell("ch01-exercise-1", "exercise", "quiz('ch01-p01')")
    test = MasterCell(f"{TASK}-test", "test", "answer('ch01-t1')", 10)
    master = with_cells(figure, other, exercise, MasterCell(TASK, "answer", ""), test)
    names = ("ch01-figure-1", "ch01-exercise-1", "ch01-figure-2")

    def run_for(answer: str) -> list[str]:
        cells = [*((name, "") for name in names), (TASK, answer), (f"{TASK}-test", "")]
        made = planned(master, *cells)
        assert [cell.kind for cell in made.tests] == ["test"]
        return [cell.source for cell in made.answers if cell.kind == "setup"]

    assert run_for("答案_t1 = 1") == []
    assert run_for("答案_t1 = pd.Series([1])") == [figure.source]
    assert run_for("答案_t1 = other + 1") == [figure.source, other.source]
    assert run_for("made = 1\n答案_t1 = made") == []
    assert run_for("答案_t1 = frame.query('a > @made')") == [figure.source]
    assert run_for("答案_t1 = (made") == [figure.source]


def test_figures_run_for_a_test_that_needs_their_names_and_not_for_its_functions_own() -> None:
    figure = MasterCell("ch01-figure-1", "figure", "made = 1\nwaits = 2")

    def run_for(test: str) -> list[str]:
        master = with_cells(figure, MasterCell(f"{TASK}-test", "test", test, 10))
        made = planned(master, ("ch01-figure-1", ""), (f"{TASK}-test", ""))
        return [cell.source for cell in made.tests if cell.kind == "setup"]

    own = "def summary(frame):\n    waits = frame.sum()\n    return waits\nsummary(1)"
    assert run_for(own) == []
    assert run_for("def twice():\n    return 2 * made\ntwice()") == [figure.source]
    assert run_for("made = 3\nmade") == []
    assert run_for("frame.query('a > @made')") == [figure.source]
    assert run_for("made += 1") == [figure.source]
    assert run_for("%time made") == [figure.source]


def test_a_cell_with_a_name_that_the_course_does_not_know_is_the_trainees_own() -> None:
    made = planned(small_master(), ("ch01-t7-test", "grade = 1"))
    assert [cell.kind for cell in made.answers] == ["own"] and made.tests == ()


@given(st.data())
def test_neither_side_gets_the_others_text(data: st.DataObject) -> None:
    """Whatever a submission holds in whatever order."""
    kinds = data.draw(
        st.lists(st.sampled_from(["setup", "figure", "exercise", "answer", "test"]), max_size=8)
    )
    cells = [
        MasterCell(f"ch01-{kind}-{place}", kind, f"{data.draw(WORDS)} = {data.draw(WORDS)}\n'of course'", 1.0)  # type: ignore[arg-type]
        for place, kind in enumerate(kinds)
    ]
    small = small_master()
    assigned = {cell.name: frozenset(data.draw(st.sets(WORDS))) for cell in cells if cell.kind == "answer"}
    master = Master("ch01", {cell.name: cell for cell in cells}, assigned, small.public, small.bundle)
    names = data.draw(st.permutations([*(cell.name for cell in cells), "", "stranger"]))
    pieces = [
        Piece(place, name, f"{data.draw(WORDS)} = {data.draw(WORDS)}\n'of trainee'")
        for place, name in enumerate(names)
    ]
    made = plan(pieces, master)
    assert all("of trainee" not in cell.source for cell in made.tests)
    assert {cell.kind for cell in made.tests} <= {"setup", "test"}
    for cell in made.answers:
        assert cell.kind in ("setup", "answer", "own", "capture")
        assert ("of trainee" in cell.source) is (cell.kind in ("answer", "own"))
    tests = {cell.name: cell.source for cell in cells if cell.kind == "test"}
    assert sorted(made.test_names.values()) == sorted(tests)
    for cell in made.answers:
        if cell.kind == "capture":
            allowed = set().union(*assigned.values()) & needed_names(tests[made.captures[cell.id]])
            assert set(cell.names) <= allowed
    order = [int(cell.id[1:].removesuffix("-given")) for cell in made.answers]
    assert order == sorted(order)


@given(st.text())
def test_any_text_has_names(text: str) -> None:
    found = uses(text)
    assert all(name and name in text for name in found.reads | found.binds)


@pytest.mark.parametrize(
    ("source", "reads", "binds"),
    [
        ("a = b + c", {"b", "c"}, {"a"}),
        ("a = a.dropna()", {"a"}, {"a"}),
        ("a = 1\nb = a", set(), {"a", "b"}),
        ("frame['x'] = y", {"frame", "x", "y"}, set()),
        ("f(axis=1, key=k)", {"f", "k"}, set()),
        ("a == b", {"a", "b"}, set()),
        ("import numpy as np, os.path\nfrom x import y as z", set(), {"np", "os", "z"}),
        ("def f(x):\n    return x", {"x", "f"}, {"f"}),
        ("# a = b\n\n   ", set(), set()),
        ("a, b = b, a", {"a", "b"}, {"a", "b"}),
        ("total += price", {"total", "price"}, set()),
    ],
)
def test_names_of_a_trainees_text(source: str, reads: set[str], binds: set[str]) -> None:
    found = uses(source)
    assert found.binds == binds
    assert reads <= found.reads


def test_an_instructors_cell_that_is_no_python_has_no_names() -> None:
    assert assigned_names("a = (") == needed_names("%matplotlib inline") == frozenset()
