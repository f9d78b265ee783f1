"""`course regrade`: tests alone, on stored answers, with the difference first."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.grading.batch.sheet import Mark, Sheet
from course.grading.regrade.difference import Change, changes, enter
from course.grading.regrade.retesting import Retester
from tests.grading.classroom import CHAPTER, Classroom

TEST = "ch01-t1-test"
OLD, NEW = "word, word_said),", "0.5, word_said),"


@pytest.fixture(scope="module")
def course(released_course: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Return a graded class, of which one has a manual mark on a test and one on the written reply."""
    made = released_course.copied(tmp_path_factory.mktemp("regrade") / "course")
    for name in ("model", "half", "blank"):
        made.hand_in(name, name)
    made.course("grade", CHAPTER, "--jobs", "1")
    made.mark("model", TEST, 9.5)
    made.mark("half", "ch01-w1-answer", 17.0)
    return made


def change_test(course: Classroom, old: str, new: str) -> None:
    """Change the hidden test as nbgrader does when the chapter is generated again."""
    (source,) = course.query("select source from source_cell where name = ?", TEST)[0]
    assert source.count(old) == 1
    course.query("update source_cell set source = ? where name = ?", source.replace(old, new), TEST)


@pytest.mark.needs_bubblewrap
def test_only_what_changed_is_shown_and_entered_on_request(course: Classroom) -> None:
    before = course.grades()
    notebooks = course.written(["model", "half", "blank"])
    assert "0 份有变化" in course.course("regrade", CHAPTER)
    change_test(course, OLD, NEW)
    printed = course.course("regrade", CHAPTER, code=3)
    assert "3 份有变化，其中得分变了 3 处" in printed
    assert "人工分不变" in printed
    assert "--yes" in printed
    assert course.grades() == before
    assert course.written(["model", "half", "blank"]) == notebooks
    course.course("regrade", CHAPTER, "--yes")
    after = course.grades()
    assert {key for key in after if after[key] != before[key]} == {
        (name, TEST) for name in ("model", "half", "blank")
    }
    assert [after[name, TEST][:3] for name in ("model", "half", "blank")] == [
        (8.75, 9.5, 1),  # the manual mark stays, and asks for a look
        (8.75, None, 0),
        (1.25, None, 0),
    ]
    assert after["half", "ch01-w1-answer"][:3] == (None, 17.0, 0)
    assert b"8.75" in course.written(["half"])["half"]
    assert "0 份有变化" in course.course("regrade", CHAPTER)


@pytest.mark.needs_bubblewrap
def test_what_cannot_be_run_again_is_told_and_the_others_go_on(course: Classroom, tmp_path: Path) -> None:
    other = course.copied(tmp_path / "course")
    (other.folder / "autograded" / "half" / CHAPTER / "given.json").unlink()
    (other.folder / "submitted" / "blank" / CHAPTER / "timestamp.txt").write_text("2020", encoding="utf-8")
    printed = other.course("regrade", CHAPTER, code=1)
    assert "没有可用的作答" in printed
    assert "没有通过收卷" in printed
    assert "重新判了 3 份" in printed


@pytest.mark.needs_bubblewrap
def test_a_submission_that_was_graded_meanwhile_is_left_alone(course: Classroom, tmp_path: Path) -> None:
    other = course.copied(tmp_path / "course")
    change_test(other, 'SHARE = "三十秒内占比"', 'SHARE = "三十秒内占比"  # again')
    with Retester(other.folder, CHAPTER) as retester:
        found = list(retester.compare(["half", "blank"]))
        assert [each.wording for each in found] == [True, True]
        path = other.folder / "autograded" / "half" / CHAPTER / f"{CHAPTER}.ipynb"
        path.chmod(0o644)
        path.write_bytes(path.read_bytes() + b"\n")
        assert "刚刚重新评过" in retester.commit("half")
        assert retester.commit("blank") == ""


def test_a_score_that_stays_is_left_alone() -> None:
    sheet = Sheet(
        {
            "a": Mark("a", 4, 3.0, 2.0, needs_manual_grade=False),
            "b": Mark("b", 4, 3.0, needs_manual_grade=False),
        }
    )
    assert changes(sheet, {"a": 3.0, "b": 3.0}) == ()
    found = changes(sheet, {"a": 3.0, "b": None})
    assert found == (Change("b", 3.0, None),)
    enter(sheet, found, frozenset())
    assert (sheet.marks["a"].needs_manual_grade, sheet.marks["b"].needs_manual_grade) == (False, True)
    enter(sheet, [Change("b", None, 4.0)], frozenset())
    assert (sheet.marks["b"].auto_score, sheet.marks["b"].needs_manual_grade) == (4.0, False)
    enter(sheet, [Change("a", 3.0, 4.0, True)], frozenset({"a"}))
    assert (sheet.marks["a"].manual_score, sheet.marks["a"].needs_manual_grade) == (2.0, True)
