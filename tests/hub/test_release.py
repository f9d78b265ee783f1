"""Chapters reach the trainees as the project has them, and work that was handed in keeps its version."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from course.hub import accounts, environment, release, workfolder
from tests.hub.tiny import POINTS


def test_publishing_again_renews_a_chapter_until_somebody_hands_work_in(
    tiny_project: Path, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    for part in ("source", "release"):
        shutil.copytree(tiny_project / part, root / part)
    folder, lock = workfolder.open_folder(tmp_path / "演示 work", "finserv")
    everyone = accounts.make_accounts(2, {})
    with lock:
        workfolder.prepare(folder, [a.name for a in everyone])
        variables = environment.inherited(os.environ, environment.bin_folder(), "run")
        variables |= environment.of_server(folder, "instructor", "run") | {
            "HOME": str(folder.home("teacher"))
        }

        def publish() -> list[str]:
            return release.publish(release.ready_chapters(root), folder, everyone, variables)

        given = folder.exchange / "finserv" / "outbound" / "ch01" / "ch01.ipynb"
        released = root / "release" / "ch01" / "ch01.ipynb"
        assert publish() == []
        assert given.read_bytes() == released.read_bytes()

        _add_sentence(released)
        assert publish() == []
        assert given.read_bytes() == released.read_bytes()

        (folder.exchange / "finserv" / "inbound" / "anan+ch01+2026-11-24 09:00:00.000000 UTC+x").mkdir()
        handed_in = given.read_bytes()
        _add_sentence(released)
        assert publish() == ["ch01"]
        assert given.read_bytes() == handed_in

    with Gradebook(f"sqlite:///{folder.course_root / 'gradebook.db'}", "finserv") as book:
        assert {s.id: s.last_name for s in book.students} == {"anan": "安安", "bobo": "波波"}
        assert book.find_assignment("ch01").max_score == POINTS


def test_every_chapter_with_source_and_release_is_given_out(tmp_path: Path) -> None:
    for name, parts in {"ch00": "source release", "ch01": "source release", "ch02": "release"}.items():
        for part in parts.split():
            (tmp_path / part / name).mkdir(parents=True)
            (tmp_path / part / name / f"{name}.ipynb").write_text("{}", encoding="utf-8")
    assert release.ready_chapters(tmp_path).names == ("ch00", "ch01")


def _add_sentence(path: Path) -> None:
    notebook = nbformat.read(path, 4)
    notebook.cells[0].source += "\n\n再添一句。"
    nbformat.write(notebook, path)
