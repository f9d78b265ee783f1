"""The bootstrap decides rightly what to install and by whom, and says what it cannot do."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts import bootstrap
from tests.project.manifest import ROOT, tracked


class Recorder:
    """A stand-in for the shell: keeps every command, fails those that hold one of the `broken` words."""

    def __init__(self, *broken: str) -> None:
        self.broken = broken
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str]) -> None:
        self.commands.append(command)
        if any(word in command for word in self.broken):
            raise bootstrap.Failed(f"`{command[0]}` ended with 1.")

    def lines(self) -> list[str]:
        return [" ".join([Path(command[0]).name, *command[1:]]) for command in self.commands]


@pytest.fixture
def venv(tmp_path) -> Path:
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    return folder


# ---- Python
@pytest.mark.parametrize("version", [(3, 11, 2), (3, 12, 0), (3, 13, 1), (3, 14, 0)])
def test_supported_python_is_accepted(version):
    assert bootstrap.unfit(version) == ""


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 14), (3, 15, 0)])
def test_other_python_is_refused_in_one_sentence_with_the_remedy(version):
    said = bootstrap.unfit(version)
    assert f"{version[0]}.{version[1]}" in said
    assert "make PYTHON=" in said
    assert "\n" not in said


def test_script_parses_on_old_pythons_so_that_they_can_be_told():
    ast.parse((ROOT / "scripts/bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_missing_venv_module_names_the_package(venv, monkeypatch):
    monkeypatch.setattr(
        bootstrap.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name
    )
    run = Recorder()
    with pytest.raises(bootstrap.Failed, match=r"apt-get install -y python3\.\d+-venv"):
        bootstrap.make_venv(venv, run)
    assert run.commands == []


# ---- uv, and pip in its place
def test_uv_installs_with_hashes_and_byte_code(venv):
    run = Recorder()
    assert bootstrap.install_locked(venv, "auto", run) == "uv"
    first, sync, project = run.lines()
    assert "--require-hashes" in first
    assert sync.startswith("uv pip sync")
    assert {"--require-hashes", "--compile-bytecode", "requirements.lock"} <= set(sync.split())
    assert {"--no-deps", "--no-build-isolation", "-e"} <= set(project.split())
    assert (venv / "uv.lock.txt").read_text(encoding="utf-8").startswith("uv==")


@pytest.mark.parametrize("broken", ["--no-deps", "sync"], ids=["uv cannot be had", "uv fails"])
def test_pip_takes_over(venv, broken, capsys):
    run = Recorder(broken)
    if broken == "--no-deps":
        # Only the first call, which fetches uv, is to fail.
        run.broken = (str(venv / "uv.lock.txt"),)
    assert bootstrap.install_locked(venv, "auto", run) == "pip"
    locked, project = run.lines()[-2:]
    assert locked.startswith("python -m pip install")
    assert {"--require-hashes", "--compile", "requirements.lock"} <= set(locked.split())
    assert {"--no-deps", "--no-build-isolation", "-e"} <= set(project.split())
    assert "Falling back to pip" in capsys.readouterr().out


def test_a_forced_installer_is_kept_to(venv):
    with pytest.raises(bootstrap.Failed):
        bootstrap.install_locked(venv, "uv", Recorder("sync"))
    run = Recorder()
    assert bootstrap.install_locked(venv, "pip", run) == "pip"
    assert not any("uv" in line.split() for line in run.lines())
    with pytest.raises(bootstrap.Failed, match="COURSE_INSTALLER=conda"):
        bootstrap.install_locked(venv, "conda", Recorder())


def test_failing_pip_is_a_failure(venv):
    with pytest.raises(bootstrap.Failed):
        bootstrap.install_locked(venv, "pip", Recorder("requirements.lock"))


def test_pinned_takes_one_package_with_all_its_hashes():
    first = "uv==1 \\\n    --hash=sha256:a \\\n    --hash=sha256:b\n    # via course\n"
    lock = first + "uvloop==2 \\\n    --hash=sha256:c\n"
    assert bootstrap.pinned(lock, "uv") == first
    assert bootstrap.pinned(lock, "uvloop").endswith("sha256:c\n")
    with pytest.raises(bootstrap.Failed, match="make lock"):
        bootstrap.pinned(lock, "absent")


# ---- Debian packages
def test_missing_packages_are_told_by_what_they_bring(tmp_path):
    everything = bootstrap.missing_packages(lambda name: None, tmp_path, "debian")
    assert everything == ["chromium", "bubblewrap", "fonts-noto-cjk", "libatomic1"]
    assert bootstrap.missing_packages(lambda name: None, tmp_path, "ubuntu")[0] == "chromium-browser"


@pytest.fixture
def ubuntu(tmp_path) -> tuple[Path, dict[str, str]]:
    """The top of a file system that has everything, and its PATH."""
    names = [pattern.replace("*", "some") for pattern in bootstrap.FILES.values()]
    for name in (*names, "bin/chromium-browser", "bin/bwrap", "bin/apt-get", "etc/os-release"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch(mode=0o755)
    (tmp_path / "etc/os-release").write_text('NAME="Ubuntu"\nID=ubuntu\n', encoding="utf-8")
    return tmp_path, {"PATH": str(tmp_path / "bin")}


def test_nothing_is_installed_or_said_where_all_is_there(ubuntu, capsys):
    run = Recorder()
    bootstrap.provide_packages(run, root=True, environ=ubuntu[1], top=ubuntu[0])
    assert run.commands == []
    assert capsys.readouterr().out == ""


def test_only_what_is_missing_is_installed_under_its_name_here(ubuntu):
    top, environ = ubuntu
    (top / "bin/chromium-browser").unlink()
    next(top.glob(bootstrap.FILES["libatomic1"])).unlink()
    run = Recorder()
    bootstrap.provide_packages(run, root=True, environ=environ, top=top)
    assert [command[-2:] for command in run.commands] == [["chromium-browser", "libatomic1"]]


def test_lists_are_renewed_only_when_needed():
    run = Recorder()
    assert bootstrap.install_packages(["bubblewrap"], run) == []
    assert [command[1] for command in run.commands] == ["install"]


def test_one_bad_package_costs_only_itself():
    run = Recorder("chromium")
    assert bootstrap.install_packages(["chromium", "bubblewrap"], run) == ["chromium"]
    assert ["apt-get", "update", "-qq"] in run.commands
    assert run.commands[-1][-1] == "bubblewrap"


@pytest.fixture
def bare_machine(monkeypatch) -> None:
    monkeypatch.setattr(bootstrap, "missing_packages", lambda *_: ["chromium", "bubblewrap"])


def test_without_root_one_line_says_what_to_run(bare_machine, capsys):
    run = Recorder()
    bootstrap.provide_packages(run, root=False, environ={"PATH": "/usr/bin"})
    assert run.commands == []
    assert "sudo apt-get update && sudo apt-get install -y chromium bubblewrap" in capsys.readouterr().out


def test_root_gets_them_installed_or_is_told(bare_machine, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name, path: f"/usr/bin/{name}")
    run = Recorder()
    bootstrap.provide_packages(run, root=True, environ={})
    assert run.commands[0][-2:] == ["chromium", "bubblewrap"]
    assert "sudo" not in capsys.readouterr().out
    bootstrap.provide_packages(Recorder("chromium"), root=True, environ={})
    assert "sudo apt-get update && sudo apt-get install -y chromium\n" in capsys.readouterr().out


def test_no_questions_and_no_foreign_import_paths():
    given = {"PYTHONPATH": "/x", "PIP_INDEX_URL": "kept", "UV_HTTP_TIMEOUT": "7"}
    environ = bootstrap.clean_environment(given, certificates=False)
    assert environ["DEBIAN_FRONTEND"] == "noninteractive"
    assert "PYTHONPATH" not in environ
    assert (environ["PIP_INDEX_URL"], environ["UV_HTTP_TIMEOUT"]) == ("kept", "7")


def test_uv_trusts_the_system_unless_told_otherwise():
    assert bootstrap.clean_environment({}, certificates=True)["UV_SYSTEM_CERTS"] == "true"
    assert "UV_SYSTEM_CERTS" not in bootstrap.clean_environment({}, certificates=False)
    kept = bootstrap.clean_environment({"UV_SYSTEM_CERTS": "false"}, certificates=True)
    assert kept["UV_SYSTEM_CERTS"] == "false"


# ---- stamp
@pytest.fixture
def checkout(tmp_path) -> Path:
    """A checkout whose .venv is a link farm that passes as finished work."""
    for name in bootstrap.INPUTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    bin_folder = tmp_path / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "pip").write_text(f"#!{bin_folder}/python\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def stocked(monkeypatch) -> None:
    monkeypatch.setattr(bootstrap, "missing_packages", lambda *_: [])


def test_second_call_does_nothing(checkout, stocked):
    bootstrap.bootstrap(checkout, {}, Recorder(), is_root=False)
    again = Recorder()
    bootstrap.bootstrap(checkout, {}, again, is_root=False)
    assert again.commands == []


@pytest.mark.parametrize("name", bootstrap.INPUTS)
def test_changed_input_installs_again_into_the_same_environment(checkout, stocked, name):
    bootstrap.bootstrap(checkout, {}, Recorder(), is_root=False)
    with (checkout / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    again = Recorder()
    bootstrap.bootstrap(checkout, {}, again, is_root=False)
    assert any("sync" in command for command in again.commands)
    assert not any("venv" in command for command in again.commands)


def test_every_file_that_is_copied_at_installation_is_watched():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    sources = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    files = [path for source in sources for path in [ROOT / source, *(ROOT / source).rglob("*")]]
    assert {path.relative_to(ROOT).as_posix() for path in files if path.is_file()} <= set(bootstrap.INPUTS)


def test_interrupted_installation_is_repeated(checkout, stocked):
    with pytest.raises(bootstrap.Failed):
        bootstrap.bootstrap(checkout, {}, Recorder("requirements.lock"), is_root=False)
    again = Recorder()
    bootstrap.bootstrap(checkout, {}, again, is_root=False)
    assert any("sync" in command for command in again.commands)


def test_moved_checkout_gets_a_new_environment(checkout, stocked):
    bootstrap.bootstrap(checkout, {}, Recorder(), is_root=False)
    (checkout / ".venv/bin/pip").write_text("#!/elsewhere/.venv/bin/python\n", encoding="utf-8")
    (checkout / ".venv/.complete").unlink()
    again = Recorder()
    bootstrap.bootstrap(checkout, {}, again, is_root=False)
    assert again.commands[0][1:4] == ["-m", "venv", "--clear"]


# ---- for real
@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_a_clone_is_set_up_for_real(tmp_path, installer):
    clone = tmp_path / "clone"
    for path in tracked():
        copy = clone / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    environ = os.environ | {"COURSE_INSTALLER": installer, "PYTHONDONTWRITEBYTECODE": "1"}
    base = Path(sys.base_prefix) / "bin" / "python3"
    for _ in range(2):
        subprocess.run([str(base), "scripts/bootstrap.py"], cwd=clone, env=environ, check=True)
    assert (clone / ".venv/.complete").read_text(encoding="utf-8").endswith(f" {installer}\n")
    python = clone / ".venv/bin/python"
    subprocess.run(
        [str(python), "-c", "import course, nbgrader, jupyterhub, pandas"], cwd=tmp_path, check=True
    )
    packages = next((clone / ".venv/lib").glob("python3*/site-packages"))
    for package in ("pandas", "nbgrader", "jupyterhub"):
        assert list((packages / package / "__pycache__").glob("*.pyc")), f"{package} is not compiled"
    assert list((clone / "course/__pycache__").glob("*.pyc"))
