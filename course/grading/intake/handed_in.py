"""When a submission counts as handed in: the time it claims where that can be true, else the server's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from course.grading.intake.scan import Entry
from course.grading.intake.sentences import Finding

TIMESTAMP = "timestamp.txt"
# Copying a submission into the exchange takes a moment, and clocks of two machines differ a little.
TOLERANCE = timedelta(minutes=10)
_LONGEST = 64


def handed_in(
    entry: Entry | None, now: datetime, received: datetime | None
) -> tuple[datetime, list[Finding]]:
    """Return the time in UTC that counts, and what there is to say about the claimed one.

    Args:
        entry: the file with the claimed time, None where there is none.
        now: the server's time.
        received: when the server's file system got the submission, None if nobody saw it.
    """
    server = min(received, now) if received else now
    fact = server.strftime("%Y-%m-%d %H:%M:%S UTC")
    if entry is None:
        return server, [Finding("time_missing", TIMESTAMP, fact)]
    claimed = read_time(entry.data) if entry.kind == "file" else None
    if claimed is None:
        return server, [Finding("time_unreadable", TIMESTAMP, fact)]
    too_late = claimed > now + TOLERANCE
    if too_late or (received is not None and abs(claimed - received) > TOLERANCE):
        return server, [Finding("time_forged", TIMESTAMP, fact)]
    return min(claimed, now), []


def read_time(data: bytes | None) -> datetime | None:
    """Return the time in a file of nbgrader's, read as nbgrader reads it; None when that fails."""
    from nbgrader.utils import parse_utc

    if data is None or not data.strip() or len(data) > _LONGEST:
        return None
    try:
        read: datetime = parse_utc(data.decode("ascii").strip())
        return read.replace(tzinfo=UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def as_text(time: datetime) -> bytes:
    """Return the time as nbgrader's file holds it."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC").encode()
