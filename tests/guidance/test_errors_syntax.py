"""Code that Python cannot read: one sentence, whatever the version of Python says."""

import ast
import builtins

import pytest

from course.guidance.errors.explain import explain
from course.guidance.errors.scene import Scene, scene
from tests.guidance.test_checking import one_sentence
from tests.guidance.unreadable_code import CASES

STORED = [(code, part, message) for code, part, messages in CASES for message in messages]


@pytest.mark.parametrize(("code", "part", "message"), STORED)
def test_the_messages_of_every_version(code, part, message):
    kind, text = message.split(": ", 1)
    line = _failing_line(code)
    error = getattr(builtins, kind)(text, ("<cell>", line, 1, code))
    said = explain(Scene(error, {}, line=line, source=code.splitlines(keepends=True)))
    assert part in said
    assert one_sentence(said)


@pytest.mark.parametrize(("code", "part"), [case[:2] for case in CASES], ids=[case[0] for case in CASES])
def test_the_errors_of_this_python(code, part):
    try:
        ast.parse(code)
        compile(code, "<cell>", "exec")
    except SyntaxError as error:
        found = scene(error, {})
        said = explain(Scene(error, {}, line=found.line, source=code.splitlines(keepends=True)))
        assert part in said
        assert one_sentence(said)
    else:
        assert code == "f'{d['a']}'", "only nested quotes are read by newer versions"


def _failing_line(code: str) -> int:
    try:
        compile(code, "<cell>", "exec")
    except SyntaxError as error:
        return error.lineno or 1
    return 1
