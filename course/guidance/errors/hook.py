"""The sentence in front of a traceback: what `install` changes in a running shell.

The cell still counts as failed: its `error` output stays, shortened to one line, with the whole traceback in
the card above it. Whatever fails in here shows the traceback as if nothing had been installed.
"""

import json
import re
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, TextIO

from course.guidance.errors.explain import explain
from course.guidance.errors.notes import note
from course.guidance.errors.scene import Scene, code_text, scene
from course.guidance.safely import safely

LONGEST = 20_000  # characters of a traceback that the card keeps
_CELLS_LIMIT = 5_000_000
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_BOX = (
    "max-width:720px;margin:8px 2px;padding:10px 18px;border:1px solid #8a94a6;border-radius:10px;"
    "line-height:1.7;overflow-wrap:anywhere;border-left:5px solid "
)
_CODE = "margin:6px 0 0;font-size:12px;white-space:pre-wrap;max-height:320px;overflow:auto;background:none"
_MORE = "原始报错（英文，求助时请一起发给老师）"


def install(shell: Any, notebook: Path | None = None) -> None:
    """Make a shell of IPython say its errors and warnings in Chinese, nothing new the second time.

    shell: what `get_ipython()` returns. notebook: the file of the running notebook, whose cells tell where a
    name that is not yet defined would be made.
    """
    shown = getattr(shell, "_showtraceback", None)
    if not callable(shown):
        return
    original = getattr(shown, "course_original", shown)

    def show_traceback(etype: type[BaseException], value: BaseException, lines: list[str]) -> None:
        short = safely(lambda: _show_error(shell, notebook, value, lines), None)
        original(etype, value, lines if short is None else [short])

    show_traceback.course_original = original  # type: ignore[attr-defined]
    shell._showtraceback = show_traceback
    usage = getattr(shell.show_usage_error, "course_original", shell.show_usage_error)

    def show_usage_error(error: BaseException) -> None:
        # IPython shows a wrong % command on stderr and without a traceback.
        lines = [f"UsageError: {error}"]
        if safely(lambda: _show_error(shell, notebook, error, lines), None) is None:
            usage(error)

    show_usage_error.course_original = usage  # type: ignore[attr-defined]
    shell.show_usage_error = show_usage_error
    _install_warnings(shell)


def error_sentence(shell: Any, error: BaseException, notebook: Path | None = None) -> tuple[str, Scene]:
    """The sentence for an error that a cell of the shell raised, with what it was read from."""
    seen = scene(error, shell.user_global_ns, partial(code_cells, notebook))
    return explain(seen), seen


def code_cells(notebook: Path | None) -> list[str]:
    """The sources of a notebook's code cells; none when it cannot be read."""
    if notebook is None:
        return []
    return safely(lambda: _code_cells(notebook), [])


def _code_cells(notebook: Path) -> list[str]:
    if notebook.stat().st_size > _CELLS_LIMIT:
        return []
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def _show_error(shell: Any, notebook: Path | None, error: BaseException, lines: Sequence[str]) -> str:
    """Show the card; return the one line that stays in the error output."""
    sentence, seen = error_sentence(shell, error, notebook)
    whole = _COLOURS.sub("", "\n".join(lines))
    if len(whole) > LONGEST:
        whole = f"{whole[: LONGEST // 2]}\n...\n{whole[-LONGEST // 2 :]}"
    place = f"第 {seen.line} 行：" if seen.line else ""
    _publish(shell, card("这一格出错了：", sentence, place, code_text(seen.code, 80), whole, "#c0392b"))
    return f"{type(error).__name__}: {code_text(str(error), 200)}"


def card(title: str, sentence: str, place: str, code: str, whole: str, colour: str) -> dict[str, str]:
    """A sentence with its place and what Python said itself, folded, as HTML and as plain text."""
    where = f'<div style="font-size:13px">{escape(place)}<code>{escape(code)}</code></div>' if code else ""
    more = (
        f'<details style="font-size:13px"><summary>{_MORE}</summary>'
        f'<pre style="{_CODE}">{escape(whole)}</pre></details>'
    )
    html = (
        f'<div class="course-error" role="alert" lang="zh-CN" style="{_BOX}{colour}">'
        f"<b>{title}</b>{escape(sentence)}{where}{more}</div>"
    )
    plain = "\n".join(part for part in (f"{title}{sentence}", f"{place}{code}" if code else "") if part)
    return {"text/html": html, "text/plain": f"{plain}\n\n{_MORE}：\n{whole}"}


def _publish(shell: Any, bundle: dict[str, str]) -> None:
    shell.display_pub.publish(data=bundle, metadata={})


def _install_warnings(shell: Any) -> None:
    current = warnings.showwarning
    if getattr(current, "course_shell", None) is shell:
        return
    original: Callable[..., None] = getattr(current, "course_original", current)
    said: set[str] = set()

    def show_warning(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        # IPython compiles a cell more than once, and each time Python warns of the same line.
        once = f"{category.__name__}:{message}"
        if file is None and once in said:
            return
        said.add(once)
        if file is not None or not safely(lambda: _show_note(shell, str(message), category, lineno), False):
            original(message, category, filename, lineno, file, line)

    show_warning.course_original = original  # type: ignore[attr-defined]
    show_warning.course_shell = shell  # type: ignore[attr-defined]
    warnings.showwarning = show_warning
    shell.events.register("post_run_cell", lambda _: said.clear())
    # The second run of a cell must warn again: the copy is still a copy.
    warnings.filterwarnings("always", message="A value is being set on a copy")


def _show_note(shell: Any, message: str, category: type[Warning], line: int) -> bool:
    whole = f"{category.__name__}: {message}"[:LONGEST]
    _publish(shell, card("请留意：", note(category, message), "", "", whole, "#b26a00"))
    return True
