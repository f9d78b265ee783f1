"""How well the rules do on labelled replies, above all on those they were not made with."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.exercises.reply import lint, red_lines
from course.exercises.reply.evaluate import Count, Labelled, main, measure, overall, read
from course.exercises.reply.rules import load

FOLDER = Path(__file__).parent / "evaluation"


@pytest.fixture(scope="module")
def held_out() -> list[Labelled]:
    return read(FOLDER, "held_out")


@pytest.fixture(scope="module")
def hard() -> list[Labelled]:
    """Replies as twelve kinds of agents talk, hardly a set phrase, a third of them against complaints."""
    return read(FOLDER, "held_out_hard")


@pytest.fixture(scope="module")
def plain(held_out: list[Labelled], hard: list[Labelled]) -> list[Labelled]:
    """Replies as they are mostly written at a desk."""
    others = {reply.id for reply in hard}
    return [reply for reply in held_out if reply.id not in others]


@pytest.fixture(scope="module")
def counts(plain: list[Labelled]) -> dict[str, Count]:
    return measure(plain)


def test_the_set_is_large_and_has_many_compliant_replies(held_out: list[Labelled]) -> None:
    everything = held_out + read(FOLDER, "tune")
    assert len(everything) >= 440
    assert len(held_out) >= 250
    assert sum(not reply.labels for reply in everything) >= 220
    assert len({reply.id for reply in everything}) == len(everything)
    assert len({reply.text for reply in everything}) == len(everything)


def test_precision_and_recall_on_plain_wording(plain: list[Labelled], counts: dict[str, Count]) -> None:
    assert len(plain) >= 250
    total = overall(counts.values())
    assert total.precision >= 0.95
    assert total.recall >= 0.90


def test_hard_wording_is_found_less_often_but_mostly(hard: list[Labelled]) -> None:
    # Ways of talking somebody out of a complaint are endless: measured 0.88 and 0.83, people read the rest.
    assert len(hard) >= 200
    total = overall(measure(hard).values())
    assert total.precision >= 0.85
    assert total.recall >= 0.80


def test_hardly_a_compliant_reply_is_flagged(held_out: list[Labelled]) -> None:
    compliant = [reply for reply in held_out if not reply.labels]
    flagged = [reply.id for reply in compliant if red_lines(lint(reply.text, reply.context))]
    assert len(flagged) <= 0.05 * len(compliant)


@pytest.mark.parametrize("rule_id", [rule.id for rule in load().rules if rule.severity == "red_line"])
def test_every_red_line_is_found(counts: dict[str, Count], rule_id: str) -> None:
    assert counts[rule_id].support >= 5
    assert counts[rule_id].recall >= 0.85


def test_every_rule_has_held_out_support(counts: dict[str, Count]) -> None:
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
