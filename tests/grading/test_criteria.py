"""Criteria and their sum: whatever a value is, the score is a plain number within its bounds."""

import math
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading.criteria import as_html, criterion, grade
from course.grading.match import Match
from course.guidance.unanswered import UNANSWERED
from tests.guidance.hostile import MAKERS, LyingFloat


class LyingShare(float):
    """A float that says it is another one."""

    def __float__(self):
        return 1.0

    def __mul__(self, other):
        return 1000.0

    __rmul__ = __add__ = __radd__ = __mul__


@pytest.mark.parametrize(
    ("earned", "share"),
    [
        (True, 1),
        (False, 0),
        (0.25, 0.25),
        (1, 1),
        (0, 0),
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (np.int64(1), 1),
        (np.True_, 1),
        (np.False_, 0),
        (1.7, 1),
        (-3, 0),
        (10**400, 1),
        (-(10**400), 0),
        (LyingShare(0.5), 0.5),
        (LyingFloat(0), 0),
        (Match(0.5, "一半"), 0.5),
        (Match(np.float64(2.0)), 1),
        (lambda: True, 1),
        (lambda: Match(0.75), 0.75),
    ],
)
def test_what_is_earned_becomes_a_plain_share(earned, share):
    made = criterion("选对了", 4, earned)
    assert made.share == share
    assert type(made.share) is float
    assert type(made.score) is float
    assert made.score == 4 * share


@pytest.mark.parametrize(
    "earned",
    [
        math.nan,
        math.inf,
        -math.inf,
        "1",
        "满分",
        [1],
        {"share": 1},
        1j,
        np.nan,
        np.array([1, 1]),
        object(),
        Match,
    ],
)
def test_what_is_no_share_earns_nothing_and_says_so(earned):
    made = criterion("选对了", 4, earned)
    assert made.score == 0
    assert made.message.startswith("出错：")


@pytest.mark.parametrize("bad", [math.nan, math.inf, "1", None, Match(1.0)])
def test_a_match_with_a_bad_share_earns_nothing(bad):
    assert criterion("选对了", 4, Match(bad, 3)).score == 0


@pytest.mark.parametrize("name", sorted(set(MAKERS) - {"lying float", "lambda"}))
def test_hostile_values_earn_nothing_or_at_most_everything(name):
    made = criterion("选对了", 4, MAKERS[name]())
    assert type(made.score) is float
    assert made.score == (4 if name == "huge whole number" else 0)
    if made.score == 0:
        assert made.message


@pytest.mark.parametrize(
    "error", [ValueError("密钥是 42"), KeyError("x"), RecursionError(), SystemExit(0), AssertionError()]
)
def test_a_callable_that_fails_earns_nothing_without_a_traceback(error, capfd):
    def fails():
        print("noise", file=sys.stderr)
        raise error

    score = grade(criterion("选对了", 4, fails), criterion("写清了", 2, True))
    out, err = capfd.readouterr()
    assert score == 2
    assert err == ""
    assert type(error).__name__ in out
    assert "密钥" not in out
    assert "Traceback" not in out


def test_a_callable_may_warn_without_a_word_on_stderr(capfd):
    def warns():
        warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
        print("noise")
        return 0.5

    assert criterion("选对了", 4, warns).score == 2
    assert capfd.readouterr() == ("", "")


def test_unanswered_is_called_so():
    for value in (UNANSWERED, ..., None, lambda: UNANSWERED):
        assert criterion("选对了", 4, value).message == "未作答"


def test_messages_are_shown_only_where_something_is_missing():
    assert criterion("选对了", 4, True, "再看一遍 1.2").message == ""
    assert criterion("选对了", 4, False, "再看一遍 1.2").message == "再看一遍 1.2"
    assert (
        criterion("选对了", 4, Match(0.5, "有 2 个值不对"), "再看一遍").message == "再看一遍；有 2 个值不对"
    )


@pytest.mark.parametrize("points", [-1, math.nan, math.inf, "4", None, True])
def test_points_that_are_no_points_are_the_authors_mistake(points):
    with pytest.raises(ValueError, match="points"):
        criterion("选对了", points, True)


@pytest.mark.parametrize("given", [0.5, True, None, "x", ("选对了", 4, True)])
def test_grade_takes_criteria_only(given):
    with pytest.raises(TypeError, match="criterion"):
        grade(given)


def test_the_sum_is_shown_in_chinese(capsys):
    score = grade(
        criterion("选对了", 4, 0.5, "漏了一项"), criterion("写清了", 2, True), criterion("没有越权", 2, False)
    )
    assert capsys.readouterr().out.splitlines() == [
        "◐ 选对了：2/4，漏了一项",
        "✔ 写清了：2/2",
        "✘ 没有越权：0/2",
        "合计：4/8",
    ]
    assert repr(score) == "4.0"


def test_no_criteria_is_no_points(capsys):
    assert grade() == 0.0
    assert "合计：0/0" in capsys.readouterr().out


def test_html_escapes_every_word():
    made = criterion("<b>题</b>", 4, Match(0.5, "<script>alert(1)</script>"), "&<i>")
    shown = as_html([made], 2.0, 4.0)
    assert "<script" not in shown
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "&lt;script&gt;" in shown


@given(st.lists(st.tuples(st.floats(0, 100), st.floats() | st.integers() | st.booleans()), max_size=6))
def test_the_sum_is_a_plain_float_within_its_bounds(parts):
    made = [criterion("项", points, earned) for points, earned in parts]
    score = grade(*made)
    assert type(score) is float
    assert 0 <= score <= math.fsum(points for points, _ in parts)
    assert float(repr(score)) == score


def test_in_a_notebook_one_display_holds_text_and_html():
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "from IPython.utils.capture import capture_output\n"
        "shell = InteractiveShell.instance()\n"
        "with capture_output() as seen:\n"
        "    shell.run_cell('from course.grading.criteria import *')\n"
        "    result = shell.run_cell(\"grade(criterion('选对了', 4, 0.5))\")\n"
        "assert type(result.result) is float and result.result == 2.0, result\n"
        "assert seen.stderr == '', seen.stderr\n"
        "(shown,) = seen.outputs\n"
        "assert '选对了：2/4' in shown.data['text/plain'] and '<table' in shown.data['text/html']\n"
        "print('ok')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.endswith("ok\n")
