"""What crossed from the trainee's side to the tests', as it is stored for marking again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from course.grading.codec import LARGEST_ANSWER
from course.grading.sealed.flags import Flag

FILE = "given.json"


class NoGiven(Exception):
    """There are no stored answers; one Chinese sentence for the instructor."""


@dataclass(frozen=True)
class Given:
    """`values`: test -> variable -> bytes of the codec; `flags`: what was remarkable while they were made."""

    values: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()


def write_given(folder: Path, given: Given) -> None:
    """Write the answers into the folder of a graded submission."""
    text = json.dumps(
        {
            "format": 1,
            "values": {
                test: {name: data.decode("utf-8", "surrogatepass") for name, data in values.items()}
                for test, values in given.values.items()
            },
            "flags": [[flag.cell, flag.sentence] for flag in given.flags],
        }
    )
    path = folder / FILE
    # nbgrader leaves what it graded read-only.
    path.unlink(missing_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def read_given(folder: Path) -> Given:
    """Return the answers stored in the folder of a graded submission.

    Raises:
        NoGiven: there are none, or they are damaged.
    """
    path = folder / FILE
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != 1:
            raise ValueError("unknown format")
        values = {
            str(test): {str(name): text.encode("utf-8", "surrogatepass") for name, text in values.items()}
            for test, values in raw["values"].items()
        }
        return Given(values, tuple(Flag(str(cell), str(sentence)) for cell, sentence in raw["flags"]))
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise NoGiven(f"{path} 里没有可用的作答，不能只重新判分，请重新评分一次。") from error


def is_text(data: bytes) -> bool:
    """Return whether bytes can be the codec's: they come from the trainee's process."""
    try:
        return len(data) <= LARGEST_ANSWER and data.decode("utf-8", "surrogatepass") is not None
    except UnicodeDecodeError:
        return False
