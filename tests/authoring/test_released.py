"""A released notebook runs from top to bottom and says 未作答 where nothing was done."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course.authoring.build import chapters_in

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("chapter", chapters_in(PROJECT))
def test_a_released_notebook_runs_through(
    chapter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / chapter
    shutil.copytree(PROJECT / "release" / chapter, folder)
    for name in [name for name in os.environ if name.startswith(("COURSE_", "JUPYTERHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COURSE_TRAINEE", "anan")
    notebook = nbformat.read(folder / f"{chapter}.ipynb", as_version=4)
    NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    checks = [cell for cell in notebook.cells if cell.id.endswith("-test")]
    assert checks
    for cell in checks:
        printed = "".join(output.get("text", "") for output in cell.outputs)
        assert "未作答" in printed, cell.id
    errors = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    assert errors == []
    shown = [str(output.get("data", output)) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not any("没有运行成功" in text for text in shown)
    assert any("anan" in text for text in shown)
