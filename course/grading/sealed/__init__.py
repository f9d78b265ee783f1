"""Sealed execution: a submission is graded without its code ever meeting a test, a key or the gradebook.

Steps: the cells become two programs, the trainee's (A) and the tests' (B) -> A runs in its sandbox, and what
a test needs is captured as plain data -> B runs in another sandbox with that data -> outputs are made inert
and put back into the notebook, where nbgrader's SaveAutoGrades finds one plain score a test.

For whoever grades, in this order:

- `read_master(gradebook, chapter, source, release) -> Master`: the instructor's side; once a batch.
- `open_runners(master, sandbox="required") -> Runners`: warm sandboxes; once a worker, closed with `close()`.
- `submission_of(place) -> Submission`: what passed intake. Raises IntakeFailed without a valid receipt.
- `execute(notebook, submission, master, runners) -> Executed`: after nbgrader's OverwriteCells, in the place
  of its Execute; `.notebook` goes to SaveAutoGrades, `.flags` to `set_flags` after it, `.given` is stored.
- `retest(notebook, given, submission, master, tests) -> Executed`: the tests alone, on stored answers;
  `open_tests(master, sandbox)` gives the one runner that this takes.
- `set_flags(gradebook, place, flags, first)`: what a human must look at, after SaveAutoGrades; `first` names
  the cell for flags of the whole submission.
- `write_given(folder, given)` and `read_given(folder)`: the answers that crossed, for `retest`.
"""

from course.grading.sealed.executing import Executed, execute, retest
from course.grading.sealed.flags import Flag, set_flags
from course.grading.sealed.given import read_given, write_given
from course.grading.sealed.master import Master, read_master
from course.grading.sealed.runners import Runners, open_runners, open_tests
from course.grading.sealed.submission import Submission, submission_of

__all__ = [
    "Executed",
    "Flag",
    "Master",
    "Runners",
    "Submission",
    "execute",
    "open_runners",
    "open_tests",
    "read_given",
    "read_master",
    "retest",
    "set_flags",
    "submission_of",
    "write_given",
]
