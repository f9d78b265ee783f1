"""Every server: the course and the exchange it meets at."""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.CourseDirectory.course_id = os.environ["COURSE_ID"]
c.Exchange.root = os.environ["COURSE_EXCHANGE"]
