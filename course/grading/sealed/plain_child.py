"""The process that a runner without a sandbox starts: it runs cells and writes what they did."""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
from io import StringIO
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course.grading.codec import Malformed, Opaque, decode, encode

_outputs: list[dict[str, Any]] = []


class _Hook(DisplayHook):
    def start_displayhook(self) -> None:
        """Do nothing: results are not printed."""

    def write_output_prompt(self) -> None:
        """Do nothing: results are not printed."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the result."""
        _outputs.append(
            {
                "output_type": "execute_result",
                "data": _as_plain(format_dict),
                "metadata": {},
                "execution_count": self.prompt_count,
            }
        )

    def finish_displayhook(self) -> None:
        """Do nothing: results are not printed."""


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, *_: Any, **__: Any) -> None:
        """Keep what is displayed."""
        _outputs.append({"output_type": "display_data", "data": _as_plain(data), "metadata": {}})


class _Shell(InteractiveShell):
    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        _outputs.append(
            {
                "output_type": "error",
                "ename": etype.__name__,
                "evalue": str(evalue),
                "traceback": [str(line) for line in stb],
            }
        )


def _as_plain(data: Any) -> Any:
    return json.loads(json.dumps(data, default=lambda value: base64.b64encode(value).decode()))


class _TooLong(Exception):
    """A cell took too long."""


def _stop(*_: object) -> None:
    raise _TooLong


def main(descriptor: int) -> None:
    """Run the job on standard input and write to `descriptor`."""
    job = json.load(sys.stdin)
    answers = os.fdopen(descriptor, "w", encoding="utf-8")
    settings = Config()
    settings.HistoryManager.enabled = False
    _Shell.displayhook_class = _Hook
    _Shell.display_pub_class = _Publisher
    shell = _Shell.instance(config=settings)
    signal.signal(signal.SIGALRM, _stop)
    for cell in job["cells"]:
        print(json.dumps({"id": cell["id"]}), file=answers, flush=True)
        for name, data in job["given"].get(cell["id"], {}).items():
            shell.user_ns[name] = _decoded(base64.b64decode(data))
        line: dict[str, Any] = {"id": cell["id"], "status": "ok"}
        if cell["kind"] == "capture":
            line["captured"] = {
                name: base64.b64encode(encode(shell.user_ns[name])).decode()
                for name in cell["names"]
                if name in shell.user_ns
            }
        else:
            line |= _run(shell, cell["source"], job["cell_seconds"])
        print(json.dumps(line), file=answers, flush=True)


def _decoded(data: bytes) -> object:
    try:
        return decode(data)
    except Malformed:
        return Opaque("答案读不出来")


def _run(shell: InteractiveShell, source: str, seconds: float) -> dict[str, Any]:
    _outputs.clear()
    streams = {"stdout": StringIO(), "stderr": StringIO()}
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = streams["stdout"], streams["stderr"]
    status = "ok"
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        result = shell.run_cell(source, store_history=True)
        raised = result.error_before_exec or result.error_in_exec
        status = "timeout" if isinstance(raised, _TooLong) else "error" if raised else "ok"
    except _TooLong:
        status = "timeout"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout, sys.stderr = before
    said = [
        {"output_type": "stream", "name": name, "text": stream.getvalue()[:100_000]}
        for name, stream in streams.items()
        if stream.getvalue()
    ]
    return {"status": status, "outputs": [*said, *_outputs]}


if __name__ == "__main__":
    main(int(sys.argv[1]))
