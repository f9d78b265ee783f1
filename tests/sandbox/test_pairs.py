"""What the trainee's side does to its own Python does not reach the tests' side.

Unsealed, cells and tests share one process, as in stock nbgrader: there each of these gains all ten points
for a wrong answer. Sealed, only the answer crosses, as plain data.
"""

from __future__ import annotations

import pytest

from course.grading.sandbox.job import Cell, Job
from course.grading.sandbox.runner import SealedRunner
from tests.sandbox.plain import Plain, shown

WRONG = "given = 41.0\n"
TEST = """
from course import criterion, grade, same_number
grade(criterion("数", 10, same_number(given, 42.0)))
"""
FORGED = "(lambda *a, **k: 10.0)"

PATCHES = {
    "the criteria": f"import course.grading.criteria as c; c.grade = {FORGED}",
    "the comparison": "import course.grading.compare as c; c.same_number = lambda *a, **k: True",
    "the lazy names": f"import course; course.grade = {FORGED}",
    "a module in its place": f"""
import sys, types, course
fake = types.ModuleType('course')
fake.criterion, fake.same_number, fake.grade = print, print, {FORGED}
sys.modules['course'] = fake""",
    "the import itself": f"""
import builtins
real = builtins.__import__
def fake(name, *args, **kwargs):
    module = real(name, *args, **kwargs)
    if name == 'course':
        module.grade = {FORGED}
    return module
builtins.__import__ = fake""",
    "the import path": f"""
import sys, pathlib
pathlib.Path('course').mkdir(exist_ok=True)
pathlib.Path('course/__init__.py').write_text('criterion = same_number = print\\ngrade = {FORGED}')
sys.path.insert(0, '.')
for name in [name for name in sys.modules if name.split('.')[0] == 'course']:
    del sys.modules[name]""",
    "an importer": f"""
import sys, importlib.abc, importlib.machinery
class Loader(importlib.abc.Loader):
    def exec_module(self, module):
        module.criterion, module.same_number, module.grade = print, print, {FORGED}
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, Loader()) if name == 'course' else None
sys.meta_path.insert(0, Finder())
del sys.modules['course']""",
    "builtins": "import builtins; builtins.round = lambda *a: 10.0",
    "float": """
import builtins
class float(float):
    def __new__(cls, value=0): return super().__new__(cls, 10.0)
builtins.float = float""",
    "mathematics": "import math; math.fsum = lambda values: 10.0; math.isclose = lambda *a, **k: True",
    "the display hook": """
hook = get_ipython().displayhook
real = hook.compute_format_data
hook.compute_format_data = lambda result: real(10.0)""",
    "the display formatter": """
get_ipython().display_formatter.format = lambda *a, **k: ({'text/plain': '10.0'}, {})""",
    "the syntax tree": """
import ast
class Forge(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(41.0), node) if node.value == 42.0 else node
get_ipython().ast_transformers.append(Forge())""",
    "the text of cells": "get_ipython().input_transformers_cleanup.append(lambda lines: ['10.0\\n'])",
    "the running of code": """
shell = get_ipython()
before = shell.run_code
async def forged(code, *args, **kwargs):
    return await before(compile('__import__("sys").displayhook(10.0)', 'x', 'exec'), *args, **kwargs)
shell.run_code = forged""",
    "an event of the shell": f"""
def patch(*_):
    import course.grading.criteria as c
    c.grade = {FORGED}
get_ipython().events.register('pre_run_cell', patch)""",
    "a trace of frames": """
import sys, threading
def trace(frame, event, arg):
    if frame.f_code.co_name == 'grade':
        object.__setattr__(frame.f_locals['criteria'][0], 'share', 1.0)
before = get_ipython().run_code
async def traced(*args, **kwargs):
    sys.settrace(trace)
    try:
        return await before(*args, **kwargs)
    finally:
        sys.settrace(None)
get_ipython().run_code = traced""",
    "a frame further up": """
import sys
import course.grading.compare as c
real = c.same_number
def look(given, wanted, **more):
    sys._getframe(1).f_globals['given'] = wanted
    return real(wanted, wanted, **more)
c.same_number = look
import course
course.same_number = look""",
    "memory": """
import ctypes
value = 42.0
def forge(number, to):
    ctypes.c_double.from_address(id(number) + 16).value = to
import course.grading.compare as c
real = c.same_number
c.same_number = lambda given, wanted, **more: (forge(wanted, given), real(given, wanted, **more))[1]""",
    "constants": "import course.grading.criteria as c; c.grade.__code__ = (lambda *a: 10.0).__code__",
    "a garbage collector's find": f"""
import gc, types
import course.grading.criteria
for thing in gc.get_objects():
    if isinstance(thing, dict) and 'grade' in thing and callable(thing['grade']):
        thing['grade'] = {FORGED}""",
    "a thread that waits": f"""
import threading, time, course.grading.criteria as c
def later():
    for _ in range(400):
        c.grade = {FORGED}
        time.sleep(0.001)
threading.Thread(target=later, daemon=True).start()
time.sleep(0.05)""",
    "the traceback": """
get_ipython().showtraceback = lambda *a, **k: get_ipython().displayhook(10.0)
import course; course.criterion = None""",
}


