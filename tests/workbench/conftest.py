"""What the browser tests of this area share with those of the cards: one JupyterLab, and a page a test."""

from tests.exercises.conftest import lab, page, visit

__all__ = ["lab", "page", "visit"]
