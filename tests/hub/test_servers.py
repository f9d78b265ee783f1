"""What the servers of the demo let their people do."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from course.hub.settings import VARIABLE
from tests.hub.running import RunningDemo, until
from tests.hub.visitor import Visitor


@pytest.fixture(scope="module")
def trainee(demo: RunningDemo) -> Iterator[Visitor]:
    visitor = Visitor(demo, "bobo").start_server()
    yield visitor
    visitor.session.close()


@pytest.fixture(scope="module")
def instructor(demo: RunningDemo) -> Iterator[Visitor]:
    visitor = Visitor(demo, "teacher").start_server()
    yield visitor
    visitor.session.close()


def test_a_wrong_password_is_told_in_chinese(demo: RunningDemo) -> None:
    visitor = Visitor(demo, "nobody")
    assert visitor.answer.status_code == 403
    assert "账号或密码不对" in visitor.answer.content.decode()
    visitor.session.close()


def test_a_trainee_has_no_grading_pages_and_no_terminal(trainee: Visitor) -> None:
    assert trainee.ask("GET", "formgrader").status_code == 404
    assert trainee.ask("GET", "formgraders").status_code == 404
    assert trainee.ask("POST", "api/terminals").status_code == 404
    config = re.search(
        r'id="jupyter-config-data"[^>]*>(.*?)</script>', trainee.ask("GET", "lab").text, flags=re.DOTALL
    )
    assert config is not None
    disabled = json.dumps(json.loads(config.group(1))["disabledExtensions"])
    for extension in ("formgrader", "course-list", "create-assignment"):
        assert f"@jupyter/nbgrader:{extension}" in disabled
    assert "assignment-list" not in disabled


@pytest.mark.usefixtures("instructor")
def test_a_trainee_cannot_open_another_server(trainee: Visitor) -> None:
    page = trainee.session.get(trainee.address + "user/teacher/lab", timeout=20)
    assert page.status_code in (403, 404)
    assert "出错了" in page.content.decode()
    assert "Jupyter has lots of moons" not in page.text


def test_a_trainee_finds_the_chapter_under_the_own_name(trainee: Visitor, demo: RunningDemo) -> None:
    found = trainee.ask("GET", "assignments?course_id=finserv").json()
    assert found["success"], found
    assert {(a["course_id"], a["assignment_id"]) for a in found["value"]} == {("finserv", "ch01")}
    fetched = trainee.ask("POST", "assignments/fetch?course_id=finserv&assignment_id=ch01").json()
    assert fetched["success"], fetched
    sent = trainee.ask("POST", "assignments/submit?course_id=finserv&assignment_id=ch01").json()
    assert sent["success"], sent
    inbound = demo.folder / "exchange" / "finserv" / "inbound"
    assert [p.name.split("+")[:2] for p in inbound.glob("bobo+*")] == [["bobo", "ch01"]]


def test_the_instructor_sees_formgrader_inside_jupyterlab(instructor: Visitor) -> None:
    page = instructor.ask("GET", "formgrader")
    assert page.status_code == 200
    assert "Manage Assignments" in page.text
    assert page.headers["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize("who", ["trainee", "instructor"])
def test_the_interface_is_chinese_by_default(who: str, request: pytest.FixtureRequest) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    settings = visitor.ask("GET", "lab/api/settings/@jupyterlab/translation-extension:plugin").json()
    assert settings["schema"]["properties"]["locale"]["default"] == "zh_CN"
    pack = visitor.ask("GET", "lab/api/translations/zh_CN").json()
    assert ["启动页"] in pack["data"]["jupyterlab"].values()


@pytest.mark.usefixtures("trainee", "instructor")
def test_everything_listens_on_this_machine_only(demo: RunningDemo, trainee: Visitor) -> None:
    trainee.start_kernel()

    def listening() -> list[str]:
        connections = [c for process in demo.living() for c in process.net_connections("inet")]
        return [str(c.laddr.ip) for c in connections if c.status == psutil.CONN_LISTEN]

    # Hub, proxy (2), two servers, and the five channels of a kernel.
    until(lambda: len(listening()) >= 10, "the kernel to listen")
    assert set(listening()) == {"127.0.0.1"}


@pytest.mark.usefixtures("trainee")
def test_programs_of_the_environment_come_first_and_no_secret_is_in_an_environment(
    demo: RunningDemo,
) -> None:
    secrets = list(demo.passwords.values())
    for process in demo.living():
        environment = process.environ()
        assert environment["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
        assert not any(secret in value for secret in secrets for value in environment.values())
        if "launch server" in " ".join(process.cmdline()):
            assert VARIABLE not in environment


def test_secrets_are_readable_by_their_owner_only(demo: RunningDemo) -> None:
    for name in ("state.json", "run/settings.json", "run/cookie_secret"):
        assert stat.S_IMODE((demo.folder / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE((demo.folder / "run").stat().st_mode) == 0o700


def test_the_terminal_names_everyone_and_warns(demo: RunningDemo) -> None:
    text = "\n".join(demo.lines)
    assert "不隔离任何人" in text
    assert "isolates nobody" in text
    for name, password in demo.passwords.items():
        assert any(name in line and password in line for line in demo.lines)
