"""A conversation is replayed from its reply ids; what the dialogue does not allow is refused."""

from __future__ import annotations

import random
import time
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from course.exercises.dialogue import guards
from course.exercises.dialogue.engine import Conversation, Refused, begin, open_replies, replay, step
from course.exercises.dialogue.model import Dialogue, PublicDialogue
from course.exercises.dialogue.proof import best_path
from course.exercises.dialogue.score import losses, score
from tests.exercises.dialogues import sample, small

BANK, CHAT = sample("ch01-d1"), sample("ch01-d2")
IDS = [*"abcd", "a2", "b2", "c2", "x", "", 1, None, ["a"], {"a": 1}, True]


def walked(dialogue: PublicDialogue, variant: str, draws: random.Random) -> list[str]:
    """Returns a finished path chosen at random."""
    conversation = begin(dialogue, variant)
    while not conversation.ended:
        replies = open_replies(dialogue.nodes[conversation.place], conversation.state)
        conversation = step(dialogue, conversation, draws.choice(replies).id)
    return [turn.reply.id for turn in conversation.turns]


def is_genuine(dialogue: PublicDialogue, conversation: Conversation) -> bool:
    """Returns whether each turn stands where the one before it led, and its reply was open there."""
    place = dialogue.first
    for number, turn in enumerate(conversation.turns):
        node = dialogue.nodes[turn.node]
        if turn.node != place or turn.reply.id not in {r.id for r in open_replies(node, turn.before)}:
            return False
        later = conversation.turns[number + 1 :]
        place = later[0].node if later else conversation.place
        if place not in {branch.to for branch in turn.reply.next} | {dialogue.breakdown}:
            return False
    return place in (dialogue.endings if conversation.ended else dialogue.nodes)


def test_effects_guards_and_branches() -> None:
    dialogue = Dialogue.model_validate(small())
    after = replay(dialogue, "own", ["a"])
    assert (after.place, after.state.minutes, dict(after.state.flags)) == ("check", 1, {"told": True})
    assert [r.id for r in open_replies(dialogue.nodes["check"], after.state)] == ["a", "c"]
    assert replay(dialogue, "own", ["a", "a"]).place == "good"
    assert replay(dialogue, "own", ["a", "c"]).place == "fair"
    tense = replay(dialogue, "own", ["b", "c"])
    assert (tense.place, tense.state.emotion, tense.state.minutes) == ("lost", 100, 4)


def test_tension_stays_within_bounds_and_breaks_the_conversation_off() -> None:
    changes = small()
    changes["nodes"]["start"]["replies"][0]["effects"] = {"emotion": -100}
    changes["nodes"]["start"]["replies"][1]["effects"] = {"emotion": 100}
    dialogue = Dialogue.model_validate(changes)
    assert replay(dialogue, "own", ["a"]).state.emotion == 0
    broken = replay(dialogue, "own", ["b"])
    assert (broken.ended, broken.place, broken.state.emotion) == (True, "lost", 100)


@pytest.mark.parametrize(
    "path",
    [["x"], ["c"], ["a", "b"], ["a", "a", "a"], "aa", 7, {"a": 1}, ("a",), [["a"]], [None], ["a"] * 50],
)
def test_an_impossible_path_is_refused_in_one_chinese_sentence(path: Any) -> None:
    with pytest.raises(Refused) as refused:
        replay(Dialogue.model_validate(small()), "own", path)
    assert str(refused.value).endswith("。") and "\n" not in str(refused.value)


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(Refused):
        begin(BANK, "nobody")


def test_5000_mutated_paths_are_refused_or_genuine() -> None:
    draws = random.Random(3)
    refused = 0
    for number in range(5000):
        dialogue = (BANK, CHAT)[number % 2]
        variant = draws.choice(dialogue.variants)
        path: list[Any] = list(walked(dialogue, variant, draws))
        for _ in range(draws.randint(1, 3)):
            place = draws.randrange(len(path) + 1)
            match draws.randrange(4):
                case 0:
                    path.insert(place, draws.choice(IDS))
                case 1:
                    path[place : place + 1] = [draws.choice(IDS)]
                case 2:
                    del path[place : place + 1]
                case 3:
                    draws.shuffle(path)
        try:
            conversation = replay(dialogue, variant, path)
        except Refused:
            refused += 1
            continue
        assert is_genuine(dialogue, conversation)
        assert [turn.reply.id for turn in conversation.turns] == path
    assert 1000 < refused < 5000


def test_ten_thousand_replays_take_less_than_a_second() -> None:
    """The median of five hundreds of each path, in processor time, so that no other program counts."""
    for dialogue, variant in ((one, variant) for one in (BANK, CHAT) for variant in one.variants):
        path, spent = best_path(dialogue, variant), []
        for _ in range(5):
            began = time.process_time()
            for _ in range(100):
                replay(dialogue, variant, path)
            spent.append(time.process_time() - began)
        assert median(spent) < 0.01


