"""What `course doctor` says about machines that lack something."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from course.doctor import BWRAP_CHECK, Finding, examine, exit_code, render
from course.machine import Machine


class Bench(Machine):
    """A complete machine from which a test takes things away."""

    def __init__(self) -> None:
        self.version_of_python = (3, 12, 1)
        self.place: Path | None = Path("/course/.venv")
        self.wanted = [
            "pandas>=3.0",
            'jupyter_server>=2.20; extra == "teach"',
            'nbconvert>=7.17.1; extra == "teach"',
            'jupyterhub>=5.3; extra == "hub"',
            'tomli; python_version < "3.0"',
            'pytest>=8.3; extra == "dev"',
        ]
        self.installed = {
            "pandas": "3.1",
            "jupyter_server": "2.21.1",
            "nbconvert": "7.17.1",
            "jupyterhub": "6.1.1",
            "pytest": "9.0",
        }
        self.on_path = {"nbgrader", "alembic", "traefik", "git", "chromium", "bwrap", "fc-list"}
        self.beside: set[str] = {"nbgrader", "alembic", "traefik"}
        self.outputs = {"/usr/bin/fc-list": (0, "Noto Sans CJK SC,思源黑体\nWenQuanYi")}
        self.files: dict[str, str] = {}
        self.free = 50 * 2**30

    def python(self) -> tuple[int, int, int]:
        return self.version_of_python

    def environment(self) -> Path | None:
        return self.place

    def requirements(self) -> list[str]:
        return self.wanted

    def version(self, package: str) -> str | None:
        return self.installed.get(package)

    def which(self, program: str) -> Path | None:
        return Path("/usr/bin") / program if program in self.on_path else None

    def beside_python(self, program: str) -> Path | None:
        return Path("/course/.venv/bin") / program if program in self.beside else None

    def run(self, *command: str) -> tuple[int, str]:
        return self.outputs.get(command[0], (0, f"{Path(command[0]).name} 1.0"))

    def read(self, path: str) -> str | None:
        return self.files.get(path)

    def free_bytes(self) -> int:
        return self.free


def lacking(machine: Machine) -> list[Finding]:
    return [finding for finding in examine(machine) if finding.state != "present"]


def test_a_complete_machine_is_told_so() -> None:
    assert lacking(Bench()) == []
    assert exit_code(examine(Bench())) == 0


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 15, 0)])
def test_a_wrong_python_is_needed(version: tuple[int, int, int]) -> None:
    machine = Bench()
    machine.version_of_python = version
    (finding,) = lacking(machine)
    assert (finding.component, finding.state) == ("Python", "needed")
    assert "3.11" in finding.remedy
    assert exit_code([finding]) == 1


@pytest.mark.parametrize(
    ("package", "version", "words", "state"),
    [
        ("jupyter_server", "2.19.9", "jupyter_server 2.19.9 不符合 >=2.20", "needed"),
        ("nbconvert", "7.17.0", "nbconvert 7.17.0 不符合 >=7.17.1", "needed"),
        ("jupyterhub", "4.1.6", "jupyterhub 4.1.6 不符合 >=5.3", "needed"),
        ("pandas", None, "pandas 没有安装", "needed"),
        ("pytest", None, "pytest 没有安装", "optional"),
    ],
)
def test_a_missing_or_old_package_is_named(package: str, version: str | None, words: str, state: str) -> None:
    machine = Bench()
    machine.installed.pop(package)
    if version:
        machine.installed[package] = version
    (finding,) = lacking(machine)
    assert finding.state == state
    assert finding.found == words
    assert "make start" in finding.remedy


def test_the_installed_course_asks_for_safe_versions() -> None:
    floors = {
        line.split(">=")[0].replace("-", "_"): line for line in Machine().requirements() if ">=" in line
    }
    assert floors["jupyter_server"].startswith(("jupyter-server>=2.20", "jupyter_server>=2.20"))
    assert floors["nbconvert"].startswith("nbconvert>=7.17.1")
    assert floors["jupyterhub"].startswith("jupyterhub>=5")


def test_a_course_that_is_not_installed_is_needed() -> None:
    machine = Bench()
    machine.wanted = []
    assert exit_code(lacking(machine)) == 1


def test_programs_off_path_are_a_hint_and_missing_ones_are_needed() -> None:
    machine = Bench()
    machine.on_path -= {"alembic", "traefik"}
    (finding,) = lacking(machine)
    assert finding.state == "optional"
    assert finding.lines == 'export PATH="/course/.venv/bin:$PATH"'
    machine.beside.remove("traefik")
    (finding,) = lacking(machine)
    assert finding.state == "needed"
    assert "traefik" in finding.found


@pytest.mark.parametrize(("gib", "code"), [(0.5, 1), (2, 3), (6, 0)])
def test_a_full_disk_is_told(gib: float, code: int) -> None:
    machine = Bench()
    machine.free = int(gib * 2**30)
    assert exit_code(examine(machine)) == code


@pytest.mark.parametrize("program", ["git", "chromium", "bwrap", "fc-list"])
def test_debian_packages_are_optional_with_the_line_that_installs_them(program: str) -> None:
    machine = Bench()
    machine.on_path.remove(program)
    (finding,) = lacking(machine)
    assert finding.state == "optional"
    assert finding.lines.startswith("sudo apt-get install -y ")
    assert exit_code([finding]) == 3


@pytest.mark.parametrize(
    ("file", "value", "line"),
    [
        ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "sudo systemctl reload apparmor"),
        ("/proc/sys/kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("/proc/sys/user/max_user_namespaces", "0", "user.max_user_namespaces"),
    ],
)
def test_a_sandbox_that_fails_prints_the_lines_that_mend_it(file: str, value: str, line: str) -> None:
    machine = Bench()
    machine.outputs["bwrap"] = (1, "bwrap: setting up uid map: Permission denied\nmore")
    (finding,) = lacking(machine)
    assert "setting up uid map" in finding.found
    assert finding.remedy
    machine.files[file] = value
    (finding,) = lacking(machine)
    assert line in finding.lines


def test_the_sandbox_check_is_a_command_without_shell_words() -> None:
    assert BWRAP_CHECK.split()[0] == "bwrap"
    assert not set(BWRAP_CHECK) & set("|&;<>$`\"'")


def test_the_screen_shows_components_remedies_and_whole_lines() -> None:
    machine = Bench()
    machine.outputs["bwrap"] = (1, "no [permission]")
    machine.files["/proc/sys/kernel/apparmor_restrict_unprivileged_userns"] = "1"
    machine.on_path.remove("chromium")
    screen = Console(file=io.StringIO(), width=80)
    render(examine(machine), screen)
    assert isinstance(screen.file, io.StringIO)
    text = screen.file.getvalue()
    for words in ("组件 Component", "✓ 就绪", "○ 可选", "no [permission]", "Only optional"):
        assert words in text
    assert "\nsudo apt-get install -y chromium\n" in text
    assert "\nprofile bwrap /usr/bin/bwrap flags=(unconfined) {\n" in text
    assert len(text.splitlines()) < 50


def test_this_machine_can_be_examined() -> None:
    findings = examine()
    assert [f.component for f in findings][:2] == ["Python", "Virtual environment"]
    assert findings[0].state == "present"
    assert all(f.found for f in findings)
    assert all(f.remedy for f in findings if f.state != "present")


def test_a_command_that_cannot_start_or_hangs_is_an_answer_not_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("course.machine.RUN_SECONDS", 0.2)
    assert Machine().run("/no/such/program")[0] == 127
    assert Machine().run("/bin/sleep", "5")[0] == 124
    assert Machine().read("/no/such/file") is None
