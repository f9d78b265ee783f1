"""What a practice dialogue says when it is over: its ending, the turning point, better wording, the rules."""

from __future__ import annotations

from typing import Any

from course.exercises.dialogue.engine import Conversation, Turn, open_replies
from course.exercises.dialogue.model import ClauseLine, Dialogue, Reply
from course.exercises.dialogue.score import chosen, losses, score

CALM = ((30, "平静"), (50, "有点不满"), (70, "不满"), (85, "生气"), (101, "快要挂断"))


def mood(emotion: int) -> str:
    """Return a tension of 0..100 in words."""
    return next(word for limit, word in CALM if emotion < limit)


def clock(start: str, minutes: int) -> str:
    """Return the time of day, such as 09:12, so many minutes after `start`."""
    hours, rest = start.split(":")
    now = (int(hours) * 60 + int(rest) + minutes) % (24 * 60)
    return f"{now // 60:02d}:{now % 60:02d}"


def debrief(dialogue: Dialogue, conversation: Conversation) -> dict[str, Any]:
    """Return the debrief of a conversation that ended, as plain data."""
    result = score(dialogue, conversation)
    ending = dialogue.endings[conversation.place]
    turns = _turns(dialogue, conversation)
    return {
        "title": ending.title,
        "text": ending.text,
        "rank": ending.rank,
        "said": ending.debrief,
        "truth": dialogue.truth.get(conversation.state.variant, ""),
        "share": round(result.share, 4),
        "criteria": [
            {"name": part.name, "share": round(part.share, 4), "message": part.message}
            for part in result.criteria
        ],
        "red_lines": list(result.red_lines),
        "curve": [turn.before.emotion for turn in conversation.turns] + [conversation.state.emotion],
        "turns": turns,
    }


def _turns(dialogue: Dialogue, conversation: Conversation) -> list[dict[str, Any]]:
    weights = {criterion.name: criterion.weight / criterion.full for criterion in dialogue.criteria}
    lost = losses(dialogue, conversation)
    cost = [sum(weights[name] * points for name, points in parts.items()) for parts in lost]
    replies = chosen(dialogue, conversation)
    heavy = [
        1000.0 * (reply.red_line is not None) + price for reply, price in zip(replies, cost, strict=True)
    ]
    worst = max(range(len(heavy)), key=lambda place: heavy[place]) if any(heavy) else -1
    return [
        {
            "at": place,
            "clock": clock(dialogue.clock, turn.before.minutes),
            "before": turn.before.emotion,
            "after": turn.after.emotion,
            "mood": mood(turn.after.emotion),
            "text": reply.text,
            "fine": not lost[place] and reply.red_line is None,
            "lost": list(lost[place]),
            "note": reply.debrief,
            "better": reply.better or dialogue.nodes[turn.node].model or _best_words(dialogue, turn),
            "rules": [{"name": line.name, "duty": line.duty} for line in _leaned_on(dialogue, reply)],
            "red": reply.red_line or "",
            "turning": place == worst,
        }
        for place, (turn, reply) in enumerate(zip(conversation.turns, replies, strict=True))
    ]


def _leaned_on(dialogue: Dialogue, reply: Reply) -> list[ClauseLine]:
    """Return the lines of the clauses that a reply leans on, each clause once."""
    lines = [line for line in dialogue.clauses if line.by in (reply.clauses or reply.facts)]
    return list({line.name: line for line in lines}.values())


def _best_words(dialogue: Dialogue, turn: Turn) -> str:
    """Return the words of the reply that would have earned most in this turn."""
    weights = {criterion.name: criterion.weight / criterion.full for criterion in dialogue.criteria}
    open_ids = {reply.id for reply in open_replies(dialogue.nodes[turn.node], turn.before)}
    replies = [reply for reply in dialogue.nodes[turn.node].replies if reply.id in open_ids]
    return max(
        replies, key=lambda reply: sum(weights[name] * points for name, points in reply.points.items())
    ).text
