"""Bots that read nothing must not pass, and the audit notices when they would."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.authoring.build import chapters_in, read_parts
from course.authoring.guess import BOTS, audit
from course.exercises.items import Item
from course.exercises.types import Choice

PROJECT = Path(__file__).resolve().parents[2]


def choice(number: int, right: int, texts: list[str]) -> Item:
    """Return a choice whose right option stands at the place `right`."""
    return Choice.model_validate(
        {
            "id": f"ch01-p{number:02}",
            "type": "choice",
            "section": "1.1",
            "objective": "ch01-o1",
            "prompt": "怎么说？",
            "options": [
                {"id": "abcd"[place], "text": text, "right": place == right, "feedback": "因为"}
                for place, text in enumerate(texts)
            ],
        }
    )


PLAIN = ["甲乙丙", "丁戊己", "庚辛壬", "子丑寅"]


@pytest.mark.parametrize(
    ("habit", "texts", "right"),
    [
        ("longest", ["短", "这一句明显更长一些", "短短", "短"], 1),
        ("shortest", ["长长长", "长长长长", "短", "长长长"], 2),
        ("first", PLAIN, 0),
        ("last", PLAIN, 3),
        ("most polite", ["走开", "等着", "麻烦您了，请稍等", "不知道啊真的不知道"], 2),
        ("most hedged", ["必须", "一般可能会", "决不会有的事情", "已经好了"], 1),
    ],
)
def test_a_habit_that_always_wins_is_noticed(habit: str, texts: list[str], right: int) -> None:
    found = audit("ch01", [choice(number, right, texts) for number in range(1, 9)], [])
    assert next(bot.share for bot in found.bots if bot.bot == habit) == 1
    assert any(repr(habit) in problem for problem in found.problems)


def test_random_play_earns_its_chance() -> None:
    found = audit("ch01", [choice(number, number % 4, PLAIN) for number in range(1, 9)], [])
    assert next(bot.share for bot in found.bots if bot.bot == "random") == pytest.approx(0.25, abs=0.03)
    assert {bot.bot for bot in found.bots} == {bot.name for bot in BOTS} | {"random"}


def test_a_right_option_that_is_too_often_the_longest_is_noticed() -> None:
    texts = ["短", "长长长长", "短短", "中中中"]
    found = audit("ch01", [choice(number, 1 if number <= 4 else 0, texts) for number in range(1, 9)], [])
    assert found.longest_right == 0.5
    assert any("the longest in 50% of 8 items" in problem for problem in found.problems)


@pytest.mark.parametrize("chapter", chapters_in(PROJECT))
def test_no_chapter_can_be_passed_by_guessing(chapter: str) -> None:
    parts = read_parts(PROJECT, chapter)
    dialogues = [*getattr(parts.practice, "dialogues", []), *getattr(parts.exam, "dialogues", [])]
    assert audit(chapter, [*parts.practice.items, *parts.exam.items], dialogues).problems == []
