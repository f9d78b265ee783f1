"""A trainee's server: no grading pages, no terminal."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerApp.terminals_enabled = False
c.ServerApp.jpserver_extensions.update(
    {
        "nbgrader.server_extensions.formgrader": False,
        "nbgrader.server_extensions.course_list": False,
        "jupyter_server_terminals": False,
    }
)
