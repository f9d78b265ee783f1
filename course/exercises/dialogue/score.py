"""What a conversation is worth: criteria, red lines, and the debrief of a practice dialogue."""

from __future__ import annotations

from dataclasses import dataclass

from course.exercises.dialogue.engine import Conversation
from course.exercises.dialogue.model import Dialogue, Reply


@dataclass(frozen=True)
class Earned:
    """One criterion: the share of it that was earned, 0..1, and why something is missing."""

    name: str
    weight: float
    share: float
    message: str = ""


@dataclass(frozen=True)
class Result:
    """What a finished conversation earned: share of the whole in 0..1, by criterion, and its red lines."""

    share: float
    criteria: tuple[Earned, ...]
    red_lines: tuple[str, ...]
    ending: str


def _chosen(dialogue: Dialogue, conversation: Conversation) -> list[Reply]:
    return [
        next(reply for reply in dialogue.nodes[turn.node].replies if reply.id == turn.reply.id)
        for turn in conversation.turns
    ]


def score(dialogue: Dialogue, conversation: Conversation) -> Result:
    """Return what a conversation earned. One that did not end earns nothing."""
    if not conversation.ended:
        criteria = tuple(Earned(c.name, c.weight, 0.0, "对话没有走到结束") for c in dialogue.criteria)
        return Result(0.0, criteria, (), "")
    replies = _chosen(dialogue, conversation)
    ending = dialogue.endings[conversation.place]
    earned = []
    for criterion in dialogue.criteria:
        raw = sum(reply.points.get(criterion.name, 0.0) for reply in replies)
        raw += ending.points.get(criterion.name, 0.0)
        lost = [
            reply.debrief for reply in replies if reply.points.get(criterion.name, 0.0) < 0 and reply.debrief
        ]
        share = min(1.0, max(0.0, raw / criterion.full))
        earned.append(
            Earned(criterion.name, criterion.weight, share, "；".join(lost[:2]) if share < 1 else "")
        )
    total = sum(item.weight for item in earned)
    share = sum(item.weight * item.share for item in earned) / total
    red_lines = tuple(dict.fromkeys(reply.red_line for reply in replies if reply.red_line))
    return Result(share, tuple(earned), red_lines, conversation.place)
