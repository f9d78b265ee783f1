"""Submissions run in real sandboxes: what arrives at a test, what does not, and what a human is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course.grading.sealed import Executed, Runners, execute, open_runners, read_given, retest, write_given
from course.grading.sealed.executing import NotExecuted
from course.grading.sealed.given import NoGiven
from course.grading.sealed.plain import PlainRunner
from course.grading.sealed.runners import WARNING
from tests.grading.sealed import (
    TASK,
    TEST,
    TRAINEE,
    cell_of_test,
    code,
    small_master,
    small_notebook,
    submitted,
    text_of,
)
from tests.grading.submissions import event

NAME = f"{TASK}-test"
WHAT = (
    'check("ch01-t1")\n'
    "from course import answer, criterion, grade\n"
    'given = answer("ch01-t1")\n'
    "print('kind:', type(given).__name__, '|', str(given)[:60])\n"
    'grade(criterion("是 42", 10, given == 42))'
)


@pytest.fixture(scope="module")
def runners() -> Iterator[Runners]:
    """Return sandboxes for all tests of this file."""
    made = open_runners(small_master())
    yield made
    made.close()


def done(
    runners: Runners, answer: str, *own: str, test: str = TEST, log: bytes = b"", **more: Any
) -> Executed:
    """Return what becomes of a submission of the small chapter."""
    return execute(small_notebook(answer, *own), submitted(log=log), small_master(test, **more), runners)


pytestmark = pytest.mark.needs_bubblewrap


def test_an_honest_answer_earns_its_points_and_shows_its_outputs(runners: Runners) -> None:
    made = done(runners, "答案_t1 = 40 + 2\n答案_t1", "print('自己算的', 答案_t1)")
    assert made.scores == {NAME: 10.0} and made.flags == () and made.cpu_seconds > 0
    answer, own = made.notebook.cells[1], made.notebook.cells[2]
    assert answer.outputs[0].data["text/plain"] == "42" and "自己算的 42" in text_of(own)
    assert made.given.values == {NAME: {"答案_t1": b"42"}}
    assert "✔ 等于 42：10/10" in text_of(cell_of_test(made.notebook))


def test_a_wrong_and_a_blank_answer_earn_nothing_without_a_flag(runners: Runners) -> None:
    for answer in ("答案_t1 = 41", "答案_t1 = ...", "", "答案_t1 = (1,\n", "raise ValueError"):
        made = done(runners, answer)
        assert made.scores == {NAME: 0.0} and made.flags == ()


HOSTILE = {
    "equal to everything": (
        "class Yes:\n    def __eq__(self, other): return True\n    __hash__ = None\n答案_t1 = Yes()",
        "出错：这个值不是数字、文字、列表、表格或图",
    ),
    "float that lies": (
        "class F(float):\n    def __eq__(self, other): return True\n答案_t1 = F(1)",
        "出错：",
    ),
    "int that lies": (
        "class I(int):\n    def __eq__(self, other): return True\n答案_t1 = I(1)",
        "出错：",
    ),
    "table that lies": (
        "import pandas as pd\nclass T(pd.DataFrame):\n    def __eq__(self, other): return True\n"
        "答案_t1 = T({'a': [1]})",
        "出错：",
    ),
    "five million rows": (
        "import numpy, pandas\n答案_t1 = pandas.DataFrame({'a': numpy.zeros(5_000_000)})",
        "出错：答案有 5000000 行，最多",
    ),
    "NaN keys": ("答案_t1 = {float('nan'): 1}", "出错：字典的键不是文字"),
    "huge int": ("答案_t1 = 10 ** 5000", "出错：数字太大"),
    "list in itself": ("答案_t1 = []\n答案_t1.append(答案_t1)", "出错：答案嵌套太深"),
    "function": ("答案_t1 = lambda: 42", "出错："),
    "class": ("class 答案_t1:\n    pass", "出错："),
    "generator": ("答案_t1 = (n for n in [42])", "出错："),
    "array": ("import numpy\n答案_t1 = numpy.array([42])[:0]", "kind: ndarray"),
    "numpy scalar": ("import numpy\n答案_t1 = numpy.float64(41)", "kind: float"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_arrive_as_plain_data_or_as_an_error_with_its_reason(
    runners: Runners, name: str
) -> None:
    answer, said = HOSTILE[name]
    made = done(runners, answer, test=WHAT)
    assert made.scores == {NAME: 0.0}
    assert said in text_of(cell_of_test(made.notebook))
    assert "Traceback" not in text_of(cell_of_test(made.notebook))


FORGED = {
    "own grade": "import course\ncourse.grade = lambda *a: 10.0\ngrade = course.grade",
    "own comparison": "import course.grading.compare as c\nc.same_number = lambda *a, **k: 1.0",
    "builtins": "import builtins\nbuiltins.min = lambda *a: 10.0\nbuiltins.float = lambda *a: 10.0",
    "a result of its own": "from IPython.display import display\ndisplay(10.0)\n10.0",
    "the test's name": "given = 42\nanswer = lambda name: 42",
    "identity": "import os\nos.environ['COURSE_GRADED_TRAINEE'] = 'demo'\nos.chdir('/')",
    "the answer's codec": "import course.grading.codec.writing as w\nw.encode = lambda v: b'42'",
    "shadowing files": "open('pandas.py', 'w').write('raise SystemExit')\n"
    "open('course.py', 'w').write('raise SystemExit')",
}


@pytest.mark.parametrize("name", FORGED)
def test_what_the_trainees_code_changes_does_not_reach_the_test(runners: Runners, name: str) -> None:
    made = done(runners, "答案_t1 = 41", FORGED[name])
    assert made.scores == {NAME: 0.0}
    assert cell_of_test(made.notebook).source == TEST


@pytest.mark.parametrize(
    ("last", "score"),
    [("numpy.float64(10)", 0), ("True", 0), ("float('nan')", 0), ("'10.0'", 0), ("11.0", 10), ("-1.0", 0),
     ("None", 0), ("10", 0), ("type('F', (float,), {'__repr__': lambda s: 'ten'})(10)", 0), ("7.5", 7.5)],
)  # fmt: skip
def test_what_no_plain_float_is_gives_no_points(runners: Runners, last: str, score: float) -> None:
    made = done(runners, "答案_t1 = 42", test=f"import numpy, sys\nprint('warning', file=sys.stderr)\n{last}")
    assert made.scores == {NAME: score}
    assert [flag.cell for flag in made.flags] == ([] if last == "7.5" else [NAME])
    assert not any(output.get("name") == "stderr" for output in cell_of_test(made.notebook).outputs)


def test_a_test_that_fails_does_not_show_itself(runners: Runners) -> None:
    made = done(runners, "答案_t1 = 42", test="secret = 1\nraise KeyError('secret')")
    assert made.scores == {NAME: 0.0}
    assert "secret" not in text_of(cell_of_test(made.notebook))
    assert "出错（KeyError）" in made.flags[0].sentence
    assert made.flags[0].sentence in made.notebook.cells[0].source


@pytest.mark.parametrize("end", ["import os\nos._exit(0)", "import os, signal\nos.kill(os.getpid(), 9)"])
def test_a_cell_that_ends_the_program_costs_only_itself(runners: Runners, end: str) -> None:
    made = done(runners, "答案_t1 = 42", end)
    assert made.scores == {NAME: 10.0}
    assert [(flag.cell, TRAINEE in flag.sentence) for flag in made.flags] == [("", True)]
    lost = done(runners, f"{end}\n答案_t1 = 42")
    assert lost.scores == {NAME: 0.0} and lost.flags


def test_outputs_are_inert(runners: Runners) -> None:
    own = (
        "from IPython.display import HTML, Javascript, display\n"
        "print('\\x1b[31m\\u202eabc')\n"
        "display(HTML('<b onclick=x>fat</b><script>alert(1)</script>'), Javascript('alert(1)'))"
    )
    made = done(runners, "答案_t1 = 42", own)
    shown = text_of(made.notebook.cells[2])
    assert "alert" not in shown and "onclick" not in shown and "\x1b" not in shown and "\u202e" not in shown
    assert "abc" in shown and "<b>fat</b>" in shown


def test_a_trainees_markdown_is_inert_and_the_courses_is_not_touched(runners: Runners) -> None:
    import nbformat

    notebook = small_notebook("答案_t1 = 42")
    prose = nbformat.v4.new_markdown_cell("<b>of the course</b>")
    own = nbformat.v4.new_markdown_cell("<script>x</script>")
    own.metadata["course"] = nbformat.from_dict({"intake": "own"})
    notebook.cells += [prose, own]
    made = execute(notebook, submitted(), small_master(), runners)
    assert [cell.source for cell in made.notebook.cells[-2:]] == [
        "<b>of the course</b>", "&lt;script>x&lt;/script>",
    ]  # fmt: skip


def test_data_of_another_world_flags_and_never_costs_points(runners: Runners) -> None:
    other = event(data="ch01:w2:li").encode()
    wrong = done(runners, "答案_t1 = 41", log=other)
    assert [(flag.cell, flag.withdraw) for flag in wrong.flags] == [(NAME, True)]
    assert "作答记录里的数据版本是 2，本章是 1" in wrong.notebook.cells[0].source
    right = done(runners, "答案_t1 = 42", log=other)
    assert [(flag.cell, flag.withdraw) for flag in right.flags] == [(NAME, False)]
    assert done(runners, "答案_t1 = 41", log=event().encode()).flags == ()


def test_a_release_with_another_probe_flags(runners: Runners) -> None:
    made = done(runners, "答案_t1 = 41", probe="联络:000000000000")
    assert [(flag.cell, flag.withdraw) for flag in made.flags] == [(NAME, True)]
    assert "数据校验码" in made.flags[0].sentence


def test_the_tests_see_the_frozen_log_and_nothing_else_of_the_trainees(runners: Runners) -> None:
    files = {"mine.csv": b"1", "course.py": b"raise SystemExit"}
    test = "import os\nprint(sorted(os.listdir()), open('answers/ch01.jsonl').read())\n10.0"
    notebook = small_notebook(
        "import os\nprint(sorted(os.listdir()))\nopen('answers/ch01.jsonl', 'w').close()"
    )
    made = execute(notebook, submitted(files, b"frozen\n"), small_master(test), runners)
    assert "'mine.csv'" in text_of(made.notebook.cells[1])
    seen = text_of(cell_of_test(made.notebook))
    assert "frozen" in seen and "mine.csv" not in seen and made.scores == {NAME: 10.0}


def test_stored_answers_can_be_marked_again(runners: Runners, tmp_path: Path) -> None:
    made = done(runners, "答案_t1 = 42", "import os\nos._exit(0)")
    write_given(tmp_path, made.given)
    (tmp_path / "given.json").chmod(0o444)
    write_given(tmp_path, made.given)
    given = read_given(tmp_path)
    assert given == made.given
    harder = TEST.replace("42)", "43)")
    again = retest(made.notebook, given, submitted(), small_master(harder), runners.tests)
    assert again.scores == {NAME: 0.0} and again.flags == made.flags
    assert sum(cell.get("id") == "course-grading-note" for cell in again.notebook.cells) == 1
    assert cell_of_test(again.notebook).source == harder


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": 2}', '{"format": 1, "values": {"t": 3}, "flags": []}']
)
def test_damaged_stored_answers_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "given.json").write_text(text, encoding="utf-8")
    with pytest.raises(NoGiven, match="重新评分"):
        read_given(tmp_path)


def test_a_missing_test_is_no_score(runners: Runners) -> None:
    notebook = small_notebook("答案_t1 = 42")
    notebook.cells.pop()
    with pytest.raises(NotExecuted, match="不一致"):
        execute(notebook, submitted(), small_master(), runners)
    notebook.cells += [code(NAME, TEST, locked=True), code(NAME, TEST, locked=True)]
    with pytest.raises(NotExecuted, match="不一致"):
        execute(notebook, submitted(), small_master(), runners)


def test_a_chapter_that_does_not_open_is_no_score(runners: Runners) -> None:
    from dataclasses import replace

    broken = replace(small_master(), bundle=b"{}")
    with pytest.raises(NotExecuted, match="course doctor"):
        execute(small_notebook("答案_t1 = 42"), submitted(), broken, runners)


def test_without_a_sandbox_it_warns_loudly_and_still_keeps_the_sides_apart(
    caplog: pytest.LogCaptureFixture,
) -> None:
    plain = open_runners(small_master(), "off")
    assert WARNING in caplog.text
    assert isinstance(plain.answers, PlainRunner) and isinstance(plain.tests, PlainRunner)
    made = done(plain, "答案_t1 = 42", FORGED["own grade"], "import os\nos._exit(0)")
    assert made.scores == {NAME: 10.0} and made.flags
    assert done(plain, "答案_t1 = 41", FORGED["builtins"]).scores == {NAME: 0.0}
    plain.close()
