"""What the demo tells the hub's process: one private file, so that no environment holds a secret."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.hub.accounts import Account
from course.hub.workfolder import WorkFolder, write_private

VARIABLE = "COURSE_DEMO_SETTINGS"


@dataclass(frozen=True)
class Settings:
    """Everything the hub's configuration is made from."""

    folder: WorkFolder
    accounts: tuple[Account, ...]
    run: str
    port: int
    hub_port: int
    traefik_port: int
    traefik_password: str
    as_root: bool

    @property
    def address(self) -> str:
        """Where people log in."""
        return f"http://127.0.0.1:{self.port}/"


def save(settings: Settings) -> Path:
    """Writes the settings into the folder's `run/`, readable by the owner only, and returns the path."""
    path = settings.folder.run / "settings.json"
    data: dict[str, Any] = {
        "root": str(settings.folder.root),
        "course_id": settings.folder.course_id,
        "accounts": [account.as_dict() for account in settings.accounts],
        "run": settings.run,
        "port": settings.port,
        "hub_port": settings.hub_port,
        "traefik_port": settings.traefik_port,
        "traefik_password": settings.traefik_password,
        "as_root": settings.as_root,
    }
    write_private(path, data)
    return path


def load(path: Path) -> Settings:
    """Returns the settings that `save` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    folder = WorkFolder(Path(data.pop("root")), data.pop("course_id"))
    accounts = tuple(Account(**account) for account in data.pop("accounts"))
    return Settings(folder=folder, accounts=accounts, **data)
