"""Draws that keep their shares exactly."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from course.cases.sampling import evenly, level, named, positions, some_of
from course.cases.streams import Stream

SEEDS = st.integers(0, 2**128 - 1)
GROUPS = st.lists(st.integers(-1, 3), min_size=1, max_size=60)


@given(SEEDS, GROUPS, st.floats(0, 1))
def test_every_group_keeps_the_share_to_within_one_row(seed, groups, share):
    group = np.array(groups, dtype=np.int64)
    numbers = evenly(Stream(seed), group)
    assert ((numbers >= 0) & (numbers < 1)).all()
    for each in set(groups):
        mine = numbers[group == each]
        assert abs((mine < share).sum() - share * len(mine)) <= 1


@given(SEEDS, GROUPS)
def test_rows_agree_in_all_groups_or_are_apart(seed, groups):
    group = np.array(groups, dtype=np.int64)
    halves = np.arange(len(group)) % 2 == 0
    together = evenly(Stream(seed), group, halves)
    assert (together == evenly(Stream(seed), group * 2 + halves)).all()


def test_levels_follow_their_weights():
    numbers = (np.arange(100) + 0.5) / 100
    assert np.bincount(level(numbers, (1, 0, 3))).tolist() == [25, 0, 75]
    rows = np.where(np.arange(100)[:, None] < 50, [1.0, 0.0], [0.0, 2.0])
    assert level(numbers, rows).tolist() == [0] * 50 + [1] * 50


@given(SEEDS, st.integers(0, 40), st.integers(0, 60))
def test_a_lot_never_draws_a_row_twice(seed, n, count):
    drawn = some_of(Stream(seed), n, count)
    assert len(set(drawn.tolist())) == len(drawn) == min(n, count)
    assert (np.diff(drawn) > 0).all()


def test_names_and_places_undo_each_other_and_keep_gaps():
    names = pd.Series(["乙", None, "甲"], dtype="str")
    places = positions(names, ("甲", "乙"))
    assert places.tolist() == [1, -1, 0]
    pd.testing.assert_series_equal(named(("甲", "乙"), places), names)
