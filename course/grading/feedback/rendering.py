"""The page as one HTML file that needs nothing beside it and lets nothing run but its own two scripts."""

from __future__ import annotations

import base64
import gzip
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from course.grading.feedback.parts import Page


def render(page: Page, answers: bool) -> str:
    """Return the page as HTML; plotly's program (1.9 MB, packed) is in it only where there is a figure."""
    script, figure_script = _file("page.js"), _file("figures.js")
    scripts = [script, figure_script] if page.figures else [script]
    return _template().render(
        page=page,
        by_key={section.key: section for section in page.sections},
        answers=answers,
        css=Markup(_file("page.css")),
        script=Markup(script),
        figure_script=Markup(figure_script),
        script_hashes=Markup(" ".join(_hash(text) for text in scripts)),
        plotly=plotly_packed() if page.figures else "",
    )


@cache
def plotly_packed() -> str:
    """Return plotly's program, as its Python package brings it, packed by gzip and base64."""
    program = files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return base64.b64encode(gzip.compress(program, 9, mtime=0)).decode()


def points(value: float) -> str:
    """Return points as people write them: at most two decimals, none where they are 0."""
    return f"{round(value, 2):g}"


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


@cache
def _file(name: str) -> str:
    return files("course.grading.feedback").joinpath("templates", name).read_text(encoding="utf-8").strip()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["points"] = points
    return environment.get_template("page.html.j2")
