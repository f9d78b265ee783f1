"""Formulas of a staffed queue with random arrivals: how long customers wait, and how many give up.

Customers arrive at random at an even rate (Poisson), handle times and patience are exponential, everybody who
waits is taken in order of arrival, and all staff can take anybody. Three models:
- Erlang B: who finds nobody free is lost at once (a step on the way to Erlang C).
- Erlang C (M/M/n): everybody waits, however long it takes; without enough staff the queue grows for ever.
- Erlang A (M/M/n+M): who waits longer than his patience gives up; a queue of this kind never breaks down.

Sources: A. K. Erlang (1917), "Løsning af nogle Problemer fra Sandsynlighedsregningen af Betydning for de
automatiske Telefoncentraler"; C. Palm (1957), "Research on telephone traffic carried by full availability
groups", Tele 1; O. Garnett, A. Mandelbaum and M. Reiman (2002), "Designing a call center with impatient
customers", MSOM 4(3); A. Mandelbaum and S. Zeltyn (2007), "Service engineering in action: the Palm/Erlang-A
queue, with applications to call centers".
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from course.cases.streams import Floats

MOST_STAFF = 5_000
MOST_ARRIVALS = 200_000.0  # in an hour
LONGEST = 86_400.0  # seconds, for handle time and patience
_STEPS = 2_000  # of Simpson's rule, even
_STATES = 4_096  # queue lengths that are looked at together


@dataclass(frozen=True)
class Queue:
    """A queue in its steady state; shares are of all customers who arrive.

    load: busy staff that the arrivals would fill (erlangs). wait_share: who is not taken at once. mean_wait:
    seconds, over everybody, also those taken at once and those who gave up; infinite when the queue grows for
    ever. occupancy: share of paid time spent with customers. abandonment: who gives up.
    """

    load: float
    staff: int
    wait_share: float
    mean_wait: float
    occupancy: float
    abandonment: float
    _answered_within: Callable[[float], float] = field(repr=False, compare=False)

    def service_level(self, seconds: float) -> float:
        """The share of all customers who are taken within so many seconds (0 or more)."""
        if not seconds >= 0:
            raise ValueError(f"service_level: seconds must be 0 or more, got {seconds!r}")
        return min(1.0, max(0.0, self._answered_within(float(seconds))))


def erlang_b(load: float, staff: int) -> float:
    """The share of customers who find all staff busy when nobody may wait.

    load: in erlangs, 0 or more. staff: 0 or more. By the recursion B(n) = load B(n-1) / (n + load B(n-1)).
    Raises ValueError out of range.
    """
    if not (math.isfinite(load) and load >= 0 and 0 <= staff <= MOST_STAFF):
        raise ValueError(f"erlang_b: load {load!r} or staff {staff!r} out of range")
    blocked = 1.0
    for n in range(1, staff + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(arrivals_per_hour: float, handle_seconds: float, staff: int) -> Queue:
    """The queue M/M/n in which nobody gives up.

    arrivals_per_hour: 0 to 200,000. handle_seconds: above 0, up to a day. staff: 1 to 5,000. With the load at
    or above the staff everybody waits for ever. Raises ValueError out of range.
    """
    load = _checked("erlang_c", arrivals_per_hour, handle_seconds, staff)
    if load >= staff:
        return Queue(load, staff, 1.0, math.inf, 1.0, 0.0, lambda seconds: 0.0)
    blocked = erlang_b(load, staff)
    waits = blocked / (1.0 - load / staff * (1.0 - blocked))
    pace = (staff - load) / handle_seconds  # of the queue's getting shorter

    def answered(seconds: float) -> float:
        return 1.0 - waits * math.exp(-pace * seconds)

    return Queue(load, staff, waits, waits / pace, load / staff, 0.0, answered)


def erlang_a(arrivals_per_hour: float, handle_seconds: float, staff: int, patience_seconds: float) -> Queue:
    """The queue M/M/n+M in which customers give up.

    patience_seconds: the mean of the exponential patience, above 0, up to a day; the other arguments as in
    `erlang_c`. The steady state of the birth-and-death chain gives who waits; mean_wait = abandonment times
    patience_seconds; who is answered within t seconds follows from the density of the wait that a customer of
    endless patience would have, arrivals x P(n-1 in the system) x exp(arrivals x patience x
    (1 - exp(-x/patience)) - n x/handle). Raises ValueError out of range.
    """
    load = _checked("erlang_a", arrivals_per_hour, handle_seconds, staff)
    if not 0 < patience_seconds <= LONGEST:
        raise ValueError(f"erlang_a: patience_seconds must be in 0 to {LONGEST:g}, got {patience_seconds!r}")
    if load == 0:
        return Queue(0.0, staff, 0.0, 0.0, 0.0, 0.0, lambda seconds: 1.0)
    rate, served, leaving = arrivals_per_hour / 3600.0, staff / handle_seconds, 1.0 / patience_seconds

    blocked = erlang_b(load, staff)
    if blocked < 1e-250:  # so many staff that nobody ever waits
        return Queue(load, staff, 0.0, 0.0, load / staff, 0.0, lambda seconds: 1.0)
    # Weights in units of "exactly n in the system" times e to the power of scale.
    scale, queued, waiting = _queue_weights(rate, served, leaving)
    below = (1.0 / blocked - 1.0) * math.exp(-scale)
    total = below + queued
    abandonment = waiting * leaving / total / rate
    # One fewer than n is n/load times as likely as n.
    log_one_free = math.log(staff / load / total) - scale

    def exponent(x: Floats) -> Floats:
        # The last term: a customer must still be there when his turn comes.
        return rate * patience_seconds * -np.expm1(-x * leaving) - served * x - x * leaving

    def answered(seconds: float) -> float:
        x = np.linspace(0.0, min(seconds, _horizon(exponent, rate, served, leaving)), _STEPS + 1)
        density = rate * np.exp(exponent(x) + log_one_free)
        return below / total + _simpson(density, float(x[1]))

    occupancy = min(1.0, rate * (1.0 - abandonment) / served)
    mean_wait = abandonment * patience_seconds
    return Queue(load, staff, queued / total, mean_wait, occupancy, abandonment, answered)


def staff_needed(
    arrivals_per_hour: float,
    handle_seconds: float,
    share: float,
    within_seconds: float,
    patience_seconds: float | None = None,
) -> int:
    """The smallest staff that takes at least `share` (0 to below 1) of customers within so many seconds.

    Without patience_seconds by Erlang C, with it by Erlang A. Raises ValueError out of range, or when more
    than 5,000 would be needed.
    """
    if not 0 <= share < 1:
        raise ValueError(f"staff_needed: share must be 0 or more and below 1, got {share!r}")

    def enough(staff: int) -> bool:
        if patience_seconds is None:
            queue = erlang_c(arrivals_per_hour, handle_seconds, staff)
        else:
            queue = erlang_a(arrivals_per_hour, handle_seconds, staff, patience_seconds)
        return queue.service_level(within_seconds) >= share

    low, high = 1, 1
    while not enough(high):
        if high == MOST_STAFF:
            raise ValueError(f"staff_needed: more than {MOST_STAFF} would be needed")
        low, high = high + 1, min(2 * high, MOST_STAFF)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _checked(name: str, arrivals_per_hour: float, handle_seconds: float, staff: int) -> float:
    """The load in erlangs, after a look at the ranges."""
    if not 0 <= arrivals_per_hour <= MOST_ARRIVALS:
        raise ValueError(
            f"{name}: arrivals_per_hour must be in 0 to {MOST_ARRIVALS:g}: {arrivals_per_hour!r}"
        )
    if not 0 < handle_seconds <= LONGEST:
        raise ValueError(f"{name}: handle_seconds must be in 0 to {LONGEST:g}, got {handle_seconds!r}")
    if isinstance(staff, bool) or staff != int(staff) or not 1 <= staff <= MOST_STAFF:
        raise ValueError(f"{name}: staff must be a whole number in 1 to {MOST_STAFF}, got {staff!r}")
    return arrivals_per_hour / 3600.0 * handle_seconds


def _queue_weights(rate: float, served: float, leaving: float) -> tuple[float, float, float]:
    """A scale, and the weights of "n or more in the system" and of the mean number waiting.

    Both are in units of "exactly n" times e to the power of the scale, which keeps them within what a float
    holds.
    """
    scale, log_last, first = 0.0, 0.0, 1
    parts: list[tuple[int, Floats]] = [(0, np.zeros(1))]
    while log_last > scale - 45.0 or served + first * leaving <= rate:
        lengths = np.arange(first, first + _STATES, dtype=np.float64)
        logs = log_last + np.cumsum(np.log(rate) - np.log(served + lengths * leaving))
        parts.append((first, logs))
        scale, log_last, first = max(scale, float(logs.max())), float(logs[-1]), first + _STATES
    weights = [(start, np.exp(logs - scale)) for start, logs in parts]
    queued = math.fsum(float(part.sum()) for _, part in weights)
    waiting = math.fsum(float((part * (start + np.arange(len(part)))).sum()) for start, part in weights)
    return scale, queued, waiting


def _horizon(exponent: Callable[[Floats], Floats], rate: float, served: float, leaving: float) -> float:
    """The wait beyond which practically nobody is answered: the density has fallen to e**-45 of its top."""
    most_likely = max(0.0, math.log(rate / (served + leaving)) / leaving)
    top = float(exponent(np.array([most_likely]))[0])
    step = 1.0 / (served + leaving)
    while float(exponent(np.array([most_likely + step]))[0]) > top - 45.0:
        step *= 2.0
    return most_likely + step


def _simpson(values: Floats, step: float) -> float:
    inner = 4.0 * float(values[1:-1:2].sum()) + 2.0 * float(values[2:-1:2].sum())
    return (float(values[0]) + inner + float(values[-1])) * step / 3.0
