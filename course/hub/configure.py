"""JupyterHub's configuration for the demo, made from `Settings`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyterhub.auth import Authenticator
from traitlets import Dict

from course.hub import accounts, environment
from course.hub.settings import Settings
from course.hub.welcome import WELCOME_FILE

TEMPLATES = Path(__file__).parent / "templates"
WARNING = (
    "这是演示环境：所有人共用同一个系统账号，互相看得到文件，请勿存放真实数据。"
    "Demo only: nobody is isolated from anybody."
)


class DemoAuthenticator(Authenticator):  # type: ignore[misc]
    """Knows the demo's accounts and nobody else."""

    passwords = Dict(config=True, help="account name: password")

    async def authenticate(self, handler: Any, data: dict[str, Any]) -> str | None:
        """Returns the account name, or None when name or password is wrong."""
        return accounts.check(dict(self.passwords), data)


def configure(c: Any, settings: Settings) -> None:
    """Sets every option of the demo's hub on the configuration object `c`."""
    _hub(c, settings)
    _proxy(c, settings)
    _people(c, settings)
    _servers(c, settings)


def _hub(c: Any, settings: Settings) -> None:
    run = settings.folder.run
    c.JupyterHub.bind_url = settings.address
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings.hub_port}"
    c.JupyterHub.db_url = f"sqlite:///{run / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(run / "cookie_secret")
    c.JupyterHub.cleanup_servers = True
    c.JupyterHub.cleanup_proxy = True
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = {"announcement": WARNING}


def _proxy(c: Any, settings: Settings) -> None:
    run = settings.folder.run
    c.JupyterHub.proxy_class = "traefik_file"
    c.TraefikProxy.traefik_api_url = f"http://127.0.0.1:{settings.traefik_port}"
    c.TraefikProxy.traefik_api_username = "hub"
    c.TraefikProxy.traefik_api_password = settings.traefik_password
    c.TraefikFileProviderProxy.static_config_file = str(run / "traefik.toml")
    c.TraefikFileProviderProxy.dynamic_config_file = str(run / "rules.toml")
    # Traefik would otherwise ask its makers for newer versions and count its uses.
    c.TraefikProxy.extra_static_config = {"global": {"checkNewVersion": False, "sendAnonymousUsage": False}}


def _people(c: Any, settings: Settings) -> None:
    c.JupyterHub.authenticator_class = DemoAuthenticator
    c.DemoAuthenticator.passwords = {account.name: account.password for account in settings.accounts}
    c.Authenticator.allowed_users = {account.name for account in settings.accounts}
    c.Authenticator.admin_users = set()


def _servers(c: Any, settings: Settings) -> None:
    roles = {account.name: account.role for account in settings.accounts}
    # The template is filled by str.format: a brace in the folder's name would be read as a field.
    homes = str(settings.folder.homes).replace("{", "{{").replace("}", "}}")
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = homes + "/{username}"
    c.Spawner.cmd = [str(environment.bin_folder() / "python"), "-m", "course.hub.launch", "server"]
    c.Spawner.args = ["--allow-root"] if settings.as_root else []
    c.Spawner.ip = "127.0.0.1"
    c.Spawner.default_url = "/lab/tree/" + quote(WELCOME_FILE)
    c.Spawner.env_keep = ["PATH", "VIRTUAL_ENV", "TZ"]
    c.Spawner.start_timeout = 120
    c.Spawner.http_timeout = 90
    c.Spawner.poll_interval = 5

    def before_spawn(spawner: Any) -> None:
        role = roles[spawner.user.name]
        spawner.environment = environment.of_server(settings.folder, role, settings.run)
        if role == "instructor":
            # Formgrader needs the course root below the server root.
            spawner.notebook_dir = str(settings.folder.teaching)

    c.Spawner.pre_spawn_hook = before_spawn