def test_patches_gain_points_unsealed_and_none_across_two_sides(
    plain: Plain, runner: SealedRunner, tests_runner: SealedRunner
) -> None:
    tests, given, gained = [], {}, {}
    for number, (name, patch) in enumerate(PATCHES.items()):
        trainee = (Cell("c0", WRONG, "answer"), Cell("c1", patch, "own"))
        stock = Job("A", "li", "ch01", (*trainee, Cell("test", TEST, "own")))
        gained[name] = shown(plain.run(stock).outcome, "test")
        taken = runner.run(Job("A", "li", "ch01", (*trainee, Cell("take", "", "capture", ("given",)))))
        tests.append(Cell(f"c{number}", TEST, "test"))
        given[f"c{number}"] = taken.cells["take"].captured
    assert gained == dict.fromkeys(PATCHES, "10.0"), "the other attacks are broken themselves"
    assert all(answer == {"given": b"41.0"} for answer in given.values())
    result = tests_runner.run(Job("B", "li", "ch01", tuple(tests), given=given))
    points = {name: shown(result, f"c{number}") for number, name in enumerate(PATCHES)}
    assert points == dict.fromkeys(PATCHES, "0.0")


def test_the_right_answer_earns_its_points_across_two_sides(
    runner: SealedRunner, tests_runner: SealedRunner
) -> None:
    cells = (Cell("c0", "given = 42.0", "answer"), Cell("take", "", "capture", ("given", "absent")))
    taken = runner.run(Job("A", "li", "ch01", cells)).cells["take"].captured
    assert taken == {"given": b"42.0"}
    job = Job("B", "li", "ch01", (Cell("test", TEST, "test"),), given={"test": taken})
    assert shown(tests_runner.run(job), "test") == "10.0"


LIAR = """
class Liar(float):
    def __eq__(self, other): return True
    __hash__ = float.__hash__
given = Liar(41)
"""
BY_EQUALITY = "from course import criterion, grade\ngrade(criterion('数', 10, bool(given == 42)))"


def test_a_value_that_lies_arrives_as_plain_data(
    plain: Plain, runner: SealedRunner, tests_runner: SealedRunner
) -> None:
    stock = Job("A", "li", "ch01", (Cell("c0", LIAR, "own"), Cell("test", BY_EQUALITY, "own")))
    assert shown(plain.run(stock).outcome, "test") == "10.0"
    sealed = (Cell("c0", LIAR, "own"), Cell("take", "", "capture", ("given",)))
    taken = runner.run(Job("A", "li", "ch01", sealed)).cells["take"].captured
    job = Job("B", "li", "ch01", (Cell("test", BY_EQUALITY, "test"),), given={"test": taken})
    assert shown(tests_runner.run(job), "test") == "0.0"


