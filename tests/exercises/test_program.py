"""What travels with every card: small, the same for the same files, and with nothing from outside."""

from __future__ import annotations

import json
import random
import re
import zlib
from pathlib import Path

import pytest

from course.exercises.card import Exercise
from course.exercises.dialogue.card import Chat
from course.exercises.dialogue.engine import begin, open_replies, step
from course.exercises.items import Item
from course.exercises.live import LiveCard
from course.exercises.log import AnswerLog
from course.exercises.program import STATIC, program
from course.exercises.types import ITEM_TYPES
from tests.exercises import samples, samples_desk
from tests.exercises.dialogues import sample

LARGEST = 25_000
ITEMS = [
    make() for make in (*samples.EVERY, samples_desk.redact, samples_desk.transcript, samples_desk.trace)
]
CLASS = re.compile(r"\.(course-[\w-]+)")


def size(card: LiveCard) -> int:
    """Returns how many bytes open a card: its state as JSON, and what crosses as plain bytes."""
    state = card.get_state()
    plain = [name for name in state if isinstance(state[name], bytes)]
    raw = sum(len(state.pop(name)) for name in plain)
    return raw + len(json.dumps(state, ensure_ascii=False).encode())


def test_every_type_has_a_sample() -> None:
    assert {type(item) for item in ITEMS} == set(ITEM_TYPES)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.prompt[:8])
def test_a_card_is_small_on_the_wire_answered_or_not(item: Item, tmp_path: Path) -> None:
    log = AnswerLog(tmp_path / "ch01.jsonl")
    assert size(Exercise(item, log, data="d", sid="s")) < LARGEST
    for answer in (item.wrong_answer(), item.wrong_answer(), item.model_answer()):
        log.append(
            "submit", item.id, item_version=1, attempt=1, answer=answer, confidence=None, data="d", sid="s"
        )
        assert size(Exercise(item, log, data="d", sid="s")) < LARGEST


@pytest.mark.parametrize("name", ["ch01-d1", "ch01-d2"])
def test_a_dialogue_is_small_from_its_first_turn_to_its_debrief(name: str, tmp_path: Path) -> None:
    dialogue, draws = sample(name), random.Random(1)
    for game in range(40):
        variant = draws.choice(dialogue.variants)
        talk = begin(dialogue, variant)
        while not talk.ended:
            talk = step(dialogue, talk, draws.choice(open_replies(dialogue.nodes[talk.place], talk.state)).id)
        log = AnswerLog(tmp_path / f"{game}.jsonl")
        assert size(Chat(dialogue, variant, log, data="d", sid="s")) < LARGEST
        path = [turn.reply.id for turn in talk.turns]
        log.append("submit", name, item_version=1, attempt=1, answer=path, confidence=None, data="d", sid="s")
        assert size(Chat(dialogue, variant, log, data="d", sid="s")) < LARGEST


def test_a_program_unpacks_to_its_files_without_their_comments(tmp_path: Path) -> None:
    script, sheet = tmp_path / "one.js", tmp_path / "one.css"
    script.write_text("/* head */\nconst a = 1; // why\nexport default a;\n")
    sheet.write_text("/* head */\n.x {\n  color: red;\n}\n")
    made = program([script], [sheet])
    text = zlib.decompress(made.packed).decode()
    assert text.endswith("const a = 1;export default a;")
    assert ".x {color: red;}" in text and "head" not in text and "why" not in text
    assert made == program([script], [sheet])
    sheet.write_text(".x { color: blue; }\n")
    again = program([script], [sheet])
    assert again.script != made.script
    names = [zlib.decompress(one.packed).decode().split('"')[1] for one in (made, again)]
    assert names[0] != names[1]


def test_static_files_load_nothing_from_outside() -> None:
    outside = re.compile(r"https?:|@import|\bimport\b|\bfetch\b|url\(|XMLHttpRequest|eval\(|innerHTML")
    for path in STATIC.rglob("*.*"):
        text = path.read_text("utf-8")
        if path.name == "unpack.js":  # what it imports came with the card
            text = text.replace("await import(address)", "")
        assert not outside.search(text), path


def test_no_two_types_style_the_same_class() -> None:
    shared = set(CLASS.findall((STATIC / "card.css").read_text("utf-8")))
    owner: dict[str, str] = {}
    for path in sorted((STATIC / "views").glob("*.css")):
        for name in set(CLASS.findall(path.read_text("utf-8"))) - shared:
            assert owner.setdefault(name, path.name) == path.name, f"{name}: {owner[name]}, {path.name}"
