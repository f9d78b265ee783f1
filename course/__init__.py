"""What a chapter's notebook may call. Names are loaded on first use, so that a kernel starts quickly."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

# jsonschema's optional format checker costs each process over two seconds, and nothing here uses it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

if TYPE_CHECKING:
    from course.cases.charts.basic import bar_chart, box_chart, funnel_chart, heat_map, line_chart
    from course.cases.charts.marks import mark_break
    from course.cases.charts.quality import control_chart, nps_gauge, pareto_chart
    from course.cases.charts.style import chart_style
    from course.grading.answers import answer
    from course.grading.compare import same_figure, same_list, same_number, same_table, same_text
    from course.grading.criteria import criterion, grade
    from course.grading.dialogue import dialogue_criteria
    from course.grading.exam import exam_criteria
    from course.notebook import (
        after_guess,
        check,
        class_table,
        dialogue,
        dictionary,
        exam,
        glossary,
        hint,
        open_chapter,
        progress,
        quiz,
        review,
        series,
        staffing_lab,
        table,
        workbench,
    )

_HOME = {
    "open_chapter": "course.notebook",
    "table": "course.notebook",
    "class_table": "course.notebook",
    "dictionary": "course.notebook",
    "series": "course.notebook",
    "quiz": "course.notebook",
    "after_guess": "course.notebook",
    "exam": "course.notebook",
    "check": "course.notebook",
    "progress": "course.notebook",
    "review": "course.notebook",
    "hint": "course.notebook",
    "glossary": "course.notebook",
    "workbench": "course.notebook",
    "staffing_lab": "course.notebook",
    "answer": "course.grading.answers",
    "criterion": "course.grading.criteria",
    "grade": "course.grading.criteria",
    "same_table": "course.grading.compare",
    "same_number": "course.grading.compare",
    "same_figure": "course.grading.compare",
    "bar_chart": "course.cases.charts.basic",
    "line_chart": "course.cases.charts.basic",
    "box_chart": "course.cases.charts.basic",
    "funnel_chart": "course.cases.charts.basic",
    "heat_map": "course.cases.charts.basic",
    "pareto_chart": "course.cases.charts.quality",
    "control_chart": "course.cases.charts.quality",
    "nps_gauge": "course.cases.charts.quality",
    "mark_break": "course.cases.charts.marks",
    "chart_style": "course.cases.charts.style",
    "same_text": "course.grading.compare",
    "same_list": "course.grading.compare",
    "exam_criteria": "course.grading.exam",
    "dialogue": "course.notebook",
    "dialogue_criteria": "course.grading.dialogue",
}

__all__ = [
    "after_guess",
    "answer",
    "bar_chart",
    "box_chart",
    "chart_style",
    "check",
    "class_table",
    "control_chart",
    "criterion",
    "dialogue",
    "dialogue_criteria",
    "dictionary",
    "exam",
    "exam_criteria",
    "funnel_chart",
    "glossary",
    "grade",
    "heat_map",
    "hint",
    "line_chart",
    "mark_break",
    "nps_gauge",
    "open_chapter",
    "pareto_chart",
    "progress",
    "quiz",
    "review",
    "same_figure",
    "same_list",
    "same_number",
    "same_table",
    "same_text",
    "series",
    "staffing_lab",
    "table",
    "workbench",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'course' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
