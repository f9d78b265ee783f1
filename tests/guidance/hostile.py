"""Values that try to raise, to lie, or to be too much; made only when asked for: pytest looks at them too."""

from collections.abc import Callable

import numpy as np
import pandas as pd


class RaisesOnEverything:
    def __getattribute__(self, name):
        raise SystemExit(name)


class Liar:
    """Equal to all, a number when asked, and raises when shown."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __float__(self):
        return 1.0

    def __bool__(self):
        return True

    def __ge__(self, other):
        return True

    __le__ = __gt__ = __lt__ = __ge__

    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __len__ = __iter__ = __repr__


class LyingFloat(float):
    def __float__(self):
        return 100.0

    def __eq__(self, other):
        return True

    def __ge__(self, other):
        return True

    __gt__ = __le__ = __lt__ = __ge__
    __hash__ = None


class LyingText(str):
    def __len__(self):
        return 1

    def __eq__(self, other):
        return True

    def translate(self, *_):
        return "100"

    __str__ = __getitem__ = strip = split = translate
    __hash__ = str.__hash__


class PretendsToBeText:
    @property
    def __class__(self):
        return str


class RaisingKind(type):
    def __eq__(cls, other):
        raise RuntimeError("no")

    __hash__ = type.__hash__


class OfRaisingKind(metaclass=RaisingKind):
    pass


class LyingFrame(pd.DataFrame):
    @property
    def columns(self):
        raise RuntimeError("no")

    def equals(self, other):
        return True


class LyingList(list):
    def __eq__(self, other):
        return True

    def __iter__(self):
        raise RuntimeError("no")

    __hash__ = None


def _deep() -> list:
    inner: list = []
    for _ in range(50_000):
        inner = [inner]
    return inner


def _endless() -> list:
    inner: list = []
    inner.append(inner)
    return inner


def _column_of_liars() -> pd.DataFrame:
    cells = np.empty(4, dtype=object)
    cells[:] = [Liar() for _ in range(4)]
    return pd.DataFrame({"渠道": cells, "等待秒": cells})


MAKERS: dict[str, Callable[[], object]] = {
    "raises": RaisesOnEverything,
    "a class": lambda: RaisesOnEverything,
    "liar": Liar,
    "lying float": lambda: LyingFloat(3),
    "lying text": lambda: LyingText("坏"),
    "lying frame": lambda: LyingFrame({"渠道": [1]}),
    "lying list": lambda: LyingList([1, 2]),
    "pretends": PretendsToBeText,
    "raising kind": OfRaisingKind,
    "nan": lambda: float("nan"),
    "inf": lambda: float("-inf"),
    "huge whole number": lambda: 10**5000,
    "huge text": lambda: "9" * 10_000_000,
    "control characters": lambda: "\x1b[31m\u202e坏\n。" * 50,
    "list of liars": lambda: [Liar(), Liar()],
    "list of raisers": lambda: [RaisesOnEverything(), RaisesOnEverything()],
    "deep list": _deep,
    "endless list": _endless,
    "dict": lambda: {"data": RaisesOnEverything()},
    "dict of liars": lambda: {"data": [{"type": Liar(), "x": Liar()}]},
    "wrong bdata": lambda: {
        "data": [{"type": "bar", "x": {"dtype": "f8", "bdata": "!!!"}, "y": {"bdata": 3}}]
    },
    "empty frame": pd.DataFrame,
    "frame without rows": lambda: pd.DataFrame(columns=["渠道", "等待秒"]),
    "column of liars": _column_of_liars,
    "two levels of columns": lambda: pd.DataFrame({("渠道", "x"): [1, 2]}),
    "column twice": lambda: pd.DataFrame([[1, 2, 3]], columns=["渠道", "渠道", "等待秒"]),
    "number as column": lambda: pd.DataFrame({3: [1, 2]}),
    "odd column": lambda: pd.DataFrame({"坏\n\u202e。" * 40: [1, 2]}),
    "many rows": lambda: pd.DataFrame({"渠道": np.arange(300_000), "等待秒": 1.0}),
    "mixed column": lambda: pd.DataFrame(
        {"渠道": ["电话", 3, None, pd.NaT], "等待秒": [1, "x", True, pd.NA]}
    ),
    "index without names": lambda: pd.DataFrame(
        {"等待秒": [1, 2]}, index=pd.MultiIndex.from_tuples([(1, 2), (1, 3)])
    ),
    "array": lambda: np.zeros((2, 2)),
    "array without shape": lambda: np.array(None),
    "missing": lambda: pd.NA,
    "no time": lambda: np.datetime64("NaT"),
    "complex": lambda: 3j,
    "bytes": lambda: b"x",
    "lambda": lambda: lambda: 1,
    "object": object,
}
"""Name and maker of every hostile value."""
