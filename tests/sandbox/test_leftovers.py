"""What one job leaves is not there for the next, although both come from one worker."""

from __future__ import annotations

from course.grading.sandbox.runner import SealedRunner
from tests.sandbox.plain import Plain, job_of, shown

LEAVE_AND_FIND = {
    "a file in the work folder": ("open('left', 'w').write('x')", "__import__('os').path.exists('left')"),
    "a file in /tmp": (
        "open('/tmp/course-left', 'w').write('x')",
        "__import__('os').path.exists('/tmp/course-left')",
    ),
    "a hidden folder": (
        "import os; os.makedirs('.a/b'); open('.a/b/c', 'w').write('x')",
        "__import__('os').path.exists('.a/b/c')",
    ),
    "a mark on the folder": (
        "import os; os.setxattr('.', 'user.left', b'x')",
        "'user.left' in __import__('os').listxattr('.')",
    ),
    "a file in shared memory": (
        "open('/dev/shm/course-left', 'w').write('x')",
        "__import__('os').path.exists('/dev/shm/course-left')",
    ),
    "a segment of shared memory": (
        "import ctypes; ctypes.CDLL(None).shmget(0x5EED, 4096, 0o1600)",
        "__import__('ctypes').CDLL(None).shmget(0x5EED, 4096, 0o600) >= 0",
    ),
    "a queue of messages": (
        "import ctypes; ctypes.CDLL(None).msgget(0x5EED, 0o1600)",
        "__import__('ctypes').CDLL(None).msgget(0x5EED, 0o600) >= 0",
    ),
}
CLEAN_UP = """
import contextlib, ctypes, os, shutil
libc = ctypes.CDLL(None)
libc.shmctl(libc.shmget(0x5EED, 4096, 0o600), 0, None)
libc.msgctl(libc.msgget(0x5EED, 0o600), 0, None)
shutil.rmtree('.a', ignore_errors=True)
for path in ('left', '/tmp/course-left', '/dev/shm/course-left'):
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
with contextlib.suppress(OSError):
    os.removexattr('.', 'user.left')
"""


def test_what_a_job_leaves_is_found_unsealed_and_not_in_the_sandbox(
    plain: Plain, runner: SealedRunner
) -> None:
    leave = job_of(*(source for source, _ in LEAVE_AND_FIND.values()))
    find = job_of(*(source for _, source in LEAVE_AND_FIND.values()))

    plain.run(leave)
    proof = [shown(plain.run(find).outcome, f"c{n}") for n in range(len(LEAVE_AND_FIND))]
    plain.run(job_of(CLEAN_UP))
    # Not every file system of a machine under test keeps marks on folders.
    expected = [True if name != "a mark on the folder" else proof[3] == "True" for name in LEAVE_AND_FIND]
    assert proof == [str(each) for each in expected]

    runner.run(leave)
    result = runner.run(find)
    assert [shown(result, f"c{n}") for n in range(len(LEAVE_AND_FIND))] == ["False"] * len(LEAVE_AND_FIND)


RESISTING = (
    "import os; os.symlink('/', 'root'); os.mkfifo('pipe'); os.link('pipe', 'again')",
    "open(b'\\xff\\xfe', 'w').close(); os.mkdir(b'\\xfd')",
    "os.makedirs('a/b'); os.chmod('a/b', 0); os.chmod('a', 0)",
    "for _ in range(1200):\n    os.mkdir('d'); os.chdir('d')",
    "os.chmod('/work', 0)",
)


def test_files_made_to_resist_are_gone(runner: SealedRunner) -> None:
    result = runner.run(job_of(*RESISTING))
    assert [outcome.status for outcome in result.cells.values()] == ["ok"] * len(RESISTING)
    result = runner.run(job_of("import os; open('mine', 'w').close(); os.listdir()"))
    assert shown(result) == "['mine']"


def test_names_modules_and_the_environment_are_new(runner: SealedRunner) -> None:
    dirty = """
import builtins, os, random, sys
builtins.left = os.environ['LEFT'] = sys.modules['left'] = 'x'
import pandas
pandas.Series.left = property(lambda self: 'x')
pandas.options.display.max_rows = 3
name = 'x'
"""
    look = """
import builtins, os, sys, pandas
('name' in globals(), hasattr(builtins, 'left'), 'LEFT' in os.environ, 'left' in sys.modules,
 hasattr(pandas.Series, 'left'), pandas.options.display.max_rows)"""
    assert runner.run(job_of(dirty)).cells["c0"].status == "ok"
    assert shown(runner.run(job_of(look))) == "(False, False, False, False, False, 60)"


def test_random_numbers_differ_between_jobs(runner: SealedRunner) -> None:
    draw = job_of("import random, numpy, uuid\n(random.random(), numpy.random.rand(), uuid.uuid4())")
    assert shown(runner.run(draw)) != shown(runner.run(draw))