@given(st.lists(st.sampled_from(IDS), max_size=12), st.sampled_from(BANK.variants))
def test_any_list_is_refused_or_genuine(path: list[Any], variant: str) -> None:
    try:
        conversation = replay(BANK, variant, path)
    except Refused:
        return
    assert is_genuine(BANK, conversation)
    assert 0 <= score(BANK, conversation).share <= 1


@pytest.mark.parametrize("dialogue", [BANK, CHAT], ids=lambda dialogue: dialogue.id)
def test_the_public_part_replays_the_same_and_holds_nothing_private(dialogue: Dialogue) -> None:
    public = dialogue.public()
    draws = random.Random(5)
    for _ in range(100):
        variant = draws.choice(dialogue.variants)
        path = walked(public, variant, draws)
        mine, theirs = replay(dialogue, variant, path), replay(public, variant, path)
        assert (mine.place, mine.state) == (theirs.place, theirs.state)
    text = public.model_dump_json()
    for node in dialogue.nodes.values():
        for reply in node.replies:
            assert reply.debrief not in text and not (reply.red_line and reply.red_line in text)
    assert not any(
        word in text for word in ("criteria", "debrief", "red_line", "rank", *dialogue.truth.values())
    )


def test_points_never_exceed_the_whole_and_losses_name_the_turn() -> None:
    draws = random.Random(7)
    for _ in range(300):
        variant = draws.choice(BANK.variants)
        conversation = replay(BANK, variant, walked(BANK, variant, draws))
        result = score(BANK, conversation)
        assert 0 <= result.share <= 1
        assert all(0 <= part.share <= 1 and (part.message or part.share == 1) for part in result.criteria)
    best = replay(BANK, "own", best_path(BANK, "own"))
    assert score(BANK, best).share == 1 and not any(losses(BANK, best))
    assert score(BANK, replay(BANK, "own", [])).share == 0


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "emotion.real",
        "[1]",
        "lambda: 1",
        "emotion < 'a'",
        "'a' in emotion",
        "variant < 'a'",
        "emotion",
        "'fee'",
        "1",
        "emotion < minutes < 3",
        "disclosed == 'fee'",
        "not",
        "a" * 300,
        "told if told else told",
    ],
)
def test_a_guard_that_is_no_condition_is_refused_when_it_is_built(text: str) -> None:
    with pytest.raises(guards.BadGuard):
        guards.parse(text)


def test_guards_hold_as_they_read() -> None:
    state = {
        "emotion": 60,
        "minutes": 5,
        "verified": False,
        "disclosed": {"fee"},
        "variant": "own",
        "told": True,
    }
    for text in (
        "",
        "emotion >= 60",
        'variant != "agent" and told',
        '"fee" in disclosed',
        "not verified or told",
    ):
        assert guards.holds(text, state)
    for text in ("verified", 'variant == "agent"', '"x" in disclosed', "told and minutes > 5"):
        assert not guards.holds(text, state)


MISTAKES: dict[str, tuple[list[Any], Any, str]] = {
    "next": (["nodes", "start", "replies", 0, "next"], "nowhere", "leads to nowhere"),
    "first": (["first"], "nowhere", "first names no node"),
    "breakdown": (["breakdown"], "start", "breakdown names no ending"),
    "unguarded last": (
        ["nodes", "check", "replies", 2, "next"],
        [{"when": "told", "to": "fair"}],
        "last branch",
    ),
    "flag": (["nodes", "start", "replies", 0, "effects"], {"flags": {"gone": True}}, "flag gone"),
    "guard name": (["nodes", "start", "replies", 2, "when"], "gone", "gone is not in the state"),
    "guard": (["nodes", "start", "replies", 2, "when"], "emotion + 1", "BinOp"),
    "criterion": (["nodes", "start", "replies", 0, "points"], {"礼貌": 1}, "礼貌 is no criterion"),
    "desk": (["nodes", "check", "desk"], ["gone"], "desk has no entry gone"),
    "variant": (["nodes", "check", "customer"], {"own": "是我"}, "says nothing under other"),
    "typed": (["nodes", "check", "typed"], True, "no model wording"),
    "reply twice": (["nodes", "start", "replies", 1, "id"], "a", "reply id a stands twice"),
    "silent loss": (["nodes", "start", "replies", 1, "debrief"], "", "the debrief says nothing"),
    "state name": (["start", "flags"], {"told": False, "emotion": True}, "name of the state itself"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_name_that_names_nothing_is_told(name: str) -> None:
    place, value, expected = MISTAKES[name]
    dialogue = small()
    part: Any = dialogue
    for step_ in place[:-1]:
        part = part[step_]
    part[place[-1]] = value
    with pytest.raises(ValidationError, match=expected):
        Dialogue.model_validate(dialogue)
