"""Outputs and a trainee's Markdown do nothing on the page of whoever reads them."""

from __future__ import annotations

import base64
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading.sealed.inert import NOTHING_LEFT, inert, markdown, plain, table_html

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode()
ALLOWED = re.compile(
    r"</?(table|thead|tbody|tfoot|tr|th|td|caption|div|p|br|b|i|em|strong|ul|ol|li|pre|code|span)"
    r"( (row|col)span=\"\d+\")*>"
)
PIECES = [
    "<script>",
    "</script>",
    "<svg onload=x>",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "&lt;",
    "<",
    ">",
    '"',
    "<table>",
    "</table>",
    "字",
    "<a href=javascript:x>",
    "<![CDATA[",
    "<?x",
    "&#60;",
    "<p onclick=x",
    "<title>",
    "<img src=x onerror=alert(1)>",
    "<iframe srcdoc='<b>'>",
    "<td colspan=2>",
    "<textarea>",
    "<plaintext>",
    "<math>",
    "\x1b[31m",
    "\u202e",
    "\0",
]


def shown(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is left of a bundle."""
    made: dict[str, Any] = inert([{"output_type": "display_data", "data": data, "metadata": {"x": 1}}])[0]
    assert made["metadata"] == {}
    return dict(made["data"])


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text()), max_size=12))
def test_html_keeps_nothing_but_plain_tags(pieces: list[str]) -> None:
    made = table_html("".join(pieces))
    rest = ALLOWED.sub("", made)
    assert "<" not in rest and ">" not in rest
    opened = re.findall(r"<(\w+)", made)
    closed = re.findall(r"</(\w+)", made)
    assert sorted(name for name in opened if name != "br") == sorted(closed)


def test_a_table_stays_readable() -> None:
    source = (
        '<style scoped>td {color: red}</style><table border="1" class="dataframe"><tr style="x"><th>渠道</th>'
        '<td colspan="2" onclick="steal()">a &lt; b</td></tr></table>'
    )
    assert table_html(source) == '<table><tr><th>渠道</th><td colspan="2">a &lt; b</td></tr></table>'


def test_one_class_stays_where_it_is_named() -> None:
    source = '<table class="course-grade"><tr class="other"><td>1</td></tr></table>'
    assert table_html(source, "course-grade") == source.replace(' class="other"', "")
    assert "class" not in table_html(source)


@given(st.text())
def test_plain_text_has_no_codes(text: str) -> None:
    kept = plain(text)
    assert plain(kept) == kept
    assert all(
        sign in "\n\t" or unicodedata.category(sign)[0] != "C" or unicodedata.category(sign) in ("Cn", "Co")
        for sign in kept
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("a\rb\x08c\x00", "abc"),
        ("表\t一\n二", "表\t一\n二"),
    ],
)
def test_terminal_codes_and_direction_marks_are_gone(text: str, kept: str) -> None:
    assert plain(text) == kept
    assert inert([{"output_type": "stream", "name": "stdout", "text": text}])[0]["text"] == kept


@pytest.mark.parametrize(
    "mime",
    ["application/javascript", "image/svg+xml", "text/markdown", "text/latex",
     "application/vnd.jupyter.widget-view+json", "application/pdf"],
)  # fmt: skip
def test_other_forms_are_left_out(mime: str) -> None:
    assert shown({mime: "<script>alert(1)</script>"}) == {"text/plain": NOTHING_LEFT}
    assert shown({mime: "x", "text/plain": "值"}) == {"text/plain": "值"}


def test_pictures_are_pictures() -> None:
    assert shown({"image/png": PNG + "\n"}) == {"image/png": PNG}
    for bad in ("<script>", base64.b64encode(b"<svg onload=x>").decode(), '" onerror="x'):
        assert shown({"image/png": bad}) == {"text/plain": NOTHING_LEFT}


def test_a_figures_data_stays() -> None:
    figure = {"data": [{"x": [1, 2.5, None], "name": "甲\u202e"}], "layout": {"title": {"text": "标题"}}}
    kept = shown({"application/vnd.plotly.v1+json": figure})["application/vnd.plotly.v1+json"]
    assert kept == {"data": [{"x": [1, 2.5, None], "name": "甲"}], "layout": {"title": {"text": "标题"}}}
    linked = {"layout": {"title": {"text": '<a href="java\nscript:x">y</a>'}}}
    assert "script:" not in str(shown({"application/vnd.plotly.v1+json": linked}))


def test_errors_are_text() -> None:
    raised = {"output_type": "error", "ename": "E\x1b[1m", "evalue": "<b>", "traceback": ["\x1b[31mline", 3]}
    assert inert([raised]) == [
        {"output_type": "error", "ename": "E", "evalue": "<b>", "traceback": ["line", "3"]}
    ]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("您好，**王**女士", "您好，**王**女士"),
        ("3 < 5 且 5 > 3", "3 < 5 且 5 > 3"),
        ("<script>x</script>", "&lt;script>x&lt;/script>"),
        ("<img src=x onerror=y>", "&lt;img src=x onerror=y>"),
        ("[点我](JavaScript:alert(1))", "[点我](JavaScript：alert(1))"),
        ("[点我](java\tscript&colon;x)", "[点我](java\tscript：x)"),
    ],
)
def test_a_trainees_markdown_opens_no_html(source: str, kept: str) -> None:
    assert markdown(source) == kept
