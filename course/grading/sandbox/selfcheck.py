"""Whether a sandbox seals on this machine: it is made to try, and refused when anything succeeds."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import tempfile
from pathlib import Path

import course
from course.grading.sandbox import bubblewrap
from course.grading.sandbox.job import Cell, Job, Limits, Runner, Side
from course.grading.sandbox.probes import PROBES

_LIMITS = Limits(cell_seconds=20, total_seconds=40, memory_bytes=256 * 2**20, file_bytes=2**20)
_UNSHARE = {"x86_64": 272, "aarch64": 97}
_FEW = 20


def failures(runner: Runner, side: Side) -> list[str]:
    """Return what should have failed inside and did not, one English phrase each; empty when it seals.

    Args:
        runner: a new runner, which serves two jobs here.
        side: the runner's.
    """
    with tempfile.TemporaryDirectory(prefix="sandbox-") as place, _Servers(Path(place)) as servers:
        (Path(place) / "secret").write_text("secret")
        facts: dict[str, object] = {
            "FILES": [str(Path(place) / "secret"), *_files_here()],
            "FOLDERS": ["/", "/usr", "/usr/lib", "/dev", "/proc", "/etc", *_shown_folders()],
            "PORT": servers.port,
            "ABSTRACT": servers.abstract,
            "SOCKET": servers.path,
            "RLIMIT": _LIMITS.file_bytes,
            "MEMORY": _LIMITS.memory_bytes,
            "UNSHARE": _UNSHARE.get(os.uname().machine, -1),
            "VARIABLES": sorted(set(os.environ) - bubblewrap.variables()),
        }
        source = "".join(f"{name} = {value!r}\n" for name, value in facts.items()) + PROBES
        found: list[str] = []
        for _ in range(2):
            found += _tried(runner, side, source)
    return sorted(set(found))


def _tried(runner: Runner, side: Side, source: str) -> list[str]:
    tests = Cell("probes", source + "\nbroken", "setup")
    result = runner.run(Job(side, "self-check", "ch00", (tests,), limits=_LIMITS))
    outcome = result.cells["probes"]
    values = [output for output in outcome.outputs if output["output_type"] == "execute_result"]
    if result.ended != "done" or outcome.status != "ok" or len(values) != 1:
        said = next((o["evalue"] for o in outcome.outputs if o["output_type"] == "error"), result.ended)
        return [f"the probes did not run: {said}"]
    text = values[0]["data"]["text/plain"]
    return [] if text == "[]" else [line.strip(" [],'\"") for line in text.splitlines()]


def _files_here() -> list[str]:
    """Return files that exist here and must not be seen inside."""
    package = Path(course.__file__).resolve().parent
    homes = [Path.cwd(), Path(os.path.expanduser("~")), package.parent, Path("/etc"), Path("/var/log")]
    shown = [here for here, _ in bubblewrap.view().shown]
    found: list[str] = []
    for home in homes:
        try:
            inside = sorted(entry.path for entry in os.scandir(home) if not entry.is_dir())
        except OSError:
            continue
        found += [path for path in inside if not any(path.startswith(here) for here in shown)][:_FEW]
    return [path for path in found if path != "/etc/ld.so.cache" and not path.startswith("/usr/")]


def _shown_folders() -> list[str]:
    return [inside for here, inside in bubblewrap.view().shown if Path(here).is_dir()]


class _Servers:
    """Sockets of this machine that nobody inside may reach."""

    def __init__(self, place: Path) -> None:
        self.path = str(place / "socket")
        self.abstract = f"sandbox-{secrets.token_hex(8)}"
        self._open = [
            socket.socket(socket.AF_INET),
            socket.socket(socket.AF_UNIX),
            socket.socket(socket.AF_UNIX),
        ]
        self._open[0].bind(("127.0.0.1", 0))
        self._open[1].bind(self.path)
        self._open[2].bind(f"\0{self.abstract}")
        for server in self._open:
            server.listen()
        self.port = int(self._open[0].getsockname()[1])

    def __enter__(self) -> _Servers:
        return self

    def __exit__(self, *error: object) -> None:
        for server in self._open:
            server.close()


def main() -> int:
    """Run the check for `course doctor`; prints one line and returns 0 when the sandbox seals."""
    from course.grading.sandbox import SandboxMissing, open_runner

    try:
        open_runner("A", ()).close()
    except SandboxMissing as error:
        print(error.reason)
        return 1
    print("sealed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
