"""Every rule is tripped by its own broken chapter, and the good one trips none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from course.authoring.lint import all_rules, findings, read_lessons
from course.authoring.lint.rules import Finding
from tests.authoring.lint.broken import BROKEN, Files, broken, good

TODAY = date(2026, 11, 24)


def found(root: Path, files: Files) -> list[Finding]:
    """Returns the findings in the sample's chapter, made of these files."""
    (root / "notebooks").mkdir()
    for name, text in files.items():
        (root / "notebooks" / name).write_text(text, encoding="utf-8")
    read = read_lessons(root, ["ch05"], today=TODAY)
    assert not read.problems
    return findings(read.lessons[0])


def test_the_good_chapter_has_no_findings(tmp_path: Path) -> None:
    assert [str(finding) for finding in found(tmp_path, good())] == []


def test_every_rule_has_its_broken_chapter() -> None:
    assert sorted(BROKEN) == sorted(rule.id for rule in all_rules())
    assert len(BROKEN) >= 40


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_chapter_trips_its_rule_and_no_other(rule: str, tmp_path: Path) -> None:
    files = broken(rule)
    tripped = found(tmp_path, files)
    assert {finding.rule for finding in tripped} == {rule}, [str(finding) for finding in tripped]
    for finding in tripped:
        assert 0 <= finding.line <= len(files[finding.path.name].splitlines())
        assert str(finding).startswith(f"{finding.path}:")
        assert f"[{rule}] " in str(finding)
        assert "\n" not in str(finding)


def test_an_ungraded_guide_is_held_to_fewer_rules(tmp_path: Path) -> None:
    files = broken("names")
    files["ch05.exam.yaml"] = files["ch05.exam.yaml"].replace("draw: 2", "draw: 1")
    plan = '"5.3": 丙节, "5.4": 丁节}'
    files["outline.yaml"] = files["outline.yaml"].replace(plan, f"{plan}\n    guide: true")
    assert {finding.rule for finding in found(tmp_path, files)} == {"names", "minutes", "minutes-stated"}
