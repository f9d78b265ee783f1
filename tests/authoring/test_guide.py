"""A guide: a chapter that shows how the course works and in which nothing earns points."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from course.authoring.build import Built, build_chapter, public_bundle, read_parts
from course.authoring.errors import AuthorError

TINY = Path(__file__).parent / "tiny" / "notebooks"
WEIGHTS = '"exam": 40, "data": 30, "dialogue": 0, "written": 30'
NONE = '"exam": 0, "data": 0, "dialogue": 0, "written": 0'
PROMPT = '+++ {"kind": "written", "task": "ch05-w1", "points": 30}\n\n写一句交接的话。\n'
TALK = """
dialogues:
  - id: ch05-d1
    section: "5.1"
    objective: ch05-o1
    title: 热身
    channel: 电话
    prompt: 三句话。
    variants: [warm_up]
    breakdown: lost
    start: {emotion: 60}
    criteria: [{name: 说得准, weight: 1, full: 3}]
    nodes:
      start: &turn
        customer: 几点开门？
        replies:
          - {id: a, text: 九点。, next: second, points: {说得准: 1}}
          - {id: b, text: 不知道。, next: second, effects: {emotion: 15}, debrief: 没有答。}
      second:
        <<: *turn
        replies:
          - {id: a, text: 九点整。, next: third, points: {说得准: 1}}
          - {id: b, text: 还是不知道。, next: third, effects: {emotion: 15}, debrief: 没有答。}
      third:
        <<: *turn
        replies:
          - {id: a, text: 上午九点。, next: done, points: {说得准: 1}}
          - {id: b, text: 真的不知道。, next: done, effects: {emotion: 15}, debrief: 没有答。}
    endings:
      done: {title: 好, text: 好。, rank: best}
      lost: {title: 断, text: 断。, rank: poor}
"""


def guide(root: Path, *changes: tuple[str, str, str]) -> Path:
    """Returns a course whose tiny chapter is a guide, after each change (file, old text, new text)."""
    files = {path.name: path.read_text(encoding="utf-8") for path in TINY.iterdir()}
    files["ch05.exam.yaml"] = files["ch05.exam.yaml"].partition("written:")[0]
    first = (
        ("ch05.md", WEIGHTS, NONE),
        ("ch05.md", PROMPT, "+++\n"),
        ("ch05.md", 'criterion("件数", 30,', 'criterion("件数", 0,'),
        ("ch05.items.yaml", "points: 30", "points: 0"),
    )
    for name, old, new in (*first, *changes):
        assert files[name].count(old) == 1
        files[name] = files[name].replace(old, new)
    (root / "notebooks").mkdir()
    for name, text in files.items():
        (root / "notebooks" / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_chapter(guide(tmp_path_factory.mktemp("guide")), "ch05")


def test_a_guide_is_released_with_cells_that_are_worth_nothing(built: Built) -> None:
    released = nbformat.reads(built.files[Path("release/ch05/ch05.ipynb")].decode(), as_version=4)
    worth = {
        cell.id: cell.metadata.nbgrader.points
        for cell in released.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert worth == {"ch05-t1-test": 0, "ch05-exam-test": 0}


def test_its_bundle_says_that_it_is_a_guide_and_holds_no_key(built: Built) -> None:
    bundle = json.loads(built.files[Path("release/ch05/ch05.items.json")])
    assert bundle["guide"] is True
    assert bundle["exam"]["points"] == 0
    assert "隐秘" not in json.dumps(bundle, ensure_ascii=False)


def test_its_exam_is_called_ungraded(built: Built) -> None:
    master = nbformat.reads(built.files[Path("notebooks/ch05.ipynb")].decode(), as_version=4)
    shown = next(cell for cell in master.cells if cell.source == "exam()")
    assert "不计分" in shown.outputs[0]["data"]["text/plain"]


def test_its_dialogue_may_be_short(tmp_path: Path) -> None:
    shown = ("ch05.md", 'quiz("ch05-p01")', 'quiz("ch05-p01")\ndialogue("ch05-d1")')
    talk = ("ch05.items.yaml", "tasks:", TALK.lstrip() + "tasks:")
    root = guide(tmp_path, shown, talk)
    assert public_bundle(read_parts(root, "ch05")).dialogues[0].id == "ch05-d1"
    graded = root / "notebooks" / "ch05.md"
    graded.write_text(graded.read_text("utf-8").replace(NONE, WEIGHTS), encoding="utf-8")
    with pytest.raises(AuthorError, match="3 customer turns; write at least 12"):
        read_parts(root, "ch05")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("ch05.md", NONE, '"exam": 10, "data": 0, "dialogue": 0, "written": 0'), "make them 100, or all 0"),
        (("ch05.md", NONE, '"exam": 100, "data": 0, "dialogue": 0, "written": 0'), "ch05-t1: has no points"),
        (("ch05.items.yaml", "points: 0", "points: 5"), "data is 0 points, its cells add up to 5"),
    ],
)
def test_points_are_all_there_or_not_at_all(
    change: tuple[str, str, str], problem: str, tmp_path: Path
) -> None:
    with pytest.raises(AuthorError, match=problem):
        read_parts(guide(tmp_path, change), "ch05")
