"""Random draws that stay the same for ever, whatever numpy is installed.

numpy promises equal distributions only within one version and machine, so only its raw PCG64 words are used
(a published algorithm: O'Neill, PCG, HMC-CS-2014-0905, XSL-RR 128/64). Everything after that is addition,
multiplication, division and table look-up, which IEEE 754 fixes to the last bit; logarithms and exponentials
come from tables that are rounded once.
"""

import math
from collections.abc import Sequence
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CELLS = 4096
_EXP_STEP = 64  # cells in one unit of the exponent
_EXP_RANGE = 12  # exponents from -12 to 12: factors from 6e-6 to 160,000
_LOG_2 = 0.693147180559945
_MASK = (1 << 128) - 1


class _NoSeed(ISeedSequence):
    """Zeros for a generator whose state is set at once; numpy's own way to a state takes most of a draw."""

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[Any]:
        return np.zeros(n_words, dtype=dtype)


# numpy takes any ISeedSequence; its stubs know its own only.
_NO_SEED: Any = _NoSeed()


class Stream:
    """A sequence of draws that is fixed by its seed alone (a whole number below 2**128)."""

    def __init__(self, seed: int) -> None:
        # Setting the state by hand keeps numpy's SeedSequence, which may change, out of the way.
        self._generator = np.random.PCG64(_NO_SEED)
        self._generator.state = {
            "bit_generator": "PCG64",
            "state": {"state": seed & _MASK, "inc": ((seed * 2) | 1) & _MASK},
            "has_uint32": 0,
            "uinteger": 0,
        }
        # A seed that differs in few bits gives alike first words; after these they have nothing in common.
        self._generator.random_raw(8)

    def words(self, n: int) -> NDArray[np.uint64]:
        """n raw 64-bit words."""
        return np.asarray(self._generator.random_raw(n), dtype=np.uint64)

    def uniform(self, n: int) -> Floats:
        """n numbers in [0, 1), each a multiple of 2**-53."""
        return (self.words(n) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def integers(self, n: int, low: int, high: int) -> Ints:
        """n whole numbers from low up to, but without, high."""
        if high <= low:
            raise ValueError(f"integers: high ({high}) must be above low ({low})")
        return np.floor(self.uniform(n) * float(high - low)).astype(np.int64) + low

    def choice(self, n: int, weights: Sequence[float]) -> Ints:
        """n positions in weights, each as often as its weight says (weights need not add up to 1)."""
        return np.searchsorted(_thresholds(tuple(weights)), self.uniform(n), side="right").astype(np.int64)

    def choice_by(self, group: Ints, weights: Sequence[Sequence[float]]) -> Ints:
        """One position for each entry of group, drawn with the weights of that group."""
        table = np.array([_thresholds(tuple(row)) for row in weights])
        below = table[group] <= self.uniform(len(group))[:, None]
        return np.asarray(below.sum(axis=1), dtype=np.int64)

    def normal(self, n: int) -> Floats:
        """n draws from the standard normal distribution, by an inverse table, within -4 to 4."""
        table = _normal_table()
        place = self.uniform(n) * float(_CELLS)
        cell = np.floor(place).astype(np.int64)
        return table[cell] + (table[cell + 1] - table[cell]) * (place - cell)

    def lognormal(self, n: int, sigma: float) -> Floats:
        """n positive factors with median 1 whose logarithms have the standard deviation sigma."""
        return exp(self.normal(n) * sigma)

    def exponential(self, n: int) -> Floats:
        """n draws from the exponential distribution with mean 1, from 0 to about 37."""
        return minus_log(1.0 - self.uniform(n))


def exp(x: Floats) -> Floats:
    """e to the power of x, to about ten digits, the same on every machine (x is held within -12 to 12)."""
    held = np.clip(x, -_EXP_RANGE, _EXP_RANGE - 1.0 / _EXP_STEP)
    cell = np.floor(held * float(_EXP_STEP))
    rest = held - cell / float(_EXP_STEP)
    series = 1.0 + rest * (1.0 + rest / 2.0 * (1.0 + rest / 3.0 * (1.0 + rest / 4.0)))
    return _exp_table()[cell.astype(np.int64) + _EXP_RANGE * _EXP_STEP] * series


def minus_log(u: Floats) -> Floats:
    """Minus the natural logarithm of numbers in (0, 1], to about ten digits, the same on every machine."""
    mantissa, power = np.frexp(u)  # u is mantissa times a power of two, exactly; mantissa in [0.5, 1)
    cell = np.floor(mantissa * float(_CELLS)).astype(np.int64)
    below = cell.astype(np.float64) / float(_CELLS)
    rest = (mantissa - below) / below
    log = _log_table()[cell - _CELLS // 2] + rest * (1.0 - rest * (0.5 - rest / 3.0))
    return np.maximum(0.0, -log - power.astype(np.float64) * _LOG_2)


def whole(x: Floats) -> Floats:
    """x rounded to whole numbers, halves up, so that rounding is the same everywhere."""
    return np.floor(x + 0.5)


@cache
def _thresholds(weights: tuple[float, ...]) -> Floats:
    total = math.fsum(weights)
    if not weights or min(weights) < 0 or total <= 0:
        raise ValueError(f"weights must be at least 0 and not all 0: {weights}")
    sums = [round(math.fsum(weights[: i + 1]) / total, 12) for i in range(len(weights) - 1)]
    return np.array(sums, dtype=np.float64)


@cache
def _normal_table() -> Floats:
    inner = [round(NormalDist().inv_cdf(i / _CELLS), 9) for i in range(1, _CELLS)]
    return np.array([-4.0, *inner, 4.0])


@cache
def _exp_table() -> Floats:
    cells = range(-_EXP_RANGE * _EXP_STEP, _EXP_RANGE * _EXP_STEP)
    return np.array([float(f"{math.exp(i / _EXP_STEP):.12e}") for i in cells])


@cache
def _log_table() -> Floats:
    return np.array([float(f"{math.log(i / _CELLS):.12e}") for i in range(_CELLS // 2, _CELLS)])
