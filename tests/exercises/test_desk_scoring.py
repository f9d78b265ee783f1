"""Redaction, transcript and trace without a browser: what an answer earns, what the public part tells."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from course.exercises.items import Item, Unreadable
from course.exercises.redaction import parse, redaction_share, tokens_of
from course.exercises.types import AnyItem
from course.exercises.types.trace import Chain, common_steps, trace_share
from course.exercises.types.transcript import LEVELS, agreement, fault_f1
from tests.exercises.samples_desk import TICKET, redact, trace, transcript

MAKERS = (redact, transcript, trace)
every = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 300) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["levels", "lines", "fact", "rule", "action", "follow", "c1"])
            | st.text(max_size=4),
            inner | st.lists(st.sampled_from(["f1", "f2", "l3", "a1", "合格"]), max_size=3),
            max_size=5,
        )
    ),
    max_leaves=8,
)


# ---------------------------------------------------------------- all three
@every
def test_perfect_earns_everything_and_nothing_earns_nothing(make: Any) -> None:
    item = make()
    assert item.score(item.model_answer()).share == 1
    assert item.score(item.read(item.wrong_answer())).share == 0
    assert item.public().read(item.model_answer()) == item.model_answer()


@every
def test_the_public_part_tells_no_secret(make: Any) -> None:
    item = make()
    public = json.dumps(item.public().model_dump(), ensure_ascii=False)
    secrets = item.secrets()
    assert len(secrets) > 10
    assert not [secret for secret in secrets if secret in public and secret not in LEVELS]
    for word in ("key", "right", "feedback", "why", "faults", "arguable", "chains", "weight", "share"):
        assert f'"{word}"' not in public


@every
@MANY
@given(raw=JSON)
def test_whatever_the_browser_sends_is_read_or_refused_with_a_sentence(make: Any, raw: object) -> None:
    for item in (make(), make().public()):
        try:
            answer = item.read(raw)
        except Unreadable as refused:
            assert re.fullmatch(r"[^\n]{5,80}[。]", str(refused))
        else:
            assert item.read(answer) == answer
            json.dumps(answer, allow_nan=False)
        assert isinstance(item.words(raw), str)


@every
def test_every_part_of_an_answer_is_explained(make: Any) -> None:
    item: Item = make()
    wrong = item.score(item.wrong_answer())
    assert wrong.message.endswith("。")
    whole = item.explain()
    assert whole.share == 1 and whole.message and all(part.message for part in whole.parts.values())
    assert item.lines() == item.public().lines()
    assert all(part.right for part in item.score(item.model_answer()).parts.values())


# ---------------------------------------------------------------- redaction
WEIGHTS = {kind.name: kind.weight for kind in redact().kinds}
PLACES = st.sets(st.integers(0, len(parse(TICKET).tokens) - 1))


@MANY
@given(PLACES, st.integers(0, len(parse(TICKET).tokens) - 1), st.floats(1, 5))
def test_masking_a_datum_never_costs_and_masking_more_never_pays(
    masked: set[int], one: int, cost: float
) -> None:
    ticket = parse(TICKET)
    before = redaction_share(ticket, WEIGHTS, masked - {one}, cost)
    after = redaction_share(ticket, WEIGHTS, masked | {one}, cost)
    assert 0 <= before <= 1 and 0 <= after <= 1
    if one in ticket.ordinary:
        assert after <= before
    elif one in ticket.either_way or not ticket.size(one):
        assert after == before
    else:
        assert after >= before
    everything = set(range(len(ticket.tokens)))
    assert redaction_share(ticket, WEIGHTS, everything, cost) == 0
    assert redaction_share(ticket, WEIGHTS, set(), cost) == 0
    assert redaction_share(ticket, WEIGHTS, everything - set(ticket.ordinary), cost) == 1


@MANY
@given(PLACES, st.randoms())
def test_the_order_of_the_places_does_not_matter(masked: set[int], chance: Any) -> None:
    shuffled = sorted(masked, key=lambda _: chance.random())
    item = redact()
    if any(item.ticket.size(place) for place in masked):
        assert item.read(shuffled) == item.read(sorted(masked))


PIECE = st.text(alphabet="孟女士手机a1B2，。 -@", min_size=1, max_size=6)


@MANY
@given(st.lists(st.tuples(PIECE, st.booleans()), min_size=1, max_size=8))
def test_tokens_are_the_same_whatever_is_marked(pieces: list[tuple[str, bool]]) -> None:
    plain = "".join(text for text, _ in pieces)
    marked = "".join(f"{{{text}|姓名}}" if mark else text for text, mark in pieces)
    tokens = tokens_of(plain)
    assert "".join(tokens) == plain
    try:
        ticket = parse(marked)
    except ValueError as error:
        assert "cuts a number or word" in str(error)
    else:
        assert ticket.tokens == tokens


def test_two_tickets_that_differ_in_their_marks_only_have_the_same_public_part() -> None:
    other = re.sub(r"\{([^|]*)\|[^}]*\}", r"\1", TICKET).replace("坐席", "{坐席|姓名}")
    one_kind = [{"name": "姓名", "why": "认得出人。"}]
    changed = redact(text=other, kinds=one_kind, keep=[], attempts=[])
    assert changed.model_answer() != redact().model_answer()
    assert changed.public() == redact().public()


def test_the_public_part_is_the_plain_text_and_nothing_else() -> None:
    public = redact().public()
    assert public.text == re.sub(r"\{([^|]*)\|[^}]*\}", r"\1", TICKET)
    assert set(type(public).model_fields) == {"id", "version", "section", "prompt", "type", "text"}
    assert public.pieces() == redact().pieces()


def test_a_redaction_names_missed_kinds_and_words_masked_without_need() -> None:
    item = redact()
    score = item.score(item.read(["孟晓棠", "13900000627", "XQ-20261118-0627", "退出重进", "孟"]))
    assert "住址 1 处、姓名 1 处、证件号 1 处、银行卡号 1 处" in score.message
    assert "多遮了 2 处：“XQ-20261118-0627”、“退出重进”。" in score.message
    said = {part.message: part.right for part in score.parts.values()}
    assert said["凭工单号只有我们查得到人，遮掉它，对方没法说是哪一条。"] is False
    assert said["这里认不出是哪个人，后面办事的同事还要用。"] is False
    assert not any("证件号" in message for message in said)
    assert item.score(item.read(["孟晓棠", "13900000627", "E5031"])).share == pytest.approx(
        3 / 12 - 2 * 5 / 101
    )
    assert item.words(item.read(["孟晓棠", "E5031"])) == "遮住 孟晓棠、E5031"


def test_part_of_a_datum_is_still_a_leak() -> None:
    item = redact()
    almost = [place for place in item.model_answer() if item.pieces()[place] != "棠"]
    score = item.score(almost)
    assert score.share == pytest.approx(1 - 1 / 3 / 12)
    assert "没有遮全：姓名 1 处" in score.message


# ---------------------------------------------------------------- transcript
CRITERIA = transcript().criteria
LEVELS_GIVEN = st.fixed_dictionaries({one.id: st.sampled_from(LEVELS) for one in CRITERIA})
LINES = [turn.id for turn in transcript().turns]
SOME_LINES = st.lists(st.sampled_from(LINES), unique=True)


@MANY
@given(LEVELS_GIVEN, SOME_LINES)
def test_a_scorecard_earns_more_with_every_level_and_line_put_right(
    levels: dict[str, str], marked: list[str]
) -> None:
    item = transcript()

    def earned(levels: dict[str, str], marked: list[str]) -> float:
        return item.score(item.read({"levels": levels, "lines": marked})).share

    now = earned(levels, marked)
    assert 0 <= now <= 1
    assert earned(levels, marked[::-1]) == now
    for one in CRITERIA:
        assert earned(levels | {one.id: one.key}, marked) >= now - 1e-12
    faults = {fault.line for fault in item.faults}
    for line in set(LINES) - set(marked):
        more = earned(levels, [*marked, line])
        if line in faults:
            assert more > now
        elif line in item.arguable:
            assert more == now
        else:
            assert more <= now


@given(st.sets(st.sampled_from(LINES), min_size=1), st.sets(st.sampled_from(LINES)))
def test_f1_of_faults_is_that_of_precision_and_recall(planted: set[str], marked: set[str]) -> None:
    found = len(planted & marked)
    share = fault_f1(planted, marked)
    if found:
        precision, recall = found / len(marked), found / len(planted)
        assert share == pytest.approx(2 * precision * recall / (precision + recall))
    else:
        assert share == 0


def test_a_fatal_criterion_counts_twice_and_an_allowed_level_agrees() -> None:
    right = {one.id: one.key for one in CRITERIA}
    assert agreement(CRITERIA, right | {"c2": "合格"}) == 1
    assert agreement(CRITERIA, right | {"c1": "不合格"}) == 7 / 8
    assert agreement(CRITERIA, right | {"c3": "合格"}) == 6 / 8
    assert agreement(CRITERIA, {}) == 0


def test_a_scorecard_is_answered_with_agreement_recall_and_precision() -> None:
    item = transcript()
    levels = {one.id: one.key for one in CRITERIA} | {"c4": "合格"}
    score = item.score(item.read({"levels": levels, "lines": ["l3", "l7"]}))
    assert "评分项与专家一致 5/6 项" in score.message
    assert "2 处问题，您找到 1 处（查全 50%）" in score.message
    assert "2 句里有 1 句确有问题（查准 50%）" in score.message
    assert "致命项“测评不代替、不提示”判得不一致" in score.message
    assert score.share == pytest.approx(0.6 * 6 / 8 + 0.4 * 0.5)
    assert {name: part.right for name, part in score.parts.items() if name[0] == "l"} == {
        "l3": True,
        "l7": False,
    }
    assert "c4" not in score.parts and "专家评“不合格”" in item.explain().parts["c4"].message


def test_an_unfinished_scorecard_says_what_is_open() -> None:
    with pytest.raises(Unreadable, match="还有 5 项没有评：核验客户。"):
        transcript().read({"levels": {"c1": "合格"}, "lines": []})


# ---------------------------------------------------------------- trace
COLUMNS = {column.id: [card.id for card in column.cards] for column in trace().columns}
PICKS = st.fixed_dictionaries(
    {name: st.sampled_from(cards).map(lambda c: [c]) for name, cards in COLUMNS.items()}
)
RIGHT = {"fact": ["f2"], "rule": ["r3"], "action": ["a1"], "follow": ["w2"]}
CONSISTENT = {"fact": ["f1"], "rule": ["r2"], "action": ["a2"], "follow": ["w1"]}


@MANY
@given(PICKS, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_chain_earns_steps_reasoning_or_everything(
    picks: dict[str, list[str]], reasoning: float, step: float
) -> None:
    chains = trace().chains
    share = trace_share(picks, chains, reasoning, step)
    assert 0 <= share <= 1
    assert (share == 1) == (picks == RIGHT)
    if picks == CONSISTENT:
        assert share == max(reasoning, step * common_steps(picks, RIGHT))
    if picks not in (RIGHT, CONSISTENT):
        assert share == step * common_steps(picks, RIGHT) < 1
        for column in COLUMNS:
            better = picks | {column: RIGHT[column]}
            assert trace_share(better, chains, reasoning, step) >= share
    assert trace_share({}, chains, reasoning, step) == 0
    assert trace_share(dict(reversed(picks.items())), list(reversed(chains)), reasoning, step) == share


@pytest.mark.parametrize(
    ("changes", "share", "said"),
    [
        ({}, 1, "四步接上了"),
        (CONSISTENT, 0.4, "从“事实”这一步就偏了，只得推理分"),
        ({"follow": ["w3"]}, 0.375, "链条断在“后续”：前面到“行动”还接得上"),
        ({"rule": ["r1"]}, 0.375, "链条断在“规则”：前面到“事实”还接得上"),
        ({"fact": ["f3"]}, 0.375, "链条在“事实”这一步就没有立住"),
    ],
)
def test_a_trace_says_where_the_chain_breaks(changes: dict[str, list[str]], share: float, said: str) -> None:
    score = trace().score(trace().read(RIGHT | changes))
    assert score.share == share
    assert said in score.message
    assert len(score.parts) == 4


def test_several_cards_of_a_column_count_by_their_share() -> None:
    chain = Chain(picks={"a": ["x", "y"], "b": ["z"]}, right=True, message="对。")
    assert common_steps({"a": ["x"], "b": ["z"]}, chain.picks) == 0.75
    assert common_steps({"a": ["y", "x"], "b": ["z"]}, chain.picks) == 1
    assert common_steps({"a": ["x", "y", "q"], "b": []}, chain.picks) == pytest.approx(1 / 3)


@pytest.mark.parametrize("habit", [0, 1, 2, "longest", "shortest"])
def test_no_habit_of_guessing_earns_half(habit: int | str) -> None:
    picks = {}
    for column in trace().columns:
        by_length = sorted(column.cards, key=lambda card: len(card.text))
        place = {"longest": -1, "shortest": 0}.get(str(habit), habit)
        picks[column.id] = [(by_length if isinstance(habit, str) else column.cards)[int(place)].id]
    assert trace().score(picks).share < 0.5
    level = LEVELS[habit] if isinstance(habit, int) else "不合格"
    marked = LINES if habit == "longest" else []
    rated = {"levels": {one.id: level for one in CRITERIA}, "lines": marked}
    assert transcript().score(transcript().read(rated)).share < 0.5


# ---------------------------------------------------------------- authors' mistakes
NO_PROOF: dict[str, Any] = {"attempts": []}


@pytest.mark.parametrize(
    ("make", "changes", "said"),
    [
        (redact, {"text": "手机{139|手机号}00000627"}, "cuts a number or word"),
        (redact, {"text": "投保人{孟晓棠|姓名"}, "outside a mark"),
        (redact, {"text": "没有可遮的"}, "mark some words"),
        (redact, {"text": "{孟晓棠|姓名}"}, "leave others"),
        (redact, {"text": "投保人{，|姓名}"}, "punctuation only"),
        (redact, {"text": "投保人{孟晓棠|姓名}"}, "on one side only"),
        (redact, {"keep": [{"text": "孟晓棠", "why": "留。"}]}, "outside the marks"),
        (redact, {"over_cost": 0.5}, "greater than or equal to 1"),
        (transcript, {"faults": [{"line": "l99", "why": "没有这句。"}]}, "no line of the conversation"),
        (transcript, {"arguable": ["l3"]}, "named twice"),
        (transcript, {"faults": []}, "at least 1 item"),
        (transcript, {"turns": [{"id": "c1", "who": "坐席", "text": "喂"}] * 2}, "share an id"),
        (trace, {"chains": [{"picks": RIGHT, "message": "对。"}]}, "none is right"),
        (
            trace,
            {"chains": [{"picks": {**RIGHT, "fact": ["f9"]}, "right": True, "message": "对。"}]},
            "number 1",
        ),
        (trace, {"chains": [{"picks": RIGHT, "right": True, "message": "对。"}] * 2}, "two are the same"),
        (trace, {"reasoning_share": 1}, "less than 1"),
        (trace, {"columns": [trace().columns[0].model_dump()] * 2}, "share an id"),
    ],
)
def test_an_authors_mistake_is_named(make: Any, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        make(**(NO_PROOF | changes))


def test_a_column_with_one_card_is_refused() -> None:
    columns = [column.model_dump() for column in trace().columns]
    columns[0]["cards"] = columns[0]["cards"][:1]
    with pytest.raises(ValidationError, match="at least 2 items"):
        trace(columns=columns)


def test_picks_that_earn_nothing_must_exist() -> None:
    columns = [column.model_dump() for column in trace().columns]
    for column in columns:
        used = (*RIGHT[column["id"]], *CONSISTENT[column["id"]])
        column["cards"] = [card for card in column["cards"] if card["id"] in used]
    with pytest.raises(ValidationError, match="some pick must earn nothing"):
        trace(columns=columns, attempts=[])


@every
def test_an_item_survives_its_file(make: Any) -> None:
    item = make()
    again: Any = TypeAdapter(AnyItem).validate_json(item.model_dump_json())
    assert again == item
