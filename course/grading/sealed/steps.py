"""Sealed execution as steps of nbgrader's autograde, and the refusal of any configuration without them."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Enum
from traitlets.utils.importstring import import_item

from course.grading.intake import Place
from course.grading.intake.place import is_trainee
from course.grading.receipts import FLAGS, FlagForHuman, RequireReceipt, no_trainee, place_of
from course.grading.sealed.executing import execute
from course.grading.sealed.given import write_given
from course.grading.sealed.master import Master, read_master
from course.grading.sealed.runners import Runners, open_runners
from course.grading.sealed.submission import submission_of


class Unsealed(Exception):
    """nbgrader is not configured for sealed grading; one Chinese sentence for the instructor."""


def require_sealed(sanitizing: Sequence[Any], grading: Sequence[Any]) -> None:
    """Return if nbgrader's two lists of steps grade sealed.

    Args:
        sanitizing: of `Autograde.sanitize_preprocessors`; classes or their names.
        grading: of `Autograde.autograde_preprocessors`.

    Raises:
        Unsealed: a step is missing, stands in the wrong place, or would execute the submission unsealed.
    """
    first, steps = [[_class(step) for step in part] for part in (sanitizing, grading)]
    wanted = [RequireReceipt, SealedExecute, SaveAutoGrades, FlagForHuman]
    places = [steps.index(step) if step in steps else -1 for step in wanted]
    unsealed = [step for step in (*first, *steps) if issubclass(step, ExecutePreprocessor)]
    if RequireSealed not in first or -1 in places or places != sorted(places) or unsealed:
        raise Unsealed(
            "评分设置不是封闭评分（autograde_preprocessors 被改动过），已拒绝评分："
            "请在 nbgrader_config.py 里用 course.grading.config.apply(c)，不要另设评分步骤。"
        )


def _class(step: Any) -> type:
    found = import_item(step) if isinstance(step, str) else step
    return found if isinstance(found, type) else type(found)


class RequireSealed(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Stands in the other list of steps than the executor, so that replacing one of them is noticed."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook and its resources unchanged.

        Raises:
            Unsealed: see `require_sealed`.
            IntakeFailed: the folder's name cannot be a trainee's id.
        """
        _require_sealed_around(self)
        place = place_of(resources)
        if not is_trainee(place.trainee):
            _forget(resources["nbgrader"]["db_url"], place.trainee)
            raise no_trainee(place.trainee)
        return nb, resources


def _forget(db_url: str, name: str) -> None:
    """Take out of the gradebook whom nbgrader has added before its first step, for having a folder."""
    with Gradebook(db_url) as gradebook:
        submissions = gradebook.find_student(name).submissions
        grades = (grade for each in submissions for notebook in each.notebooks for grade in notebook.grades)
        if not any(grade.auto_score or grade.manual_score for grade in grades):
            gradebook.remove_student(name)


def _require_sealed_around(step: Any) -> Any:
    """Return nbgrader's converter around a step, or None outside of one."""
    converter = getattr(step.parent, "parent", None)
    if converter is not None:
        require_sealed(converter.sanitize_preprocessors, converter.autograde_preprocessors)
    return converter


class SealedExecute(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Takes the place of nbgrader's Execute."""

    sandbox = Enum(
        ("required", "off"),
        "required",
        help="'off' runs trainees' code without a sandbox, with all rights of whoever grades: demo only.",
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the executed notebook, and its resources with the flags to set.

        Raises:
            Unsealed, IntakeFailed, NoMaster, NotExecuted, SandboxMissing: nothing was executed.
        """
        converter = _require_sealed_around(self)
        place = place_of(resources)
        submission = submission_of(place)
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            master = read_master(gradebook, place.chapter, _source(place, converter), place.release)
        runners = _runners(converter, master, self.sandbox)
        try:
            done = execute(nb, submission, master, runners)
        finally:
            if converter is None:
                runners.close()
            elif _is_last(converter, place):
                _open.pop(converter)
                runners.close()
        write_given(Path(resources["metadata"]["path"]), done.given)
        resources[FLAGS] = done.flags
        return done.notebook, resources


def _source(place: Place, converter: Any) -> Path:
    if converter is None:
        return place.root / "source" / place.chapter
    coursedir = converter.coursedir
    return Path(coursedir.format_path(coursedir.source_directory, ".", place.chapter))


_open: weakref.WeakKeyDictionary[Any, dict[str, Runners]] = weakref.WeakKeyDictionary()


def _is_last(converter: Any, place: Place) -> bool:
    """Return whether nbgrader will grade nothing after this, as far as its list tells."""
    paths = sorted(converter.assignments)
    return bool(paths) and Path(paths[-1]).parts[-2:] == (place.trainee, place.chapter)


def _runners(converter: Any, master: Master, sandbox: Any) -> Runners:
    """Return runners that serve all submissions of one `nbgrader autograde`.

    They end after its last submission, or when nbgrader is done with the converter.
    """
    if converter is None:
        return open_runners(master, sandbox)
    held = _open.setdefault(converter, {})
    if master.chapter not in held:
        runners = held[master.chapter] = open_runners(master, sandbox)
        weakref.finalize(converter, runners.close)
    return held[master.chapter]
