"""The still card of a workbench: what was set in words, and its result, readable without a kernel.

Inline styles only, in the subset that JupyterLab's sanitiser lets through. The same state gives the same
bytes.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from course.exercises.bank import PublicTask

LABEL: Final = "数据工作台"
ACTIVATE: Final = "选中本单元格按 Shift+Enter，即可在这里作答，不用写代码。"
NOTHING: Final = "（还没有开始）"
MOST_ROWS: Final = 20

_BOX = (
    "max-width:1120px;margin:8px 2px;padding:14px 20px;border:1px solid #8a94a6;border-radius:10px;"
    "line-height:1.7"
)
_SMALL = "font-size:13px"
_TITLE = "margin:8px 0;font-size:16px;font-weight:600"
_CELL = "padding:3px 10px;border:1px solid #8a94a6;text-align:left"


def card_text(task: PublicTask, state: dict[str, Any]) -> str:
    """Return the card in plain text."""
    steps = _steps(state)
    lines = [f"【{LABEL}】{task.title}  {_status(state)}", *(f"  {name}：{text}" for name, text in steps)]
    if not steps:
        lines.append(f"  {NOTHING}")
    return "\n".join([*lines, *([_rows_said(state)] if steps else [])])


def card_html(task: PublicTask, state: dict[str, Any]) -> str:
    """Return the still card: complete and escaped, with the line that says how to make it live."""
    steps = _steps(state)
    said = "".join(f"<div><b>{escape(name)}</b> {escape(text)}</div>" for name, text in steps)
    return (
        f'<div class="course-static" lang="zh-CN" style="{_BOX}">'
        f'<div style="{_SMALL}"><b>{LABEL}</b> · {escape(_status(state))}</div>'
        f'<div style="{_TITLE}">{escape(task.title)}</div>'
        f"{said or f'<div>{NOTHING}</div>'}"
        f"{_table(state) if steps else ''}"
        f'<div style="{_SMALL}">{ACTIVATE}</div>'
        "</div>"
    )


def _steps(state: dict[str, Any]) -> list[tuple[str, str]]:
    if state.get("status") == "none":
        return []
    return [(name, text) for name, text in state.get("words", [])]


def _status(state: dict[str, Any]) -> str:
    return "○ 未作答" if state.get("status") == "none" else "✓ 已记录"


def _rows_said(state: dict[str, Any]) -> str:
    result = state.get("result")
    if not result:
        return str(state.get("problem", ""))
    return f"结果 {result['total']} 行 {len(result['columns'])} 列"


def _table(state: dict[str, Any]) -> str:
    result = state.get("result")
    if not result:
        return f"<div>{escape(_rows_said(state))}</div>"
    head = "".join(f'<th style="{_CELL}">{escape(column["name"])}</th>' for column in result["columns"])
    rows = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row) + "</tr>"
        for row in result["rows"][:MOST_ROWS]
    )
    more = f"，这里是前 {MOST_ROWS} 行" if result["total"] > MOST_ROWS else ""
    return (
        f'<div style="margin:8px 0">{escape(_rows_said(state))}{more}</div>'
        f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
