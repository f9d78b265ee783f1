"""Read by JupyterHub; the demo says by a variable where its settings lie."""

import os
from pathlib import Path

from course.hub.configure import configure
from course.hub.settings import VARIABLE, load

configure(get_config(), load(Path(os.environ[VARIABLE])))  # type: ignore[name-defined]  # noqa: F821
