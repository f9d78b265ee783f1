"""What a conversation is worth: criteria and red lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course.exercises.dialogue.engine import Conversation, open_replies
from course.exercises.dialogue.model import Dialogue, DialogueCriterion, Reply

UNFINISHED = "对话没有走到结束"


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


def chosen(dialogue: Dialogue, conversation: Conversation) -> list[Reply]:
    """Return the author's replies of a conversation, in order, with what they are worth."""
    return [
        next(reply for reply in dialogue.nodes[turn.node].replies if reply.id == turn.reply.id)
        for turn in conversation.turns
    ]


def shares(dialogue: Dialogue, raw: Sequence[float]) -> list[float]:
    """Return the share of each criterion, 0..1, from the raw points collected for it."""
    return [
        min(1.0, max(0.0, points / criterion.full))
        for points, criterion in zip(raw, dialogue.criteria, strict=True)
    ]


def whole(dialogue: Dialogue, raw: Sequence[float]) -> float:
    """Return the share of the whole, 0..1: the criteria's shares by their weights."""
    weights = [criterion.weight for criterion in dialogue.criteria]
    parts = zip(weights, shares(dialogue, raw), strict=True)
    return sum(weight * share for weight, share in parts) / sum(weights)


def score(dialogue: Dialogue, conversation: Conversation) -> Result:
    """Return what a conversation earned. One that did not end earns nothing."""
    if not conversation.ended:
        criteria = tuple(Earned(c.name, c.weight, 0.0, UNFINISHED) for c in dialogue.criteria)
        return Result(0.0, criteria, (), "")
    replies = chosen(dialogue, conversation)
    ending = dialogue.endings[conversation.place]
    sources = [reply.points for reply in replies] + [ending.points]
    raw = [sum(points.get(criterion.name, 0.0) for points in sources) for criterion in dialogue.criteria]
    got = shares(dialogue, raw)
    lost = losses(dialogue, conversation) if any(share < 1 for share in got) else []
    earned = tuple(
        Earned(
            criterion.name,
            criterion.weight,
            share,
            "" if share == 1 else _why(criterion, lost, replies) or ending.debrief,
        )
        for criterion, share in zip(dialogue.criteria, got, strict=True)
    )
    red_lines = tuple(dict.fromkeys(reply.red_line for reply in replies if reply.red_line))
    return Result(whole(dialogue, raw), earned, red_lines, conversation.place)


def losses(dialogue: Dialogue, conversation: Conversation) -> list[dict[str, float]]:
    """Return for each turn what the best open reply would have earned more, in raw points by criterion."""
    found = []
    for turn, reply in zip(conversation.turns, chosen(dialogue, conversation), strict=True):
        open_ids = {other.id for other in open_replies(dialogue.nodes[turn.node], turn.before)}
        others = [other for other in dialogue.nodes[turn.node].replies if other.id in open_ids]
        lost = {}
        for criterion in dialogue.criteria:
            most = max([0.0, *(other.points.get(criterion.name, 0.0) for other in others)])
            missing = most - reply.points.get(criterion.name, 0.0)
            if missing > 0:
                lost[criterion.name] = missing
        found.append(lost)
    return found


def _why(criterion: DialogueCriterion, lost: Sequence[dict[str, float]], replies: Sequence[Reply]) -> str:
    """Return what is said of a criterion that was not met: of the turns that lost most of it."""
    turns = [
        (parts[criterion.name], -place)
        for place, parts in enumerate(lost)
        if criterion.name in parts and replies[place].debrief
    ]
    said = [f"第 {-place + 1} 轮：{replies[-place].debrief}" for _, place in sorted(turns, reverse=True)[:2]]
    return "".join(said)
