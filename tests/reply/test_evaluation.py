"""How well the rules do on labelled replies, above all on those they were not made with."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.exercises.reply.evaluate import Labelled, main, measure, overall, read
from course.exercises.reply.rules import load

FOLDER = Path(__file__).parent / "evaluation"


@pytest.fixture(scope="module")
def held_out() -> list[Labelled]:
    return read(FOLDER, "held_out")


def test_the_set_is_large_and_has_many_compliant_replies(held_out: list[Labelled]) -> None:
    everything = held_out + read(FOLDER, "tune")
    assert len(everything) >= 440
    assert len(held_out) >= 250
    assert sum(not reply.labels for reply in everything) >= 220
    assert len({reply.id for reply in everything}) == len(everything)
    assert len({reply.text for reply in everything}) == len(everything)


def test_held_out_precision_and_recall(held_out: list[Labelled]) -> None:
    total = overall(measure(held_out).values())
    assert total.precision >= 0.95
    assert total.recall >= 0.90


def test_every_red_line_is_found(held_out: list[Labelled]) -> None:
    counts = measure(held_out)
    for rule in load().rules:
        if rule.severity == "red_line":
            assert counts[rule.id].support >= 5, rule.id
            # Ways of talking somebody out of a complaint are endless; no list of patterns finds nearly all.
            least = 0.75 if rule.id == "block_complaint" else 0.85
            assert counts[rule.id].recall >= least, rule.id


def test_every_rule_has_held_out_support(held_out: list[Labelled]) -> None:
    counts = measure(held_out)
    assert all(counts[rule.id].support >= 2 for rule in load().rules)


def test_the_command_prints_both_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FOLDER)]) == 0
    printed = capsys.readouterr().out
    assert "tune" in printed and "held_out" in printed and "ask_secret" in printed


def test_a_wrong_label_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tune_1.yaml").write_text("- {id: a, text: 您好, labels: [no_such_rule]}\n", encoding="utf-8")
    assert main([str(tmp_path)]) == 2
    assert "no_such_rule" in capsys.readouterr().out
    assert main([]) == 2
