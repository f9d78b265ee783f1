"""What every customer of a world is, whether or not a table shows it: age, kind, needs, beginnings.

Facts are arrays of institutions (rows) by customers (columns, counted from 0). The same customer has the
same facts however many are asked for.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from course.cases import profile
from course.cases import vocabulary as words
from course.cases.spec import Draw
from course.cases.streams import Ints, Stream

OLDEST = len(words.AGE_GROUPS) - 1
SAMPLED = profile.CUSTOMERS + profile.SPECIAL
_INSTITUTIONS = len(words.INSTITUTIONS)


def ages(draw: Draw, customers: int = profile.CUSTOMERS, count: int | None = None) -> Ints:
    """The age group of each customer, as a position in AGE_GROUPS; those who are locked out are the oldest.

    customers: how many have no special part. count: how many are wanted; with the special ones when None.
    """
    wanted = customers + customers // 15 if count is None else count
    found = _by_institution(draw("customers.age"), wanted, profile.AGE)
    first, beyond = special(customers, LOCKED_OUT), special(customers, LOCKED_OUT + 1)
    found[:, first:beyond] = OLDEST
    return found


OUTAGE, CROWD, FEE, LOCKED_OUT = range(4)


def special(customers: int, part: int) -> int:
    """The first customer who comes only for a planted part (OUTAGE, CROWD, FEE, LOCKED_OUT)."""
    return customers + part * (customers // 60)


def age_shown(draw: Draw, count: int = SAMPLED) -> NDArray[np.bool_]:
    """Whether the records hold the age: not for firms, and for one person in twenty it is missing."""
    kept = draw("customers.age.missing").uniform(count * _INSTITUTIONS) >= 0.05
    return kept.reshape(count, _INSTITUTIONS).T & ~firms(draw, count)


def firms(draw: Draw, count: int = SAMPLED) -> NDArray[np.bool_]:
    """Whether the customer is a firm."""
    chance = np.tile(profile.ENTERPRISE, count)
    firm = draw("customers.kind").uniform(count * _INSTITUTIONS) < chance
    return firm.reshape(count, _INSTITUTIONS).T


def _by_institution(stream: Stream, count: int, weights: Sequence[Sequence[float]]) -> Ints:
    """One choice for each customer; the institutions take turns, so that a longer list begins alike."""
    turns = np.tile(np.arange(_INSTITUTIONS), count)
    return stream.choice_by(turns, weights).reshape(count, _INSTITUTIONS).T.copy()
