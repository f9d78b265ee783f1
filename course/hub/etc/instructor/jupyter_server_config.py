"""An instructor's server: formgrader is a page inside JupyterLab's page."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
