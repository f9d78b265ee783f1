"""What stops the demo is told in one clear sentence, and nothing is left or lost."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from course.hub import accounts, environment, ports, processes, release, settings, workfolder
from course.hub.demo import Options, run_demo
from course.hub.problems import DemoError
from tests.hub.test_endings import marked


def told(root: Path, folder: Path, options: Options | None = None) -> str:
    """Returns the one sentence of a demo that cannot run."""
    said: list[str] = []
    assert run_demo(root, folder, options or Options(open_browser=False), say=said.append) == 1
    assert len(said) == 1
    assert "\n" not in said[0]
    return said[0]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that looks like a built project."""
    for part in ("source", "release"):
        (tmp_path / "project" / part / "ch01").mkdir(parents=True)
        (tmp_path / "project" / part / "ch01" / "ch01.ipynb").write_text("{}", encoding="utf-8")
    return tmp_path / "project"


def test_a_taken_port_is_named_with_a_free_one(project: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = told(project, tmp_path / "work", Options(port=port))
    assert f"端口 {port} 已被别的程序占用" in sentence
    assert "--port" in sentence
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("port", [0, -1, 70000])
def test_an_impossible_port_is_refused(project: Path, tmp_path: Path, port: int) -> None:
    assert f"端口 {port} 不存在" in told(project, tmp_path / "work", Options(port=port))


def test_a_missing_traefik_is_told_with_its_remedy(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "bin_folder", lambda: tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    sentence = told(project, tmp_path / "work")
    assert "缺少转发程序 traefik" in sentence
    assert "make start" in sentence


def test_a_folder_that_cannot_be_written_is_told(project: Path, tmp_path: Path) -> None:
    # Below a plain file nobody can write, not even root.
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "无法写入演示文件夹" in told(project, tmp_path / "file" / "work")
    assert "是一个文件" in told(project, tmp_path / "file")


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_with_other_content_is_never_touched(project: Path, tmp_path: Path, fresh: bool) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    assert "有别的内容" in told(project, tmp_path / "mine", Options(fresh=fresh))
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_second_demo_in_the_same_folder_is_refused(project: Path, tmp_path: Path) -> None:
    _, lock = workfolder.open_folder(tmp_path / "work", "finserv")
    with lock:
        assert "已在" in told(project, tmp_path / "work")


@pytest.mark.parametrize("trainees", [0, 41])
def test_an_impossible_number_of_trainees_is_refused(project: Path, tmp_path: Path, trainees: int) -> None:
    assert "学员人数" in told(project, tmp_path / "work", Options(trainees=trainees))


def test_nothing_built_is_built_first_and_told_when_that_gives_nothing(tmp_path: Path) -> None:
    calls: list[str] = []
    said: list[str] = []
    code = run_demo(tmp_path / "empty", tmp_path / "work", None, lambda: calls.append("built"), said.append)
    assert code == 1
    assert calls == ["built"]
    assert "course build" in said[-1]


def test_a_start_ends_what_a_killed_run_left(tmp_path: Path) -> None:
    left = marked("killed-run", "print('r', flush=True)\ntime.sleep(600)")
    folder, lock = workfolder.open_folder(tmp_path / "work", "finserv")
    with lock:
        workfolder.write_private(folder.state_file, {"run": "killed-run"})
    assert "course build" in told(tmp_path / "empty", tmp_path / "work")
    left.wait(5)
    assert processes.started_by("killed-run") == set()


def test_a_chapter_that_nbgrader_refuses_is_told_with_the_log(project: Path, tmp_path: Path) -> None:
    said: list[str] = []
    assert run_demo(project, tmp_path / "work", Options(open_browser=False), say=said.append) == 1
    assert "nbgrader 没能发布ch01" in said[-1]
    assert "release.log" in said[-1]
    assert (tmp_path / "work" / "run" / "release.log").stat().st_size > 0


def test_work_and_passwords_survive_a_restart_and_fresh_deletes_them(tmp_path: Path) -> None:
    folder, lock = workfolder.open_folder(tmp_path / "work", "finserv")
    with lock:
        workfolder.prepare(folder, ["anan"])
        (folder.home("anan") / "work.txt").write_text("mine", encoding="utf-8")
        (folder.run / "old.log").write_text("", encoding="utf-8")
        workfolder.write_private(folder.state_file, {"port": 1})
        workfolder.prepare(folder, ["anan", "bobo"])
        assert (folder.home("anan") / "work.txt").read_text(encoding="utf-8") == "mine"
        assert not (folder.run / "old.log").exists()
        workfolder.wipe(folder)
        assert workfolder.read_state(folder) == {}
        assert not folder.homes.exists()


def test_a_damaged_state_file_costs_new_passwords_only(tmp_path: Path) -> None:
    folder, lock = workfolder.open_folder(tmp_path / "work", "finserv")
    with lock:
        for damaged in ("{", "[]", ""):
            folder.state_file.write_text(damaged, encoding="utf-8")
            assert workfolder.read_state(folder) == {}


def test_known_passwords_are_kept_and_new_ones_differ() -> None:
    first = accounts.make_accounts(3, {})
    again = accounts.make_accounts(12, {a.name: a.password for a in first})
    assert again[:4] == first
    assert len({a.password for a in again}) == 13
    assert len({a.name for a in again}) == 13
    assert [a.role for a in again].count("instructor") == 1


def test_a_login_needs_the_right_pair() -> None:
    passwords = {"anan": "secret"}
    assert accounts.check(passwords, {"username": " Anan ", "password": "secret"}) == "anan"
    assert accounts.check(passwords, {"username": "anan", "password": "密码"}) is None
    assert accounts.check(passwords, {"username": "teacher", "password": "secret"}) is None
    assert accounts.check(passwords, {}) is None


def test_the_last_port_is_taken_again_unless_it_is_busy() -> None:
    free = ports.random_ports(1)[0]
    assert ports.choose(None, free)[0] == free
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        chosen = ports.choose(None, busy)
        with pytest.raises(DemoError):
            ports.choose(busy, None)
    assert busy not in chosen
    assert len(set(chosen)) == 3


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    folder, lock = workfolder.open_folder(tmp_path / "演示 {x}", "finserv")
    with lock:
        workfolder.prepare(folder, [])
        saved = settings.Settings(
            folder, tuple(accounts.make_accounts(2, {})), "run", 8000, 8001, 8002, "secret", True
        )
        assert settings.load(settings.save(saved)) == saved


def test_the_callers_own_jupyter_settings_do_not_leak() -> None:
    given = {
        "JUPYTER_CONFIG_DIR": "/x",
        "COURSE_TRAINEE": "me",
        "PYTHONPATH": "/y",
        "HOME": "/h",
        "PATH": "/b",
    }
    assert environment.inherited(given, Path("/venv/bin"), "r1") == {
        "HOME": "/h",
        "PATH": f"/venv/bin{os.pathsep}/b",
        processes.MARKER: "r1",
    }


def test_only_chapters_with_source_and_release_are_given_out(project: Path) -> None:
    (project / "release" / "ch02").mkdir()
    (project / "release" / "ch02" / "ch02.ipynb").write_text("{}", encoding="utf-8")
    before = release.ready_chapters(project)
    assert before.names == ("ch01",)
    mark = before.fingerprint()
    (project / "source" / "ch01" / "ch01.ipynb").write_text("{ }", encoding="utf-8")
    assert release.ready_chapters(project).fingerprint() != mark
    shutil.rmtree(project / "source")
    assert release.ready_chapters(project).names == ()
