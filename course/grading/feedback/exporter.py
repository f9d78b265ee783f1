"""The same page from `nbgrader generate_feedback`, whose settings name this exporter."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from sqlalchemy import Engine
from traitlets import Unicode

from course.grading.feedback.generating import empty_cells, page_html
from course.grading.feedback.marks import Marks, open_marks, read_marks


class FeedbackExporter(Exporter):
    """Makes a trainee's page from the autograded notebook."""

    answers_after = Unicode(
        "",
        help="Right answers are shown from this time on, such as 2026-12-01T18:00; empty: never.",
    ).tag(config=True)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Return the page and the resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        names = resources["nbgrader"]
        folder = Path(resources["metadata"]["path"]).absolute()
        chapter, trainee = names["assignment"], names["student"]
        marks = read_marks(_engine(names["db_url"]), chapter, trainee).get(trainee, Marks(trainee))
        empty = empty_cells(folder.parents[2] / "release" / chapter / f"{chapter}.ipynb")
        shown = answers_are_shown(self.answers_after, datetime.now(UTC))
        return page_html(nb, marks, folder, shown, empty), resources


def answers_are_shown(after: str, now: datetime) -> bool:
    """Return whether right answers may be shown at the time `now`.

    Args:
        after: ISO 8601; without a zone it is local time; empty means never.
        now: with its zone.

    Raises:
        ValueError: `after` is no time.
    """
    return bool(after) and now >= datetime.fromisoformat(after).astimezone()


@lru_cache(maxsize=4)
def _engine(db_url: str) -> Engine:
    return open_marks(db_url)
