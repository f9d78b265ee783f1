"""The live card of a dialogue: Python replays the path that the log holds, the browser shows where it stands.

The path is never taken from the browser: a message names one reply and the turn it was meant for.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from course.exercises.dialogue.engine import Conversation, Refused, begin, replay, step
from course.exercises.dialogue.model import Dialogue, PublicDialogue
from course.exercises.dialogue.scene import scene
from course.exercises.dialogue.score import score
from course.exercises.dialogue.still import label, still_html, still_text
from course.exercises.live import CONFUSED, LiveCard, display_raw
from course.exercises.log import AnswerLog, ItemState
from course.exercises.program import STATIC, Program, program

LONGEST_TEXT: Final = 500
GOOD: Final = 0.9
FAIR: Final = 0.4
ELSEWHERE: Final = "这段对话在另一个窗口里已经走到别处，下面是现在的样子，请接着往下走。"
WRITE_FIRST: Final = "请先写下您自己会怎么说，再看可选的说法。"
TOO_LONG: Final = f"写得太长了，请控制在 {LONGEST_TEXT} 字以内。"
UNREADABLE: Final = "之前的对话记录读不出来，已从头开始；原来的记录还在作答文件里。"


def show(dialogue: PublicDialogue, variant: str, log: AnswerLog, *, data: str, sid: str) -> None:
    """Display a dialogue as two outputs: the still card, then the live one.

    Args:
        dialogue: a `Dialogue` is practice, with its debrief; a `PublicDialogue` is graded, only recorded.
        variant: the hidden truth drawn for this trainee.
        log: where its path is saved and read from.
        data: identity of the data that the trainee sees, for the log.
        sid: identity of the session, for the log.
    """
    chat = Chat(dialogue, variant, log, data=data, sid=sid)
    still = {
        "text/html": still_html(dialogue, chat.state),
        "text/plain": still_text(dialogue, chat.state),
    }
    display_raw(still)
    display_raw(chat.view())


@cache
def _program() -> Program:
    scripts = [STATIC / "frame.js", STATIC / "chat_debrief.js", STATIC / "chat.js"]
    return program(scripts, [STATIC / "card.css", STATIC / "chat.css"])


class Chat(LiveCard):
    """The live card of a dialogue. Its item says what it is about, its state holds the scene."""

    news = ELSEWHERE

    def __init__(
        self, dialogue: PublicDialogue, variant: str, log: AnswerLog, *, data: str, sid: str
    ) -> None:
        self._dialogue = dialogue
        self._variant = variant
        sent = _program()
        self._esm, self.program = sent.script, sent.packed
        item = dialogue.model_dump(
            include={"id", "version", "section", "title", "channel", "speaker", "prompt"}
        )
        graded = not isinstance(dialogue, Dialogue)
        item |= {"label": label(dialogue), "graded": graded}
        super().__init__(item, dialogue.id, dialogue.version, log, data=data, sid=sid)

    def _shown(self) -> dict[str, Any]:
        states = self._own_states()
        saved = states.get(self._name, ItemState())
        conversation, lost = self._conversation(saved)
        typed = {name.partition(".")[2]: state for name, state in states.items() if "." in name}
        draft = saved.draft is not None
        return {
            "status": self._status(saved),
            "scene": scene(self._dialogue, conversation, typed),
            "attempts": saved.attempts,
            "saved": "draft" if draft else "submit" if saved.answer is not None else "",
            "saved_at": max((state.saved_at for state in states.values()), default=""),
            "problem": UNREADABLE if lost else "",
        }

    def _own_states(self) -> dict[str, ItemState]:
        """Return what the log says of this version of the dialogue and of its written turns."""
        states = self._states(self._name)
        return {
            name: state
            for name, state in states.items()
            if state.item_version == self._version and (name == self._name or name[len(self._name)] == ".")
        }

    def _conversation(self, saved: ItemState) -> tuple[Conversation, bool]:
        """Return where the trainee stands, and whether a saved path could not be replayed."""
        path = saved.answer if saved.draft is None else saved.draft
        if path is None:
            return begin(self._dialogue, self._variant), False
        try:
            return replay(self._dialogue, self._variant, path), False
        except Refused:
            return begin(self._dialogue, self._variant), True

    def _status(self, saved: ItemState) -> str:
        if saved.answer is None:
            return "none"
        if not isinstance(self._dialogue, Dialogue):
            return "recorded"
        try:
            result = score(self._dialogue, replay(self._dialogue, self._variant, saved.answer))
        except Refused:
            return "none"
        if result.red_lines or result.share < FAIR:
            return "wrong"
        return "right" if result.share >= GOOD else "partial"

    def _act(self, content: dict[str, Any]) -> dict[str, str]:
        states = self._own_states()
        saved = states.get(self._name, ItemState())
        conversation, _ = self._conversation(saved)
        if content.get("at") != len(conversation.turns):
            return {"problem": ELSEWHERE}
        match content.get("kind"):
            case "reply":
                return self._reply(content.get("reply"), conversation, saved, states)
            case "typing" | "typed" as kind:
                return self._write(kind, content.get("text"), conversation, states)
            case "restart" if conversation.ended:
                return self._back_to(0, conversation, saved)
            case "rewind" if conversation.ended and isinstance(self._dialogue, Dialogue):
                to = content.get("to")
                if type(to) is int and 0 <= to < len(conversation.turns):
                    return self._back_to(to, conversation, saved)
        return {"error": CONFUSED}

    def _reply(
        self, reply_id: object, conversation: Conversation, saved: ItemState, states: dict[str, ItemState]
    ) -> dict[str, str]:
        node = self._dialogue.nodes.get(conversation.place)
        written = states.get(f"{self._name}.{conversation.place}", ItemState())
        if node is not None and node.typed and not isinstance(written.answer, str):
            return {"problem": WRITE_FIRST}
        try:
            after = step(self._dialogue, conversation, reply_id)
        except Refused as refusal:
            return {"problem": str(refusal)}
        path = [turn.reply.id for turn in after.turns]
        self._save("submit" if after.ended else "draft", saved.attempts + 1, path)
        return {}

    def _write(
        self, kind: str, text: object, conversation: Conversation, states: dict[str, ItemState]
    ) -> dict[str, str]:
        node = self._dialogue.nodes.get(conversation.place)
        if node is None or not node.typed or not isinstance(text, str):
            return {"error": CONFUSED}
        if len(text) > LONGEST_TEXT:
            return {"problem": TOO_LONG}
        if kind == "typed" and len(text.strip()) < 2:
            return {"problem": WRITE_FIRST}
        name = f"{self._name}.{conversation.place}"
        attempt = states.get(name, ItemState()).attempts + 1
        self._save("submit" if kind == "typed" else "draft", attempt, text, item=name)
        return {}

    def _back_to(self, turn: int, conversation: Conversation, saved: ItemState) -> dict[str, str]:
        """Go back to a turn: what was written from there on is asked again."""
        path = [turn.reply.id for turn in conversation.turns]
        self._save("draft", saved.attempts + 1, path[:turn])
        for later in conversation.turns[turn:]:
            if self._dialogue.nodes[later.node].typed:
                self._save("reset", 1, item=f"{self._name}.{later.node}")
        return {}
