"""Red lines of a graded notebook: those its dialogues crossed, and those the lint suspects in free text.

A dialogue's author has said which reply crosses a red line, so that one is certain. The lint reads free text
and can be wrong: what it finds counts only when a human says so, in the comment of that cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

RED_LINE = "红线"
TO_RETRAIN = "待补训，由讲师确认"
IS_ONE, IS_NONE = "红线属实", "红线不成立"

_CROSSED = re.compile(rf"✘ {RED_LINE}：0/0(?:，(?:{TO_RETRAIN}：)?(?P<said>.*))?")
_ITEM = re.compile(r"[✔◐✘] (?P<item>.+?)：[^，]*，.*其中有红线，整题不得分")
_LONGEST = 24


@dataclass(frozen=True)
class RedLine:
    """One red line: nbgrader's name of the cell, which one it is, and whether it is certain."""

    cell: str
    which: str
    certain: bool


def red_lines(cells: Iterable[Mapping[str, Any]]) -> list[RedLine]:
    """Return the red lines of a graded notebook, in its order.

    Args:
        cells: of the notebook, as JSON or as nbformat's nodes.
    """
    return [found for cell in cells for found in _of_cell(cell)]


def stands(found: RedLine, comment: str | None) -> bool | None:
    """Return whether a red line counts, None while a human has not said so.

    Args:
        found: the red line.
        comment: a human's on the same cell; it decides what is not certain, by one of two words.
    """
    if found.certain:
        return True
    text = comment or ""
    if IS_NONE in text:
        return False
    return True if IS_ONE in text else None


def sentence(found: RedLine, who: str) -> str:
    """Return what an instructor is told of it, in one Chinese sentence.

    Args:
        found: the red line.
        who: the trainee, harmless on any page.
    """
    if found.certain:
        return f"{who} 的 {found.cell}：对话里碰了红线（{found.which}），不论总分都待补训，请讲师安排。"
    return (
        f"{who} 的 {found.cell}：自己写的话可能碰了红线（{found.which}），"
        f"请讲师确认，并在它的评语里写“{IS_ONE}”或“{IS_NONE}”。"
    )


def _of_cell(cell: Mapping[str, Any]) -> Iterator[RedLine]:
    marks = cell.get("metadata", {}).get("nbgrader", {})
    name = str(marks.get("grade_id", ""))
    if not marks.get("grade"):
        return
    if marks.get("solution"):
        source = cell.get("source", "")
        yield from _of_text(name, source if isinstance(source, str) else "".join(source))
        return
    for line in _lines(cell.get("outputs", [])):
        if crossed := _CROSSED.fullmatch(line):
            yield RedLine(name, (crossed["said"] or RED_LINE).rstrip("。"), certain=True)
        elif item := _ITEM.match(line):
            yield RedLine(name, item["item"], certain=False)


def _lines(outputs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Return the lines of a test's criteria; what it printed is none of them."""
    for output in outputs:
        if output.get("output_type") == "display_data":
            text = output.get("data", {}).get("text/plain", "")
            yield from (text if isinstance(text, str) else "".join(text)).split("\n")


def _of_text(name: str, text: str) -> Iterator[RedLine]:
    from course.exercises import reply  # a test's process needs the words above, not the lint
    from course.exercises.reply.rules import load
    from course.grading.sealed.inert import markdown
    from course.guidance.wording import clean

    # Each rule once: what a human must decide is whether it was broken, not how often.
    first = {found.rule_id: found for found in reversed(reply.red_lines(reply.lint(text)))}
    for rule, found in sorted(first.items(), key=lambda each: each[1].start):
        yield RedLine(name, markdown(f"{load().by_id[rule].name}：“{clean(found.matched, _LONGEST)}”"), False)
