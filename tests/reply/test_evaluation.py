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
def counts(held_out: list[Labelled]) -> dict[str, Count]:
    return measure(held_out)


def test_the_set_is_large_and_has_many_compliant_replies(held_out: list[Labelled]) -> None:
    everything = held_out + read(FOLDER, "tune")
    assert len(everything) >= 440
    assert len(held_out) >= 250
    assert sum(not reply.labels for reply in everything) >= 220
    assert len({reply.id for reply in everything}) == len(everything)
    assert len({reply.text for reply in everything}) == len(everything)


def test_precision_and_recall_on_plain_wording(held_out: list[Labelled]) -> None:
    hard = {reply.id for reply in read(FOLDER, "held_out_hard")}
    plain = [reply for reply in held_out if reply.id not in hard]
    assert len(hard) >= 200
    assert len(plain) >= 250
    total = overall(measure(plain).values())
    assert total.precision >= 0.95
    assert total.recall >= 0.90


# The hard files were written as twelve kinds of agents talk, with hardly a set phrase. The marks are strict:
# who reaches a bound must take its mark away.
@pytest.mark.xfail(strict=True, reason="precision 0.92, most of it further rules on replies that break one")
def test_held_out_precision(counts: dict[str, Count]) -> None:
    assert overall(counts.values()).precision >= 0.95


@pytest.mark.xfail(strict=True, reason="recall 0.88; ways of talking somebody out of a complaint are endless")
def test_held_out_recall(counts: dict[str, Count]) -> None:
    assert overall(counts.values()).recall >= 0.90


def test_hardly_a_compliant_reply_is_flagged(held_out: list[Labelled]) -> None:
    compliant = [reply for reply in held_out if not reply.labels]
    flagged = [reply.id for reply in compliant if red_lines(lint(reply.text, reply.context))]
    assert len(flagged) <= 0.05 * len(compliant)


NOT_REACHED = {
    "block_complaint": "recall 0.73 of 113, precision 0.94",
    "promise_compensation": "recall 0.79 of 14",
}


@pytest.mark.parametrize(
    "rule_id",
    [
        pytest.param(rule.id, marks=pytest.mark.xfail(strict=True, reason=NOT_REACHED[rule.id]))
        if rule.id in NOT_REACHED
        else rule.id
        for rule in load().rules
        if rule.severity == "red_line"
    ],
)
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
