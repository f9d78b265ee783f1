"""Who waits how long: first come, first served, by as many people as are on duty, with customers who give up.

Many queues are worked through at once, the k-th customer of every queue in one step, so that the steps are as
many as the customers of the longest queue. For each customer: the person who is free first (and on duty then)
-> the wait that this means -> given up, if patience is shorter -> else that person is busy until the end of
the handling. This is exact for one line served in order of arrival: who gives up never takes up anybody's
time. Only comparisons, additions and look-ups are used, so that waits are the same on every machine.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.cases.streams import Floats, Ints

HOUR = 3600.0


@dataclass(frozen=True)
class Waits:
    """What came of each customer: seconds until somebody was free or patience ended, and whether served."""

    seconds: Floats
    served: NDArray[np.bool_]


def wait(queue: Ints, arrival: Floats, handle: Floats, patience: Floats, staff: Ints) -> Waits:
    """The waits of customers in independent queues.

    queue: the row of `staff` that each customer joins, in rising order. arrival: seconds from the start of
    the queue's first hour, rising within a queue. handle, patience: seconds; patience may be infinite.
    staff: people on duty by queue and hour, 0 or more; the last hour's number lasts for ever and is at least
    1 where there are customers. Who is busy when the own duty ends finishes the customer first.
    """
    queues, hours = staff.shape
    most = int(staff.max(initial=1))
    on_duty = _next_on_duty(staff, most)
    counts = np.bincount(queue, minlength=queues)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    turn = np.arange(len(queue)) - first[queue]  # the customer's place within the own queue

    # Longest queues first: those still going on are then always the first rows.
    order = np.argsort(-counts, kind="stable")
    row = np.empty(queues, dtype=np.int64)
    row[order] = np.arange(queues)
    longest = int(counts.max(initial=0))
    going_on = np.searchsorted(-counts[order], -np.arange(longest), side="left")
    begin = np.cumsum(going_on) - going_on  # where the k-th customers stand, step by step without gaps
    place = begin[turn] + row[queue]
    time, work, limit = (_spread(values, place) for values in (arrival, handle, patience))
    seconds, served = np.empty(len(place)), np.empty(len(place), dtype=np.bool_)

    free = np.zeros((queues, most))
    flat_free, flat_on_duty = free.reshape(-1), on_duty.reshape(-1)
    own, base = np.arange(queues) * most, order * hours
    arrival_cell = _spread(queue * hours + np.minimum((arrival / HOUR).astype(np.int64), hours - 1), place)
    for k in range(longest):
        m, at = int(going_on[k]), int(begin[k])
        now, bound = time[at : at + m], limit[at : at + m]
        # take() on flat arrays: half the time of the same by two indices.
        ready = np.maximum(free[:m], on_duty.take(arrival_cell[at : at + m], axis=0))
        person = ready.argmin(axis=1)
        taken = own[:m] + person
        begins = np.maximum(ready.reshape(-1).take(taken), now)
        waited = begins - now
        stays = waited <= bound
        ends = begins + work[at : at + m]
        cell = base[:m] + np.minimum((ends / HOUR).astype(np.int64), hours - 1)
        ends = np.maximum(ends, flat_on_duty.take(cell * most + person))
        flat_free[taken] = np.where(stays, ends, flat_free.take(taken))
        seconds[at : at + m] = np.minimum(waited, bound)
        served[at : at + m] = stays
    return Waits(seconds[place], served[place])


def _next_on_duty(staff: Ints, most: int) -> Floats:
    """For each queue and hour (one row each) and person: from when on, at the earliest, the person works."""
    queues, hours = staff.shape
    works = staff[:, :, None] > np.arange(most)
    starts = np.where(works, np.arange(hours)[None, :, None] * HOUR, np.inf)
    nearest = np.minimum.accumulate(starts[:, ::-1], axis=1)[:, ::-1]
    # On duty already: no bound at all.
    return np.asarray(np.where(works, 0.0, nearest).reshape(queues * hours, most))


def _spread(values: NDArray[Any], place: Ints) -> NDArray[Any]:
    spread = np.empty_like(values)
    spread[place] = values
    return spread
