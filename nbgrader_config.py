"""nbgrader in a course that is graded from this folder."""

from course.grading.config import apply

c = get_config()  # noqa: F821 - nbgrader provides it
apply(c)
