"""Drawing and scoring an exam."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.exercises.exam import draw, score_exam
from course.exercises.items import Item
from course.exercises.log import ItemState
from course.exercises.types import Choice, Numeric
from tests.exercises.samples import choice, numeric


def pool_of(size: int) -> dict[str, str]:
    """Return a pool of four sections, the last item in the first section."""
    return {f"ch01-e{number:02}": f"1.{number % 4 + 1}" for number in range(size)}


POOL = st.integers(1, 30).map(pool_of)
SEED = st.integers(0, 2**128 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(POOL, SEED, st.data())
def test_tries_go_through_the_pool_before_anything_comes_again(
    pool: dict[str, str], seed: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(pool)))
    whole_tries = len(pool) // count
    seen: list[str] = []
    for attempt in range(1, whole_tries + 1):
        drawn = draw(pool, count, seed, attempt)
        assert len(set(drawn)) == count
        assert set(drawn) <= set(pool)
        assert not set(drawn) & set(seen)
        seen += drawn
    unseen = set(pool) - set(seen)
    following = draw(pool, count, seed, whole_tries + 1)
    assert len(set(following)) == count
    assert set(following[: len(unseen)]) == unseen


@given(POOL, SEED, st.randoms(use_true_random=False), st.integers(1, 9))
def test_only_seed_and_try_decide(pool: dict[str, str], seed: int, random: Any, attempt: int) -> None:
    names = list(pool)
    random.shuffle(names)
    mixed = {name: pool[name] for name in names}
    assert draw(pool, 1, seed, attempt) == draw(mixed, 1, seed, attempt)


def test_a_draw_is_the_same_for_ever() -> None:
    pool = pool_of(24)
    first = ["ch01-e19", "ch01-e17", "ch01-e08", "ch01-e18", "ch01-e07", "ch01-e01", "ch01-e12", "ch01-e06"]
    assert draw(pool, 8, 20261124, 1) == first


@given(SEED, st.integers(1, 3))
def test_every_try_has_as_many_of_each_section(seed: int, attempt: int) -> None:
    pool = pool_of(24)
    sections = [pool[item_id] for item_id in draw(pool, 8, seed, attempt)]
    assert sorted(sections) == sorted(["1.1", "1.2", "1.3", "1.4"] * 2)


def test_every_item_is_drawn_about_as_often() -> None:
    pool = pool_of(24)
    times = dict.fromkeys(pool, 0)
    for seed in range(1500):
        for item_id in draw(pool, 8, seed, 1):
            times[item_id] += 1
    # 1500 draws with chance 1/3: mean 500, standard deviation 18.
    assert min(times.values()) > 410 and max(times.values()) < 590


@pytest.mark.parametrize(
    ("pool", "count", "seed", "attempt", "said"),
    [
        ({"a": "1.1", "b": "1.1"}, 3, 1, 1, "3 of a pool of 2"),
        ({"a": "1.1", "b": "1.1"}, 0, 1, 1, "0 of a pool of 2"),
        ({"a": "1.1", "b": "1.1"}, 1, 1, 0, "attempt 0"),
        ({"a": "1.1", "b": "1.1"}, 1, -1, 1, "seed -1"),
    ],
)
def test_an_impossible_draw_is_refused(
    pool: dict[str, str], count: int, seed: int, attempt: int, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        draw(pool, count, seed, attempt)


def pool() -> list[Item]:
    return [choice("ch01-e01", weight=3), numeric("ch01-e02"), choice("ch01-e03")]


def test_the_last_submitted_answer_counts() -> None:
    states = {"ch01-e01": ItemState(answer=["b"], draft=["a"]), "ch01-e02": ItemState(answer="12.5")}
    results = score_exam(pool(), ["ch01-e02", "ch01-e01", "ch01-e03"], states)
    assert [item.id for item, _ in results] == ["ch01-e02", "ch01-e01", "ch01-e03"]
    assert [score and score.share for _, score in results] == [1, 0, None]


@pytest.mark.parametrize("answer", [["z"], [], "a", {"a": 1}, [["a"]], ["a", "b"], True, "一堆" * 90])
def test_an_answer_of_another_kind_earns_nothing_and_says_so(answer: object) -> None:
    ((_, score),) = score_exam(pool(), ["ch01-e01"], {"ch01-e01": ItemState(answer=answer)})
    assert score is not None and score.share == 0
    assert score.message.startswith("出错：")


@given(JSON)
def test_any_answer_is_scored_within_bounds(answer: object) -> None:
    states = {item.id: ItemState(answer=answer) for item in pool()}
    for item, score in score_exam(pool(), list(states), states):
        assert isinstance(item, Choice | Numeric)
        assert (score is None) == (answer is None)
        assert score is None or 0 <= score.share <= 1


def test_a_draw_from_another_pool_is_an_authors_mistake() -> None:
    with pytest.raises(ValueError, match="ch01-e99"):
        score_exam(pool(), ["ch01-e99"], {})
