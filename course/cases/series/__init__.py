"""Real public statistics: small series with their document, units and the break that runs through them.

`series` reads one, `series_dictionary` says what its columns mean, REGISTER names document, issuer and known
inconsistencies, and `series_window` cuts out the part that one trainee works on.
"""

from course.cases.series.entry import Break, Entry
from course.cases.series.loading import (
    CrossesBreak,
    UnknownPeriod,
    UnknownSeries,
    known_series,
    series,
    series_dictionary,
)
from course.cases.series.register import BREAK, REGISTER
from course.cases.series.windows import Window, series_window, windows

SERIES = tuple(REGISTER)
"""The names of the real series."""

__all__ = [
    "BREAK",
    "REGISTER",
    "SERIES",
    "Break",
    "CrossesBreak",
    "Entry",
    "UnknownPeriod",
    "UnknownSeries",
    "Window",
    "known_series",
    "series",
    "series_dictionary",
    "series_window",
    "windows",
]
