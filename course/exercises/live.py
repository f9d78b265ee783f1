"""What every live card shares: its program and style, the messages it reads, and how it saves.

A message from the browser is read as hostile: it leads to one event in the log or to one Chinese sentence.
Its answer is the state, which carries back the message's client and number.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from typing import Any, ClassVar, Final

import anywidget
import traitlets
from IPython.display import display

from course.exercises.log import AnswerLog, ItemState, SaveFailed, fold
from course.exercises.program import STATIC, lean

__all__ = ["CONFUSED", "STATIC", "LiveCard", "display_raw", "lean", "storable"]

LARGEST_ANSWER: Final = 20_000
CONFUSED: Final = "没有看懂这一步操作，请按 Shift+Enter 重新运行本单元格。"

_logger = logging.getLogger(__name__)


def display_raw(bundle: dict[str, Any]) -> None:
    """Display a bundle of outputs by their types."""
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def storable(value: object) -> bool:
    """Return whether the log could hold a value."""
    try:
        return len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode()) <= LARGEST_ANSWER
    except (ValueError, TypeError, RecursionError):
        return False


class LiveCard(anywidget.AnyWidget):
    """A live card. `item` is public; `state` is what it may show, with what became of the last message.

    `program` is what its script unpacks, if it was packed. A message "look" asks for the state as it is now.
    """

    news: ClassVar[str] = "这道题刚才在别处也作答了，这里已换成最后一次的作答。"

    program = traitlets.Bytes().tag(sync=True)
    item = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self, item: dict[str, Any], name: str, version: int, log: AnswerLog, *, data: str, sid: str
    ) -> None:
        self._name = name
        self._version = version
        self._log = log
        self._data = data
        self._sid = sid
        self._seen: deque[tuple[str, int]] = deque(maxlen=200)
        self._ack: tuple[str, int] | None = None
        self._known = self._events()
        self._overtaken = False
        # The browser keeps one style sheet for each of these names, so every type needs its own.
        sheet = f"course.{type(self).__name__}.{item.get('type', '')}"
        super().__init__(item=item, state=self._state(), _anywidget_id=sheet)
        self.on_msg(self._receive)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Leave everything as it is: the browser asks by messages and writes no trait."""

    def view(self) -> dict[str, Any]:
        """Return the output that shows the live card."""
        view = {"version_major": 2, "version_minor": 1, "model_id": self.model_id}
        return {"application/vnd.jupyter.widget-view+json": view}

    # Not abstract methods: a class of traits has a metaclass of its own, which ABC cannot join.
    def _shown(self) -> dict[str, Any]:
        """Return the state to show as the log has it."""
        raise NotImplementedError

    def _act(self, content: dict[str, Any]) -> dict[str, str]:
        """Do what a message asks for; return what to say besides, if anything."""
        raise NotImplementedError

    def _then(self, content: dict[str, Any]) -> None:
        """Do what follows from a message that was handled; a repeated message does not come here."""

    def _states(self, prefix: str) -> dict[str, ItemState]:
        """Return what the log says of every item whose id begins so."""
        return fold(event for event in self._log.reading().events if event.item.startswith(prefix))

    def _saved(self) -> ItemState:
        own = (event for event in self._log.reading().events if event.item == self._name)
        return fold(own).get(self._name, ItemState())

    def _events(self) -> int:
        """Return how many events the log holds of this card's item and its parts."""
        own, parts = self._name, f"{self._name}."
        events = self._log.reading().events
        return sum(event.item == own or event.item.startswith(parts) for event in events)

    def _state(self, **more: str) -> dict[str, Any]:
        state = self._shown() | more
        if self._overtaken:
            state["news"] = self.news
        if self._ack:
            state["ack"] = list(self._ack)
        return state

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        # Another window may write to the same log: the last answer counts, whoever gave it.
        self._overtaken |= self._events() > self._known
        try:
            said = self._handle(content)
        except SaveFailed as failure:
            said = {"error": str(failure)}
        except Exception:
            # The trainee must never meet a traceback; whoever runs the server finds it in the log.
            _logger.exception("card %s could not handle a message", self._name)
            said = {"error": CONFUSED}
        self._known = self._events()
        self.state = self._state(**said)

    def _handle(self, content: object) -> dict[str, str]:
        """Do what a message asks for; return what to say besides, if anything."""
        if not isinstance(content, dict):
            return {"error": CONFUSED}
        if content.get("kind") == "look":
            return {}
        client, number = content.get("client"), content.get("n")
        if (
            not isinstance(client, str)
            or len(client) > 40
            or type(number) is not int
            or not 0 < number < 2**31
        ):
            return {"error": CONFUSED}
        self._ack = (client, number)
        if self._ack in self._seen:
            return {}
        said = self._act(content)
        self._seen.append(self._ack)
        self._then(content)
        return said

    def _save(
        self,
        event: str,
        attempt: int,
        answer: object = None,
        confidence: str | None = None,
        item: str | None = None,
    ) -> None:
        self._log.append(
            event,
            item or self._name,
            item_version=self._version,
            attempt=attempt,
            answer=answer,
            confidence=confidence,
            data=self._data,
            sid=self._sid,
        )
        if event in ("submit", "reset"):
            self._overtaken = False
