"""An instructor's server: where the course lies and how it is graded."""

import os

from course.grading.config import apply

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.CourseDirectory.root = os.environ["COURSE_ROOT"]
# All accounts of the demo share one system user, so the owner of a file tells nothing.
c.ExchangeCollect.check_owner = False
apply(c)
