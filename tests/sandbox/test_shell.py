"""Cells come out as in a kernel."""

from __future__ import annotations

import nbformat
import pytest

from course.grading.sandbox.job import Cell, Job, Outcome
from course.grading.sandbox.runner import SealedRunner
from tests.sandbox.plain import job_of, shown


@pytest.fixture(scope="module")
def result(runner: SealedRunner) -> Outcome:
    return runner.run(job_of(*CELLS.values()))


CELLS = {
    "value": "x = 1\nx + 1",
    "silent": "x + 1;",
    "streams": "import sys\nprint('一'); print('two'); print('err', file=sys.stderr); print('three')",
    "await": "import asyncio\nawait asyncio.sleep(0)\nx + 2",
    "running loop": "asyncio.get_running_loop().is_running()",
    "nested run": "asyncio.run(asyncio.sleep(0))",
    "error": "1 / 0",
    "syntax": "1 +",
    "no indentation": "def f():\nreturn 1",
    "exit": "exit()\nprint('after exit')",
    "sys.exit": "import sys; sys.exit(3)",
    "input": "input('?')",
    "password": "import getpass; getpass.getpass()",
    "display": "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'), 3)",
    "handle": "handle = display('first', display_id=True)\nother = display('b', display_id='b')",
    "update": "handle.update('second')",
    "cleared": "from IPython.display import clear_output\nprint('a'); clear_output(); print('b')",
    "cleared later": "print('a'); clear_output(wait=True); print('b')",
    "cleared by nothing": "print('a'); clear_output(wait=True)",
    "figure": "import plotly.graph_objects as go\ngo.Figure(go.Bar(x=['a'], y=[1.5]))",
    "figure shown": "go.Figure(go.Bar(x=['a'], y=[1])).show()",
    "picture": "from IPython.display import Image\nImage(data=b'\\x89PNG' + bytes(4), format='png')",
    "widget": "import ipywidgets\nipywidgets.IntSlider()",
    "magic": "%matplotlib_is_absent",
    "time": "%time x",
    "underscores": "_, Out[1], In[1]",
    "table": "import pandas as pd\npd.DataFrame({'列': [1, 2]})",
    "warning": "import warnings\nwarnings.warn('careful')",
    "names": "__name__, 'x' in globals(), help.__class__.__name__, get_ipython() is not None",
}


def outputs(result: Outcome, name: str) -> list[dict[str, object]]:
    return list(result.cells[f"c{list(CELLS).index(name)}"].outputs)


def texts(result: Outcome, name: str) -> list[object]:
    """Return what a reader sees of each output, in short."""
    return [
        output.get("text") or output.get("ename") or output["data"].get("text/plain")  # type: ignore[attr-defined]
        for output in outputs(result, name)
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("value", ["2"]),
        ("silent", []),
        ("streams", ["一\ntwo\n", "err\n", "three\n"]),
        ("await", ["3"]),
        ("running loop", ["True"]),
        ("error", ["ZeroDivisionError"]),
        ("syntax", ["SyntaxError"]),
        ("no indentation", ["IndentationError"]),
        ("exit", ["after exit\n"]),
        ("input", ["StdinNotImplementedError"]),
        ("password", ["StdinNotImplementedError"]),
        ("handle", ["'second'", "'b'"]),
        ("update", []),
        ("cleared", ["b\n"]),
        ("cleared later", ["b\n"]),
        ("cleared by nothing", ["a\n"]),
        ("names", ["('__main__', True, '_Helper', True)"]),
    ],
)
def test_what_a_cell_shows(result: Outcome, name: str, expected: list[str]) -> None:
    assert texts(result, name) == expected


def test_statuses(result: Outcome) -> None:
    failed = {name for number, name in enumerate(CELLS) if result.cells[f"c{number}"].status == "error"}
    assert failed == {
        "nested run", "error", "syntax", "no indentation", "sys.exit", "input", "password", "magic",
    }  # fmt: skip
    assert result.ended == "done"


def test_rich_outputs(result: Outcome) -> None:
    html, number = outputs(result, "display")
    assert html["data"] == {"text/html": "<b>x</b>", "text/plain": "<IPython.core.display.HTML object>"}
    assert number["data"] == {"text/plain": "3"}
    (figure,) = outputs(result, "figure")
    data = figure["data"]
    assert isinstance(data, dict)
    assert data["application/vnd.plotly.v1+json"]["data"][0]["x"] == ["a"]
    assert [o["output_type"] for o in outputs(result, "figure shown")] == ["display_data"]
    (picture,) = outputs(result, "picture")
    assert picture["data"]["image/png"].strip() == "iVBORwAAAAA="  # type: ignore[index]
    *_, widget = outputs(result, "widget")  # Python may complain here of the coroutine that never ran
    assert "application/vnd.jupyter.widget-view+json" in widget["data"]  # type: ignore[operator]
    (table,) = outputs(result, "table")
    assert "<th>列</th>" in table["data"]["text/html"]  # type: ignore[index]
    assert "careful" in str(texts(result, "warning"))
    assert "Wall time" in str(texts(result, "time"))


def test_outputs_are_a_notebooks(result: Outcome) -> None:
    notebook = nbformat.v4.new_notebook()
    for number in range(len(CELLS)):
        cell = nbformat.v4.new_code_cell("")
        cell.outputs = [nbformat.from_dict(output) for output in result.cells[f"c{number}"].outputs]
        notebook.cells.append(cell)
    nbformat.validate(notebook)


def test_events_come_in_the_order_of_a_kernel(runner: SealedRunner) -> None:
    register = """
seen = []
for name in ('pre_execute', 'pre_run_cell', 'post_execute', 'post_run_cell'):
    get_ipython().events.register(name, lambda *_, name=name: seen.append(name))"""
    result = runner.run(job_of(register, "await __import__('asyncio').sleep(0)", "1 / 0", "', '.join(seen)"))
    once = "pre_execute, pre_run_cell, post_execute, post_run_cell"
    assert shown(result, "c3") == repr(
        f"post_execute, post_run_cell, {once}, {once}, pre_execute, pre_run_cell"
    )


def test_names_are_taken_where_the_capture_stands(runner: SealedRunner) -> None:
    cells = (
        Cell("one", "n = 1", "own"),
        Cell("take one", "", "capture", ("n", "absent")),
        Cell("two", "n = [2, '二']\nraise ValueError", "own"),
        Cell("take two", "", "capture", ("n",)),
    )
    result = runner.run(Job("A", "li", "ch01", cells))
    assert result.cells["take one"].captured == {"n": b"1"}
    assert result.cells["take two"].captured == {"n": '[2,"二"]'.encode()}
    assert result.cells["two"].status == "error"


def test_an_answer_that_is_too_much_is_told(runner: SealedRunner) -> None:
    source = "n = ['x' * 999_000] * 17\nm = 'fine'"
    job = Job("A", "li", "ch01", (Cell("a", source, "own"), Cell("t", "", "capture", ("n", "m"))))
    captured = runner.run(job).cells["t"].captured
    assert "答案太大" in captured["n"].decode()
    assert captured["m"] == b'"fine"'


def test_memory_that_runs_out_is_told_in_chinese(runner: SealedRunner) -> None:
    result = runner.run(job_of("x = bytearray(8 * 2**30)", "'next'"))
    assert result.cells["c0"].status == "memory"
    assert "内存" in result.cells["c0"].outputs[-1]["evalue"]
    assert shown(result, "c1") == "'next'"
