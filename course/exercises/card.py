"""The card of an exercise: a still HTML card, and a widget that collects while Python scores and saves.

What the card shows is a function of the item and of the answer log (`card_state`). A message from the browser
is read as hostile: it leads to one event in the log or to one Chinese sentence.
"""

from __future__ import annotations

import json
import logging
import re
from collections import deque
from functools import cache
from pathlib import Path
from typing import Any, Final

import anywidget
import traitlets
from IPython.display import display

from course.exercises.items import Item, PublicItem, Score, Unreadable
from course.exercises.log import AnswerLog, ItemState, SaveFailed, fold
from course.exercises.progress import Progress
from course.exercises.static_html import (
    card_html,
    card_text,
    label,
    notice_html,
    panel_html,
    progress_html,
    progress_text,
)

__all__ = ["Exercise", "card_state", "notice", "panel", "panel_html", "show"]

STATIC: Final = Path(__file__).parent / "static"
LARGEST_ANSWER: Final = 20_000
TRIES_BEFORE_EXPLANATION: Final = 2
CONFUSED: Final = "没有看懂这一步操作，请按 Shift+Enter 重新运行本单元格。"
TOO_LONG: Final = "作答内容太长或含有无法保存的字符，没有保存，请修改后再提交。"
VERDICTS: Final = {"right": "回答正确。", "partial": "部分正确。", "wrong": "还不对。"}
SURENESS: Final = {
    ("right", "guess"): "这次是猜的，看看每一项的说明再往下走。",
    ("wrong", "sure"): "您刚才很有把握，值得停下来看看为什么。",
}

_logger = logging.getLogger(__name__)


def show(item: PublicItem, log: AnswerLog, *, data: str, sid: str) -> None:
    """Display an item as two outputs: the still card, then the live one.

    Args:
        item: an `Item` is practice and is scored at once; a `PublicItem` is graded and only recorded.
        log: where its answers are saved and read from.
        data: identity of the data that the trainee sees, for the log.
        sid: identity of the session, for the log.
    """
    exercise = Exercise(item, log, data=data, sid=sid)
    still = {"text/html": card_html(item, exercise.state), "text/plain": card_text(item, exercise.state)}
    _display(still)
    # Only the view: the still card already says everything in words, and a second text would stand under it.
    _display(exercise.view())


def notice(sentence: str) -> None:
    """Display one sentence to the trainee, such as why there is no card."""
    _display({"text/html": notice_html(sentence), "text/plain": sentence})


def panel(title: str, lines: list[tuple[str, str]]) -> None:
    """Display a panel with a title and lines of a name and its value."""
    plain = "\n".join([title, *(f"{name} {value}" for name, value in lines)])
    _display({"text/html": panel_html(title, lines), "text/plain": plain})


def display_progress(sections: list[Progress], weak: list[Progress]) -> None:
    """Display how far a trainee is: a line for each section, then the weakest objectives."""
    _display({"text/html": progress_html(sections, weak), "text/plain": progress_text(sections, weak)})


def _display(bundle: dict[str, Any]) -> None:
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def card_state(item: PublicItem, saved: ItemState) -> dict[str, Any]:
    """Return what the browser may know of the trainee's standing with an item.

    Of a graded item it says what was recorded, and nothing of right and wrong.
    """
    if saved.item_version not in (0, item.version):
        saved = ItemState(resets=saved.resets)
    answer = _readable(item, saved.answer)
    draft = saved.draft if _storable(saved.draft) else None
    state: dict[str, Any] = {
        "status": "none" if answer is None else "recorded",
        "answer": answer,
        "draft": draft,
        "attempts": saved.attempts,
        "saved": "draft" if draft is not None else "" if answer is None else "submit",
        "saved_at": saved.saved_at,
    }
    if not isinstance(item, Item):
        return state | ({} if answer is None else {"verdict": "已记录。成绩在讲师发布反馈后查看。"})
    state["hints"] = item.hints[: saved.hints]
    return state if answer is None else state | _feedback(item, answer, saved)


def _feedback(item: Item, answer: Any, saved: ItemState) -> dict[str, Any]:
    score = item.score(answer)
    status = "right" if score.share > 1 - 1e-9 else "partial" if score.share > 0 else "wrong"
    explained = status == "right" or saved.revealed or saved.attempts >= TRIES_BEFORE_EXPLANATION
    whole = item.explain() if explained else Score(0)
    parts = {**whole.parts, **score.parts}
    beside = {part.message for part in parts.values()}
    verdict = VERDICTS[status] + SURENESS.get((status, saved.confidence or ""), "")
    if status != "right":
        verdict += "看完解析可以重做一遍。" if explained else "想一想再试，也可以先看提示。"
    return {
        "status": status,
        "verdict": verdict,
        "message": "" if score.message in beside else score.message,
        "explanation": "" if status == "right" else whole.message,
        "explained": explained,
        "parts": {name: {"right": part.right, "message": part.message} for name, part in parts.items()},
    }


