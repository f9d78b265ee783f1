"""How a data dictionary looks in a notebook: a table where there is room, else a block for each column.

The same table gives the same bytes. JupyterLab takes the style sheet out of a notebook that it does not
trust; there it stays a table, which scrolls sideways.
"""

from __future__ import annotations

from html import escape
from typing import Final

import pandas as pd

from course.cases.dictionary import HEADINGS, dictionary
from course.exercises.live import display_raw
from course.guidance.wording import plain_name

NARROW: Final = "640px"
NONE: Final = "—"

_BOX = "margin:8px 2px;overflow-x:auto;line-height:1.6"
_CELL = "text-align:left"
# Jupyter's own rules set numbers to the right, and give every table rows of one height in a fixed layout.
_STYLE = """
.course-words{container-type:inline-size;font-size:14px}
.course-words table{width:100%;table-layout:auto;border-collapse:collapse;font-size:inherit}
.course-words :is(td,th){padding:5px 10px;max-width:none;border:0;vertical-align:top}
.course-words :is(td,th){white-space:normal;overflow-wrap:anywhere}
.course-words tr{border-bottom:1px solid rgba(128,128,128,.35)}
.course-words :is(thead th,tbody th){font-weight:600}
.course-words tbody th{min-width:5em}
.course-words :is(td,th):nth-child(3){white-space:nowrap}
@container (max-width:NARROW){
.course-words thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.course-words :is(table,tbody,tr,th,td){display:block}
.course-words tbody :is(td,th){padding:1px 6px}
.course-words tbody tr{padding:8px 0}
.course-words tbody th{font-size:15px}
.course-words td[data-name]::before{content:attr(data-name)"：";opacity:.75}
.course-words td[data-none]{display:none}
}
""".replace("NARROW", NARROW).replace("\n", "")


def show(name: object) -> None:
    """Display the data dictionary of a table or a real series. Raises UnknownTable."""
    book = dictionary(name)
    title = f"{plain_name(str(name))}的 {len(book)} 列"
    display_raw({"text/html": page_html(title, book), "text/plain": page_text(title, book)})


def page_text(title: str, book: pd.DataFrame) -> str:
    """Return a dictionary in plain text: a line for each column."""
    return "\n".join([title, *(_line(row) for row in book.itertuples(index=False, name=None))])


def page_html(title: str, book: pd.DataFrame) -> str:
    """Return a dictionary as a table with a caption, in the order of its rows."""
    head = "".join(f'<th scope="col" style="{_CELL}">{heading}</th>' for heading in HEADINGS)
    rows = "".join(_row(row) for row in book.itertuples(index=False, name=None))
    return (
        f'<div class="course-words" lang="zh-CN" style="{_BOX}"><style>{_STYLE}</style>'
        f'<div style="font-weight:600">{escape(title)}</div>'
        # Blocks are no table to a screen reader, unless their roles are said.
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>\n'
    )


def _line(row: tuple[str, ...]) -> str:
    name, meaning, unit, allowed, missing = row
    measured = f"（{unit}）" if unit != NONE else ""
    return f"  {name}{measured}：{meaning}；取值：{allowed}；缺失：{missing}"


def _row(row: tuple[str, ...]) -> str:
    name, meaning, *rest = row
    cells = [f'<th role="rowheader" scope="row" style="{_CELL}">{escape(name)}</th>', _cell(meaning)]
    cells += [_cell(text, heading) for heading, text in zip(HEADINGS[2:], rest, strict=True)]
    return f'<tr role="row">{"".join(cells)}</tr>'


def _cell(text: str, heading: str = "") -> str:
    named = f' data-name="{heading}"' if heading else ""
    none = " data-none" if text == NONE else ""
    return f'<td role="cell"{named}{none} style="{_CELL}">{escape(text)}</td>'
