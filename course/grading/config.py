"""nbgrader's settings that every place which grades or releases must share."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

CODE_STUB = "# 可以在这里写 pandas 代码。写完按 Shift+Enter 运行。"
SANDBOX_VARIABLE = "COURSE_SANDBOX"

# Classes by their names: the same settings then stand in a JSON file, and loading them imports nothing.
SETTINGS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Autograde": {
        "pre_convert_hook": "course.grading.receipts.take_in_before_grading",
        "sanitize_preprocessors": [
            "course.grading.sealed.steps.RequireSealed",
            "nbgrader.preprocessors.ClearOutput",
            "nbgrader.preprocessors.DeduplicateIds",
            "nbgrader.preprocessors.OverwriteKernelspec",
            "nbgrader.preprocessors.OverwriteCells",
            "nbgrader.preprocessors.CheckCellMetadata",
        ],
        "autograde_preprocessors": [
            "course.grading.receipts.RequireReceipt",
            "course.grading.sealed.steps.SealedExecute",
            "nbgrader.preprocessors.IgnorePattern",
            "nbconvert.preprocessors.ClearMetadataPreprocessor",
            "nbgrader.preprocessors.LimitOutput",
            "nbgrader.preprocessors.SaveAutoGrades",
            # Last of all that write to the gradebook, but for late penalties, which need the scores.
            "course.grading.receipts.ClearTaskCells",
            "course.grading.receipts.FlagForHuman",
            "nbgrader.preprocessors.AssignLatePenalties",
            "nbgrader.preprocessors.CheckCellMetadata",
        ],
    },
    "ClearSolutions": {
        "code_stub": {"python": CODE_STUB},
        "text_stub": "请在这里写下您的回复。",
    },
    "CourseDirectory": {"course_id": "finserv"},
    "ExchangeFactory": {"collect": "course.grading.collect.CollectWithIntake"},
    # nbgrader's own page is English and would print hidden tests; ours reads notebook and gradebook itself.
    "GenerateFeedback": {
        "exporter_class": "course.grading.feedback.exporter.FeedbackExporter",
        "preprocessors": [],
    },
}


def apply(c: Any) -> None:
    """Set the shared options on nbgrader's configuration object `c`.

    COURSE_SANDBOX=off in the environment lets a demonstration grade without a sandbox.
    """
    for section, options in SETTINGS.items():
        for name, value in options.items():
            setattr(c[section], name, value)
    # Formgrader's pages, which else wait for a program from the internet before they show anything.
    c.HTMLExporter.extra_template_basedirs = [str(folder) for folder in _template_folders()]
    if os.environ.get(SANDBOX_VARIABLE) == "off":
        c.SealedExecute.sandbox = "off"


def _template_folders() -> list[Path]:
    found = find_spec("nbgrader")
    # nbgrader is not imported: trainees' servers read these settings too.
    package = [Path(folder) for folder in found.submodule_search_locations or ()] if found else []
    theirs = [folder / "server_extensions" / "formgrader" / "templates" for folder in package]
    return [Path(__file__).parent / "templates", *theirs]


def as_json() -> str:
    """Return the shared options as the text of an nbgrader_config.json."""
    return json.dumps(SETTINGS, ensure_ascii=False, indent=2) + "\n"
