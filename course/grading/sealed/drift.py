"""Whether the data that a trainee saw is the data that the tests compute with."""

from __future__ import annotations

import re
from functools import lru_cache

from course.exercises.bank import Bundle, WorldStamp

_DATA = re.compile(rb'"data"\s*:\s*"(ch0[0-8]):w(\d{1,6}):')


def drifted(bundle: Bundle, log: bytes) -> str:
    """Return what differs, as a Chinese clause, or nothing.

    Args:
        bundle: the chapter as released, which records its world.
        log: the trainee's frozen answer log, which records the world of every answer.
    """
    version = bundle.world.version
    seen = {int(number) for chapter, number in _DATA.findall(log) if chapter.decode() == bundle.chapter}
    others = sorted(seen - {version})
    if others:
        listed = "、".join(str(number) for number in others[:3])
        return f"作答记录里的数据版本是 {listed}，本章是 {version}"
    if _stamp_differs(version, bundle.world.probe):
        return "本章发布时记下的数据校验码，和现在算出的不同"
    return ""


@lru_cache(maxsize=32)
def _stamp_differs(version: int, probe: str) -> bool:
    from course.cases.world import drift  # it loads pandas, which collecting does not need

    return drift(WorldStamp(version=version, probe=probe)) is not None
