"""Draws that are the same everywhere, with the shapes that they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.cases.streams import Stream, exp, minus_log, whole

SEEDS = st.integers(0, 2**128 - 1)


def pcg64_words(seed: int, n: int) -> list[int]:
    """PCG64 (XSL-RR 128/64) in plain Python, from O'Neill's paper."""
    mask = (1 << 128) - 1
    state, increment, out = seed, ((seed * 2) | 1) & mask, []
    for _ in range(n):
        state = (state * 0x2360ED051FC65DA44385DF649FCCF645 + increment) & mask
        mixed, turn = ((state >> 64) ^ state) & (2**64 - 1), state >> 122
        out.append(((mixed >> turn) | (mixed << (-turn & 63))) & (2**64 - 1))
    return out


@given(SEEDS)
def test_words_are_those_of_the_published_algorithm(seed):
    assert Stream(seed).words(5).tolist() == pcg64_words(seed, 13)[8:]


@given(SEEDS, st.integers(-50, 50), st.integers(1, 100))
def test_integers_stay_in_their_range(seed, low, span):
    drawn = Stream(seed).integers(200, low, low + span)
    assert drawn.min() >= low
    assert drawn.max() < low + span


@given(SEEDS)
def test_one_stream_read_in_two_parts_is_the_same_as_in_one(seed):
    whole_run, parts = Stream(seed), Stream(seed)
    assert whole_run.uniform(20).tolist() == [*parts.uniform(7), *parts.uniform(13)]


def test_shapes_of_the_distributions():
    stream, n = Stream(2**100 + 7), 200_000
    uniform, normal, factors = stream.uniform(n), stream.normal(n), stream.lognormal(n, 0.8)
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert uniform.mean() == pytest.approx(0.5, abs=0.005)
    assert normal.mean() == pytest.approx(0, abs=0.01)
    assert normal.std() == pytest.approx(1, abs=0.01)
    assert np.quantile(normal, 0.975) == pytest.approx(1.96, abs=0.02)
    assert np.median(factors) == pytest.approx(1, abs=0.01)
    assert np.log(factors).std() == pytest.approx(0.8, abs=0.01)


def test_choices_follow_their_weights():
    stream = Stream(5)
    shares = np.bincount(stream.choice(100_000, (1, 0, 3)), minlength=3) / 100_000
    assert shares.tolist() == pytest.approx([0.25, 0, 0.75], abs=0.01)
    group = np.repeat([0, 1], 50_000)
    drawn = stream.choice_by(group, ((1, 1, 2), (0, 1, 0)))
    assert (drawn[group == 1] == 1).all()
    assert np.bincount(drawn[group == 0]).tolist() == pytest.approx([12_500, 12_500, 25_000], rel=0.05)


@given(st.floats(-11.9, 11.9))
def test_exp_is_the_exponential_function(x):
    assert exp(np.array([x]))[0] == pytest.approx(math.exp(x), rel=1e-8)


@given(st.floats(2.0**-53, 1.0))
def test_minus_log_is_the_logarithm(u):
    assert minus_log(np.array([u]))[0] == pytest.approx(-math.log(u), rel=1e-8, abs=1e-10)


def test_exponential_draws_have_their_mean_and_their_tail():
    drawn = Stream(11).exponential(200_000)
    assert drawn.min() >= 0
    assert drawn.mean() == pytest.approx(1, abs=0.01)
    assert (drawn > 3).mean() == pytest.approx(math.exp(-3), abs=0.003)


def test_rounding_goes_up_at_halves():
    assert whole(np.array([0.5, 1.5, 2.5, -0.5])).tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize("weights", [(), (0, 0), (1, -1)])
def test_weights_that_cannot_be_drawn_from_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        Stream(1).choice(3, weights)


def test_an_empty_range_is_refused():
    with pytest.raises(ValueError, match="high"):
        Stream(1).integers(3, 5, 5)
