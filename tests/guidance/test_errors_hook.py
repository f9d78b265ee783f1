"""What a failed cell shows: the sentence first, the traceback one click away, the error still an error."""

import html
import warnings

import pytest

from course.guidance.errors import hook
from course.guidance.errors.hook import LONGEST, install
from tests.guidance.notebook_shell import Notebook
from tests.guidance.test_checking import one_sentence


@pytest.fixture
def notebook():
    return Notebook()


def test_the_card_holds_sentence_place_and_the_whole_traceback(notebook):
    shown = notebook.run("x = 1\ncontacts['<b>等待妙']")
    card = shown.cards[0]
    assert "第 2 行：" in card["text/html"]
    assert "<details" in card["text/html"]
    assert "Traceback (most recent call last)" in card["text/html"]
    assert "<b>等待妙" not in card["text/html"]
    assert html.escape("<b>等待妙") in card["text/html"]
    assert "Traceback (most recent call last)" in card["text/plain"]
    assert "\x1b" not in card["text/plain"] + card["text/html"]


def test_the_cell_still_fails_with_one_line(notebook):
    shown = notebook.run("contacts['等待妙']")
    assert shown.failed
    assert shown.errors == [("KeyError", ["KeyError: '等待妙'"])]


def test_a_good_cell_shows_nothing(notebook):
    shown = notebook.run("y = contacts['等待秒'].sum()")
    assert not shown.failed
    assert shown.cards == shown.errors == []


def test_installing_again_does_not_show_things_twice(notebook):
    for _ in range(3):
        install(notebook.shell)
    assert len(notebook.run("1 / 0").cards) == 1


@pytest.mark.parametrize("broken", ["explain", "_publish"])
def test_whatever_fails_in_here_leaves_the_usual_traceback(notebook, monkeypatch, broken):
    def fail(*_):
        raise RuntimeError("no")

    monkeypatch.setattr(hook, broken, fail)
    shown = notebook.run("1 / 0")
    assert shown.failed
    assert shown.cards == []
    assert len(shown.errors[0][1]) > 1
    assert "ZeroDivisionError" in shown.errors[0][1][-1]


@pytest.mark.parametrize(
    "code",
    [
        "class Odd(Exception):\n    def __str__(self):\n        raise RuntimeError('no')\nraise Odd",
        "class Odd(KeyError):\n    args = property(lambda self: 1 / 0)\nraise Odd('x')",
        "class Odd(dict):\n    def __contains__(self, key):\n        raise RuntimeError('no')\nodd = Odd()\n"
        "odd['x']",
        "raise ValueError('x' * 1_000_000)",
        "raise ValueError('\\x00\\u202e坏\\n。' * 50)",
        "raise ValueError",
        "raise KeyError(['渠道'] * 5000)",
        "raise ExceptionGroup('x', [ValueError('y')])",
    ],
)
def test_odd_errors_end_as_errors_and_the_shell_lives(notebook, code, capsys):
    shown = notebook.run(code)
    assert shown.failed
    assert all(one_sentence(card["text/plain"].split("\n")[0]) for card in shown.cards)
    assert not notebook.run("1 + 1").failed


def test_a_long_traceback_is_cut_in_the_middle(notebook):
    plain = notebook.run("raise ValueError('x' * 100_000)").cards[0]["text/plain"]
    assert len(plain) < LONGEST + 1_000


def test_a_wrong_command_of_the_notebook_is_explained_too(notebook, capsys):
    shown = notebook.run("%没有这条命令")
    assert shown.failed
    assert "% 开头" in shown.sentence
    assert capsys.readouterr().err == ""


def test_a_shell_without_tracebacks_is_left_alone():
    install(object())


WARNED = [
    ("contacts['等待秒'][0] = 3", ["不会改到表里", ".loc"]),
    ("contacts['等待秒'].iloc[0] = 3", ["不会改到表里"]),
    ("contacts['等待秒'].fillna(0, inplace=True)", ["不会改到表里"]),
    ("contacts[contacts['渠道'] == '电话']['等待秒'] = 0", ["不会改到表里"]),
    ("contacts[(contacts['等待秒'] > 3) & contacts['渠道'] == '电话']", ["条件没有分开"]),
    ("contacts.新列 = [1, 2, 3, 4]", ["点号不能加新列"]),
    ("np.array([1.0]) / np.array([0.0])", ["除数是 0"]),
    ("import warnings\nwarnings.warn('old', FutureWarning)", ["以后的版本会改"]),
    ("import warnings\nwarnings.warn('odd')", ["UserWarning"]),
    ("(1, 2) is (1, 2)", ["== 而不是 is"]),
]


@pytest.mark.parametrize(("code", "parts"), WARNED, ids=[case[0] for case in WARNED])
def test_warnings_are_one_sentence_and_no_noise(notebook, code, parts, capsys):
    shown = notebook.run(code)
    assert not shown.failed
    assert len(shown.cards) == 1
    assert all(part in shown.sentence for part in parts), shown.sentence
    assert one_sentence(shown.sentence)
    assert capsys.readouterr().err == ""


def test_the_same_cell_warns_again_when_it_runs_again(notebook):
    for _ in range(2):
        assert len(notebook.run("contacts['等待秒'][0] = 3").cards) == 1


def test_a_warning_that_goes_to_a_file_goes_there(notebook):
    written = []
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: written.append(str(message))
        install(notebook.shell)
        warnings.showwarning(UserWarning("odd"), UserWarning, "x.py", 1, object())
    assert written == ["odd"]
