"""Grading of a whole class: many trainees in few processes, resumable, one transaction of the gradebook each.

`run` hands trainees to an `Executor`, whose workers call `Grader.grade` for one after the other. What a
submission earns is decided by the same steps as in `nbgrader autograde`, read from the same configuration.
"""

from course.grading.batch.outcome import Outcome, State

__all__ = ["Outcome", "State"]
