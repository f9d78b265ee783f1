"""nbgrader's settings as `nbgrader autograde` would find them in the course folder."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.converters import Autograde
from traitlets.utils.importstring import import_item


@dataclass(frozen=True)
class Settings:
    """What grading of one course needs: the folder, nbgrader's steps in order, the gradebook."""

    converter: Any
    root: Path
    db_url: str
    course_id: str
    ignored: tuple[str, ...]
    create_student: bool
    cleaning: tuple[type, ...]
    grading: tuple[type, ...]

    @classmethod
    def load(cls, root: Path) -> Settings:
        """Return the settings of the course in `root`, from the same files that nbgrader reads."""
        app = AutogradeApp()
        app.log_level = logging.WARNING
        app.initialize([], root=str(root))
        converter = Autograde(coursedir=app.coursedir, parent=app)
        return cls(
            converter=converter,
            root=root,
            db_url=app.coursedir.db_url,
            course_id=app.coursedir.course_id,
            ignored=tuple(app.coursedir.ignore),
            create_student=converter.create_student,
            cleaning=_classes(converter.sanitize_preprocessors),
            grading=_classes(converter.autograde_preprocessors),
        )


def _classes(steps: list[Any]) -> tuple[type, ...]:
    # Settings in JSON can only name a class.
    return tuple(import_item(step) if isinstance(step, str) else step for step in steps)
