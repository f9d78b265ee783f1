"""`course grade`: the same result as nbgrader's own, whatever happens to single submissions."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from course.grading.batch.journal import Journal
from course.grading.batch.outcome import Outcome, State
from course.grading.batch.run import handed_in, report
from tests.grading import faults
from tests.grading.classroom import CHAPTER, Classroom

pytestmark = pytest.mark.needs_bubblewrap


def counted(printed: str, name: str) -> int:
    """Return a number of the closing table."""
    found = re.search(rf"{name} +│ +(\d+)", printed)
    assert found, printed
    return int(found[1])


@pytest.fixture(scope="module")
def graded(
    released_course: Classroom, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Classroom, Classroom]:
    """Return one class of six, graded by `course grade` and by `nbgrader autograde`."""
    ours = released_course.copied(tmp_path_factory.mktemp("ours") / "course")
    for kind in ("model", "half", "blank", "broken", "own", "cut"):
        ours.hand_in(kind, kind)
    theirs = ours.copied(tmp_path_factory.mktemp("theirs") / "course")
    ours.course("grade", CHAPTER, code=3)
    theirs.nbgrader("autograde", CHAPTER)
    return ours, theirs


def test_every_cell_has_what_nbgrader_gives(graded: tuple[Classroom, Classroom]) -> None:
    ours, theirs = graded
    assert ours.grades() == theirs.grades()
    assert len(ours.grades()) == 6 * 6
    assert ours.comments() == theirs.comments()


def test_the_notebooks_are_the_same_to_the_last_byte(graded: tuple[Classroom, Classroom]) -> None:
    ours, theirs = graded
    for path in (theirs.folder / "autograded").rglob("*"):
        if path.is_file():
            other = ours.folder / path.relative_to(theirs.folder)
            assert other.read_bytes() == path.read_bytes(), path
            assert other.stat().st_mode == path.stat().st_mode


def test_scores_are_those_of_the_answers(graded: tuple[Classroom, Classroom]) -> None:
    scores = {key: row[0] for key, row in graded[0].grades().items()}
    assert scores["model", "ch01-t1-test"] == 10
    assert scores["model", "ch01-exam-test"] == 35
    assert scores["half", "ch01-t1-test"] == 7.5
    assert scores["broken", "ch01-t1-test"] == 0
    assert scores["broken", "ch01-exam-test"] == 35
    assert scores["cut", "ch01-t1-test"] == 0


def test_what_could_not_be_read_is_told_and_waits(graded: tuple[Classroom, Classroom]) -> None:
    outcomes = {outcome["trainee"]: outcome for outcome in graded[0].journal()}
    assert outcomes["cut"]["state"] == State.REFUSED
    assert "不完整或已损坏" in outcomes["cut"]["sentences"][0]
    assert any(row[2] for row in graded[0].grades("cut").values())
    assert outcomes["model"]["state"] == State.GRADED


def test_a_second_run_grades_nobody_and_a_new_submission_only_that_one(classroom: Classroom) -> None:
    for name in ("li", "wang"):
        classroom.hand_in(name, "half")
    assert counted(classroom.course("grade", CHAPTER, "--jobs", "1"), "已评分") == 2
    assert counted(classroom.course("grade", CHAPTER), "没有变化，未重评") == 2
    assert len(classroom.journal()) == 2
    classroom.mark("li", "ch01-w1-answer", 17.0)
    classroom.mark("li", "ch01-t1-test", 9.0)
    classroom.hand_in("li", "model", "2026-11-24 09:00:00.000000 UTC")
    classroom.course("grade", CHAPTER, "--jobs", "1")
    assert [outcome["trainee"] for outcome in classroom.journal()] == ["li", "wang", "li"]
    marks = classroom.grades("li")
    # What a human gave stays, and asks for a second look.
    assert marks["li", "ch01-w1-answer"][1:3] == (17.0, 1)
    assert marks["li", "ch01-t1-test"][:3] == (10.0, 9.0, 1)
    assert marks["li", "ch01-t1-test"][3].startswith("2026-11-24 09:00")
    classroom.course("grade", CHAPTER, "--force", "--trainee", "wang")
    assert [outcome["trainee"] for outcome in classroom.journal()][3:] == ["wang"]


def test_trouble_with_one_submission_costs_only_that_one(classroom: Classroom) -> None:
    names = {
        "raising": "raise",
        "killing": "kill",
        "unlucky": "kill once",
        "sleeping": "sleep",
        "eating": "memory",
    }
    for name in ("fine", *names):
        classroom.hand_in(name, "model")
    faults.plan(classroom.folder, **names)
    classroom.configure(faults.CONFIG)
    printed = classroom.course("grade", CHAPTER, "--limit", "25", code=3)
    for name in ("fine", "unlucky"):
        assert classroom.grades(name)[name, "ch01-t1-test"][0] == 10
    for name, said in (
        ("raising", "评分时出错（RuntimeError）"),
        ("killing", "评分进程意外结束"),
        ("sleeping", "超过 25 秒没有评完"),
        ("eating", "先记 0 分"),
    ):
        marks = classroom.grades(name)
        assert len(marks) == 6
        assert all(row[0] == 0 for row in marks.values())
        assert marks[name, "ch01-t1-test"][2] == 1
        note = classroom.written([name])[name].decode()
        assert said in printed
        assert said in note
    assert not list((classroom.folder / ".grading").glob("*/*"))


def test_two_graders_at_once_grade_everybody_once(classroom: Classroom) -> None:
    names = classroom.fill(4)
    runs = [classroom.start("grade", CHAPTER, "--jobs", "1") for _ in range(2)]
    printed = [run.communicate(timeout=280)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], (printed, classroom.log())
    assert sorted(outcome["trainee"] for outcome in classroom.journal()) == names
    assert len(classroom.grades()) == 6 * len(names)


def test_a_locked_gradebook_is_waited_for(classroom: Classroom) -> None:
    _graded_while_locked(classroom, 4)


@pytest.mark.soak
def test_a_gradebook_locked_for_twenty_seconds_is_waited_for(classroom: Classroom) -> None:
    _graded_while_locked(classroom, 20)


def _graded_while_locked(classroom: Classroom, seconds: float) -> None:
    classroom.hand_in("li", "half")
    classroom.course("grade", CHAPTER, "--jobs", "1")
    classroom.hand_in("li", "model", "2026-11-24 09:00:00.000000 UTC")
    book = sqlite3.connect(classroom.folder / "gradebook.db", isolation_level=None)
    running = classroom.start("grade", CHAPTER)
    # Once it has opened the gradebook.
    while not (classroom.folder / ".grading" / "li").exists():
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    book.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    timer = threading.Timer(seconds, running.poll)
    timer.start()
    timer.join()
    assert running.poll() is None
    book.execute("ROLLBACK")
    book.close()
    printed = running.communicate(timeout=120)[0]
    assert running.returncode == 0, (printed, classroom.log())
    assert time.monotonic() - began >= seconds
    assert classroom.grades("li")["li", "ch01-t1-test"][0] == 10


def test_lateness_is_by_the_servers_clock_and_costs_what_the_course_says(classroom: Classroom) -> None:
    classroom.query("update assignment set duedate = '2026-11-24 08:00:00.000000'")
    classroom.configure("c.AssignLatePenalties.plugin_class = 'tests.grading.faults.TenPoints'\n")
    classroom.hand_in("early", "model", "2026-11-24 07:59:00.000000 UTC")
    classroom.hand_in("late", "model", "2026-11-24 08:01:00.000000 UTC")
    classroom.course("grade", CHAPTER, "--jobs", "1")
    assert {row[4] for row in classroom.grades("early").values()} == {None}
    assert {row[4] for row in classroom.grades("late").values()} == {10.0}


def test_an_unsealed_configuration_is_refused_in_one_sentence(classroom: Classroom) -> None:
    classroom.hand_in("li", "model")
    classroom.configure("c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.SaveAutoGrades']\n")
    assert "封闭评分" in classroom.course("grade", CHAPTER, code=1)
    assert classroom.grades() == {}


def test_wrong_calls_end_with_one_sentence(classroom: Classroom) -> None:
    assert "没有 ch01 的提交" in classroom.course("grade", CHAPTER, code=1)
    assert "不是章号" in classroom.course("grade", "chapter1", code=1)
    classroom.hand_in("li", "model")
    assert "generate_assignment" in classroom.course("grade", "ch02", "--trainee", "li", code=1)


def test_a_trainee_without_a_folder_gets_a_blank_paper(classroom: Classroom) -> None:
    classroom.course("grade", CHAPTER, "--trainee", "absent", code=3)
    assert classroom.journal()[0]["state"] == State.REFUSED
    assert classroom.grades("absent")["absent", "ch01-t1-test"][0] == 0


def test_torn_and_foreign_lines_of_the_journal_are_skipped(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    assert journal.last("li") is None
    journal.settle("a", Outcome(trainee="li", state=State.GRADED, score=3))
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write('{"mark":"b","outcome":{"trai')
    journal.settle("c", Outcome(trainee="wang", state=State.FLAGGED))
    li, wang = journal.last("li"), journal.last("wang")
    assert li == ("a", Outcome(trainee="li", state=State.GRADED, score=3))
    assert wang is not None and wang[0] == "c"
    assert journal.last("an") is None
    journal.settle("d", Outcome(trainee="li", state=State.KEPT))
    assert journal.last("li") == ("d", Outcome(trainee="li", state=State.KEPT))


def test_exit_codes_and_counts() -> None:
    from rich.console import Console

    def ended(*states: State) -> tuple[int, str]:
        console = Console(record=True, width=100)
        outcomes = [
            Outcome(
                trainee=f"t{place}", state=state, sentences=(f"话 {place}",) if state != State.GRADED else ()
            )
            for place, state in enumerate(states)
        ]
        return report(outcomes, console), console.export_text()

    assert ended(State.GRADED, State.KEPT)[0] == 0
    assert ended(State.GRADED, State.FLAGGED)[0] == 3
    assert ended(State.REFUSED)[0] == 3
    code, printed = ended(State.GRADED, State.FAILED, State.FLAGGED)
    assert code == 1
    assert "话 1" in printed
    assert counted(printed, "没有评成，需再运行") == 1


def test_only_folders_with_something_for_the_chapter_count(tmp_path: Path) -> None:
    for name in ("li/ch01", "wang/ch02", ".hidden/ch01"):
        (tmp_path / "submitted" / name).mkdir(parents=True)
    (tmp_path / "submitted" / "zhao").mkdir()
    (tmp_path / "submitted" / "zhao" / "ch01").symlink_to("nowhere")
    assert handed_in(tmp_path, "ch01") == ["li", "zhao"]
    assert handed_in(tmp_path / "empty", "ch01") == []
    assert json.dumps(handed_in(tmp_path, "ch02")) == '["wang"]'
