"""nbgrader's configured steps over one notebook in memory, with the gradebook read and written once.

A step that works on the gradebook is replaced by its like that works on values; one that is not known here
runs as it is, and where it stands behind SaveAutoGrades, after the marks were entered.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbgrader import api
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import is_task

from course.grading.batch.connection import patient
from course.grading.batch.gradebook import Released
from course.grading.batch.settings import Settings
from course.grading.batch.sheet import Sheet, save_automatic
from course.grading.intake import Place, Receipt
from course.grading.receipts import FLAGS, ClearTaskCells, FlagForHuman, RequireReceipt, place_of
from course.grading.sealed import (
    Flag,
    Master,
    Runners,
    execute,
    open_runners,
    read_master,
    set_flags,
    submission_of,
    write_given,
)
from course.grading.sealed.flags import first_graded
from course.grading.sealed.steps import RequireSealed, SealedExecute, require_sealed

CPU = "course_cpu"
"""Where sealed execution leaves the seconds that its sandboxes used, in nbconvert's resources."""

Step = Callable[[Any, Any], tuple[Any, Any]]


class _OverwriteCells(OverwriteCells):  # type: ignore[misc]  # nbgrader has no types
    """Overwrites from released cells that were read once."""

    def __init__(self, released: Released, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.gradebook = released

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        for place, cell in enumerate(nb.cells):
            nb.cells[place], resources = self.preprocess_cell(cell, resources, place)
        return nb, resources


def read_course_master(settings: Settings, chapter: str) -> Master:
    """Return the instructor's side of a chapter of the course; raises NoMaster."""
    coursedir = settings.converter.coursedir
    source = Path(coursedir.format_path(coursedir.source_directory, ".", chapter))
    release = Place(settings.root, "", chapter).release
    with api.Gradebook(patient(settings.db_url), settings.course_id) as gradebook:
        return read_master(gradebook, chapter, source, release)


class Sealed:
    """Sealed execution with one master and one pair of runners for all submissions of a process."""

    def __init__(self, settings: Settings, chapter: str) -> None:
        """Read the instructor's side.

        Raises:
            NoMaster: it cannot be used.
        """
        self._settings = settings
        self.master = read_course_master(settings, chapter)
        self._runners: Runners | None = None

    @property
    def runners(self) -> Runners:
        """Return the runners, opened on first use; raises SandboxMissing."""
        if self._runners is None:
            sandbox: Any = SealedExecute(parent=self._settings.converter).sandbox
            self._runners = open_runners(self.master, sandbox)
        return self._runners

    def close(self) -> None:
        """End the runners."""
        if self._runners is not None:
            self._runners.close()
            self._runners = None

    def __call__(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the executed notebook, and the resources with its flags; raises as `execute` does."""
        done = execute(nb, submission_of(place_of(resources)), self.master, self.runners)
        write_given(Path(resources["metadata"]["path"]), done.given)
        resources[FLAGS], resources[CPU] = done.flags, done.cpu_seconds
        return done.notebook, resources


class Steps:
    """The steps of one course, made once and used for every submission."""

    def __init__(self, settings: Settings, released: Released, sealed: Sealed) -> None:
        """Make the steps that the settings name.

        Raises:
            Unsealed: they would not grade sealed.
        """
        require_sealed(settings.cleaning, settings.grading)
        self._converter, self._released, self._sealed = settings.converter, released, sealed
        self._valid: set[str] = set()
        place = settings.grading.index(SaveAutoGrades)
        behind = settings.grading[place + 1 :]
        self._cleaning = self._steps(settings.cleaning)
        self._grading = self._steps(settings.grading[:place])
        self._clears, self._flags = ClearTaskCells in behind, FlagForHuman in behind
        self._after = self._steps(behind)
        self._late = self._made(AssignLatePenalties) if AssignLatePenalties in behind else None

    def clean(self, nb: Any, resources: Any) -> Any:
        """Return the notebook as nbgrader cleans it before it is run."""
        return _through(self._cleaning, nb, resources)

    def run(self, nb: Any, resources: Any) -> Any:
        """Return the executed notebook, as nbgrader's SaveAutoGrades would get it."""
        return _through(self._grading, nb, resources)

    def mark(self, nb: Any, resources: Any, receipt: Receipt, sheet: Sheet) -> None:
        """Enter into `sheet` what the executed notebook earned, and what a human must look at."""
        save_automatic(nb.cells, sheet, self._converter.log)
        if self._clears:
            for name in (cell.metadata.nbgrader.grade_id for cell in nb.cells if is_task(cell)):
                if sheet.marks[name].max_score == 0:
                    sheet.marks[name].auto_score = 0.0
                    sheet.marks[name].needs_manual_grade = False
        if self._flags:
            flags = [*(Flag("", sentence) for sentence in receipt.flags), *resources.get(FLAGS, ())]
            set_flags(sheet, place_of(resources), flags, first_graded(nb))

    def finish(self, nb: Any, resources: Any) -> Any:
        """Return the notebook after the steps that stand behind SaveAutoGrades."""
        return _through(self._after, nb, resources)

    def penalty(self, trainee: str) -> Callable[[float, float], float | None]:
        """Return what takes points off for a score and seconds late."""
        late = self._late

        def points(score: float, seconds: float) -> float | None:
            if late is None:
                return None
            late.init_plugin()
            taken: float | None = late.plugin_inst.late_submission_penalty(trainee, score, seconds)
            return taken

        return points

    def _made(self, kind: Any) -> Any:
        return kind(parent=self._converter)

    def _steps(self, kinds: tuple[type, ...]) -> list[Step]:
        # Sealing is asked for once, submissions are verified where they are read, marks are entered together.
        done = {
            RequireSealed,
            RequireReceipt,
            ClearTaskCells,
            FlagForHuman,
            AssignLatePenalties,
        }
        made = [self._step(kind) for kind in kinds if kind not in done]
        return [step for step in made if step is not None]

    def _step(self, kind: type) -> Step | None:
        if kind is SealedExecute:
            return self._sealed
        if kind is OverwriteKernelspec:
            return self._kernelspec
        if kind is CheckCellMetadata:
            return self._checked
        step = self._made(kind)
        if kind is OverwriteCells and not step.add_missing_cells:
            return _OverwriteCells(self._released, parent=self._converter).preprocess
        if not isinstance(step, Preprocessor):
            raise TypeError(f"{kind.__name__} is no preprocessor of nbconvert, take it out of the settings")
        return step.preprocess if step.enabled else None

    def _checked(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        # It depends on nothing else of the notebook, and costs more than all other steps together.
        marks = [(cell.cell_type, cell.metadata.nbgrader) for cell in nb.cells if "nbgrader" in cell.metadata]
        key = json.dumps(marks, sort_keys=True)
        if key not in self._valid:
            nb, resources = self._made(CheckCellMetadata).preprocess(nb, resources)
            self._valid.add(key)
        return nb, resources

    def _kernelspec(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        kernelspec = self._released.find_notebook("", "").kernelspec
        if kernelspec and json.loads(kernelspec):
            nb.metadata["kernelspec"] = json.loads(kernelspec)
        return nb, resources


def _through(steps: list[Step], nb: Any, resources: Any) -> Any:
    for step in steps:
        nb, resources = step(nb, resources)
    return nb
