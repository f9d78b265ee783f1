"""Sealed runners for the cells of a submission."""

from course.grading.sandbox.job import Cell, CellOutcome, Job, Limits, Outcome, Runner

__all__ = ["Cell", "CellOutcome", "Job", "Limits", "Outcome", "Runner"]
