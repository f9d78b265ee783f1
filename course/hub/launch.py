"""Starts JupyterHub or a single-user server: `python -m course.hub.launch hub|server [arguments]`.

Both import jsonschema, whose format extra spends more than two seconds building a grammar that neither
needs; it is left out here, before anything imports it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PARENT = "COURSE_DEMO_PID"


def skip_slow_grammar() -> None:
    """Leaves `rfc3987_syntax` out of this process: an absent optional format check of jsonschema."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def end_with_parent() -> None:
    """Makes this process get SIGTERM when its parent dies, however it dies (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    # The parent may have died before the line above; then no signal will ever come.
    if os.environ.get(PARENT) not in (None, str(os.getppid())):
        sys.exit("course: the demo ended before its hub had started")


def main(arguments: list[str]) -> None:
    """Runs the program named first in `arguments` with the rest; does not return before it ends."""
    skip_slow_grammar()
    program, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if program == "hub":
        end_with_parent()
        from jupyterhub.app import main as hub_main

        sys.argv = ["jupyterhub", *rest]
        hub_main()
    elif program == "server":
        from jupyterhub.singleuser import main as server_main

        sys.argv = ["jupyterhub-singleuser", *rest]
        server_main()
    else:
        sys.exit("usage: python -m course.hub.launch hub|server [arguments]")


if __name__ == "__main__":
    main(sys.argv[1:])
