"""The exam's criteria, recomputed from the answer log with the keys that only a hidden test holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from course.exercises.exam import draw as draw_items
from course.exercises.exam import score_exam
from course.exercises.items import Item
from course.exercises.types import AnyItem
from course.grading.criteria import criterion
from course.notebook import session

if TYPE_CHECKING:
    from course.grading.criteria import Criterion

_POOL: TypeAdapter[list[Item]] = TypeAdapter(list[AnyItem])


def exam_criteria(pool: list[str], draw: int, points: float) -> list[Criterion]:
    """Return one criterion for each item drawn for this trainee.

    Args:
        pool: every item of the exam's pool with its key, each as JSON.
        draw: how many items a trainee gets.
        points: points of the whole exam, shared out by the items' weights.
    """
    opened = session()
    items = {item.id: item for item in _POOL.validate_python([json.loads(text) for text in pool])}
    drawn = draw_items(
        {name: item.section for name, item in items.items()}, draw, opened.exam_seed(), opened.exam_try()
    )
    results = score_exam(items.values(), drawn, opened.states())
    total = sum(item.weight for item, _ in results)
    criteria = []
    for number, (item, score) in enumerate(results, start=1):
        share, message = (score.share, score.message) if score else (0.0, "未作答")
        text = f"第 {number} 题（{item.section} 节）"
        criteria.append(criterion(text, points * item.weight / total, share, message))
    return criteria
