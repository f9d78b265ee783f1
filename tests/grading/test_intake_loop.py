"""A class of eight with damaged submissions goes through nbgrader's own commands: all get a grade."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from course.authoring.references import load_parts
from course.grading.intake import Place, Receipt, read_receipt
from tests.grading.nbgrader_course import CONFIG, PROJECT, Course
from tests.grading.submissions import CHAPTER, DAMAGES, TASK, Handed, Notebook, cell_of

# Each trainee's damages; the stamp is what nbgrader's own `submit` would write.
CLASS = {
    "honest": (),
    "truncated": ("truncated notebook",),
    "renamed": ("schema version", "copied test", "renamed notebook"),
    "pipes": ("pipe for a log", "socket"),
    "linked": ("linked notebook", "linked log"),
    "heavy": ("file of 1.5 GB", "many files"),
    "backdated": (),
    "byhand": ("no notebook",),
}
BACKDATED = "2020-01-01 00:00:00.000000 UTC"


def trimmed(notebook: Notebook) -> Notebook:
    """Return the notebook without text, figures and exercises, which take their time and earn nothing."""
    marks = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    setup = next(place for place, mark in enumerate(marks) if mark.get("locked"))
    notebook["cells"] = [
        cell
        for place, cell in enumerate(notebook["cells"])
        if place == setup or any(marks[place].get(name) for name in ("grade", "solution", "task"))
    ]
    return notebook


def rewrite(path: Path) -> Notebook:
    """Trim the notebook in a file, and return it."""
    notebook = trimmed(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course in which the class was collected and graded."""
    root = tmp_path_factory.mktemp("intake")
    made = Course(root, CHAPTER, load_parts(PROJECT, CHAPTER))
    exchange = root / "exchange"
    inbound = exchange / "finserv" / "inbound"
    inbound.mkdir(parents=True)
    exchange.chmod(0o777)
    shutil.copytree(PROJECT / "source" / CHAPTER, made.folder / "source" / CHAPTER)
    source = rewrite(made.folder / "source" / CHAPTER / f"{CHAPTER}.ipynb")
    (made.folder / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange)), encoding="utf-8")
    made.run("generate_assignment", CHAPTER)
    model = "".join(cell_of(source, TASK)["source"])
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"
    for trainee, damages in CLASS.items():
        stamp = BACKDATED if trainee == "backdated" else now
        folder = inbound / f"{trainee}+{CHAPTER}+{stamp}"
        if trainee == "byhand":
            folder = made.folder / "submitted" / trainee / CHAPTER
        handed = Handed(root / "unused", trainee, folder)
        handed.write(trimmed(handed.rebuilt()))
        handed.change(lambda notebook: cell_of(notebook, TASK).update(source=model))
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
        (folder / "submission_secret.txt").write_text("0" * 128, encoding="utf-8")
        for name in damages:
            DAMAGES[name][1](handed)
    # What anybody may put into an exchange.
    (inbound / f"junk+{CHAPTER}+never").mkdir()
    (inbound / f"..+{CHAPTER}+{now}").mkdir()
    made.run("collect", CHAPTER)
    made.run("collect", CHAPTER, "--update")
    made.run("autograde", CHAPTER)
    return made


def receipt(course: Course, trainee: str) -> Receipt:
    """Return the trainee's receipt."""
    found = read_receipt(Place(course.folder, trainee, CHAPTER).quarantine)
    assert found is not None
    return found


def test_everybody_gets_a_grade_and_nobody_else_does(course: Course) -> None:
    assert {path.name for path in (course.folder / "submitted").iterdir()} == set(CLASS)
    tests = {name for name in course.scores("honest") if name.endswith("-test")}
    assert tests >= {"ch01-t1-test", "ch01-exam-test"}
    for trainee in CLASS:
        scores = course.scores(trainee)
        assert all(scores[name][0] is not None for name in tests)
        assert (course.folder / "autograded" / trainee / CHAPTER / f"{CHAPTER}.ipynb").is_file()


def test_damage_elsewhere_costs_no_point(course: Course) -> None:
    full = course.parts.practice.tasks[0].points
    earned = {trainee: course.scores(trainee)["ch01-t1-test"][0] for trainee in CLASS}
    lost = {"truncated", "linked", "byhand"}
    assert earned == {trainee: 0 if trainee in lost else full for trainee in CLASS}


def test_what_was_refused_waits_for_a_human_and_says_so(course: Course) -> None:
    expected = {
        "honest": set(),
        "truncated": {"truncated"},
        "renamed": {"schema", "copied", "renamed"},
        "pipes": {"pipe", "socket"},
        "linked": {"link"},
        "heavy": {"large", "many"},
        "backdated": {"time_forged"},
        "byhand": {"missing_notebook"},
    }
    assert {
        trainee: {remark.code for remark in receipt(course, trainee).refused} for trainee in CLASS
    } == expected
    for trainee, codes in expected.items():
        scores = course.scores(trainee)
        path = course.folder / "autograded" / trainee / CHAPTER / f"{CHAPTER}.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        first = next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade"))
        if codes:
            assert scores[first["metadata"]["nbgrader"]["grade_id"]][1]
        assert ("提示：" in "".join(cells[0]["source"])) is bool(codes)
        waiting = [name for name, (_, waits) in scores.items() if waits and name.endswith("-test")]
        assert waiting == []


def test_the_servers_time_counts_where_the_claimed_one_is_false(course: Course) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", "finserv") as gradebook:
        times = {trainee: gradebook.find_submission(CHAPTER, trainee).timestamp for trainee in CLASS}
    assert abs(times["backdated"] - times["honest"]).total_seconds() < 600


def test_the_secret_for_feedback_comes_along(course: Course) -> None:
    for trainee in CLASS:
        path = course.folder / "submitted" / trainee / CHAPTER / "submission_secret.txt"
        assert path.read_text(encoding="utf-8") == "0" * 128


def test_nothing_of_the_system_was_copied(course: Course) -> None:
    system = Path("/etc/passwd").read_bytes()
    for folder in ("submitted", "autograded", "quarantine"):
        for path in (course.folder / folder).rglob("*"):
            if path.is_file() and not path.is_symlink() and os.path.getsize(path) < 1 << 20:
                assert system not in path.read_bytes()
