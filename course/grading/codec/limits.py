"""How much an answer may be, and what stands for one that is not plain data."""

from __future__ import annotations

import re
from typing import Final, final

LARGEST_ANSWER: Final = 16 * 1024 * 1024  # bytes
MOST_NODES: Final = 300_000
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 300
MOST_CELLS: Final = 1_000_000
MOST_IN_SET: Final = 1_000  # numbers made to collide cost the square of this
LONGEST_TEXT: Final = 1_000_000
LONGEST_REASON: Final = 100
MOST_BITS: Final = 1_000
DEEPEST: Final = 30

# Letters of numpy's types: flags and numbers, moments, spans.
NUMBERS: Final = re.compile(r"\|b1|\|[iu]1|<[iu][248]|<f[248]")
TIMES: Final = re.compile(r"<[mM]8\[(s|ms|us|ns)\]")
# Moments, days and decimals as text.
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?")
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
DECIMAL: Final = re.compile(r"-?[0-9.]{1,400}(E[+-]?\d{1,4})?|-?Infinity|NaN")
NULLABLE: Final = (
    "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float32", "Float64", "boolean",
)  # fmt: skip


@final
class Opaque:
    """出错: a value that is not plain data, or is too much. It equals nothing but itself."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __repr__(self) -> str:
        return f"出错：{self.reason}"


class Malformed(ValueError):
    """Bytes that `encode` never writes; the message is one English line."""


def need(holds: bool) -> None:
    """Return if it holds.

    Raises:
        Malformed: it does not.
    """
    if not holds:
        raise Malformed("a part is missing or of a wrong kind")


class TooMuch(Exception):
    """A value beyond a limit; the message is the reason in Chinese."""


class Budget:
    """Counts what an answer holds, and ends it when that is too much."""

    def __init__(self) -> None:
        self._nodes = MOST_NODES
        self._cells = MOST_CELLS

    def node(self, depth: int) -> None:
        """Return if one more value at this depth is allowed.

        Raises:
            TooMuch: it is not.
        """
        self._nodes -= 1
        if self._nodes < 0:
            raise TooMuch("答案里的值太多")
        if depth > DEEPEST:
            raise TooMuch("答案嵌套太深，可能包含了自己")

    def cells(self, rows: int, columns: int = 1) -> None:
        """Return if so many cells more are allowed.

        Raises:
            TooMuch: they are not.
        """
        if rows > MOST_ROWS:
            raise TooMuch(f"答案有 {rows} 行，最多 {MOST_ROWS} 行")
        if columns > MOST_COLUMNS:
            raise TooMuch(f"答案有 {columns} 列，最多 {MOST_COLUMNS} 列")
        self._cells -= rows * columns
        if self._cells < 0:
            raise TooMuch("答案里的格子太多")
