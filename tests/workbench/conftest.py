"""What the browser tests of this area share: one JupyterLab, and a page a test."""

from tests.exercises.conftest import lab, page

__all__ = ["lab", "page"]