def _readable(item: PublicItem, raw: object) -> Any:
    """Return a saved answer in the form of its item, or None where it is none (any more)."""
    if raw is None:
        return None
    try:
        return item.read(raw)
    except Unreadable:
        return None


def _storable(value: object) -> bool:
    try:
        return len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode()) <= LARGEST_ANSWER
    except (ValueError, TypeError, RecursionError):
        return False


def _lean(path: Path) -> str:
    """Return a static file without indentation and comments: it travels to the browser with every card."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def _program(kind: str) -> str:
    """Return the script of a card of this type: its own view, and the frame that all types share."""
    return _lean(STATIC / "views" / f"{kind}.js") + "\n" + _lean(STATIC / "card.js")


@cache
def _style(kind: str) -> str:
    """Return the style of a card of this type."""
    own = STATIC / "views" / f"{kind}.css"
    return _lean(STATIC / "card.css") + ("\n" + _lean(own) if own.is_file() else "")


class Exercise(anywidget.AnyWidget):
    """The live card. `item` is public; `state` is `card_state` with what became of the last message."""

    item = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, item: PublicItem, log: AnswerLog, *, data: str, sid: str) -> None:
        self._source = item
        self._log = log
        self._data = data
        self._sid = sid
        self._typed: Any = None
        self._seen: deque[tuple[str, int]] = deque(maxlen=200)
        self._ack: tuple[str, int] | None = None
        public = self._public()
        self._esm, self._css = _program(public["type"]), _style(public["type"])
        super().__init__(item=public, state=self._state())
        self.on_msg(self._receive)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Leave everything as it is: the browser asks by messages and writes no trait."""

    def view(self) -> dict[str, Any]:
        """Return the output that shows the live card."""
        view = {"version_major": 2, "version_minor": 1, "model_id": self.model_id}
        return {"application/vnd.jupyter.widget-view+json": view}

    def _public(self) -> dict[str, Any]:
        practice = isinstance(self._source, Item)
        public = self._source.public() if isinstance(self._source, Item) else self._source
        hints = len(self._source.hints) if isinstance(self._source, Item) else 0
        return public.model_dump() | {"label": label(self._source), "graded": not practice, "hints": hints}

    def _saved(self) -> ItemState:
        own = (event for event in self._log.reading().events if event.item == self._source.id)
        return fold(own).get(self._source.id, ItemState())

    def _state(self, **more: str) -> dict[str, Any]:
        """Return the state to show: what the log says, what is typed but unsaved, and why."""
        state = card_state(self._source, self._saved()) | more
        if self._typed is not None:
            state |= {"draft": self._typed, "saved": ""}
        if self._ack:
            state["ack"] = list(self._ack)
        return state

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        try:
            said = self._handle(content)
        except SaveFailed as failure:
            said = {"error": str(failure)}
        except Exception:
            # The trainee must never meet a traceback; whoever runs the server finds it in the log.
            _logger.exception("card %s could not handle a message", self._source.id)
            said = {"error": CONFUSED}
        self.state = self._state(**said)

    def _handle(self, content: object) -> dict[str, str]:
        """Do what a message asks for; return what to say besides, if anything."""
        if not isinstance(content, dict):
            return {"error": CONFUSED}
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
        return said

    def _act(self, content: dict[str, Any]) -> dict[str, str]:
        kind, raw = content.get("kind"), content.get("answer")
        practice = isinstance(self._source, Item)
        attempts = self._saved().attempts
        if kind == "draft":
            return self._draft(raw, attempts)
        if kind == "submit":
            return self._submit(raw, content.get("confidence"), attempts)
        if kind == "hint" and practice:
            self._save("hint", max(1, attempts))
        elif kind == "reveal" and practice and attempts:
            self._save("reveal", attempts)
        elif kind == "reset" and practice:
            self._save("reset", max(1, attempts))
            self._typed = None
        else:
            return {"error": CONFUSED}
        return {}

    def _draft(self, raw: object, attempts: int) -> dict[str, str]:
        if not _storable(raw):
            return {"problem": TOO_LONG}
        self._typed = raw
        self._save("draft", attempts + 1, raw)
        self._typed = None
        return {}

    def _submit(self, raw: object, confidence: object, attempts: int) -> dict[str, str]:
        if not _storable(raw):
            return {"problem": TOO_LONG}
        try:
            answer = self._source.read(raw)
        except Unreadable as error:
            self._draft(raw, attempts)
            return {"problem": str(error)}
        self._typed = raw
        sure = confidence if confidence in ("sure", "unsure", "guess") else None
        self._save("submit", attempts + 1, answer, sure if isinstance(sure, str) else None)
        self._typed = None
        return {}

    def _save(self, event: str, attempt: int, answer: object = None, confidence: str | None = None) -> None:
        self._log.append(
            event,
            self._source.id,
            item_version=self._source.version,
            attempt=attempt,
            answer=answer,
            confidence=confidence,
            data=self._data,
            sid=self._sid,
        )
