"""What a table of the case world is made of: its columns, its builder, and what a builder may ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from course.cases.plan import Plan
from course.cases.streams import Stream

Draw = Callable[[str], Stream]
"""Gives the stream of a purpose, from its beginning."""


@dataclass(frozen=True)
class Column:
    """One line of a data dictionary.

    values: the allowed texts, or None when `pattern` (of texts) or `low` and `high` (of whole numbers, both
    included) say what is allowed. shown: the same in words. missing: what an empty cell means; empty when
    there are none. A column with none of the three holds moments before the cut-off day. decimals: how many
    digits a number has behind the point.
    """

    name: str
    meaning: str
    unit: str = ""
    values: tuple[str, ...] | None = None
    pattern: str = ""
    shown: str = ""
    low: float | None = None
    high: float | None = None
    missing: str = ""
    decimals: int = 0


class Source(Protocol):
    """What a builder may lean on: one world, seen from inside."""

    chapter: str
    trainee: str
    version: int

    @property
    def is_class(self) -> bool:
        """Whether this is 班级数据, whose causes are fixed and the same in every chapter."""

    @property
    def plan(self) -> Plan:
        """The causes planted in 联络, 工单, 客户, 坐席 and 排班."""

    def draw(self, purpose: str) -> Stream:
        """The stream of one purpose, such as "surveys.score". A purpose is used once only."""

    def built(self, name: str) -> pd.DataFrame:
        """Another table, made once and shared: read it, never change it."""


@dataclass(frozen=True)
class Table:
    """A table of the case world: its Chinese name, its columns in their order, and its builder."""

    name: str
    columns: tuple[Column, ...]
    build: Callable[[Source], pd.DataFrame]
