"""The data dictionary as a notebook shows it."""

from html.parser import HTMLParser

import pandas as pd
import pytest

from course.cases.dictionary import HEADINGS, dictionary
from course.cases.dictionary_page import page_html, page_text
from course.cases.tables import NAMES

BOOKS = [*NAMES, "银行业务投诉", "客服中心"]
HOSTILE = '<script>alert(1)</script>&"'


class Cells(HTMLParser):
    """The rows of a page's table, the styles of its cells, and the tags that a page holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.styles: list[str] = []
        self.tags: set[str] = set()
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._inside = True
            self.rows[-1].append("")
            self.styles.append(dict(attrs).get("style", ""))

    def handle_endtag(self, tag):
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data):
        if self._inside:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("name", BOOKS)
def test_every_column_has_a_row_and_no_row_a_number(name):
    book = dictionary(name)
    cells = Cells(page_html(name, book))
    assert cells.rows == [list(HEADINGS), *([*row] for row in book.itertuples(index=False, name=None))]
    assert set(cells.styles) == {"text-align:left"}, "Jupyter sets cells to the right"


@pytest.mark.parametrize("name", BOOKS)
def test_plain_text_has_a_line_for_each_column(name):
    book = dictionary(name)
    title, *lines = page_text("表", book).splitlines()
    assert title == "表"
    for line, row in zip(lines, book.itertuples(index=False), strict=True):
        assert line.startswith(f"  {row.列}")
        assert all(part in line for part in (row.意思, row.取值, row.缺失))
        assert (f"（{row.单位}）：" in line) == (row.单位 != "—")


@pytest.mark.parametrize("name", BOOKS)
def test_it_is_the_same_each_time_and_small(name):
    assert page_html(name, dictionary(name)) == page_html(name, dictionary(name))
    assert len(page_html(name, dictionary(name)).encode()) < 12_000


def test_what_a_dictionary_says_stays_text():
    book = pd.DataFrame([[HOSTILE] * 5], columns=list(HEADINGS))
    cells = Cells(page_html(HOSTILE, book))
    assert cells.rows[1] == [HOSTILE] * 5
    assert "script" not in cells.tags
