"""The line that the waits come from: by hand, against the formulas, and against a plain simulation."""

import heapq
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.cases.erlang import erlang_a, erlang_c
from course.cases.queue import wait
from course.cases.streams import Stream

FOREVER = math.inf


def one_line(arrivals, handle, patience, staff):
    """The waits of one queue."""
    n = len(arrivals)
    return wait(
        np.zeros(n, dtype=np.int64),
        np.array(arrivals, dtype=float),
        np.array(handle, dtype=float),
        np.array(patience, dtype=float),
        np.array([staff], dtype=np.int64),
    )


def test_one_person_takes_one_after_the_other():
    found = one_line([0, 10, 20], [60, 60, 60], [FOREVER] * 3, [1])
    assert found.seconds.tolist() == [0, 50, 100]
    assert found.served.all()


def test_who_gives_up_waits_as_long_as_patience_and_takes_nobodys_time():
    found = one_line([0, 10, 20], [60, 1000, 60], [FOREVER, 30, FOREVER], [1])
    assert found.seconds.tolist() == [0, 30, 40]
    assert found.served.tolist() == [True, False, True]


def test_a_shift_that_begins_takes_over_and_one_that_ends_finishes_its_customer():
    # Hour 0: one person; hour 1: two; hour 2: one, who is busy with the third customer until 7900.
    found = one_line([0, 100, 3650, 7300, 7310], [4000, 500, 3900, 100, 100], [FOREVER] * 5, [1, 2, 1])
    assert found.seconds.tolist() == [0, 3500, 350, 600, 690]


def test_nobody_is_served_while_nobody_can_serve():
    found = one_line([0, 3500, 7000], [60, 60, 60], [FOREVER, FOREVER, 100], [0, 0, 1])
    assert found.seconds.tolist() == [7200, 3760, 100]
    assert found.served.tolist() == [True, True, False]


def test_queues_do_not_touch_each_other_and_may_be_empty():
    queue = np.array([0, 0, 2, 2, 2])
    arrivals, handle = np.array([0.0, 1, 0, 0, 0]), np.full(5, 60.0)
    staff = np.array([[1], [5], [3]])
    found = wait(queue, arrivals, handle, np.full(5, FOREVER), staff)
    assert found.seconds.tolist() == [0, 59, 0, 0, 0]
    nobody = wait(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0), np.zeros(0), staff)
    assert len(nobody.seconds) == 0


@given(st.integers(0, 2**64), st.integers(1, 6), st.floats(0.3, 2.0))
def test_a_plain_simulation_with_one_event_at_a_time_agrees(seed, staff, load):
    stream, n = Stream(seed), 120
    arrivals = np.cumsum(stream.exponential(n) * 100 / load / staff)
    handle, patience = stream.exponential(n) * 100, stream.exponential(n) * 150
    free = [0.0] * staff
    seconds, served = [], []
    for at, work, limit in zip(arrivals, handle, patience, strict=True):
        begins = max(at, free[0])
        served.append(begins - at <= limit)
        seconds.append(min(begins - at, limit))
        if served[-1]:
            heapq.heapreplace(free, begins + work)
    found = one_line(arrivals, handle, patience, [staff])
    assert found.served.tolist() == served
    assert found.seconds.tolist() == seconds


@pytest.mark.parametrize(
    ("staff", "arrivals", "handle", "patience"),
    [(7, 100, 180, None), (3, 20, 300, None), (12, 100, 360, None),
     (7, 100, 180, 120), (5, 100, 180, 300), (4, 12, 980, 6000), (10, 300, 180, 240)],
)  # fmt: skip
def test_long_runs_have_the_waits_of_erlang_c_and_erlang_a(staff, arrivals, handle, patience):
    """150 queues of 2,000 customers, the first 400 left out; tolerances are about four standard errors."""
    queues, each, left_out = 150, 2000, 400
    stream = Stream(20_261_123 * 10**20 + staff)
    gaps = stream.exponential(queues * each).reshape(queues, each) * 3600 / arrivals
    limits = stream.exponential(queues * each) * patience if patience else np.full(queues * each, FOREVER)
    found = wait(
        np.repeat(np.arange(queues), each),
        np.cumsum(gaps, axis=1).ravel(),
        stream.exponential(queues * each) * handle,
        limits,
        np.full((queues, 1), staff),
    )
    seconds = found.seconds.reshape(queues, each)[:, left_out:]
    served = found.served.reshape(queues, each)[:, left_out:]
    theory = erlang_a(arrivals, handle, staff, patience) if patience else erlang_c(arrivals, handle, staff)
    assert (seconds > 0).mean() == pytest.approx(theory.wait_share, abs=0.015)
    assert seconds.mean() == pytest.approx(theory.mean_wait, rel=0.06)
    assert 1 - served.mean() == pytest.approx(theory.abandonment, abs=0.008)
    for within in (0, 20, 60, 300):
        level = ((seconds <= within) & served).mean()
        assert level == pytest.approx(theory.service_level(within), abs=0.015)
