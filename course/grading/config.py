"""nbgrader's settings that every place which grades or releases must share."""

from __future__ import annotations

import os
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    Execute,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbgrader.utils import is_task

from course.grading.receipts import FlagForHuman, RequireReceipt, take_in_before_grading

CODE_STUB = "# 可以在这里写 pandas 代码。写完按 Shift+Enter 运行。"


class ExecuteAsTrainee(Execute):  # type: ignore[misc]  # nbgrader has no types
    """Runs a submission with its trainee's identity injected, and lets no warning change a score."""

    def preprocess(self, nb: Any, resources: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the executed notebook and its resources."""
        name = "COURSE_GRADED_TRAINEE"
        before = os.environ.get(name)
        os.environ[name] = resources["nbgrader"]["student"]
        try:
            nb, resources = super().preprocess(nb, resources, *args, **kwargs)
        finally:
            if before is None:
                del os.environ[name]
            else:
                os.environ[name] = before
        for cell in nb.cells:
            # nbgrader gives 0 for any text on stderr, so one warning would cost all points.
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
                cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        return nb, resources


class ClearTaskCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Gives each 0-point task cell its 0 points, so that no human is asked to mark a prompt."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook and its resources unchanged; the gradebook is what changes."""
        names = [cell.metadata.nbgrader.grade_id for cell in nb.cells if is_task(cell)]
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            for name in names:
                grade = gradebook.find_grade(name, place["notebook"], place["assignment"], place["student"])
                if grade.max_score == 0:
                    grade.auto_score = 0.0
                    grade.needs_manual_grade = False
            gradebook.db.commit()
        return nb, resources


def apply(c: Any) -> None:
    """Set the shared options on nbgrader's configuration object `c`."""
    from nbgrader.converters import Autograde, GenerateFeedback

    c.CourseDirectory.course_id = "finserv"
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = "请在这里写下您的回复。"
    c.Execute.timeout = 60
    c.ExecuteAsTrainee.timeout = 60
    c.Execute.shutdown_kernel = "immediate"
    c.ExecuteAsTrainee.shutdown_kernel = "immediate"
    standard = Autograde.autograde_preprocessors.default_args[0]
    steps = [ExecuteAsTrainee if step is Execute else step for step in standard]
    steps.insert(0, RequireReceipt)
    # Last of all that write to the gradebook.
    place = steps.index(SaveAutoGrades) + 1
    steps[place:place] = [ClearTaskCells, FlagForHuman]
    c.Autograde.pre_convert_hook = take_in_before_grading
    c.ExchangeFactory.collect = "course.grading.collect.CollectWithIntake"
    c.Autograde.autograde_preprocessors = steps
    # nbgrader's feedback would print hidden tests and exemplars.
    feedback = GenerateFeedback.preprocessors.default_args[0]
    c.GenerateFeedback.preprocessors = [ClearHiddenTests, ClearMarkScheme, *feedback]
