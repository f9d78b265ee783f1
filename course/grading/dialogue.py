"""A dialogue's criteria: the submitted path, replayed with the points that only a hidden test holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from course.exercises.dialogue.engine import Refused, replay
from course.exercises.dialogue.model import Dialogue
from course.exercises.dialogue.score import score
from course.grading.criteria import criterion
from course.grading.red_lines import RED_LINE, TO_RETRAIN
from course.notebook import session

if TYPE_CHECKING:
    from course.grading.criteria import Criterion

OTHER_VERSION = "这份记录属于这段对话的另一个版本，不能计分，请讲师核对。"


def dialogue_criteria(author: str) -> list[Criterion]:
    """Return one criterion for each line of a dialogue's marking, and one of no points for its red lines.

    The path is the last one that the trainee submitted; it is replayed under the variant that the trainee's
    identity draws. One that the dialogue does not allow earns nothing, and says so.

    Args:
        author: the dialogue as its author wrote it, as JSON.
    """
    dialogue = Dialogue.model_validate(json.loads(author))
    opened = session()
    saved = opened.states().get(dialogue.id)
    if saved is None or saved.answer is None:
        return _nothing(dialogue, "未作答")
    if saved.item_version != dialogue.version:
        return _nothing(dialogue, f"出错：{OTHER_VERSION}")
    try:
        conversation = replay(dialogue, opened.dialogue_variant(dialogue), saved.answer)
    except Refused as refusal:
        return _nothing(dialogue, f"出错：{refusal}")
    if not conversation.ended:
        return _nothing(dialogue, "未作答：对话没有走到结束")
    result = score(dialogue, conversation)
    total = sum(part.weight for part in result.criteria)
    marks = [
        criterion(part.name, dialogue.points * part.weight / total, part.share, part.message)
        for part in result.criteria
    ]
    said = f"{TO_RETRAIN}：{'；'.join(result.red_lines)}"
    return [*marks, criterion(RED_LINE, 0, not result.red_lines, said)]


def _nothing(dialogue: Dialogue, message: str) -> list[Criterion]:
    total = sum(part.weight for part in dialogue.criteria)
    return [
        criterion(part.name, dialogue.points * part.weight / total, 0.0, message)
        for part in dialogue.criteria
    ]
