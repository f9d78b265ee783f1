"""Replaying a dialogue from the replies that were chosen.

The engine is pure: the same dialogue, variant and path give the same conversation, in the widget and in the
grader. A path that the dialogue does not allow is refused, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course.exercises.dialogue import guards
from course.exercises.dialogue.model import Effects, PublicDialogue, PublicNode, PublicReply

LONGEST_PATH = 40


class Refused(ValueError):
    """A path that this dialogue does not allow; the message is one Chinese sentence."""


@dataclass(frozen=True)
class State:
    """What has come of a conversation so far."""

    variant: str
    emotion: int
    minutes: int
    verified: bool
    disclosed: frozenset[str]
    flags: Mapping[str, bool]

    def names(self) -> dict[str, Any]:
        """Return the state by the names that guards use."""
        return {
            "variant": self.variant,
            "emotion": self.emotion,
            "minutes": self.minutes,
            "verified": self.verified,
            "disclosed": self.disclosed,
            **self.flags,
        }


@dataclass(frozen=True)
class Turn:
    """One turn of a conversation: the node, the reply chosen there, and the state before and after it."""

    node: str
    reply: PublicReply
    before: State
    after: State


@dataclass(frozen=True)
class Conversation:
    """A replayed path. `place` is the node that waits for a reply, or the ending when `ended`."""

    turns: tuple[Turn, ...]
    state: State
    place: str
    ended: bool


def begin(dialogue: PublicDialogue, variant: str) -> Conversation:
    """Return the conversation before the first reply. Raises Refused for an unknown variant."""
    if variant not in dialogue.variants:
        raise Refused("这段对话没有这种开头，请重新运行本单元格。")
    start = dialogue.start
    state = State(
        variant, start.emotion, start.minutes, start.verified, frozenset(start.disclosed), dict(start.flags)
    )
    return Conversation((), state, dialogue.first, False)


def open_replies(node: PublicNode, state: State) -> list[PublicReply]:
    """Return the replies whose guards hold in this state."""
    names = state.names()
    return [reply for reply in node.replies if guards.holds(reply.when, names)]


def step(dialogue: PublicDialogue, conversation: Conversation, reply_id: object) -> Conversation:
    """Return the conversation after one more reply. Raises Refused when it is not open there."""
    if conversation.ended:
        raise Refused("对话已经结束，不能再回复。")
    node = dialogue.nodes[conversation.place]
    reply = next((reply for reply in open_replies(node, conversation.state) if reply.id == reply_id), None)
    if reply is None:
        raise Refused("这句回复在当前这一步不能选，请按屏幕上的选项来。")
    after = changed(conversation.state, reply.effects)
    place = next(branch.to for branch in reply.next if guards.holds(branch.when, after.names()))
    if after.emotion >= 100:
        place = dialogue.breakdown
    turn = Turn(conversation.place, reply, conversation.state, after)
    return Conversation((*conversation.turns, turn), after, place, place in dialogue.endings)


def replay(dialogue: PublicDialogue, variant: str, path: object) -> Conversation:
    """Return the conversation of a path from its beginning.

    Args:
        dialogue: with or without its points.
        variant: the hidden truth under which it is played.
        path: a list of reply ids, as the answer log holds it.

    Raises:
        Refused: the path is no list of words, too long, or not one that the dialogue allows.
    """
    conversation = begin(dialogue, variant)
    if not isinstance(path, Sequence) or isinstance(path, str | bytes) or len(path) > LONGEST_PATH:
        raise Refused("对话记录读不出来，请重新开始这段对话。")
    for reply_id in path:
        conversation = step(dialogue, conversation, reply_id)
    return conversation


def changed(state: State, effects: Effects) -> State:
    """Return the state after a reply's effects; emotion stays within 0..100."""
    return replace(
        state,
        emotion=min(100, max(0, state.emotion + effects.emotion)),
        minutes=state.minutes + effects.minutes,
        verified=state.verified if effects.verified is None else effects.verified,
        disclosed=state.disclosed.union(effects.disclose) if effects.disclose else state.disclosed,
        flags={**state.flags, **effects.flags} if effects.flags else state.flags,
    )
