"""Each mistake of an author is told in one line that names file, line, subject and remedy."""

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from course.authoring.build import build, read_parts
from course.authoring.errors import AuthorError, Problem

TINY = Path(__file__).parent / "tiny"


def put(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Return a change that replaces `old`, which must be there, in notebooks/`name`."""

    def change(root: Path) -> None:
        path = root / "notebooks" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def drop(name: str) -> Callable[[Path], None]:
    """Return a change that removes notebooks/`name`."""

    def change(root: Path) -> None:
        (root / "notebooks" / name).unlink()

    return change


def rows(name: str, text: str) -> int:
    """Return the line of the tiny chapter's file where `text` first stands."""
    lines = (TINY / "notebooks" / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


MISTAKES = {
    "unknown item id": (
        put("ch05.md", 'quiz("ch05-p01")', 'quiz("ch05-p99")'),
        f"notebooks/ch05.md:{rows('ch05.md', 'quiz(')}: ch05-p99: quiz() names no practice item; "
        "add the item or mend the id",
    ),
    "a workbench of no task": (
        put("ch05.md", 'quiz("ch05-p01")', 'quiz("ch05-p01")\nworkbench("ch05-t9")'),
        f"notebooks/ch05.md:{rows('ch05.md', 'quiz(') + 1}: ch05-t9: workbench() names no data task; "
        "add the task or mend the id",
    ),
    "a workbench below the answer cell": (
        put(
            "ch05.md",
            ":kind: test\n:task: ch05-t1",
            ':kind: exercise\n\nworkbench("ch05-t1")\n```\n\n'
            "```{code-cell} ipython3\n:kind: test\n:task: ch05-t1",
        ),
        "ch05-t1: workbench() comes after the task's answer cell; move it before",
    ),
    "broken YAML": (
        put("ch05.items.yaml", "type: choice", "type: [choice"),
        "broken YAML",
    ),
    "a key twice": (
        put("ch05.items.yaml", "    type: choice", "    type: choice\n    type: choice"),
        f"notebooks/ch05.items.yaml:{rows('ch05.items.yaml', 'type: choice') + 1}: type: "
        "stands twice in one mapping; remove one of the two",
    ),
    "duplicate id": (
        put("ch05.exam.yaml", "ch05-x02", "ch05-x01"),
        f"notebooks/ch05.exam.yaml:{rows('ch05.exam.yaml', 'ch05-x02')}: ch05-x01: this id stands twice; "
        "give one a new id",
    ),
    "one id in both banks": (
        put("ch05.exam.yaml", "ch05-x02", "ch05-p01"),
        "ch05-p01: this id stands in the practice bank too; give it a new id",
    ),
    "missing fact": (
        put("ch05.items.yaml", "facts: [F5.1-1]", "facts: [F5.1-9]"),
        f"notebooks/ch05.items.yaml:{rows('ch05.items.yaml', 'facts:')}: ch05-p01: "
        "fact F5.1-9 is not in facts.yaml; add it or mend the id",
    ),
    "missing fact in the text": (
        put("ch05.md", "〔F5.1-1〕", "〔F5.1-9〕"),
        f"notebooks/ch05.md:{rows('ch05.md', '〔F5.1-1〕')}: text: fact F5.1-9 is not in facts.yaml",
    ),
    "a fact that must not be taught": (
        put("ch05.md", "〔F5.1-1〕", "〔F5.1-2〕"),
        "text: fact F5.1-2 is dubious and must not be taught; use another",
    ),
    "a test without points": (
        put("ch05.items.yaml", "    points: 30\n", ""),
        f"notebooks/ch05.items.yaml:{rows('ch05.items.yaml', 'ch05-t1')}: ch05-t1: "
        "'points' is missing; add it",
    ),
    "a test without a task": (
        put("ch05.md", ":kind: test\n:task: ch05-t1", ":kind: test\n:task: ch05-t2"),
        "ch05-t2: has no points: the bank has no such task; add it under tasks:",
    ),
    "a misspelt field": (
        put("ch05.items.yaml", "right: true", "rihgt: true"),
        f"notebooks/ch05.items.yaml:{rows('ch05.items.yaml', 'right: true')}: ch05-p01: "
        "unknown field 'rihgt'; remove it or mend its spelling",
    ),
    "an unknown type": (
        put("ch05.items.yaml", "type: choice", "type: essay"),
        "ch05-p01: type 'essay' is unknown; use one of",
    ),
    "two right options": (
        put("ch05.items.yaml", "text: 工作日,", "text: 工作日, right: true,"),
        "ch05-p01: options: 2 are marked right, mark exactly one",
    ),
    "a proof that fails": (
        put("ch05.items.yaml", "{answer: [b], score: 0}", "{answer: [b], score: 1}"),
        "attempts: ['b'] earns 0, not 1: mend the key or the attempt",
    ),
    "a weight on a practice item": (
        put("ch05.items.yaml", "    facts: [F5.1-1]", "    weight: 3\n    facts: [F5.1-1]"),
        "ch05-p01: practice items carry no weight",
    ),
    "weights that are not 100": (
        put("ch05.md", '"exam": 40', '"exam": 50'),
        "weights: they add up to 110; make them 100",
    ),
    "points that do not add up": (
        put("ch05.items.yaml", "points: 30", "points: 20"),
        "weights: data is 30 points, its cells add up to 20; make them equal",
    ),
    "an unknown kind of cell": (
        put("ch05.md", ":kind: figure", ":kind: picture"),
        "a cell must name its kind, one of header, setup, exercise, figure, answer, test, written",
    ),
    "a code cell without a kind": (
        put("ch05.md", ":kind: figure\n", ""),
        "a cell must name its kind",
    ),
    "code that is no Python": (
        put("ch05.md", "go.Figure(", "go.Figure(("),
        "figure: no valid Python",
    ),
    "no hidden test": (
        put("ch05.md", "### BEGIN HIDDEN TESTS", "# tests"),
        "ch05-t1: has no hidden test that ends in grade(...); add it",
    ),
    "no model answer": (
        put("ch05.md", "### BEGIN SOLUTION", "# solution"),
        "ch05-t1: has no ### BEGIN SOLUTION; add the model answer",
    ),
    "no placeholder": (
        put("ch05.md", "答案_t1 = ...\n### BEGIN", "### BEGIN"),
        "ch05-t1: the answer cell must begin with the line '答案_t1 = ...'; add it",
    ),
    "no marking guide": (
        put("ch05.exam.yaml", "id: ch05-w1", "id: ch05-w2"),
        "ch05-w1: has no marking guide; add it under written:",
    ),
    "no bank": (
        drop("ch05.items.yaml"),
        "notebooks/ch05.items.yaml: no such file; create it",
    ),
    "an objective that is not there": (
        put("ch05.exam.yaml", "objective: ch05-o1", "objective: ch05-o7"),
        "ch05-x01: objective 'ch05-o7' is unknown; add it or mend it",
    ),
    "a pool too small to draw from": (
        put("ch05.exam.yaml", "draw: 1", "draw: 3"),
        "draw: 3 of a pool of 2, add items or draw fewer",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_one_line(name: str, tmp_path: Path) -> None:
    change, expected = MISTAKES[name]
    root = tmp_path / "course"
    shutil.copytree(TINY, root)
    read_parts(root, "ch05")
    change(root)
    with pytest.raises(AuthorError) as caught:
        read_parts(root, "ch05")
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    assert any(expected in line for line in lines), lines


def test_an_exam_bank_may_lie_elsewhere(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "course", tmp_path / "bank"
    shutil.copytree(TINY, root)
    elsewhere.mkdir()
    shutil.move(root / "notebooks" / "ch05.exam.yaml", elsewhere)
    assert read_parts(root, "ch05", elsewhere).exam.draw == 1


def test_problems_survive_the_way_from_one_process_to_another():
    error = AuthorError([Problem(Path("notebooks/ch01.md"), 3, "ch01-p01", "twice; rename one")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


def test_a_chapter_that_cannot_be_built_does_not_stop_the_others(tmp_path):
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "notebooks" / "ch06.md").write_text("no chapter", encoding="utf-8")
    done = []
    with pytest.raises(AuthorError, match="ch06"):
        build(tmp_path, ["ch06", "ch05"], done=lambda built: done.append(built.chapter))
    assert done == ["ch05"]
