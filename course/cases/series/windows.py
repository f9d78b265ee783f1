"""The part of a real series that one trainee works on: which periods, which institution, which figure."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from course.cases.series.loading import known_series, series
from course.cases.series.register import REGISTER
from course.cases.streams import Stream


@dataclass(frozen=True)
class Window:
    """What a trainee's task on a real series is about.

    name: the series. first, last: the span of periods, never across a break. period: one of them, the last.
    subject: an institution, type, channel or product; empty in a series without. figure: a column of numbers.
    """

    name: str
    first: str
    last: str
    subject: str
    figure: str

    @property
    def period(self) -> str:
        """The period that a question about one period asks for."""
        return self.last

    def table(self) -> pd.DataFrame:
        """The rows of the span, of all subjects."""
        return series(self.name, 从=self.first, 到=self.last)


def series_window(name: object, seed: int, length: int = 1) -> Window:
    """The window that a seed draws from all possible ones, each as likely.

    seed: of one trainee and one purpose (`course.cases.seed`). length: periods in the span, at least 1.
    Raises UnknownSeries, and ValueError when the series has no span of that length.
    """
    found = known_series(name)
    choices = windows(found, length)
    if not choices:
        raise ValueError(f"{found}: no span of {length} periods in which any subject has all its figures")
    return choices[int(Stream(seed).integers(1, 0, len(choices))[0])]


@cache
def windows(name: str, length: int = 1) -> tuple[Window, ...]:
    """Every window of a series, in a fixed order: those in which the subject has a figure in each period."""
    entry = REGISTER[known_series(name)]
    if not entry.figures or length < 1:
        return ()
    table = series(name, 跨口径=True)
    time = entry.columns[0].name
    table[time] = table[time].astype(str)
    table = table[~table[time].isin(entry.not_comparable)]
    sides = [table] if entry.broken is None else [side for _, side in table.groupby("口径", sort=False)]
    found = []
    for side in sides:
        periods = sorted(set(side[time]))
        for start in range(len(periods) - length + 1):
            span = periods[start : start + length]
            rows = side[side[time].isin(span)]
            for figure in entry.figures:
                groups = [("", rows)] if not entry.subject else list(rows.groupby(entry.subject))
                found += [
                    Window(name, span[0], span[-1], str(subject), figure)
                    for subject, part in groups
                    if subject not in entry.not_subjects and part[figure].notna().sum() == length
                ]
    return tuple(found)
