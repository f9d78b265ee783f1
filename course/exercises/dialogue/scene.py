"""What a dialogue shows at one moment: bubbles, desk, clock, what can be said next, and the debrief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.exercises.dialogue.debrief import clock, debrief, mood
from course.exercises.dialogue.engine import Conversation, State, open_replies
from course.exercises.dialogue.model import Dialogue, PublicDialogue, PublicReply
from course.exercises.events import ItemState

Typed = Mapping[str, ItemState]
"""What the trainee wrote at the turns that ask for it, by node: a draft, or an answer once finished."""


def scene(dialogue: PublicDialogue, conversation: Conversation, typed: Typed) -> dict[str, Any]:
    """Return what is shown of a conversation, as plain data. Of a graded one: no tension and no debrief.

    Args:
        dialogue: a `Dialogue` is practice, a `PublicDialogue` graded.
        conversation: replayed as far as it went.
        typed: what was written first, by node.
    """
    state = conversation.state
    shown: dict[str, Any] = {
        "bubbles": bubbles(dialogue, conversation, typed),
        "clock": clock(dialogue.clock, state.minutes),
        "minutes": state.minutes - dialogue.start.minutes,
        "turn": len(conversation.turns) + (not conversation.ended),
        "desk": _desk(dialogue, conversation),
        "typed": None,
        "replies": [],
        "ending": None,
    }
    if isinstance(dialogue, Dialogue):
        shown["mood"] = {"value": state.emotion, "word": mood(state.emotion)}
    if conversation.ended:
        ending = dialogue.endings[conversation.place]
        shown["ending"] = {"title": ending.title, "text": ending.text}
        if isinstance(dialogue, Dialogue):
            shown["debrief"] = _as_sent(debrief(dialogue, conversation))
        return shown
    node = dialogue.nodes[conversation.place]
    written = typed.get(conversation.place, ItemState())
    if node.typed:
        text = written.answer if written.draft is None else written.draft
        shown["typed"] = {
            "node": conversation.place,
            "text": text if isinstance(text, str) else "",
            "done": isinstance(written.answer, str),
        }
    if not node.typed or isinstance(written.answer, str):
        shown["replies"] = [{"id": reply.id, "text": reply.text} for reply in open_replies(node, state)]
    return shown


def _as_sent(whole: dict[str, Any]) -> dict[str, Any]:
    """Return a debrief without what the scene says elsewhere: its ending, and the words of the bubbles."""
    idle = {"text", "better"}
    turns = [
        {name: value for name, value in turn.items() if name not in (idle if turn["fine"] else {"text"})}
        for turn in whole["turns"]
    ]
    criteria = [{"name": part["name"], "share": part["share"]} for part in whole["criteria"]]
    rest = {name: value for name, value in whole.items() if name not in ("title", "text")}
    return rest | {"criteria": criteria, "turns": turns}


def bubbles(dialogue: PublicDialogue, conversation: Conversation, typed: Typed) -> list[dict[str, Any]]:
    """Return what was said so far, in order: who, words, and the time of day."""
    said: list[dict[str, Any]] = []
    for turn in conversation.turns:
        said += _customer(dialogue, turn.node, turn.before)
        said.append(_mine(dialogue, turn.node, turn.reply, turn.before, typed.get(turn.node)))
    if not conversation.ended:
        said += _customer(dialogue, conversation.place, conversation.state)
    return said


def _customer(dialogue: PublicDialogue, node: str, state: State) -> list[dict[str, Any]]:
    at = clock(dialogue.clock, state.minutes)
    return [
        {"who": "customer", "text": text, "clock": at} for text in dialogue.nodes[node].said(state.variant)
    ]


def _mine(
    dialogue: PublicDialogue, node: str, reply: PublicReply, state: State, written: ItemState | None
) -> dict[str, Any]:
    mine: dict[str, Any] = {"who": "me", "text": reply.text, "clock": clock(dialogue.clock, state.minutes)}
    if dialogue.nodes[node].typed and written and isinstance(written.answer, str):
        mine["own"] = written.answer
        if isinstance(dialogue, Dialogue):
            mine["model"] = dialogue.nodes[node].model
    return mine


def _desk(dialogue: PublicDialogue, conversation: Conversation) -> list[dict[str, Any]]:
    """Return the entries of the desk that are open by now; those that the current turn opened are new."""
    here = dialogue.nodes.get(conversation.place)
    earlier = {entry for turn in conversation.turns for entry in dialogue.nodes[turn.node].desk}
    now = set(here.desk if here else []) - earlier
    variant = conversation.state.variant
    return [
        {
            "id": entry.id,
            "kind": entry.kind,
            "title": entry.title,
            "text": entry.text,
            "fresh": entry.id in now and not entry.open,
        }
        for entry in dialogue.desk
        if (entry.open or entry.id in now or entry.id in earlier)
        and (not entry.variants or variant in entry.variants)
    ]
