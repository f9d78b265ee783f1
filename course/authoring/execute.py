"""Running a master once under the identity that all share, keeping only outputs that every run repeats."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from course.authoring.errors import AuthorError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

CELL_SECONDS = 60
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_ENVIRONMENT = {
    "COURSE_GRADED_TRAINEE": "demo",
    "COURSE_STRICT": "1",
    "PYTHONHASHSEED": "0",
    "IPYTHONDIR": "",
}


def execute(notebook: NotebookNode, bundles: dict[str, bytes], chapter: str, path: Path) -> NotebookNode:
    """Return `notebook` with the outputs of a run in a folder of its own.

    Args:
        notebook: the chapter with its solutions.
        bundles: items.json of this chapter and of the earlier ones, by chapter.
        chapter: such as "ch01".
        path: the chapter's text, which errors name.

    Raises:
        AuthorError: a cell fails.
    """
    language = notebook.metadata["language_info"]
    with TemporaryDirectory(prefix="course-build-") as place:
        folder = Path(place)
        (folder / f"{chapter}.items.json").write_bytes(bundles[chapter])
        for name, data in bundles.items():
            (folder / "source" / name).mkdir(parents=True)
            (folder / "source" / name / f"{name}.items.json").write_bytes(data)
        with _environment({**_ENVIRONMENT, "COURSE_ANSWERS": str(folder / "answers"), "IPYTHONDIR": place}):
            client = NotebookClient(
                notebook,
                timeout=CELL_SECONDS,
                kernel_name="python3",
                record_timing=False,
                store_widget_state=False,
                shutdown_kernel="immediate",
                extra_arguments=["--log-level=ERROR"],
                resources={"metadata": {"path": place}},
            )
            try:
                client.execute()
            except CellExecutionError as error:
                first = error.traceback.strip().splitlines()[-1] if error.traceback else error.ename
                reason = f"{error.ename}: {error.evalue or first}"
                raise AuthorError(
                    [Problem(path, 0, _cell_id(notebook), f"a cell fails: {reason}; mend it")]
                ) from None
    # nbclient notes the running Python here; a master must not tell which one built it.
    notebook.metadata["language_info"] = language
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in map(_kept, cell.outputs) if output is not None]
    return notebook


def _kept(output: NotebookNode) -> NotebookNode | None:
    """Return `output` without live widget views, or None when nothing else was in it."""
    if output.output_type in ("display_data", "execute_result") and WIDGET_VIEW in output.data:
        return None
    return output


def _cell_id(notebook: NotebookNode) -> str:
    failed = [
        cell.id for cell in notebook.cells if any(o.output_type == "error" for o in cell.get("outputs", []))
    ]
    return failed[0] if failed else ""


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for the kernel that is started inside, and put the old ones back."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
