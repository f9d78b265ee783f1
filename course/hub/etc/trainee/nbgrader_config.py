"""A trainee's server: one system user serves everybody, so nbgrader is told who this is."""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821
if os.environ.get("JUPYTERHUB_USER"):
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
