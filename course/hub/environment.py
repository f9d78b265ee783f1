"""The environment of the demo's processes: what they inherit and what the configuration files read."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from course.hub.accounts import Role
from course.hub.processes import MARKER
from course.hub.workfolder import WorkFolder

ETC = Path(__file__).parent / "etc"
# Settings of the caller's own Jupyter or course would leak into the demo's servers.
FOREIGN = ("JUPYTER", "COURSE_", "NBGRADER", "PYTHONPATH", "PYTHONSTARTUP", "IPYTHON")
# Whether the demo may grade without a sandbox is the caller's word alone.
SANDBOX = "COURSE_SANDBOX"


def inherited(environ: Mapping[str, str], bin_folder: Path, run: str) -> dict[str, str]:
    """Returns `environ` for a process of the demo: `bin_folder` first on PATH, marked, nothing foreign."""
    kept = {name: value for name, value in environ.items() if name == SANDBOX or not name.startswith(FOREIGN)}
    # nbgrader calls alembic, and JupyterHub traefik, by bare name.
    path = [str(bin_folder), kept.get("PATH", os.defpath)]
    return kept | {"PATH": os.pathsep.join(path), MARKER: run}


def bin_folder() -> Path:
    """Returns the folder of this Python's programs (alembic, traefik)."""
    return Path(sys.executable).parent


def of_server(folder: WorkFolder, role: Role, run: str) -> dict[str, str]:
    """Returns what a single-user server gets besides PATH and language; kernels inherit it."""
    paths = os.pathsep.join(str(ETC / name) for name in (role, "common"))
    environment = {
        MARKER: run,
        "COURSE_ID": folder.course_id,
        "COURSE_EXCHANGE": str(folder.exchange),
        "JUPYTER_CONFIG_PATH": paths,
        "LANG": "C.UTF-8",
    }
    if role == "instructor":
        environment["COURSE_ROOT"] = str(folder.course_root)
        environment |= {name: os.environ[name] for name in (SANDBOX,) if name in os.environ}
    return environment
