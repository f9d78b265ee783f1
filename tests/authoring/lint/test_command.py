"""`course lint`: exit codes, drafts, tables, and what it says when a chapter cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from course.cli import main
from tests.authoring.lint.broken import broken, good


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "nbgrader_config.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path / "notebooks"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lint", *arguments], catch_exceptions=False)


def test_a_good_chapter_exits_with_0(course: Path) -> None:
    write(course, good())
    result = lint("ch05")
    assert result.exit_code == 0
    assert result.output == "no findings\n"


def test_findings_exit_with_1_and_name_file_line_and_rule(course: Path) -> None:
    files = broken("names")
    write(course, files)
    result = lint()
    line = next(
        number for number, text in enumerate(files["ch05.items.yaml"].split("\n"), 1) if "真实银行" in text
    )
    assert result.exit_code == 1
    assert f"notebooks/ch05.items.yaml:{line}: [names] ch05-p05: names 真实银行" in result.output
    assert "1 finding\n" in result.output


def test_a_draft_is_checked_only_when_it_is_named(course: Path) -> None:
    files = broken("names")
    files["outline.yaml"] = files["outline.yaml"].replace("drafts: [ch06]", "drafts: [ch05]")
    write(course, files)
    assert lint().exit_code == 0
    assert "drafts, not checked unless named: ch05" in lint().output
    assert lint("ch05").exit_code == 1


def test_a_draft_may_lack_its_banks_a_finished_chapter_may_not(course: Path) -> None:
    files = good()
    del files["ch05.exam.yaml"], files["ch05.items.yaml"]
    write(course, files)
    assert "notebooks/ch05.items.yaml: no such file; create it" in lint("ch05").output
    draft = files["outline.yaml"].replace("drafts: [ch06]", "drafts: [ch05]")
    (course / "outline.yaml").write_text(draft, encoding="utf-8")
    result = lint("ch05")
    assert result.exit_code == 1
    assert "notebooks/ch05.exam.yaml: is not there yet" in result.output
    assert "[practice-amount]" not in result.output
    assert "[cards-shown]" not in result.output


def test_a_chapter_that_cannot_be_read_is_told_with_the_others_checked(course: Path) -> None:
    files = broken("order-own")
    files["ch04.items.yaml"] = "items: 3\n"
    write(course, files)
    result = lint()
    assert result.exit_code == 1
    assert "notebooks/ch04.items.yaml" in result.output
    assert "[order-own]" not in result.output


def test_an_unknown_chapter_is_told_which_there_are(course: Path) -> None:
    write(course, good())
    result = lint("ch07")
    assert result.exit_code == 1
    assert "no such chapter; the chapters are: ch05" in result.output


def test_a_malformed_outline_is_told_with_its_line(course: Path) -> None:
    files = good()
    files["outline.yaml"] = files["outline.yaml"].replace("tolerance: 2", "tolerance: two")
    write(course, files)
    line = files["outline.yaml"].split("\n").index("  tolerance: two") + 1
    result = lint()
    assert result.exit_code == 1
    assert f"notebooks/outline.yaml:{line}" in result.output


def test_rules_are_printed_with_what_they_demand_and_their_source(course: Path) -> None:
    result = lint("--rules")
    assert result.exit_code == 0
    assert "longest-right" in result.output
    assert "the right option is the longest in at most 35% of items" in result.output
    assert "CONTENT, items that teach" in result.output


def test_the_summary_has_amounts_and_minutes_of_each_chapter_and_of_the_course(course: Path) -> None:
    files = broken("order-own")
    write(course, files)
    lines = lint("--summary").output.split("\n")
    row = next(line for line in lines if "practice items" in line)
    assert [cell.strip() for cell in row.strip("│ ").split("│")] == ["practice items", "5", "5", "10"]
    said = next(line for line in lines if "header says" in line)
    assert [cell.strip() for cell in said.strip("│ ").split("│")] == ["header says", "33", "33", "66"]
