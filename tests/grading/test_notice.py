"""What the demo says at its start where grading will not be sealed."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.grading.notice import SEAL_CHECK, notice
from course.hub.accounts import make_accounts
from course.hub.settings import Settings
from course.hub.welcome import terminal_text
from course.hub.workfolder import WorkFolder
from course.machine import Machine


class Bench(Machine):
    """A machine whose sandbox check ends as a test wants."""

    def __init__(self, code: int, said: str = "", bwrap: bool = True) -> None:
        self.ended, self.bwrap = (code, said), bwrap
        self.asked: list[tuple[str, ...]] = []

    def run(self, *command: str) -> tuple[int, str]:
        self.asked.append(command)
        return self.ended

    def which(self, program: str) -> Path | None:
        return Path("/usr/bin") / program if self.bwrap else None

    def read(self, path: str) -> str | None:
        return None


def test_where_it_is_sealed_nothing_is_said() -> None:
    machine = Bench(0, "sealed")
    assert notice({}, machine) == ""
    assert machine.asked == [SEAL_CHECK]


def test_without_a_sandbox_it_is_said_that_grading_is_refused_and_why() -> None:
    said = notice({}, Bench(1, "bwrap is not installed\nmore", bwrap=False))
    assert "评分会被拒绝（没有安装 bubblewrap：bwrap is not installed）" in said
    assert "course doctor" in said
    assert "more" not in said
    assert "exit code 1" in notice({}, Bench(1))


def test_switched_off_it_is_said_what_that_means_without_trying() -> None:
    machine = Bench(0)
    said = notice({"COURSE_SANDBOX": "off"}, machine)
    assert "COURSE_SANDBOX=off" in said
    assert "只能用来看演示" in said
    assert machine.asked == []


@pytest.mark.needs_bubblewrap
def test_on_this_machine_it_is_sealed() -> None:
    assert notice({}) == ""


def test_the_demo_says_it_below_the_accounts(tmp_path: Path) -> None:
    chosen = Settings(
        folder=WorkFolder(tmp_path, "finserv"),
        accounts=tuple(make_accounts(1, {})),
        run="0",
        port=1,
        hub_port=2,
        traefik_port=3,
        traefik_password="",
        as_root=False,
    )
    said = notice({"COURSE_SANDBOX": "off"})
    lines = terminal_text(chosen, 5, said).split("\n")
    assert f"  评分 Grading   {said}" in lines
    assert "评分" not in terminal_text(chosen, 5)
