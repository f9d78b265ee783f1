"""HTML that reads well without a kernel: the still card of an exercise, notices, and panels.

It is written with inline styles only, in the subset that JupyterLab's sanitiser lets through, so that a
reopened or untrusted notebook, a converted page and a dark theme all show it. The same input gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from course.exercises.items import Item, PublicItem
from course.exercises.progress import Progress

STATUS = {
    "none": "○ 未作答",
    "partial": "◐ 部分正确",
    "right": "✓ 正确",
    "wrong": "✗ 出错",
    "recorded": "✓ 已记录",
}
ACTIVATE = "选中本单元格按 Shift+Enter，即可在这里作答。"
NO_ANSWER = "（还没有作答）"
WAITING = "图先收着：请先在上面的“先猜后看”里提交您的猜测，图会在这里出现。"
STILL_WAITING = "已经猜过而图还没有出现，选中本单元格按 Shift+Enter。"

_BOX = (
    "max-width:720px;margin:8px 2px;padding:14px 20px;border:1px solid #8a94a6;border-radius:10px;"
    "line-height:1.7;white-space:pre-line"
)
_SMALL = "font-size:13px"
_PROMPT = "margin:8px 0;font-size:16px;font-weight:600"
_ROW = "margin:6px 0;padding:6px 12px;border:1px solid #8a94a6;border-radius:8px"


def label(item: PublicItem) -> str:
    """Return what kind of exercise this is, in words: graded, or practice and its type."""
    if not isinstance(item, Item):
        return "章末测验 · 计分"
    return f"练一练 · {item.label}"


def card_text(item: PublicItem, state: dict[str, Any]) -> str:
    """Return the card in plain text: kind, status, prompt, options, and the saved answer."""
    status = STATUS.get(state.get("status", "none"), STATUS["none"])
    lines = [f"【{label(item)}】{item.section} 节  {status}", item.prompt]
    lines += [f"  {line}" for line in item.lines()]
    lines.append(f"您的作答：{_answer(item, state)}")
    return "\n".join(lines)


def card_html(item: PublicItem, state: dict[str, Any]) -> str:
    """Return the still card of an item: complete and escaped, with the line that says how to make it live."""
    status = STATUS.get(state.get("status", "none"), STATUS["none"])
    rows = "".join(f'<div style="{_ROW}">{escape(line)}</div>' for line in item.lines())
    head = f"<b>{escape(label(item))}</b> · {escape(item.section)} 节 · {escape(status)}"
    inner = (
        f'{rows}<div style="margin:8px 0">您的作答：{escape(_answer(item, state))}</div>'
        f'<div style="{_SMALL}">{ACTIVATE}</div>'
    )
    return framed(head, item.prompt, inner)


def framed(head: str, prompt: str, inner: str) -> str:
    """Return a still card; `head` and `inner` are HTML whose words are escaped, `prompt` is plain text."""
    return (
        f'<div class="course-static" lang="zh-CN" style="{_BOX}">'
        f'<div style="{_SMALL}">{head}</div>'
        f'<div style="{_PROMPT}">{escape(prompt)}</div>'
        f"{inner}</div>"
    )


def notice_html(sentence: str) -> str:
    """Return one sentence as a card that stands out."""
    box = f"{_BOX};border-left:5px solid #b26a00"
    return f'<div class="course-notice" lang="zh-CN" style="{box}"><b>请留意：</b>{escape(sentence)}</div>'


def waiting_text() -> str:
    """Return in plain text what stands in the place of a figure before its guess."""
    return f"{WAITING}\n{STILL_WAITING}"


def waiting_html() -> str:
    """Return what stands in the place of a figure before its guess."""
    box = f"{_BOX};border-style:dashed"
    small = f'<div style="{_SMALL}">{STILL_WAITING}</div>'
    return f'<div class="course-waiting" lang="zh-CN" style="{box}">{WAITING}{small}</div>'


def panel_html(title: str, lines: Iterable[tuple[str, str]]) -> str:
    """Return a panel with a title and lines of a name and its value, as at the opening of a chapter."""
    rows = "".join(
        f'<div style="margin:2px 0"><b>{escape(name)}</b> {escape(value)}</div>' for name, value in lines
    )
    box = f"{_BOX};border-left:5px solid #1d4f91"
    head = f'<div style="{_PROMPT}">{escape(title)}</div>'
    return f'<div class="course-panel" lang="zh-CN" style="{box}">{head}{rows}</div>'


def progress_text(sections: list[Progress], objectives: list[Progress], weak: list[Progress]) -> str:
    """Return the progress of a chapter in plain text."""
    lines = []
    for section in sections:
        lines.append(f"{section.name} {section.title}：{section.words}")
        lines += [f"  · {one.title}：{one.words}" for one in objectives if one.name == section.name]
    return "\n".join([*lines, *(f"建议再看 {p.name} 节：{p.title}" for p in weak)])


def progress_html(sections: list[Progress], objectives: list[Progress], weak: list[Progress]) -> str:
    """Return the progress of a chapter: a link and a bar a section, its objectives; then the weakest."""
    rows = "".join(
        _section(p) + "".join(_objective(one) for one in objectives if one.name == p.name) for p in sections
    )
    advice = "".join(
        f'<div style="margin:2px 0">建议再看 {escape(p.name)} 节：{escape(p.title)}</div>' for p in weak
    )
    box = f"{_BOX};border-left:5px solid #1d4f91"
    head = f'<div style="{_PROMPT}">学到哪里了</div>'
    space = '<div style="margin:10px 0 0"></div>' if advice else ""
    return f'<div class="course-panel" lang="zh-CN" style="{box}">{head}{rows}{space}{advice}</div>'


def _section(progress: Progress) -> str:
    # JupyterLab would take Enter and letters on a focused link for its own.
    where = f'href="#{escape(_anchor(progress))}" data-lm-suppress-shortcuts="true"'
    link = f"<a {where}>{escape(progress.name)} {escape(progress.title)}</a>"
    words = f'<div style="{_SMALL}">{_bar(progress)} {escape(progress.words)}</div>'
    return f'<div style="margin:10px 0 2px">{link}{words}</div>'


def _objective(progress: Progress) -> str:
    return (
        f'<div style="margin:0 0 2px 18px;{_SMALL}">{escape(progress.title)}：{escape(progress.words)}</div>'
    )


def _anchor(progress: Progress) -> str:
    """Return the id that JupyterLab gives to the section's heading."""
    return f"{progress.name} {progress.title}".replace(" ", "-")


def _bar(progress: Progress) -> str:
    done = round(8 * progress.answered / progress.items) if progress.items else 0
    return f'<span aria-hidden="true">{"●" * done}{"○" * (8 - done)}</span>'


def _answer(item: PublicItem, state: dict[str, Any]) -> str:
    drafted = state.get("draft") is not None
    answer = state["draft"] if drafted else state.get("answer")
    if answer is None:
        return NO_ANSWER
    return f"{item.words(answer)}（{'草稿，还没有提交' if drafted else '已保存'}）"
