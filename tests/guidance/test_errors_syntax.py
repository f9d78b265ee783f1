"""Code that Python cannot read: one sentence, whatever the version of Python says."""

import ast
import builtins
import json
import os
import subprocess
import sys
from pathlib import Path

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


def interpreters() -> list[str]:
    """Every Python from 3.11 on that this machine has, the running one first."""
    places = sorted(Path.home().glob(".pyenv/versions/*/bin"))
    # The folder `shims` holds no Python: it asks which one is meant.
    on_path = (Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep))
    places += [folder for folder in on_path if folder.name != "shims"]
    found = {f"3.{sys.version_info.minor}": sys.executable}
    for minor in (11, 12, 13, 14):
        for place in places:
            if (place / f"python3.{minor}").is_file():
                found.setdefault(f"3.{minor}", str(place / f"python3.{minor}"))
    return list(found.values())


@pytest.mark.parametrize("python", interpreters())
def test_every_python_here_says_what_is_recorded_of_it(python):
    code = (
        "import json, sys\n"
        "def said(code):\n"
        "    try:\n"
        "        compile(code, '<cell>', 'exec')\n"
        "    except SyntaxError as error:\n"
        "        return f'{type(error).__name__}: {error.msg}'\n"
        "print(json.dumps([said(code) for code in json.load(sys.stdin)]))"
    )
    # -I: nothing of this project, and no wish of the environment.
    run = subprocess.run(
        [python, "-IW", "ignore", "-c", code],
        input=json.dumps([case[0] for case in CASES]),
        capture_output=True,
        text=True,
        check=True,
    )
    for (source, _, messages), message in zip(CASES, json.loads(run.stdout), strict=True):
        assert message is None or message in messages, source


def _failing_line(code: str) -> int:
    try:
        compile(code, "<cell>", "exec")
    except SyntaxError as error:
        return error.lineno or 1
    return 1
