"""The laboratory's numbers: one setting, what follows from it, and the curve over numbers of staff."""

from __future__ import annotations

import math
from typing import Any, Final

from pydantic import Field, ValidationError

from course.cases.erlang import Queue, erlang_a, erlang_c, staff_needed
from course.exercises.items import Strict

MOST_STAFF: Final = 150
CURVE_POINTS: Final = 41


class BadSetting(ValueError):
    """A setting that is none; the message is one Chinese sentence for the trainee."""


class Setting(Strict):
    """One hour at the telephones. Seconds, except `wage` (yuan an hour) and `share` (percent)."""

    arrivals: int = Field(default=120, ge=10, le=600)
    handle: int = Field(default=240, ge=30, le=1200)
    staff: int = Field(default=9, ge=1, le=MOST_STAFF)
    patience: int = Field(default=180, ge=10, le=900)
    target: int = Field(default=30, ge=5, le=120)
    share: int = Field(default=80, ge=50, le=99)
    wage: int = Field(default=60, ge=20, le=300)


def read_setting(raw: object) -> Setting:
    """Return the setting that plain JSON data of any origin holds. Raises BadSetting."""
    try:
        return Setting.model_validate(raw)
    except (ValidationError, RecursionError):
        raise BadSetting("这组数超出了可以试的范围，没有保存，请拖动滑块再试一次。") from None


def outcome(setting: Setting) -> dict[str, Any]:
    """Return what the setting means: shares in 0..1, seconds, yuan an hour.

    `patient_wait` is the mean wait if nobody ever gave up (Erlang C), None when the queue would grow for
    ever; `needed` the smallest staff that keeps the promise, None when MOST_STAFF are not enough.
    """
    queue = _queue(setting, setting.staff)
    patient = erlang_c(setting.arrivals, setting.handle, setting.staff)
    try:
        needed = staff_needed(
            setting.arrivals, setting.handle, setting.share / 100, setting.target, setting.patience
        )
    except ValueError:
        needed = MOST_STAFF + 1
    served = setting.arrivals * (1 - queue.abandonment)
    cost = setting.staff * setting.wage
    return _point(setting, setting.staff, queue) | {
        "load": queue.load,
        "waiting": queue.wait_share,
        "patient_wait": None if math.isinf(patient.mean_wait) else patient.mean_wait,
        "left": setting.arrivals * queue.abandonment,
        "each": cost / served if served > 0 else None,
        "needed": needed if needed <= MOST_STAFF else None,
    }


def curve(setting: Setting) -> list[dict[str, Any]]:
    """Return the outcome for numbers of staff around the load, and for the chosen number itself."""
    load = setting.arrivals * setting.handle / 3600
    low = max(1, min(setting.staff, math.floor(load * 0.6)))
    high = min(MOST_STAFF, max(setting.staff, math.ceil(load * 1.4) + 4))
    step = max(1, math.ceil((high - low) / (CURVE_POINTS - 1)))
    numbers = sorted({*range(low, high + 1, step), setting.staff})
    return [_point(setting, staff, _queue(setting, staff)) for staff in numbers]


def said(setting: Setting, result: dict[str, Any]) -> str:
    """Return in one Chinese sentence what the setting means."""
    kept = result["service"] * 100 >= setting.share - 1e-9
    told = (
        f"{setting.staff} 个人：{setting.target} 秒内接起 {result['service']:.0%}，"
        f"{'够' if kept else '不够'} {setting.share}%；每小时约 {result['left']:.0f} 人没等到就走了"
    )
    if result["needed"] is None:
        return f"{told}；{MOST_STAFF} 个人也不够。"
    if result["needed"] == setting.staff:
        return f"{told}；一个也减不得。"
    return f"{told}；至少要 {result['needed']} 个人。"


def _queue(setting: Setting, staff: int) -> Queue:
    return erlang_a(setting.arrivals, setting.handle, staff, setting.patience)


def _point(setting: Setting, staff: int, queue: Queue) -> dict[str, Any]:
    return {
        "staff": staff,
        "service": queue.service_level(setting.target),
        "wait": queue.mean_wait,
        "abandonment": queue.abandonment,
        "occupancy": queue.occupancy,
        "cost": staff * setting.wage,
    }
