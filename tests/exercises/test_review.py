"""Review draws what was most likely forgotten; progress counts what was done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from course.exercises.bank import Bundle, Objective, WorldStamp
from course.exercises.events import Event, fold
from course.exercises.items import Item
from course.exercises.progress import by_objective, by_section, weakest
from course.exercises.review import most_in_need
from course.exercises.static_html import progress_html, progress_text
from tests.exercises.samples import choice, flashcard, predict

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
ITEMS = [choice(f"ch01-p{number:02}", section="1.1" if number < 4 else "1.2") for number in range(1, 7)]
RIGHT = next(option.id for option in ITEMS[0].options if option.right)
WRONG = next(option.id for option in ITEMS[0].options if not option.right)


def answered(
    item: str, answer: str, days_ago: float, confidence: str | None = None, version: int = 1
) -> Event:
    """Return a submit event."""
    when = (NOW - timedelta(days=days_ago)).isoformat().replace("+00:00", "Z")
    return Event("submit", item, version, 1, [answer], confidence, "ch01:w1:demo", "s", when)


def order(events: list[Event], count: int = 6) -> list[str]:
    """Return the ids drawn for review."""
    return [item.id for item in most_in_need(ITEMS, events, NOW, count, 7)]


def test_a_wrong_answer_comes_before_a_right_one_of_the_same_day() -> None:
    events = [answered("ch01-p01", RIGHT, 9), answered("ch01-p02", WRONG, 9)]
    assert order(events)[:2] == ["ch01-p02", "ch01-p01"]


def test_a_guess_comes_before_a_sure_answer() -> None:
    events = [answered("ch01-p01", RIGHT, 9, "sure"), answered("ch01-p02", RIGHT, 9, "guess")]
    assert order(events)[:2] == ["ch01-p02", "ch01-p01"]


def test_an_older_answer_comes_before_a_newer_one() -> None:
    events = [answered("ch01-p01", RIGHT, 2), answered("ch01-p02", RIGHT, 40)]
    assert order(events)[:2] == ["ch01-p02", "ch01-p01"]


def test_items_never_met_come_last_in_an_order_of_their_own() -> None:
    events = [answered("ch01-p05", RIGHT, 1)]
    assert order(events)[0] == "ch01-p05"
    assert sorted(order(events)) == [item.id for item in ITEMS]
    assert order(events)[1:] != [item.id for item in ITEMS if item.id != "ch01-p05"]


def test_foreign_answers_times_and_versions_are_left_out() -> None:
    events = [
        answered("ch09-p01", RIGHT, 1),
        answered("ch01-p01", "zz", 1),
        answered("ch01-p02", RIGHT, 1, version=9),
        Event("submit", "ch01-p03", 1, 1, [RIGHT], None, "", "s", "gestern"),
    ]
    assert order(events) == order([])


@given(st.lists(st.sampled_from([item.id for item in ITEMS]), max_size=30), st.integers(1, 6), st.randoms())
def test_the_same_log_gives_the_same_review(names: list[str], count: int, random: object) -> None:
    events = [answered(name, RIGHT if place % 3 else WRONG, place) for place, name in enumerate(names)]
    drawn = order(events, count)
    random.shuffle(events)  # type: ignore[attr-defined]
    assert order(events, count) == drawn
    assert len(set(drawn)) == count


def bundle(*more: Item) -> Bundle:
    """Return a chapter of six items in two sections, and more items."""
    return Bundle(
        chapter="ch01",
        title="样章",
        minutes=10,
        world=WorldStamp(version=1, probe="x"),
        sections={"1.1": "第一节", "1.2": "第二节"},
        objectives=[Objective(id=ITEMS[0].objective, section="1.1", text="会做")],
        practice=[*ITEMS, *more],
    )


def test_progress_counts_by_section_and_names_the_weakest_objective() -> None:
    states = fold(
        [answered("ch01-p01", RIGHT, 1), answered("ch01-p02", WRONG, 1), answered("ch01-p05", RIGHT, 1)]
    )
    first, second = by_section(bundle(), states)
    assert (first.title, first.items, first.answered, first.judged, first.right) == ("第一节", 3, 2, 2, 1)
    assert (second.title, second.items, second.answered, second.right) == ("第二节", 3, 1, 1)
    (weak,) = weakest(by_objective(bundle(), states))
    assert (weak.judged, weak.right) == (3, 2)
    assert weakest(by_objective(bundle(), fold([answered("ch01-p01", RIGHT, 1)]))) == []


def test_a_guess_and_a_flash_card_are_answered_and_never_right() -> None:
    whole = bundle(predict("ch01-p07", section="1.1"), flashcard("ch01-p08", section="1.1"))
    events = [
        answered("ch01-p07", "noon", 1),
        Event("submit", "ch01-p08", 1, 1, "easy", None, "d", "s", "2026-11-23T08:00:00Z"),
        Event("hint", "ch01-p01", 1, 1, None, None, "d", "s", "2026-11-23T08:00:00Z"),
        Event("draft", "ch01-p02", 1, 1, [RIGHT], None, "d", "s", "2026-11-23T08:00:00Z"),
        answered("ch01-p03", RIGHT, 1, version=9),
    ]
    first = by_section(whole, fold(events))[0]
    assert (first.items, first.met, first.answered, first.judged, first.right) == (5, 4, 2, 0, 0)
    assert first.words == "已答 2 / 5 题，2 题只记录、不判对错，2 题看过还没交"
    objectives = by_objective(whole, fold(events))
    assert [(one.answered, one.judged) for one in objectives] == [(2, 0)]
    assert weakest(objectives) == []
    for shown in (progress_text, progress_html):
        text = shown(by_section(whole, fold(events)), objectives, [])
        assert "会做：已答 2 / 8 题，2 题只记录" in text
        assert "已答 0 / 3 题" in text


def test_right_counts_only_what_is_right_now() -> None:
    events = [answered("ch01-p01", RIGHT, 2), answered("ch01-p01", WRONG, 1)]
    first = by_section(bundle(), fold(events))[0]
    assert (first.answered, first.judged, first.right) == (1, 1, 0)
    assert first.words == "已答 1 / 3 题，判分的 1 题里答对 0 题"
