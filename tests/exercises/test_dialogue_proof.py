"""What a dialogue must hold as a whole: each broken one trips its own problem and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from course.exercises.dialogue.debrief import clock, debrief, mood
from course.exercises.dialogue.engine import replay
from course.exercises.dialogue.model import Dialogue
from course.exercises.dialogue.proof import Limits, best_path, problems
from course.exercises.dialogue.score import score
from tests.exercises.dialogues import reply, sample, small

SMALL = Limits(customer_turns=2, shortest=2, longest=2)
Change = Callable[[dict[str, Any]], None]


def proved(change: Change = lambda _: None, limits: Limits = SMALL) -> list[str]:
    dialogue = small()
    # Nothing but what a test changes is wrong with it.
    dialogue["nodes"]["start"]["replies"].pop(2)
    change(dialogue)
    return problems(Dialogue.model_validate(dialogue), limits)


def replies(dialogue: dict[str, Any], node: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = dialogue["nodes"][node]["replies"]
    return found


def unreachable(dialogue: dict[str, Any]) -> None:
    dialogue["nodes"]["island"] = {"customer": "喂", "replies": [reply("a", "good"), reply("b", "lost")]}


def unused_ending(dialogue: dict[str, Any]) -> None:
    dialogue["endings"]["never"] = {"title": "无", "text": "无", "rank": "fair"}


def endless(dialogue: dict[str, Any]) -> None:
    replies(dialogue, "check").append(reply("z", "start"))


def stuck(dialogue: dict[str, Any]) -> None:
    for each in replies(dialogue, "check"):
        each["when"] = 'variant == "own"'


def two_endings(dialogue: dict[str, Any]) -> None:
    del dialogue["endings"]["fair"]
    replies(dialogue, "check")[2]["next"] = "lost"


def no_best(dialogue: dict[str, Any]) -> None:
    dialogue["endings"]["good"]["rank"] = "fair"


def out_of_reach(dialogue: dict[str, Any]) -> None:
    replies(dialogue, "check")[1]["red_line"] = "红线"


def one_script(dialogue: dict[str, Any]) -> None:
    replies(dialogue, "check")[0]["when"] = ""


def free_recovery(dialogue: dict[str, Any]) -> None:
    replies(dialogue, "start")[1]["points"] = {"合规": 1}
    replies(dialogue, "check")[1]["when"] = 'variant == "other"'


BROKEN: dict[str, tuple[Change, list[str]]] = {
    "a node that no path reaches": (unreachable, ["island: no path comes here"]),
    "an ending that no path reaches": (unused_ending, ["never: no path ends here"]),
    "a loop without exit": (endless, ["own: a path never ends", "other: a path never ends"]),
    "a place without an open reply": (stuck, ["other: no reply is open at check"]),
    "two endings": (two_endings, ["2 endings"]),
    "no best ending": (no_best, ["no ending of rank best", "own: no path reaches", "other: no path reaches"]),
    "a best ending only over a red line": (out_of_reach, ["other: no path reaches"]),
    "one script for every variant": (one_script, ["one script wins under every variant: a a"]),
    "a bad turn that costs nothing": (
        free_recovery,
        ["own: start.b is a bad turn", "other: start.b is a bad turn"],
    ),
}


def test_the_small_dialogue_is_sound() -> None:
    assert proved() == []


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_dialogue_trips_its_own_problem(name: str) -> None:
    change, expected = BROKEN[name]
    found = proved(change)
    assert len(found) == len(expected), found
    for text, begins in zip(found, expected, strict=True):
        assert text.startswith(begins) and "\n" not in text


def test_size_and_length_are_held_to_the_limits() -> None:
    found = proved(limits=Limits(customer_turns=3, shortest=3, longest=4))
    assert found[0] == "2 customer turns; write at least 3"
    assert [text.partition(": ")[2] for text in found[1:]] == [
        "winning paths have 2-2 turns; make it 3-4"
    ] * 2


def test_too_wide_a_graph_is_refused_instead_of_walked_for_ever() -> None:
    assert any("make the graph narrower" in text for text in proved(limits=Limits(2, 3, 2, 2, 0.9, 1)))


@pytest.mark.parametrize("name", ["ch01-d1", "ch01-d2"])
def test_the_samples_hold_what_a_dialogue_must(name: str) -> None:
    dialogue = sample(name)
    assert problems(dialogue) == []
    for variant in dialogue.variants:
        path = best_path(dialogue, variant)
        result = score(dialogue, replay(dialogue, variant, path))
        assert result.share == 1 and not result.red_lines
        for other in set(dialogue.variants) - {variant}:
            try:
                elsewhere = score(dialogue, replay(dialogue, other, path))
            except ValueError:
                continue
            assert elsewhere.share < 0.9 or elsewhere.red_lines


def test_the_debrief_names_turning_point_better_words_and_rule() -> None:
    dialogue = sample("ch01-d1")
    path = ["c", "c", "b", "a", "c", "b"]
    told = debrief(dialogue, replay(dialogue, "agent", path))
    assert told["truth"] == dialogue.truth["agent"]
    assert told["red_lines"] == ["许诺删除征信记录，换客户不投诉"]
    turning = [turn for turn in told["turns"] if turn["turning"]]
    assert [turn["at"] for turn in turning] == [4]
    assert turning[0]["better"] == dialogue.nodes["agent_push"].model
    assert [turn["fine"] for turn in told["turns"]] == [True, True, False, True, False, True]
    third = told["turns"][2]
    assert third["better"] == next(r.text for r in dialogue.nodes["callback"].replies if r.id == "c")
    assert len(told["curve"]) == len(path) + 1


def test_clock_and_mood_in_words() -> None:
    assert (clock("14:10", 0), clock("23:58", 5), clock("09:00", 61)) == ("14:10", "00:03", "10:01")
    assert [mood(value) for value in (0, 29, 30, 55, 84, 100)] == [
        "平静",
        "平静",
        "有点不满",
        "不满",
        "生气",
        "快要挂断",
    ]
