"""Every server: listens on this machine only and loads no extension that the course does not use."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.open_browser = False
c.ServerApp.jpserver_extensions.update({"jupyter_lsp": False, "jupytext": False})
c.FileContentsManager.delete_to_trash = False
