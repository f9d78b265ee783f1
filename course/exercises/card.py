"""The card of an exercise: a still HTML card, and a widget that collects while Python scores and saves.

What the card shows is a function of the item and of the answer log (`card_state`). A message from the browser
is read as hostile: it leads to one event in the log or to one Chinese sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from course.exercises.items import Item, PublicItem, Score, Unreadable
from course.exercises.live import CONFUSED, LiveCard, display_raw, storable
from course.exercises.log import AnswerLog, ItemState
from course.exercises.program import STATIC, Program, program
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

TRIES_BEFORE_EXPLANATION: Final = 2
TOO_LONG: Final = "作答内容太长或含有无法保存的字符，没有保存，请修改后再提交。"
VERDICTS: Final = {"right": "回答正确。", "partial": "部分正确。", "wrong": "还不对。"}
SURENESS: Final = {
    ("right", "guess"): "这次是猜的，看看每一项的说明再往下走。",
    ("wrong", "sure"): "您刚才很有把握，值得停下来看看为什么。",
}


def show(
    item: PublicItem, log: AnswerLog, *, data: str, sid: str, answered: Callable[[], None] | None = None
) -> None:
    """Display an item as two outputs: the still card, then the live one.

    Args:
        item: an `Item` is practice and is scored at once; a `PublicItem` is graded and only recorded.
        log: where its answers are saved and read from.
        data: identity of the data that the trainee sees, for the log.
        sid: identity of the session, for the log.
        answered: called after each answer that was saved.
    """
    exercise = Exercise(item, log, data=data, sid=sid, answered=answered)
    still = {"text/html": card_html(item, exercise.state), "text/plain": card_text(item, exercise.state)}
    display_raw(still)
    # Only the view: the still card already says everything in words, and a second text would stand under it.
    display_raw(exercise.view())


def notice(sentence: str) -> None:
    """Display one sentence to the trainee, such as why there is no card."""
    display_raw({"text/html": notice_html(sentence), "text/plain": sentence})


def panel(title: str, lines: list[tuple[str, str]]) -> None:
    """Display a panel with a title and lines of a name and its value."""
    plain = "\n".join([title, *(f"{name} {value}" for name, value in lines)])
    display_raw({"text/html": panel_html(title, lines), "text/plain": plain})


def display_progress(sections: list[Progress], objectives: list[Progress], weak: list[Progress]) -> None:
    """Display how far a trainee is: each section with its objectives, then the weakest of these."""
    html, text = progress_html(sections, objectives, weak), progress_text(sections, objectives, weak)
    display_raw({"text/html": html, "text/plain": text})


def card_state(item: PublicItem, saved: ItemState) -> dict[str, Any]:
    """Return what the browser may know of the trainee's standing with an item.

    Of a graded item it says what was recorded, and nothing of right and wrong.
    """
    if saved.item_version not in (0, item.version):
        saved = ItemState(resets=saved.resets)
    answer = _readable(item, saved.answer)
    draft = saved.draft if storable(saved.draft) else None
    state: dict[str, Any] = {
        "status": "none" if answer is None else "recorded",
        "answer": answer,
        "draft": draft,
        "attempts": saved.attempts,
        "saved": "draft" if draft is not None else "" if answer is None else "submit",
        "saved_at": saved.saved_at,
    }
    said = item.live(answer if draft is None else draft)
    if said:
        state["live"] = said
    if not isinstance(item, Item):
        return state | ({} if answer is None else {"verdict": "已记录。成绩在讲师发布反馈后查看。"})
    state["hints"] = item.hints[: saved.hints]
    return state if answer is None else state | _feedback(item, answer, saved)


def _feedback(item: Item, answer: Any, saved: ItemState) -> dict[str, Any]:
    score = item.score(answer)
    if not item.scored:
        return _recorded(item, score)
    status = "right" if score.share > 1 - 1e-9 else "partial" if score.share > 0 else "wrong"
    explained = status == "right" or saved.revealed or saved.attempts >= TRIES_BEFORE_EXPLANATION
    whole = item.explain()
    more = whole.message or item.debrief(answer) or not set(whole.parts) <= set(score.parts)
    if not explained:
        whole = Score(0)
    parts = {**whole.parts, **score.parts}
    beside = {part.message for part in parts.values()}
    verdict = VERDICTS[status] + SURENESS.get((status, saved.confidence or ""), "")
    if status != "right":
        more_hints = "，也可以先看提示" if saved.hints < len(item.hints) else ""
        verdict += "看完解析可以重做一遍。" if explained else f"想一想再试{more_hints}。"
    return {
        "status": status,
        "verdict": verdict,
        "message": "" if score.message in beside else score.message,
        "debrief": item.debrief(answer) if explained else "",
        "explanation": "" if status == "right" else whole.message,
        "explained": explained or not more,
        "parts": {name: {"right": part.right, "message": part.message} for name, part in parts.items()},
    }


def _recorded(item: Item, score: Score) -> dict[str, Any]:
    """Return what is said of an answer that is neither right nor wrong."""
    whole = item.explain()
    parts = {**whole.parts, **score.parts}
    return {
        "status": "recorded",
        "verdict": item.recorded,
        "message": score.message,
        "explanation": whole.message,
        "explained": True,
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


@cache
def _program(kind: str) -> Program:
    """Return the program of a card of this type: its own view, and the frame that all types share."""
    views = STATIC / "views"
    sheets = [path for path in (STATIC / "card.css", views / f"{kind}.css") if path.is_file()]
    shared = [STATIC / "links.js", STATIC / "frame.js", STATIC / "parts.js"]
    return program([*shared, views / f"{kind}.js", STATIC / "card.js"], sheets)


class Exercise(LiveCard):
    """The live card of an item; its state is `card_state`. `answered` is called after each saved answer."""

    def __init__(
        self,
        item: PublicItem,
        log: AnswerLog,
        *,
        data: str,
        sid: str,
        answered: Callable[[], None] | None = None,
    ) -> None:
        self._source = item
        self._answered = answered
        self._typed: Any = None
        public = self._public()
        sent = _program(public["type"])
        self._esm, self.program = sent.script, sent.packed
        super().__init__(public, item.id, item.version, log, data=data, sid=sid)

    def _public(self) -> dict[str, Any]:
        practice = isinstance(self._source, Item)
        public = self._source.public() if isinstance(self._source, Item) else self._source
        hints = len(self._source.hints) if isinstance(self._source, Item) else 0
        return public.model_dump() | {"label": label(self._source), "graded": not practice, "hints": hints}

    def _shown(self) -> dict[str, Any]:
        state = card_state(self._source, self._saved())
        return state if self._typed is None else state | {"draft": self._typed, "saved": ""}

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
        if not storable(raw):
            return {"problem": TOO_LONG}
        self._typed = raw
        self._save("draft", attempts + 1, raw)
        self._typed = None
        return {}

    def _submit(self, raw: object, confidence: object, attempts: int) -> dict[str, str]:
        if not storable(raw):
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

    def _then(self, content: dict[str, Any]) -> None:
        if content.get("kind") == "submit" and self._saved().answer is not None and self._answered:
            self._answered()
