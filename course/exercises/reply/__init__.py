"""The reply lint: findings on a Chinese reply to a customer, a live checklist, and a share.

`lint(text, context)`, `checklist(text, context)`, `red_lines(findings)`, `score_reply(text, task)` are pure
and never raise; the rules are data in `rules.yaml`.
"""

from course.exercises.reply.lint import (
    Check,
    Context,
    Finding,
    ReplyTask,
    checklist,
    element_names,
    lint,
    red_lines,
    score_reply,
)

__all__ = [
    "Check",
    "Context",
    "Finding",
    "ReplyTask",
    "checklist",
    "element_names",
    "lint",
    "red_lines",
    "score_reply",
]
