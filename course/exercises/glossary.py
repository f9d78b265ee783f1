"""The glossary of a chapter: a still list, and a live card that searches it in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import anywidget
import traitlets

from course.exercises.bank import PublicTerm
from course.exercises.live import display_raw
from course.exercises.program import STATIC, Program, program

_BOX = (
    "max-width:720px;margin:8px 2px;padding:14px 20px;border:1px solid #8a94a6;border-radius:10px;"
    "line-height:1.7"
)
_HINT = "选中本单元格按 Shift+Enter，即可搜索。"


@cache
def _program() -> Program:
    scripts = [STATIC / "frame.js", STATIC / "glossary.js"]
    return program(scripts, [STATIC / "card.css", STATIC / "glossary.css"])


class GlossaryCard(anywidget.AnyWidget):
    """The live card of a glossary. It saves nothing: the browser searches what it was given."""

    program = traitlets.Bytes().tag(sync=True)
    terms: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, terms: Sequence[PublicTerm], chapter: str) -> None:
        self._esm = _program().script
        rows = [term.model_dump() | {"own": term.chapter == chapter} for term in terms]
        super().__init__(program=_program().packed, terms=rows, _anywidget_id="course.GlossaryCard")

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Leave everything as it is: the browser writes no trait."""


def show(terms: Sequence[PublicTerm], chapter: str) -> None:
    """Display a glossary as two outputs: the still list, then the live card.

    Args:
        terms: in the order in which they are read.
        chapter: such as "ch01"; its own terms stand open, those of earlier chapters folded.
    """
    display_raw({"text/html": still_html(terms, chapter), "text/plain": still_text(terms)})
    card = GlossaryCard(terms, chapter)
    view = {"version_major": 2, "version_minor": 1, "model_id": card.model_id}
    display_raw({"application/vnd.jupyter.widget-view+json": view})


def still_text(terms: Sequence[PublicTerm]) -> str:
    """Return the glossary in plain text, a line for each term."""
    return "\n".join(f"{term.shown}：{term.definition}" for term in terms)


def still_html(terms: Sequence[PublicTerm], chapter: str) -> str:
    """Return the glossary as HTML that needs neither kernel nor script."""
    own = [term for term in terms if term.chapter == chapter]
    earlier = [term for term in terms if term.chapter != chapter]
    folded = (
        f"<details><summary>前面各章的词（{len(earlier)}）</summary>{_list(earlier)}</details>"
        if earlier
        else ""
    )
    return (
        f'<div class="course-static" lang="zh-CN" style="{_BOX}"><b>词语表</b>{_list(own)}{folded}'
        f'<div style="font-size:13px">{_HINT}</div></div>'
    )


def _list(terms: Sequence[PublicTerm]) -> str:
    # Not a list of definitions: JupyterLab's own sheet lets the words of those float.
    rows = "".join(
        f'<li style="margin:6px 0"><b>{escape(term.shown)}</b><br>{escape(term.definition)}</li>'
        for term in terms
    )
    return f"<ul>{rows}</ul>" if rows else ""
