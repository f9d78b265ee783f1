"""What workbench and laboratory share: messages are answered once, and saved before anything says so.

A message of the browser is read as hostile: it leads to one event in the answer log or to one sentence.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import anywidget
import traitlets

from course.exercises.log import AnswerLog, SaveFailed

STATIC: Final = Path(__file__).parent / "static"
CARD_STYLE: Final = Path(__file__).parents[2] / "exercises" / "static" / "card.css"
CONFUSED: Final = "没有看懂这一步操作，请按 Shift+Enter 重新运行本单元格。"

_logger = logging.getLogger(__name__)


def bundle(*files: Path) -> str:
    """Return the files one after another: a widget's script or style is one text, its parts are files."""
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


class Live(anywidget.AnyWidget):
    """A widget whose state is made by Python alone. `item` stays, `state` answers each message."""

    item = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, item: dict[str, Any], save: Callable[[str, object], None]) -> None:
        self._save = save
        self._seen: deque[tuple[str, int]] = deque(maxlen=200)
        self._ack: tuple[str, int] | None = None
        super().__init__(item=item, state=self.view())
        self.on_msg(self._receive)

    def view(self) -> dict[str, Any]:
        """Return the state to show, from the answer log and what could not be saved. Overridden."""
        raise NotImplementedError

    def act(self, kind: object, content: dict[str, Any]) -> dict[str, str] | None:
        """Do what a message asks for; return what to say besides, or None for unknown ones. Overridden."""
        raise NotImplementedError

    def refresh(self, **more: str) -> None:
        """Show the state as it is now."""
        state = self.view() | more
        if self._ack:
            state["ack"] = list(self._ack)
        self.state = state

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Leave everything as it is: the browser asks by messages and writes no trait."""

    def output(self) -> dict[str, Any]:
        """Return the output that shows the live widget, without text: the still card says it in words."""
        view = {"version_major": 2, "version_minor": 1, "model_id": self.model_id}
        return {"application/vnd.jupyter.widget-view+json": view}

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        try:
            said = self._handle(content)
        except SaveFailed as failure:
            said = {"error": str(failure)}
        except Exception:
            # The trainee must never meet a traceback; whoever runs the server finds it in the log.
            _logger.exception("a card could not handle a message")
            said = {"error": CONFUSED}
        self.refresh(**said)

    def _handle(self, content: object) -> dict[str, str]:
        if not isinstance(content, dict):
            return {"error": CONFUSED}
        client, number = content.get("client"), content.get("n")
        known = isinstance(client, str) and len(client) <= 40
        if not known or type(number) is not int or not 0 < number < 2**31:
            return {"error": CONFUSED}
        self._ack = (str(client), number)
        if self._ack in self._seen:
            return {}
        said = self.act(content.get("kind"), content)
        if said is None:
            return {"error": CONFUSED}
        self._seen.append(self._ack)
        return said


def saver(log: AnswerLog, item: str, *, data: str, sid: str) -> Callable[[str, object], None]:
    """Return a function (event, answer) that appends to the log for this item. It raises SaveFailed."""

    def save(event: str, answer: object) -> None:
        log.append(event, item, item_version=1, attempt=1, answer=answer, confidence=None, data=data, sid=sid)

    return save
