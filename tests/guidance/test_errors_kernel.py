"""In a real kernel, as nbclient and nbgrader run it: the card first, then an error that still counts."""

import subprocess
import sys

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

SETUP = (
    "from course.guidance.errors.hook import install\n"
    "install(get_ipython())\n"
    "import pandas as pd\n"
    "waits = pd.DataFrame({'渠道': ['电话', '在线'], '等待秒': [24.0, 8.0]})"
)


def client(*sources: str, allow_errors: bool = True) -> NotebookClient:
    return NotebookClient(
        new_notebook(cells=[new_code_cell(source) for source in (SETUP, *sources)]),
        kernel_name="python3",
        timeout=60,
        allow_errors=allow_errors,
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=ERROR"],
    )


def test_errors_and_warnings_in_a_kernel():
    sources = ["waits['等待妙']", "print（1）", "waits['等待秒'][0] = 3", "waits['等待秒'].sum()"]
    wrong, unreadable, warned, good = client(*sources).execute().cells[1:]
    assert [output.output_type for output in wrong.outputs] == ["display_data", "error"]
    assert "「等待秒」" in wrong.outputs[0].data["text/html"]
    assert "Traceback" in wrong.outputs[0].data["text/plain"]
    assert wrong.outputs[1].ename == "KeyError"
    assert wrong.outputs[1].traceback == ["KeyError: '等待妙'"]
    assert [output.output_type for output in unreadable.outputs] == ["display_data", "error"]
    assert unreadable.outputs[1].ename == "SyntaxError"
    assert [output.output_type for output in warned.outputs] == ["display_data"]
    assert "不会改到表里" in warned.outputs[0].data["text/plain"]
    assert good.outputs[0].data["text/plain"] == "np.float64(32.0)"
    for cell, points in ((wrong, 0), (unreadable, 0)):
        cell.metadata["nbgrader"] = {
            "grade": True,
            "solution": False,
            "points": 5,
            "task": False,
            "locked": True,
        }
        assert determine_grade(cell)[0] == points


def test_ten_million_rows_by_mistake_are_said_and_the_kernel_lives():
    sources = [
        "many = waits.loc[[0, 1] * 5_000_000]\nmany",
        "from course.exercises.bank import PublicTask\n"
        "from course.guidance.checking import check_sentence\n"
        "task = PublicTask(id='ch01-t1', title='等待', points=1, answer='many', kind='table',\n"
        "                  expects={'columns': ['渠道'], 'rows': 4}, hints=['一', '二', '三'])\n"
        "print(check_sentence(task, many))",
        "many.merge(many, how='cross')",
        "len(many)",
    ]
    shown, checked, crossed, after = client(*sources).execute().cells[1:]
    assert "10000000 rows" in shown.outputs[0].data["text/plain"]
    assert len(shown.outputs[0].data["text/html"]) < 5_000
    said = checked.outputs[0].text.strip()
    assert "10000000 行" in said and said.count("。") == 1
    assert "内存" in crossed.outputs[0].data["text/plain"]
    assert crossed.outputs[1].output_type == "error"
    assert after.outputs[0].data["text/plain"] == "10000000"


def test_a_run_without_leave_to_fail_stops_at_the_error():
    with pytest.raises(CellExecutionError, match="KeyError: '等待妙'"):
        client("waits['等待妙']", allow_errors=False).execute()


def test_installing_loads_neither_pandas_nor_plotly():
    code = (
        "import sys, course.guidance.errors.hook\n"
        "print({'pandas', 'numpy', 'plotly', 'IPython'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
