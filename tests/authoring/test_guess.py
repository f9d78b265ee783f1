"""Bots that read nothing must not pass, and the audit notices when they would."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.authoring.bots import BOTS, plays
from course.authoring.build import chapters_in
from course.authoring.guess import CRAFTY, audit
from course.authoring.references import load_parts
from course.exercises.items import Item
from course.exercises.types import Choice
from tests.exercises import samples, samples_desk
from tests.exercises.dialogues import sample

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
    assert {bot.bot for bot in found.bots} == {bot.name for bot in BOTS} | {"random", CRAFTY}


EVERY = [
    make() for make in (*samples.EVERY, samples_desk.redact, samples_desk.transcript, samples_desk.trace)
]


def test_every_type_in_which_something_is_to_be_earned_is_played() -> None:
    assert {item.id for item in EVERY if plays(item.public())} == {item.id for item in EVERY if item.scored}
    found = audit("ch01", EVERY, [sample("ch01-d1")])
    kinds = {item.model_dump()["type"] for item in EVERY if item.scored}
    assert all(set(bot.by_type) == kinds | {"dialogue"} for bot in found.bots)
    crafty = found.bots[-1]
    assert crafty.by_type == {kind: max(bot.by_type[kind] for bot in found.bots) for kind in crafty.by_type}
    assert crafty.share >= max(bot.share for bot in found.bots)
    assert len(found.lines()) == len(found.bots) + 2


FLAT = [{"id": "ja", "text": "归这里"}, {"id": "nein", "text": "归那里"}]
GIVEN_AWAY = {
    "shortest": samples.order(
        steps=[{"id": name, "text": name * size} for size, name in enumerate(("north", "south", "west"), 1)],
        before=[["north", "south"], ["south", "west"]],
    ),
    "last": samples.categorise(
        categories=FLAT,
        entries=[{"id": name, "text": name, "category": "nein", "feedback": "是"} for name in ("x", "y")],
    ),
    "first": samples.numeric(prompt="12.5% 的人打来，一共 50 人。占百分之几？"),
    "all": samples_desk.transcript(
        criteria=[{"id": "c1", "text": "有承诺", "key": "不合格", "feedback": "有"}],
        faults=[{"line": f"l{number}", "why": "不妥"} for number in range(1, 10) if number != 8],
        attempts=[],
    ),
    "longest": samples_desk.redact(
        text="手机{13900000627|手机号}的客户已经打过来了",
        kinds=[{"name": "手机号", "why": "能打到本人"}],
        keep=[],
        attempts=[],
    ),
}


@pytest.mark.parametrize("habit", GIVEN_AWAY)
def test_a_card_that_gives_itself_away_is_noticed_whatever_its_type(habit: str) -> None:
    found = audit("ch01", [GIVEN_AWAY[habit]], [])
    assert next(bot.share for bot in found.bots if bot.bot == habit) == 1
    assert any(repr(habit) in problem for problem in found.problems)


def test_a_reply_of_courtesy_or_of_the_names_of_what_is_asked_does_not_pass() -> None:
    assert audit("ch01", [samples.reply()], []).problems == []


def test_a_right_option_that_is_too_often_the_longest_is_noticed() -> None:
    texts = ["短", "长长长长", "短短", "中中中"]
    found = audit("ch01", [choice(number, 1 if number <= 4 else 0, texts) for number in range(1, 9)], [])
    assert found.longest_right == 0.5
    assert any("the longest in 50% of 8 items" in problem for problem in found.problems)


@pytest.mark.parametrize("chapter", chapters_in(PROJECT))
def test_no_chapter_can_be_passed_by_guessing(chapter: str) -> None:
    parts = load_parts(PROJECT, chapter)
    dialogues = [*getattr(parts.practice, "dialogues", []), *getattr(parts.exam, "dialogues", [])]
    assert audit(chapter, [*parts.practice.items, *parts.exam.items], dialogues).problems == []