LIBRARIES = {
    "pandas": (
        "import pandas; pandas.Series.equals = lambda *a: True",
        "import pandas\nmet = pandas.Series([given]).equals(pandas.Series([42.0]))",
    ),
    "numpy": (
        "import numpy; numpy.isclose = lambda *a, **k: True",
        "import numpy\nmet = numpy.isclose(given, 42.0)",
    ),
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_that_lies_does_so_on_its_side_only(
    name: str, plain: Plain, runner: SealedRunner, tests_runner: SealedRunner
) -> None:
    patch, look = LIBRARIES[name]
    test = f"{look}\nfrom course import criterion, grade\ngrade(criterion('数', 10, bool(met)))"
    trainee = (Cell("c0", WRONG, "answer"), Cell("c1", patch, "own"))
    stock = Job("A", "li", "ch01", (*trainee, Cell("test", test, "own")))
    assert shown(plain.run(stock).outcome, "test") == "10.0"
    taken = runner.run(Job("A", "li", "ch01", (*trainee, Cell("take", "", "capture", ("given",)))))
    given = {"test": taken.cells["take"].captured}
    result = tests_runner.run(Job("B", "li", "ch01", (Cell("test", test, "test"),), given=given))
    assert shown(result, "test") == "0.0"


@pytest.mark.parametrize(
    "data", [b"", b"[[[", b'{"run": 1}', b"\x80\x04c__builtin__\neval\n", b"[" * 100_000]
)
def test_bytes_that_are_no_answer_arrive_as_an_error(data: bytes, tests_runner: SealedRunner) -> None:
    cell = Cell("test", "repr(given)", "test")
    result = tests_runner.run(Job("B", "li", "ch01", (cell,), given={"test": {"given": data}}))
    assert shown(result, "test") == "'出错：答案读不出来'"


IDENTITY = """
import os
os.environ.update(COURSE_GRADED_TRAINEE='wang', JUPYTERHUB_USER='wang')
os.makedirs('elsewhere', exist_ok=True)
os.chdir('elsewhere')
import course.cases.world as w
w.World.table = lambda self, name: 'easy'
"""
WHO = """
import os
from course.cases.identity import current_trainee
from course.cases.world import World
(current_trainee(os.environ), type(World('ch01', 'li').table('工单')).__name__, os.path.basename(os.getcwd()))
"""


def test_a_forged_identity_stays_on_its_side(
    plain: Plain, runner: SealedRunner, tests_runner: SealedRunner
) -> None:
    stock = Job("A", "li", "ch01", (Cell("c0", IDENTITY, "own"), Cell("test", WHO, "own")))
    assert shown(plain.run(stock).outcome, "test") == "('wang', 'str', 'elsewhere')"
    runner.run(Job("A", "li", "ch01", (Cell("c0", IDENTITY, "own"),)))
    result = tests_runner.run(Job("B", "li", "ch01", (Cell("test", WHO, "test"),)))
    assert shown(result, "test") == "('li', 'DataFrame', 'work')"


def test_the_answer_log_is_the_graders(
    plain: Plain, runner: SealedRunner, tests_runner: SealedRunner
) -> None:
    log = {"answers/ch01.jsonl": b"wrong"}
    rewrite = Cell("c0", "open('answers/ch01.jsonl', 'w').write('right')", "own")
    look = "open('answers/ch01.jsonl').read()"
    stock = Job("A", "li", "ch01", (rewrite, Cell("test", look, "own")), log)
    assert shown(plain.run(stock).outcome, "test") == "'right'"
    assert runner.run(Job("A", "li", "ch01", (rewrite,), log)).cells["c0"].status == "ok"
    result = tests_runner.run(Job("B", "li", "ch01", (Cell("test", look, "test"),), log))
    assert shown(result, "test") == "'wrong'"


def test_files_of_a_submission_stand_for_no_package(
    plain: Plain, runner: SealedRunner, tests_runner: SealedRunner
) -> None:
    files = {f"{name}.py": b"forged = True" for name in ("colorsys", "narwhals", "helper")}
    see = "import {0}\nhasattr({0}, 'forged')"
    for name in ("colorsys", "narwhals"):
        own = Job("A", "li", "ch01", (Cell("c0", see.format(name), "own"),), files)
        assert shown(plain.run(own).outcome) == "True"
        assert shown(runner.run(own)) == "False"
        test = Job("B", "li", "ch01", (Cell("c0", see.format(name), "test"),), files)
        assert shown(tests_runner.run(test)) == "False"
    # A module of one's own is still found, by its author only.
    helper = Cell("c0", see.format("helper"), "own")
    assert shown(runner.run(Job("A", "li", "ch01", (helper,), files))) == "True"
    test = Job("B", "li", "ch01", (Cell("c0", see.format("helper"), "test"),), files)
    assert tests_runner.run(test).cells["c0"].status == "error"
    for path in plain.folder.glob("*.py"):
        path.unlink()


def test_no_test_can_be_sent_to_the_trainees_side() -> None:
    with pytest.raises(ValueError, match="must not run on side A"):
        Job("A", "li", "ch01", (Cell("t", "key = 42", "test"),))
    with pytest.raises(ValueError, match="must not run on side B"):
        Job("B", "li", "ch01", (Cell("c", "x = 1", "own"),))
    with pytest.raises(ValueError, match="only side B"):
        Job("A", "li", "ch01", (), given={"t": {}})
    for path in ("../x", "/x", "a/../x", "", "a//b", "./x"):
        with pytest.raises(ValueError, match="not a path below"):
            Job("A", "li", "ch01", (), {path: b""})
