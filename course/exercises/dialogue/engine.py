"""Replaying a dialogue from the replies that were chosen.

The engine is pure: the same dialogue, variant and path give the same conversation, in the widget and in the
grader. A path that the dialogue does not allow is refused, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.exercises.dialogue import guards
from course.exercises.dialogue.model import Effects, PublicDialogue, PublicNode, PublicReply

LONGEST_PATH = 40
HANGS_UP = 100


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
    turn, place = _turn(dialogue, conversation.place, conversation.state, reply_id)
    return Conversation((*conversation.turns, turn), turn.after, place, place in dialogue.endings)


def _turn(dialogue: PublicDialogue, place: str, state: State, reply_id: object) -> tuple[Turn, str]:
    """Return the turn in which a reply is given, and where it leads."""
    node = dialogue.nodes.get(place)
    if node is None:
        raise Refused("对话已经结束，不能再回复。")
    for reply in node.replies:
        if reply.id == reply_id and guards.holds(reply.when, state.names()):
            after = changed(state, reply.effects)
            return Turn(place, reply, state, after), _led_to(dialogue, reply, after)
    raise Refused("这句回复在当前这一步不能选，请按屏幕上的选项来。")


def _led_to(dialogue: PublicDialogue, reply: PublicReply, after: State) -> str:
    if after.emotion >= HANGS_UP:
        return dialogue.breakdown
    if len(reply.next) == 1:
        return reply.next[0].to
    names = after.names()
    return next(branch.to for branch in reply.next if guards.holds(branch.when, names))


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
    if type(path) is not list or len(path) > LONGEST_PATH:
        raise Refused("对话记录读不出来，请重新开始这段对话。")
    turns: list[Turn] = []
    state, place = conversation.state, conversation.place
    for reply_id in path:
        turn, place = _turn(dialogue, place, state, reply_id)
        turns.append(turn)
        state = turn.after
    return Conversation(tuple(turns), state, place, place in dialogue.endings)


def changed(state: State, effects: Effects) -> State:
    """Return the state after a reply's effects; emotion stays within 0..100."""
    return State(
        state.variant,
        min(HANGS_UP, max(0, state.emotion + effects.emotion)),
        state.minutes + effects.minutes,
        state.verified if effects.verified is None else effects.verified,
        state.disclosed.union(effects.disclose) if effects.disclose else state.disclosed,
        {**state.flags, **effects.flags} if effects.flags else state.flags,
    )
