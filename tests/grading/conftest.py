"""Courses that several tests of grading begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.classroom import Classroom


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Return a course whose chapter nbgrader has generated; copy it before use."""
    return Classroom.create(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture
def classroom(released_course: Classroom, tmp_path: Path) -> Classroom:
    """Return a course of its own."""
    return released_course.copied(tmp_path / "course")
