"""Markdown and outputs as HTML that does nothing by itself, whoever wrote them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from course.grading.feedback.parts import Shown
from course.grading.sealed.inert import PLOTLY, inert, plain
from course.grading.traces import decoded

_LONGEST_TEXT = 20_000
# Ids of facts; numbers of documents such as 〔2022〕10 号 stay.
_FACT = re.compile(r"〔F\d[^〕]*〕")
# What plotly draws without programs from elsewhere, and without looking anything up on the network.
_TRACES = frozenset(
    [
        *("bar", "barpolar", "box", "candlestick", "contour", "funnel", "funnelarea", "heatmap", "histogram"),
        *("histogram2d", "icicle", "indicator", "ohlc", "pie", "scatter", "scatterpolar", "sunburst"),
        *("table", "treemap", "violin", "waterfall"),
    ]
)
_LARGEST_FIGURE = 400_000


class _Renderer(IPythonRenderer):
    """Text and tables; headings below those of the page, pictures by their words only."""

    def __init__(self) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)

    def heading(self, text: str, level: int, **_: Any) -> str:
        return f'<p class="heading">{text}</p>\n'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"<span>（图：{escape(text)}）</span>"

    def block_code(self, code: str, info: str | None = None) -> str:
        if info and info.startswith("mermaid"):
            return "<p>（流程图见笔记本）</p>\n"
        return f'<pre tabindex="0"><code>{escape(code)}</code></pre>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        # A page that is handed out leads only into itself and to plain web pages.
        if re.match(r"https?://|#", url):
            return f'<a href="{escape(url)}" rel="noreferrer noopener">{text}</a>'
        return text


@lru_cache(maxsize=4096)
def markdown(source: str) -> Markup:
    """Return Markdown as HTML; HTML in it is shown, not opened."""
    made = MarkdownWithMath(renderer=_Renderer()).render(_FACT.sub("", plain(source[:_LONGEST_TEXT])))
    # A wide table scrolls by itself, also for the keyboard.
    made = made.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    return Markup(made.replace("</table>", "</table></div>"))


def shown_outputs(outputs: list[dict[str, Any]], figures: list[str]) -> list[Shown]:
    """Return outputs of a trainee's cell; the data of figures goes to the end of `figures`."""
    made: list[Shown] = []
    for output in inert(outputs):
        kind = output["output_type"]
        if kind == "stream":
            made.append(Shown("text", output["text"][:_LONGEST_TEXT]))
        elif kind == "error":
            said = output["traceback"][-1] if output["traceback"] else output["evalue"]
            made.append(Shown("error", said[:2_000]))
        else:
            made.append(_bundle(output["data"], figures))
    return [each for each in made if each.body or each.kind == "figure"]


def _bundle(data: Mapping[str, Any], figures: list[str]) -> Shown:
    if PLOTLY in data:
        figure = safe_figure(data[PLOTLY])
        if figure is not None:
            figures.append(in_script(figure))
            return Shown("figure", figure_table(figure), number=len(figures))
    if "text/html" in data:
        made = data["text/html"].replace("<table", '<div class="scroll" tabindex="0"><table')
        return Shown("html", Markup(made.replace("</table>", "</table></div>")))
    for mime in ("image/png", "image/jpeg", "image/gif"):
        if mime in data:
            return Shown("picture", data[mime], mime)
    return Shown("text", str(data.get("text/plain", ""))[:_LONGEST_TEXT])


def safe_figure(figure: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the traces and layout of a figure that plotly may draw, or None."""
    traces, layout = figure.get("data"), figure.get("layout")
    if not isinstance(traces, list) or not traces:
        return None
    kept = [dict(trace) for trace in traces if isinstance(trace, dict)]
    if any(trace.get("type", "scatter") not in _TRACES for trace in kept) or len(kept) != len(traces):
        return None
    plain_layout = dict(layout) if isinstance(layout, dict) else {}
    for name in ("images", "geo", "map", "mapbox", "scene", "updatemenus", "sliders"):
        plain_layout.pop(name, None)
    made = {"data": kept, "layout": plain_layout}
    return made if len(json.dumps(made)) <= _LARGEST_FIGURE else None


def in_script(value: object) -> str:
    """Return JSON that cannot end the script element in which it stands."""
    text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, default=str)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): _finite(each) for name, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, list) else value


def figure_table(figure: Mapping[str, Any], most: int = 40) -> Markup:
    """Return the data of a figure as a table: for paper, for screen readers, and where no script runs."""
    rows: list[str] = []
    for trace in figure["data"]:
        name = trace.get("name") or ""
        first, second = (_values(trace, names) for names in (("x", "labels", "theta"), ("y", "values", "r")))
        for place in range(min(max(len(first), len(second)), most - len(rows))):
            cells = [name, _at(first, place), _at(second, place)]
            rows.append("".join(f"<td>{escape(_said(cell))}</td>" for cell in cells))
    if not rows:
        return Markup("<p>这张图没有可以列成表的数据。</p>")
    head = "<tr><th scope='col'>数据组</th><th scope='col'>横轴或类别</th><th scope='col'>值</th></tr>"
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return Markup(
        f"<div class='scroll' tabindex='0'><table><thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def _values(trace: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    value: Any = next((trace[name] for name in names if trace.get(name) is not None), [])
    return [plain_value for _, plain_value in decoded(value)]


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else ""


def _said(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:80]
