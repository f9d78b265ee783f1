"""From what a test cell did to the one plain score that nbgrader reads, and what a human must know of it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from course.grading.sandbox.job import CellOutcome
from course.grading.sealed.inert import error, inert, plain

# How Python writes a plain float of at least 0; nothing else has this form.
_FLOAT = re.compile(r"-?\d{1,17}\.\d{1,17}|-?\d(\.\d{1,17})?e[+-]?\d{1,3}", re.ASCII)
_ROUNDING = 1e-9  # of sums of points
_GRADE_CLASS = "course-grade"
_STOPPED = {
    "timeout": "评分程序超过了时间限制",
    "memory": "评分程序超过了内存限制",
    "killed": "评分程序中途停止了",
    "not_run": "评分程序没有运行到这里",
}


@dataclass(frozen=True)
class Scored:
    """Outputs for the test cell, the score, and why a human should look; empty when nobody need."""

    outputs: list[dict[str, Any]]
    score: float
    doubt: str = ""


def scored(outcome: CellOutcome, points: float) -> Scored:
    """Return outputs that give exactly one score to nbgrader, a plain number from 0 to `points`.

    What the test wrote to stderr has no effect. A score over the maximum or below 0 is brought within; what
    is no plain float is none.
    """
    if outcome.status != "ok":
        return _failed(outcome)
    shown = [
        output
        for output in outcome.outputs
        if output["output_type"] == "display_data"
        or (output["output_type"] == "stream" and output.get("name") != "stderr")
    ]
    results = [output for output in outcome.outputs if output["output_type"] == "execute_result"]
    text = results[0]["data"].get("text/plain") if len(results) == 1 else None
    number = float(text) if isinstance(text, str) and _FLOAT.fullmatch(text) else math.nan
    kept = inert(shown, _GRADE_CLASS)
    if not math.isfinite(number):
        doubt = "评分程序没有得出分数，先记 0 分"
        return Scored([*kept, _said(doubt)], 0.0, doubt)
    within = min(max(number, 0.0), points)
    doubt = ""
    if abs(within - number) > _ROUNDING:
        doubt = f"评分程序得出 {number:g} 分，超出了 0 到 {points:g} 分，已改为 {within:g} 分"
    return Scored([*kept, result(within)], within, doubt)


def result(score: float) -> dict[str, Any]:
    """Return the output that nbgrader reads as the score."""
    return {
        "output_type": "execute_result",
        "data": {"text/plain": repr(float(score))},
        "metadata": {},
        "execution_count": None,
    }


def _failed(outcome: CellOutcome) -> Scored:
    # Only what was printed: an error's message, traceback or explanation would show lines of the hidden test.
    printed = [output for output in outcome.outputs if output["output_type"] == "stream"]
    kept = inert([output for output in printed if output.get("name") != "stderr"])
    raised = next((output for output in outcome.outputs if output["output_type"] == "error"), None)
    name = plain(str(raised["ename"]))[:60] if raised else ""
    why = _STOPPED.get(outcome.status, f"评分程序出错（{name or '原因不明'}）")
    doubt = f"{why}，先记 0 分"
    return Scored([*kept, _said(doubt)], 0.0, doubt)


def _said(doubt: str) -> dict[str, Any]:
    sentence = f"出错：{doubt}，由讲师查看。"
    return error("出错", f"{doubt}，由讲师查看。", [sentence])
