"""The types of exercise: what an answer earns, what leaves the author's hands, what a card weighs."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from course.exercises.bank import ExamBank
from course.exercises.card import Exercise, card_state
from course.exercises.items import Item, Unreadable
from course.exercises.live import STATIC
from course.exercises.log import AnswerLog, ItemState
from course.exercises.scoring import (
    broken_relations,
    closure,
    share_of_choices,
    share_of_places,
    share_of_relations,
)
from course.exercises.static_html import card_html, card_text
from course.exercises.types import ITEM_TYPES, PUBLIC_TYPES, AnyItem, AnyPublicItem
from course.exercises.types.reply import count_characters
from tests.exercises import samples_desk
from tests.exercises.samples import EVERY, categorise, flashcard, guess, multiple, order, predict, reply

ITEMS = [make() for make in EVERY]
NAMES = [make.__name__ for make in EVERY]
DESK = (samples_desk.redact, samples_desk.transcript, samples_desk.trace)
every_item = pytest.mark.parametrize("item", ITEMS, ids=NAMES)
IDS = st.lists(st.sampled_from("abcdefgh"), unique=True)
SOME = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from("abc"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


@given(IDS, SOME, st.randoms())
def test_a_choice_of_several(chosen: list[str], right: list[str], chance: random.Random) -> None:
    share = share_of_choices(chosen, right)
    assert 0 <= share <= 1
    assert share_of_choices(right, right) == 1
    assert share_of_choices([], right) == 0
    mixed = chance.sample(chosen, len(chosen))
    assert share_of_choices(mixed, right) == share
    for option in set("abcdefgh") - set(chosen):
        more = share_of_choices([*chosen, option], right)
        assert more >= share if option in right else more <= share


def test_choosing_everything_does_not_pay() -> None:
    assert multiple().score(["a", "b", "c", "d"]).share == 0
    assert multiple().score(["a", "b", "c"]).share == 0.5
    assert multiple().score(["a"]).share == 0.5


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz"), min_size=1), st.data())
def test_places(key: dict[str, str], data: st.DataObject) -> None:
    answer = data.draw(st.fixed_dictionaries({entry: st.sampled_from("xyz") for entry in key}))
    share = share_of_places(answer, key)
    assert 0 <= share <= 1
    assert share_of_places(key, key) == 1
    assert share_of_places({}, key) == 0
    assert share_of_places(dict(reversed(answer.items())), key) == share
    for entry in key:
        assert share_of_places(answer | {entry: key[entry]}, key) >= share


@st.composite
def relations(draw: st.DrawFn) -> tuple[list[str], frozenset[tuple[str, str]]]:
    """Steps in a right order, and relations among them that it keeps."""
    steps = draw(st.permutations("abcdef"))
    every = [(first, then) for place, first in enumerate(steps) for then in steps[place + 1 :]]
    return steps, closure(draw(st.lists(st.sampled_from(every), min_size=1, unique=True)))


@given(relations(), st.data())
def test_relations(made: tuple[list[str], frozenset[tuple[str, str]]], data: st.DataObject) -> None:
    steps, pairs = made
    answer = data.draw(st.permutations(steps))
    share = share_of_relations(answer, pairs)
    assert 0 <= share <= 1
    assert share_of_relations(steps, pairs) == 1
    assert share_of_relations(steps[::-1], pairs) == share_of_relations([], pairs) == 0
    assert share_of_relations(answer, data.draw(st.permutations(sorted(pairs)))) == share
    for place in range(len(answer) - 1):
        better = [*answer]
        better[place], better[place + 1] = answer[place + 1], answer[place]
        if (answer[place + 1], answer[place]) in pairs:
            assert share_of_relations(better, pairs) > share
    assert all((first, last) in pairs for first, a in pairs for b, last in pairs if a == b)


def test_an_order_says_how_many_relations_hold_and_one_that_does_not() -> None:
    item = order()
    answer = ["listen", "verify", "ticket", "lookup", "promise"]
    score = item.score(answer)
    assert (score.share, score.message) == (8 / 9, "9 条先后关系里对了 8 条。")
    assert item.score(["listen", "verify", "lookup", "promise", "ticket"]).share == 1
    assert (
        item.debrief(answer)
        == "例如：“查看扣费明细，找出重复的那一笔”应在“登记工单，告诉客户工单号”之前，您排反了。"
    )
    once = card_state(item, ItemState(answer=answer, attempts=1, item_version=1))
    twice = card_state(item, ItemState(answer=answer, attempts=2, item_version=1))
    assert (once["debrief"], twice["debrief"]) == ("", item.debrief(answer))
    assert "参考顺序：听完客户的话" in twice["explanation"]


@pytest.mark.parametrize("number", range(10, 60))
def test_steps_are_never_shown_in_a_right_order(number: int) -> None:
    item = order(f"ch01-p{number}")
    public = item.public()
    assert broken_relations([step.id for step in public.steps], item.relations)
    assert item.lines() == public.lines()
    assert item.public() == order(f"ch01-p{number}").public()


@pytest.mark.parametrize(
    ("make", "changes", "said"),
    [
        (order, {"before": [["listen", "verify"], ["verify", "listen"]]}, "run in a circle"),
        (order, {"before": [["listen", "x"]]}, "x are no steps"),
        (
            order,
            {"before": [], "steps": [{"id": f"s{n}", "text": "x"} for n in range(8, 13)]},
            "give it away",
        ),
        (order, {"before": [], "steps": [{"id": n, "text": "x"} for n in "abcd"]}, "give it away"),
        (
            categorise,
            {
                "entries": [
                    {"id": f"e{n}", "text": "x", "feedback": "x", "category": "ask" if n < 3 else "fraud"}
                    for n in range(1, 6)
                ]
            },
            "give the key away",
        ),
        (
            categorise,
            {"entries": [{"id": n, "text": "x", "feedback": "x", "category": "x"} for n in "ab"]},
            "x are no categories",
        ),
        (
            multiple,
            {"options": [{"id": n, "text": n, "feedback": n, "right": True} for n in "abc"]},
            "not all",
        ),
        (predict, {"bands": [{"feedback": "x"}]}, "either options or bands"),
        (
            guess,
            {"bands": [{"high": 20, "feedback": "x"}, {"low": 21, "feedback": "x"}]},
            "each begins where",
        ),
        (guess, {"bands": [{"high": 20, "feedback": "x"}]}, "every guess is answered"),
        (reply, {"requires": ["colour"]}, "colour unknown, choose of"),
        (reply, {"samples": [{"text": "我们会尽快处理您反映的问题，请您耐心等待几天就好。"}]}, "earns"),
    ],
)
def test_what_an_author_is_told(make: Callable[..., Item], changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        make(**changes)


@every_item
def test_model_and_wrong_answer_prove_the_key(item: Item) -> None:
    best, worst = item.score(item.read(item.model_answer())), item.score(item.read(item.wrong_answer()))
    assert best.share == pytest.approx(1)
    assert not item.scored or worst.share == 0
    assert item.words(item.model_answer())
    public = TypeAdapter(AnyPublicItem).validate_json(item.public().model_dump_json())
    assert public.read(item.model_answer()) == item.read(item.model_answer())
    assert TypeAdapter(AnyItem).validate_json(item.model_dump_json()) == item


@every_item
def test_only_the_public_part_is_sent_before_an_answer(item: Item, tmp_path: Path) -> None:
    secrets = item.secrets()
    assert secrets or item.type == "flashcard"  # type: ignore[attr-defined]
    for shown in (item, item.public()):
        exercise = Exercise(shown, AnswerLog(tmp_path / "ch01.jsonl"), data="d", sid="s")
        sent = json.dumps(exercise.get_state(["item", "state"]), ensure_ascii=False)
        still = card_html(shown, exercise.state) + card_text(shown, exercise.state)
        assert [text for text in secrets if len(text) > 3 and (text in sent or text in still)] == []


@every_item
def test_a_graded_card_says_the_same_to_every_answer(item: Item, tmp_path: Path) -> None:
    shown = []
    for answer in (item.model_answer(), item.wrong_answer()):
        state = card_state(item.public(), ItemState(answer=item.read(answer), attempts=1, item_version=1))
        assert not {"parts", "message", "explanation", "live", "hints"} & set(state)
        shown.append({name: value for name, value in state.items() if name != "answer"})
    assert shown[0] == shown[1]


@every_item
@given(raw=JSON)
def test_any_answer_is_read_or_refused_in_a_sentence(item: Item, raw: Any) -> None:
    item.words(raw)
    item.live(raw)
    for side in (item, item.public()):
        try:
            answer = side.read(raw)
        except Unreadable as refused:
            assert str(refused).endswith("。")
        else:
            assert 0 <= item.score(answer).share <= 1
            assert side.read(answer) == answer


def test_a_guess_is_recorded_and_compared() -> None:
    state = card_state(guess(), ItemState(answer="３０％", attempts=1, item_version=1))
    assert (state["status"], state["message"], state["explanation"]) == (
        "recorded",
        "和实际很接近。",
        "实际是 33%。",
    )
    assert "正确" not in state["verdict"]
    assert guess().score("20").message == "和实际很接近。"


@pytest.mark.parametrize("item", [predict(), guess(), flashcard()])
def test_what_is_not_scored_is_not_drawn_for_an_exam(item: Item) -> None:
    with pytest.raises(ValidationError, match="not scored"):
        ExamBank(draw=1, items=[item])


def test_the_rating_of_a_flash_card_is_how_sure_one_is() -> None:
    ratings = {
        name: (flashcard().score(name).share, flashcard().confidence(name))
        for name in ("forgot", "recalled", "easy")
    }
    assert ratings == {"forgot": (0, None), "recalled": (1, None), "easy": (1, "sure")}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("您好，", 3),
        ("工单号 2026031 已登记", 7),
        ("ＡＢＣ １２３", 2),
        ("a b\nc", 3),
        ("𠮷野家", 3),
    ],
)
def test_characters_are_counted_as_a_word_processor_does(text: str, count: int) -> None:
    assert count_characters(text) == count


def test_a_reply_shows_matched_words_while_written_and_never_the_rule() -> None:
    live = reply().live("您的工单号是 20260318007，这个产品保本，请把验证码告诉我。")
    names = dict(live["checks"])
    assert "20260318007" in names["工单号"] and names["具体的时限"] == ""
    assert any("保本" in word for word in live["words"])
    rules = [
        part.message
        for name, part in reply().score("这个产品保本，请放心购买，收益一定不会少的。").parts.items()
        if name.startswith("finding")
    ]
    assert rules and not any(rule in json.dumps(live, ensure_ascii=False) for rule in rules)
    assert reply().public().live("保本") == {}


def test_a_red_line_earns_nothing_and_is_said() -> None:
    text = reply().samples[0].text + "请把短信验证码念给我。"
    score = reply().score(reply().read(text))
    assert score.share == 0 and "红线" in score.message


def test_every_type_has_a_public_part_and_a_view() -> None:
    assert [kind.model_fields["type"].default for kind in ITEM_TYPES] == [
        kind.model_fields["type"].default for kind in PUBLIC_TYPES
    ]
    views = {path.stem for path in (STATIC / "views").glob("*.js")}
    assert {kind.model_fields["type"].default for kind in ITEM_TYPES} <= views
