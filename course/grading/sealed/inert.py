"""Outputs that do nothing on a page or a terminal: plain text, plain tables, pictures, plotly's data."""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

LONGEST = 400_000
_ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]"
)
_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption"})
_TEXT = frozenset({"div", "p", "br", "b", "i", "em", "strong", "ul", "ol", "li", "pre", "code", "span"})
_TAGS = _TABLE | _TEXT
_VOID = frozenset({"br"})
_HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"})
_SPANS = frozenset({"rowspan", "colspan"})
_PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
PLOTLY = "application/vnd.plotly.v1+json"
_OPENER = re.compile(r"<(?=[A-Za-z/!?])")
_SCHEME = re.compile(
    r"(?i)(j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|vbscript|data|file)\s*(:|&colon;|&#0*58;|&#x0*3a;)"
)
# A picture from elsewhere would tell its owner who marks when; one that came with the cell stays.
_ELSEWHERE = re.compile(r"!\[(?![^\[\]]*\]\(attachment:)")
A_FIGURE = "（这里是一张图，formgrader 里不显示，请看学员的反馈页。）"
NOTHING_LEFT = "（这个输出的形式不能在这里显示）"


def plain(text: str) -> str:
    """Return text without terminal codes, control characters and marks that turn the direction of reading."""
    return "".join(sign for sign in _ANSI.sub("", text[:LONGEST]) if _is_shown(sign))


def _is_shown(sign: str) -> bool:
    if sign in "\n\t":
        return True
    kind = unicodedata.category(sign)
    # Cc: control; Cf: direction and other invisible marks; Cs: halves of characters.
    return kind not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def markdown(text: str) -> str:
    """Return a trainee's Markdown that opens no HTML, runs no program by a link, and loads no picture."""
    closed = _ELSEWHERE.sub("！[", _OPENER.sub("&lt;", plain(text)))
    return _SCHEME.sub(lambda match: f"{match[1]}：", closed)


def table_html(source: str, kept_class: str = "") -> str:
    """Return HTML made anew from the text and plain tags of `source`; no attribute but spans comes through.

    Args:
        source: any text.
        kept_class: the one class that may stay.
    """
    maker = _Maker(kept_class)
    maker.feed(source[:LONGEST])
    maker.close()
    return "".join([*maker.parts, *(f"</{tag}>" for tag in reversed(maker.open))])


class _Maker(HTMLParser):
    def __init__(self, kept_class: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self._kept_class = kept_class
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if self._hidden or tag not in _TAGS or len(self.open) > 100:
            return
        kept = [f' {name}="{value}"' for name, value in attrs if name in _SPANS and _is_span(value)]
        if self._kept_class and ("class", self._kept_class) in attrs:
            kept.append(f' class="{self._kept_class}"')
        self.parts.append(f"<{tag}{''.join(kept)}>")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if self._hidden or tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self.parts.append(f"</{last}>")
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(html.escape(plain(data)))


def _is_span(value: str | None) -> bool:
    return value is not None and value.isascii() and value.isdigit() and 0 < int(value[:4]) <= 1000


def inert(outputs: Iterable[Mapping[str, Any]], kept_class: str = "") -> list[dict[str, Any]]:
    """Return nbformat outputs with the same content in harmless form; what has none is left out."""
    return [_inert(output, kept_class) for output in outputs]


def _inert(output: Mapping[str, Any], kept_class: str) -> dict[str, Any]:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return stream(_joined(output.get("text")), name)
    if kind == "error":
        lines = output.get("traceback")
        return error(
            str(output.get("ename", "")),
            str(output.get("evalue", "")),
            [str(line) for line in lines] if isinstance(lines, list) else [],
        )
    if kind not in ("display_data", "execute_result"):
        return stream(NOTHING_LEFT)
    data = output.get("data")
    bundle = _bundle(data if isinstance(data, Mapping) else {}, kept_class)
    made: dict[str, Any] = {"output_type": kind, "data": bundle, "metadata": {}}
    if kind == "execute_result":
        count = output.get("execution_count")
        made["execution_count"] = count if type(count) is int else None
    return made


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    """Return a stream output."""
    return {"output_type": "stream", "name": name, "text": plain(text)}


def error(name: str, value: str, lines: list[str]) -> dict[str, Any]:
    """Return an error output."""
    return {
        "output_type": "error",
        "ename": plain(name)[:200],
        "evalue": plain(value)[:2_000],
        "traceback": [plain(line) for line in lines],
    }


def _bundle(data: Mapping[Any, Any], kept_class: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for mime, value in data.items():
        if mime == "text/plain":
            made[mime] = plain(_joined(value))
        elif mime == "text/html":
            made[mime] = table_html(_joined(value), kept_class)
        elif mime in _PICTURES and _is_picture(_joined(value), _PICTURES[mime]):
            made[mime] = re.sub(r"\s", "", _joined(value))
        elif mime == PLOTLY and isinstance(value, Mapping):
            made[mime] = _plain_json(value)
    if list(made) == [PLOTLY]:
        made["text/plain"] = A_FIGURE
    return made or {"text/plain": NOTHING_LEFT}


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(str(part) for part in value)
    return value if isinstance(value, str) else ""


def _is_picture(text: str, begins: bytes) -> bool:
    try:
        return base64.b64decode(re.sub(r"\s", "", text), validate=True).startswith(begins)
    except (binascii.Error, ValueError):
        return False


def _plain_json(value: Any) -> Any:
    if isinstance(value, str):
        return _SCHEME.sub(lambda match: f"{match[1]}：", plain(value))
    if isinstance(value, Mapping):
        return {plain(str(key)): _plain_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain_json(each) for each in value]
    return value
