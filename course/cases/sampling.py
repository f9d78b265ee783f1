"""Draws that keep their shares exactly, so that what is planted shows in a table of a few hundred rows.

Independent draws of 40 rows with probability 0.3 give anything from 6 to 18; what a trainee is to find must
not depend on that luck. Here the rows of a group share out the unit interval among themselves.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from course.cases.streams import Floats, Ints, Stream

Flags = NDArray[np.bool_]


def evenly(stream: Stream, *groups: Ints | Flags) -> Floats:
    """One number in [0, 1) for each row; the rows of one group spread over the interval, in random order.

    groups: of equal length; rows form a group when they agree in all of them.
    """
    group = _joined(groups)
    n = len(group)
    shuffle, within = stream.uniform(n), stream.uniform(n)
    order = np.lexsort((shuffle, group))
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    sizes = np.bincount(group)
    firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.asarray((place - firsts[group] + within) / sizes[group])


def level(numbers: Floats, weights: Floats | Sequence[Sequence[float]] | Sequence[float]) -> Ints:
    """A position in a row of weights for each number in [0, 1), each as often as its weight says.

    weights: one row for all numbers, or a row for each. They need not add up to 1.
    """
    table = np.atleast_2d(np.array(weights, dtype=np.float64))
    sums = np.cumsum(table, axis=1)
    below = numbers[:, None] * sums[:, -1:] >= sums[:, :-1]
    return np.asarray(below.sum(axis=1), dtype=np.int64)


def some_of(stream: Stream, n: int, count: int) -> Ints:
    """count different positions out of n (all, when there are fewer), in ascending order."""
    return np.sort(np.argsort(stream.uniform(n), kind="stable")[:count])


def positions(column: "pd.Series[str]", values: Sequence[str]) -> Ints:
    """Where each text of a column stands in values; -1 for a missing one."""
    place = {value: i for i, value in enumerate(values)}
    return np.array([place.get(value, -1) for value in column.to_numpy(dtype=object)], dtype=np.int64)


def named(values: Sequence[str], places: Ints) -> "pd.Series[str]":
    """The texts at these places, missing where the place is -1."""
    return pd.Series(pd.array([*values, None], dtype="str").take(places))


def _joined(groups: Sequence[Ints | Flags]) -> Ints:
    joined = np.zeros(len(groups[0]), dtype=np.int64)
    for group in groups:
        numbers = np.asarray(group).astype(np.int64)
        low = int(numbers.min(initial=0))
        joined = joined * (int(numbers.max(initial=0)) - low + 1) + numbers - low
    _, dense = np.unique(joined, return_inverse=True)
    return np.asarray(dense, dtype=np.int64)
