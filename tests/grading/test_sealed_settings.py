"""Every way into grading is the sealed one, and what is not sealed grades nobody."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from traitlets.config import Config

from course.grading.config import SETTINGS, apply, as_json
from course.grading.intake import IntakeFailed, Place
from course.grading.sealed.steps import SealedExecute, Unsealed, require_sealed
from course.grading.unsealed import is_unsealed
from tests.grading.commands import nbgrader
from tests.grading.nbgrader_course import PROJECT
from tests.grading.submissions import CHAPTER, TASK, Handed, Notebook, cell_of, event
from tests.grading.test_intake_loop import trimmed

ETC = PROJECT / "course" / "grading" / "etc" / "jupyter"
SANITIZING: list[Any] = list(SETTINGS["Autograde"]["sanitize_preprocessors"])
GRADING: list[Any] = list(SETTINGS["Autograde"]["autograde_preprocessors"])
STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "finserv"
c.CourseDirectory.root = {root!r}
"""


def test_the_settings_for_jupyters_own_folder_are_the_shared_ones() -> None:
    assert (ETC / "nbgrader_config.json").read_text(encoding="utf-8") == as_json()
    made = Config()
    apply(made)
    assert json.loads(as_json()) == {name: dict(made[name]) for name in SETTINGS}


