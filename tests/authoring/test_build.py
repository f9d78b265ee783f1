"""A build gives the same bytes for the same text, and its release gives nothing away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest

from course.authoring.build import Built, build_chapter, differences, write

HERE = Path(__file__).parent
TINY = HERE / "tiny"
GOLDEN = HERE / "golden"


@pytest.fixture(scope="module")
def built() -> Built:
    """Return the tiny chapter, built."""
    return build_chapter(TINY, "ch05")


def test_the_build_equals_the_stored_one(built: Built) -> None:
    """RENEW_GOLDENS=1 renews the stored build; read the difference before committing it."""
    if os.environ.get("RENEW_GOLDENS"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        write(GOLDEN, built)
    assert differences(GOLDEN, built) == []
    stored = {path.relative_to(GOLDEN) for path in GOLDEN.rglob("*") if path.is_file()}
    assert stored == set(built.files)


def test_two_builds_are_byte_identical(built: Built) -> None:
    assert build_chapter(TINY, "ch05").files == built.files


def test_a_difference_is_named(built: Built, tmp_path: Path) -> None:
    write(tmp_path, built)
    assert differences(tmp_path, built) == []
    (tmp_path / "release/ch05/ch05.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "source/ch05/key.txt").write_text("a", encoding="utf-8")
    (tmp_path / "notebooks/ch05.ipynb").unlink()
    assert differences(tmp_path, built) == [
        "notebooks/ch05.ipynb: missing; run: make build",
        "release/ch05/ch05.ipynb: differs from its text; run: make build, and commit the result",
        "source/ch05/key.txt: is not built from any text; remove it",
    ]


def test_writing_again_changes_nothing(built: Built, tmp_path: Path) -> None:
    assert write(tmp_path, built) == len(built.files)
    assert write(tmp_path, built) == 0


def notebook(built: Built, name: str) -> nbformat.NotebookNode:
    """Return one of the built notebooks."""
    return nbformat.reads(built.files[Path(name)].decode(), as_version=4)


def test_the_release_keeps_what_a_trainee_needs(built: Built) -> None:
    cells = {cell.id: cell for cell in notebook(built, "release/ch05/ch05.ipynb").cells}
    answer = cells["ch05-t1"].source
    assert answer.startswith("答案_t1 = ...\n")
    assert "len(" not in answer
    assert "NotImplementedError" not in answer
    assert cells["ch05-t1-test"].source.rstrip() == 'check("ch05-t1")'
    assert "写清事实" in cells["ch05-w1"].source
    assert "隐秘示例" not in cells["ch05-w1"].source


def test_the_master_keeps_outputs_and_no_widget_state(built: Built) -> None:
    master = notebook(built, "notebooks/ch05.ipynb")
    assert "widgets" not in master.metadata
    kinds = {
        kind for cell in master.cells for output in cell.get("outputs", []) for kind in output.get("data", {})
    }
    assert "application/vnd.plotly.v1+json" in kinds
    assert "application/vnd.jupyter.widget-view+json" not in kinds
    assert not any("execution" in cell.metadata for cell in master.cells)


def test_cell_ids_are_unique_and_stay_when_a_cell_is_added_before(built: Built, tmp_path: Path) -> None:
    before = [cell.id for cell in notebook(built, "source/ch05/ch05.ipynb").cells]
    assert len(set(before)) == len(before)
    root = tmp_path / "course"
    shutil.copytree(TINY, root)
    path = root / "notebooks" / "ch05.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("+++\n\n数一数", "+++\n\n新的一段。\n\n+++\n\n数一数"), encoding="utf-8")
    after = [cell.id for cell in notebook(build_chapter(root, "ch05"), "source/ch05/ch05.ipynb").cells]
    assert [cell_id for cell_id in after if cell_id in before] == before
    assert len(after) == len(before) + 1
