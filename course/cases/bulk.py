"""Many contacts for whoever wants to teach with more than 联络 holds: a million rows in bounded memory.

A chunk is one six-week period in which everybody is in the table, not a sample (some 59,000 rows): the same
habits, lines, staff and causes as in `course.cases.contacts`, the causes planted anew in each period. Periods
follow each other from FIRST_DAY on. One period at a time is in memory.
"""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from course.cases import panel, profile
from course.cases import vocabulary as words
from course.cases.contacts import frame, meet
from course.cases.identity import WORLD_VERSION
from course.cases.identity import seed as seed_of
from course.cases.people import age_shown, ages
from course.cases.plan import plan
from course.cases.streams import Stream

MOST_ROWS = 100_000_000
SUFFIXES = (".csv", ".csv.gz")
_CUSTOMERS = profile.CUSTOMERS * profile.SAMPLE  # of each institution: everybody
_PER_PERIOD = int(profile.TRAFFIC * words.DAYS * 0.9)  # first contacts; repeats come on top


def chunks(rows: int, seed: str) -> Iterator[pd.DataFrame]:
    """Tables with the columns of 联络, one period each, that hold `rows` contacts together.

    rows: 1 to 100,000,000. seed: any text; the same text gives the same contacts. 联络编号 goes on from chunk
    to chunk and has nine digits, 客户编号 seven. Raises ValueError when rows is out of range.
    """
    if isinstance(rows, bool) or not 1 <= rows <= MOST_ROWS or rows != int(rows):
        raise ValueError(f"rows must be a whole number in 1 to {MOST_ROWS}, got {rows!r}")
    return _periods(int(rows), seed)


def write_bulk(
    path: Path, rows: int, seed: str, progress: Callable[[int], None] = lambda written: None
) -> int:
    """The number of contacts written to `path`, as CSV with a byte-order mark.

    path: ends in .csv or .csv.gz; it appears only when it is whole. rows, seed: as for `chunks`. progress: is
    told the number of rows written so far, after each chunk. Raises ValueError when the ending is another or
    rows is out of range, OSError when the file cannot be written; then nothing is left behind.
    """
    if not path.name.endswith(SUFFIXES):
        raise ValueError(f"{path.name}: the name must end in {' or '.join(SUFFIXES)}")
    tables = chunks(rows, seed)
    part = path.with_name(path.name + ".part")
    opened = gzip.open if path.name.endswith(".gz") else open
    written = 0
    try:
        with opened(part, "wt", encoding="utf-8-sig", newline="") as file:
            for table in tables:
                table.to_csv(file, index=False, header=not written, lineterminator="\n")
                written += len(table)
                progress(written)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return written


def _periods(rows: int, seed: str) -> Iterator[pd.DataFrame]:
    number, period = 0, 0
    while number < rows:
        table = _period(period, seed, number + 1).iloc[: rows - number]
        number, period = number + len(table), period + 1
        yield table


def _period(period: int, seed: str, first: int) -> pd.DataFrame:
    trainee = f"bulk:{seed}:{period}"

    def draw(purpose: str) -> Stream:
        return Stream(seed_of("bulk", trainee, purpose, WORLD_VERSION))

    planted = plan("bulk", trainee)
    # Everybody is here: whom an outage or a short-staffed morning hits need not be added.
    planted = replace(
        planted,
        contacts=_PER_PERIOD,
        outage_contacts=0,
        understaffed_contacts=0,
        fee_contacts=planted.fee_contacts * profile.SAMPLE,
        lockout_contacts=planted.lockout_contacts * profile.SAMPLE,
    )
    rows = panel.contacts_to_come(planted, draw, _CUSTOMERS)
    met = meet(rows, planted, draw, _CUSTOMERS, others=False)
    everybody = ages(draw, _CUSTOMERS)
    count = everybody.shape[1]
    age = np.where(age_shown(draw, count), everybody, len(words.AGE_GROUPS))
    table = frame(rows, met, age, first, width=9, customer_digits=6)
    table["开始时间"] += timedelta(days=words.DAYS * period)
    return table
