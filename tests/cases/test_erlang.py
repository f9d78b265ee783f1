"""The queue formulas against published values, against each other, and at the ends of their ranges."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.cases.erlang import erlang_a, erlang_b, erlang_c, staff_needed

ARRIVALS = st.floats(1, 3_000)
HANDLE = st.floats(20, 900)
PATIENCE = st.floats(10, 3_000)
STAFF = st.integers(1, 300)


@pytest.mark.parametrize(
    ("load", "staff", "blocked"), [(10, 10, 0.21458), (5, 8, 0.07005), (1, 1, 0.5), (20, 30, 0.00846)]
)
def test_erlang_b_has_the_values_of_the_published_tables(load, staff, blocked):
    assert erlang_b(load, staff) == pytest.approx(blocked, abs=5e-5)


def test_erlang_c_has_the_values_of_the_published_tables():
    # The usual worked example: 5 erlangs, 7 agents.
    queue = erlang_c(100, 180, 7)
    assert queue.wait_share == pytest.approx(0.3241, abs=1e-4)
    assert queue.mean_wait == pytest.approx(0.3241 * 180 / 2, abs=0.02)
    assert queue.service_level(20) == pytest.approx(1 - 0.3241 * math.exp(-2 * 20 / 180), abs=1e-4)
    assert queue.occupancy == pytest.approx(5 / 7)
    one = erlang_c(30, 60, 1)  # M/M/1: the mean wait is load / (1 - load) times the handle time
    assert one.mean_wait == pytest.approx(0.5 / 0.5 * 60)


def test_patience_as_long_as_handling_makes_a_poisson_number_of_customers():
    # M/M/n+M with equal rates leaves the system as fast as M/M/infinity, whatever the staff.
    load, staff = 6.0, 5
    poisson = [math.exp(-load) * load**k / math.factorial(k) for k in range(80)]
    waiting = sum(max(0, k - staff) * chance for k, chance in enumerate(poisson))
    queue = erlang_a(120, 180, staff, 180)
    assert queue.wait_share == pytest.approx(sum(poisson[staff:]))
    assert queue.abandonment == pytest.approx(waiting / load)
    assert queue.mean_wait == pytest.approx(waiting / 120 * 3600)


@given(ARRIVALS, HANDLE, STAFF, PATIENCE)
def test_whoever_is_not_answered_in_the_end_has_given_up(arrivals, handle, staff, patience):
    queue = erlang_a(arrivals, handle, staff, patience)
    assert queue.service_level(0) == pytest.approx(1 - queue.wait_share, abs=1e-6)
    assert queue.service_level(1e9) == pytest.approx(1 - queue.abandonment, abs=1e-5)
    assert 0 <= queue.service_level(20) <= queue.service_level(40) + 1e-9 <= 1 + 1e-9
    assert 0 <= queue.occupancy <= 1


@given(ARRIVALS, HANDLE, STAFF)
def test_endless_patience_is_erlang_c(arrivals, handle, staff):
    calm = erlang_c(arrivals, handle, staff)
    if calm.occupancy > 0.9:
        return  # near full load a day's patience is not endless
    queue = erlang_a(arrivals, handle, staff, 86_400)
    assert queue.wait_share == pytest.approx(calm.wait_share, abs=0.02)
    assert queue.service_level(30) == pytest.approx(calm.service_level(30), abs=0.02)


@given(ARRIVALS, HANDLE, STAFF, PATIENCE)
def test_one_more_person_never_harms(arrivals, handle, staff, patience):
    now, more = (erlang_a(arrivals, handle, n, patience) for n in (staff, staff + 1))
    assert more.abandonment <= now.abandonment + 1e-9
    assert more.mean_wait <= now.mean_wait + 1e-6
    assert more.service_level(30) >= now.service_level(30) - 1e-6


def test_too_few_people_wait_for_ever_unless_they_give_up():
    assert erlang_c(100, 180, 5).mean_wait == math.inf
    assert erlang_c(100, 180, 5).service_level(3600) == 0
    queue = erlang_a(1000, 180, 30, 120)
    assert queue.abandonment == pytest.approx(0.4, abs=0.02)
    assert queue.occupancy == pytest.approx(1, abs=0.02)


def test_no_customers_no_wait():
    for queue in (erlang_c(0, 180, 1), erlang_a(0, 180, 1, 60)):
        assert (queue.wait_share, queue.mean_wait, queue.service_level(0)) == (0, 0, 1)


def test_the_staff_that_is_needed_is_the_smallest():
    for patience in (None, 120.0):
        staff = staff_needed(100, 180, 0.8, 20, patience)
        queues = [
            erlang_c(100, 180, n) if patience is None else erlang_a(100, 180, n, patience)
            for n in (staff - 1, staff)
        ]
        assert queues[0].service_level(20) < 0.8 <= queues[1].service_level(20)
    assert staff_needed(0, 180, 0.8, 20) == 1


@pytest.mark.parametrize(
    "numbers",
    [(-1, 180, 5, 60), (100, 0, 5, 60), (100, 180, 0, 60), (100, 180, 2.5, 60), (100, 180, True, 60),
     (100, 180, 5, 0), (math.nan, 180, 5, 60), (100, math.inf, 5, 60), (100, 180, 5, math.nan),
     (1e9, 180, 5, 60), (100, 180, 10**9, 60)],
)  # fmt: skip
def test_numbers_out_of_range_are_refused(numbers):
    with pytest.raises(ValueError, match="erlang_a: "):
        erlang_a(*numbers)


def test_the_ends_of_the_ranges_stay_finite():
    for numbers in (
        (200_000, 86_400, 1, 86_400),
        (1, 1, 5_000, 60),
        (0.001, 1, 1, 1),
        (200_000, 1, 60, 0.001),
    ):
        queue = erlang_a(*numbers)
        shares = (queue.wait_share, queue.abandonment, queue.occupancy, queue.service_level(20))
        assert all(0 <= share <= 1 + 1e-9 for share in shares)
    with pytest.raises(ValueError, match="seconds"):
        erlang_c(1, 1, 1).service_level(math.nan)
    with pytest.raises(ValueError, match="more than"):
        staff_needed(200_000, 86_400, 0.8, 20)