def test_only_the_caller_turns_the_sandbox_off(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Config()
    apply(made)
    assert "SealedExecute" not in made
    monkeypatch.setenv("COURSE_SANDBOX", "off")
    apply(made)
    assert made.SealedExecute.sandbox == "off"
    assert SealedExecute().sandbox == "required"


def test_the_shared_settings_are_sealed() -> None:
    require_sealed(SANITIZING, GRADING)


SEALED = GRADING.index("course.grading.sealed.steps.SealedExecute")


@pytest.mark.parametrize(
    ("sanitizing", "grading"),
    [
        (SANITIZING, [step for step in GRADING if "SealedExecute" not in step]),
        (SANITIZING, [step for step in GRADING if "RequireReceipt" not in step]),
        (SANITIZING, [step for step in GRADING if "FlagForHuman" not in step]),
        (SANITIZING, [*GRADING[:SEALED], Execute, *GRADING[SEALED + 1 :]]),
        (SANITIZING, [Execute, *GRADING]),
        (SANITIZING, ["nbconvert.preprocessors.ExecutePreprocessor", *GRADING]),
        (SANITIZING, list(reversed(GRADING))),
        (SANITIZING[1:], GRADING),
        ([*SANITIZING, Execute], GRADING),
        ([], []),
    ],
)
def test_any_other_list_of_steps_is_refused(sanitizing: list[Any], grading: list[Any]) -> None:
    with pytest.raises(Unsealed, match="已拒绝评分"):
        require_sealed(sanitizing, grading)


def test_the_executor_refuses_without_a_receipt(tmp_path: Path) -> None:
    handed = Handed(tmp_path)
    place = handed.place
    resources = {
        "nbgrader": {"student": place.trainee, "assignment": CHAPTER, "notebook": CHAPTER, "db_url": "none"},
        "metadata": {"path": str(tmp_path / "autograded" / place.trainee / CHAPTER)},
    }
    with pytest.raises(IntakeFailed, match="没有通过收卷"):
        SealedExecute().preprocess(None, resources)


@pytest.mark.parametrize(
    ("environ", "unsealed"),
    [
        ({}, False),
        ({"NBGRADER_EXECUTION": "validate"}, False),
        ({"NBGRADER_EXECUTION": "autograde"}, True),
        ({"NBGRADER_EXECUTION": "autograde", "COURSE_GRADED_TRAINEE": ""}, True),
        ({"NBGRADER_EXECUTION": "autograde", "COURSE_GRADED_TRAINEE": "li"}, False),
    ],
)
def test_a_kernel_knows_when_it_is_graded_unsealed(environ: dict[str, str], unsealed: bool) -> None:
    assert is_unsealed(environ) is unsealed


class Site:
    """A course that was released and has one submission, and nbgrader started from anywhere."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = root / "server" / "finserv"
        source = self.course / "source" / CHAPTER
        shutil.copytree(PROJECT / "source" / CHAPTER, source)
        notebook: Notebook = trimmed(json.loads((source / f"{CHAPTER}.ipynb").read_text(encoding="utf-8")))
        self.model = "".join(cell_of(notebook, TASK)["source"])
        (source / f"{CHAPTER}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        self.elsewhere = root / "elsewhere"
        self.elsewhere.mkdir()
        (self.elsewhere / "nbgrader_config.py").write_text(
            STOCK.format(root=str(self.course)), encoding="utf-8"
        )
        assert self.nbgrader("generate_assignment", CHAPTER)[0] == 0
        handed = Handed(self.course)
        handed.write(trimmed(handed.rebuilt()))
        handed.change(lambda notebook: cell_of(notebook, TASK).update(source=self.model))
        # Hands in something wrong, and has answered on another version of the data.
        drifted = Handed(self.course, "drifted")
        drifted.write(trimmed(drifted.rebuilt()))
        drifted.log.write_text(event(trainee="drifted", data="ch01:w2:drifted") + "\n", encoding="utf-8")

    def environment(self, sealed: bool) -> dict[str, str]:
        """Return the environment of a process that finds the sealed settings where Jupyter looks, or not."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "COURSE"))
        }
        return kept | {
            "JUPYTER_CONFIG_DIR": str(self.root / "config"),
            "JUPYTER_CONFIG_PATH": str(ETC if sealed else self.root / "none"),
            "JUPYTER_DATA_DIR": str(self.root / "data"),
            "HOME": str(self.root),
        }

    def nbgrader(self, *arguments: str, sealed: bool = True) -> tuple[int, str]:
        """Return exit code and output of nbgrader, started elsewhere than in the course."""
        return nbgrader(arguments, self.elsewhere, self.environment(sealed))

    def grade(self, trainee: str, name: str = f"{TASK}-test") -> tuple[float | None, bool]:
        """Return the score of a graded cell, None while there is none, and whether it waits for a human."""
        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}", "finserv") as gradebook:
            grade = gradebook.find_grade(name, CHAPTER, CHAPTER, trainee)
            return grade.auto_score, grade.needs_manual_grade

    def score(self) -> float | None:
        """Return the score of the honest trainee's data task."""
        return self.grade("li")[0]

    def graded(self) -> Path:
        """Return the folder of the graded submission."""
        return Place(self.course, "li", CHAPTER).root / "autograded" / "li" / CHAPTER


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return one course for the tests of this file, which grade the same submission in turn."""
    return Site(tmp_path_factory.mktemp("settings"))


@pytest.mark.needs_bubblewrap
def test_nbgrader_with_its_own_settings_grades_nobody(site: Site) -> None:
    (site.elsewhere / "nbgrader_config.py").write_text(
        STOCK.format(root=str(site.course))
        + "from nbgrader.converters import Autograde\n"
        + "c.Autograde.autograde_preprocessors = Autograde.autograde_preprocessors.default_args[0]\n"
        + "c.Autograde.sanitize_preprocessors = Autograde.sanitize_preprocessors.default_args[0]\n",
        encoding="utf-8",
    )
    code, said = site.nbgrader("autograde", CHAPTER, sealed=False)
    assert code != 0 and "DeadKernelError" in said
    assert site.score() is None and not site.graded().exists()


@pytest.mark.needs_bubblewrap
def test_replacing_the_steps_of_grading_is_refused(site: Site) -> None:
    (site.elsewhere / "nbgrader_config.py").write_text(
        STOCK.format(root=str(site.course))
        + "from nbgrader.converters import Autograde\n"
        + "c.Autograde.autograde_preprocessors = Autograde.autograde_preprocessors.default_args[0]\n",
        encoding="utf-8",
    )
    code, said = site.nbgrader("autograde", CHAPTER)
    assert code != 0 and "已拒绝评分" in said
    assert site.score() is None and not site.graded().exists()


@pytest.mark.needs_bubblewrap
def test_nbgrader_from_another_folder_grades_sealed(site: Site) -> None:
    (site.elsewhere / "nbgrader_config.py").write_text(STOCK.format(root=str(site.course)), encoding="utf-8")
    code, said = site.nbgrader("autograde", CHAPTER)
    assert code == 0, said
    assert site.grade("li") == (10, False)
    assert (site.graded() / "given.json").is_file()


@pytest.mark.needs_bubblewrap
def test_a_score_on_other_data_waits_for_a_human_who_is_told_why(site: Site) -> None:
    code, said = site.nbgrader("autograde", CHAPTER, "--student=drifted", "--force")
    assert code == 0, said
    assert site.grade("drifted") == (None, True)
    assert site.grade("drifted", "ch01-exam-test") == (0, False)
    path = site.course / "autograded" / "drifted" / CHAPTER / f"{CHAPTER}.ipynb"
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert "作答记录里的数据版本是 2" in "".join(first["source"])


@pytest.mark.needs_bubblewrap
def test_a_folder_that_is_no_trainees_leaves_nothing_in_the_gradebook(site: Site) -> None:
    junk = 'x"><svg onload=alert(1)>'
    folder = site.course / "submitted" / junk / CHAPTER
    shutil.copytree(site.course / "submitted" / "li" / CHAPTER, folder)
    code, said = site.nbgrader("autograde", CHAPTER)
    shutil.rmtree(folder.parent)
    assert code != 0 and "不能作学员编号" in said
    with Gradebook(f"sqlite:///{site.course / 'gradebook.db'}", "finserv") as gradebook:
        assert {student.id for student in gradebook.students} == {"li", "drifted"}
    assert not (site.course / "autograded" / junk / CHAPTER).exists()


def sandboxes_of(parent: int) -> int:
    """Return how many sandboxes a process has started and not ended."""
    children = psutil.Process(parent).children(recursive=True)
    return sum(child.name() == "bwrap" for child in children)


@pytest.mark.needs_bubblewrap
def test_formgraders_button_grades_sealed_from_a_server_started_elsewhere(site: Site) -> None:
    shutil.rmtree(site.graded(), ignore_errors=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = site.root / "config"
    config.mkdir(exist_ok=True)
    (config / "nbgrader_config.py").write_text(STOCK.format(root=str(site.course)), encoding="utf-8")
    (config / "jupyter_server_config.py").write_text(
        "c = get_config()\n"
        "c.ServerApp.jpserver_extensions = {'nbgrader.server_extensions.formgrader': True}\n",
        encoding="utf-8",
    )
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", "--ip=127.0.0.1",
            f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=secret",
            "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={site.root / 'server'}",
        ],
        cwd=site.elsewhere, env=site.environment(sealed=True),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    headers = {"Authorization": "token secret"}
    try:
        for _ in range(300):
            try:
                if requests.get(f"{address}/api/status", headers=headers, timeout=5).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.2)
        answer = requests.post(
            f"{address}/formgrader/api/submission/{CHAPTER}/li/autograde", headers=headers, timeout=120
        )
        page = requests.get(f"{address}/formgrader/manage_submissions/{CHAPTER}", headers=headers, timeout=30)
        assert sandboxes_of(server.pid) == 0
    finally:
        server.terminate()
        server.wait(30)
    assert answer.ok, answer.text
    assert answer.json()["success"], answer.json().get("log")
    assert page.ok and re.search("formgrader", page.text, re.IGNORECASE)
    assert site.score() == 10
    assert (site.graded() / "given.json").is_file()
