"""The still card of a dialogue: what was said so far, readable without a kernel."""

from __future__ import annotations

from html import escape
from typing import Any

from course.exercises.dialogue.model import Dialogue, PublicDialogue
from course.exercises.static_html import ACTIVATE, STATUS, framed

_MINE = "margin:6px 0 6px 15%;padding:6px 12px;border:1px solid #1d4f91;border-radius:10px"
_THEIRS = "margin:6px 15% 6px 0;padding:6px 12px;border:1px solid #8a94a6;border-radius:10px"
_ENTRY = "margin:4px 0;font-size:14px"


def label(dialogue: PublicDialogue) -> str:
    """Return what kind of exercise this is, in words."""
    return "练一练 · 对话" if isinstance(dialogue, Dialogue) else "考核对话 · 计分"


def still_text(dialogue: PublicDialogue, state: dict[str, Any]) -> str:
    """Return the card in plain text: kind, status, desk, and what was said so far."""
    scene = state["scene"]
    lines = [f"【{label(dialogue)}】{dialogue.section} 节  {_status(state)}", dialogue.title, dialogue.prompt]
    lines += [f"  {entry['kind']}：{entry['title']}：{entry['text']}" for entry in scene["desk"]]
    lines += [f"  {_who(dialogue, bubble)}：{bubble['text']}" for bubble in scene["bubbles"]]
    return "\n".join([*lines, _where(scene)])


def still_html(dialogue: PublicDialogue, state: dict[str, Any]) -> str:
    """Return the card as HTML, complete and escaped, with the line that says how to make it live."""
    scene = state["scene"]
    head = f"<b>{escape(label(dialogue))}</b> · {escape(dialogue.section)} 节 · {escape(_status(state))}"
    desk = "".join(
        f'<div style="{_ENTRY}"><b>{escape(entry["kind"])} · {escape(entry["title"])}</b> '
        f"{escape(entry['text'])}</div>"
        for entry in scene["desk"]
    )
    said = "".join(
        f'<div style="{_MINE if bubble["who"] == "me" else _THEIRS}"><b>{escape(_who(dialogue, bubble))}</b> '
        f"{escape(bubble['text'])}</div>"
        for bubble in scene["bubbles"]
    )
    inner = (
        f"<div>{escape(dialogue.prompt)}</div>{desk}{said}"
        f'<div style="margin:8px 0">{escape(_where(scene))}</div>'
        f'<div style="font-size:13px">{ACTIVATE}</div>'
    )
    return framed(head, dialogue.title, inner)


def _status(state: dict[str, Any]) -> str:
    return STATUS.get(state.get("status", "none"), STATUS["none"])


def _who(dialogue: PublicDialogue, bubble: dict[str, Any]) -> str:
    return "我" if bubble["who"] == "me" else dialogue.speaker


def _where(scene: dict[str, Any]) -> str:
    if scene["ending"]:
        return f"对话结束：{scene['ending']['title']}。{scene['ending']['text']}"
    return f"走到第 {scene['turn']} 轮，还没有结束。"
