"""What a rule may look at: the error, the cell it came from, the names and the tables at hand."""

import linecache
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import partial
from itertools import islice
from types import FrameType
from typing import Any

from course.guidance.safely import safely
from course.guidance.wording import clean, plain_name, quoted

_LONG = 2_000  # characters of a message that are read
_HOLDERS = ("self", "obj", "left", "right", "df", "data_frame", "frame")
_INSIDE = ("obj", "_obj", "_selected_obj", "left", "right")


@dataclass(frozen=True)
class Scene:
    """One error as the rules see it.

    names: what the notebook has defined. frames: of the traceback, outermost first. cells: the sources of the
    notebook's code cells, read only when a rule asks.
    """

    error: BaseException
    names: Mapping[str, Any]
    frames: Sequence[FrameType] = ()
    line: int = 0
    source: Sequence[str] = ()
    cells: Callable[[], Sequence[str]] = field(default=tuple)

    @property
    def text(self) -> str:
        """The message; of a KeyError what was looked for, without the quotes that Python puts around it."""
        args = self.error.args
        if isinstance(self.error, KeyError) and len(args) == 1 and type(args[0]) is str:
            return args[0][:_LONG]
        if isinstance(self.error, SyntaxError):
            return str(self.error.msg)[:_LONG]
        return str(self.error)[:_LONG]

    @property
    def code(self) -> str:
        """The line of the cell that failed, or an empty text."""
        return self.source[self.line - 1].rstrip("\n") if 0 < self.line <= len(self.source) else ""

    @property
    def in_own_code(self) -> bool:
        """Whether the trainee's own line raised it, rather than a library called from there."""
        return bool(self.frames) and self.frames[-1].f_globals is self.names


def scene(
    error: BaseException,
    names: Mapping[str, Any],
    cells: Callable[[], Sequence[str]] = tuple,
) -> Scene:
    """The scene of an error whose traceback is at hand. names: the notebook's own dict of names."""
    frames: list[FrameType] = []
    line, filename = 0, ""
    step = error.__traceback__
    while step is not None:
        frames.append(step.tb_frame)
        if step.tb_frame.f_globals is names:
            line, filename = step.tb_lineno, step.tb_frame.f_code.co_filename
        step = step.tb_next
    if isinstance(error, SyntaxError) and not (line and error.filename in ("<string>", "<unknown>")):
        line, filename = error.lineno or 0, error.filename or ""
    return Scene(error, names, frames, line, linecache.getlines(filename), cells)


def tables(scene: Scene) -> list[Any]:
    """The tables (DataFrame) the error is about, likeliest first.

    First those inside the failing call, then those named in the failing line, then all of the notebook.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return []
    inside = [each for each in _held(scene) if isinstance(each, pandas.DataFrame)]
    named = [scene.names.get(word) for word in re.findall(r"\w+", scene.code)]
    other = [value for name, value in scene.names.items() if not name.startswith("_")]
    found: list[Any] = []
    for each in (*inside, *named, *reversed(other)):
        if isinstance(each, pandas.DataFrame) and all(each is not one for one in found):
            found.append(each)
    return found


def rows_or_columns(scene: Scene) -> tuple[Any, str]:
    """What was searched for a label in vain, and whether it is the "columns" or the "rows" of a table.

    (None, "") when no table or column was searched.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return None, ""
    searched = next((each for each in _held(scene) if isinstance(each, pandas.Index)), None)
    for each in _held(scene):
        if isinstance(each, pandas.DataFrame):
            if searched is not None and searched is not each.columns and searched.equals(each.index):
                return each, "rows"
            return each, "columns"
        if isinstance(each, pandas.Series):
            return each, "rows"
    return None, ""


def _held(scene: Scene) -> Iterator[Any]:
    """What the frames inside the failing call hold, innermost first."""
    for frame in reversed(scene.frames):
        if frame.f_globals is scene.names:
            return
        for holder in _HOLDERS:
            value = frame.f_locals.get(holder)
            if value is None:
                continue
            yield value
            # A table answers with its columns where others answer with what they hold.
            is_table = type(value).__name__ in ("DataFrame", "Series")
            if type(value).__module__.startswith("pandas.") and not is_table:
                inner = (safely(partial(getattr, value, name, None), None) for name in _INSIDE)
                yield from (each for each in inner if each is not None)


def vars_of(value: Any) -> Mapping[str, Any]:
    """The attributes that a value holds itself; empty where it has none."""
    found = getattr(value, "__dict__", {})
    return found if isinstance(found, dict) else {}


def close_names(name: str, known: Sequence[str], most: int = 3) -> list[str]:
    """The known names that look like name, best first; none when none does. Case and width do not count."""
    wanted = plain_name(name)[:60]
    folded: dict[str, str] = {}
    for each in known:
        folded.setdefault(plain_name(each).casefold(), each)
    if len(wanted) < 2:
        return []
    # Of two Chinese characters one may be wrong, as in 渠到 for 渠道.
    cutoff = 0.65 if wanted.isascii() else 0.5 if len(wanted) <= 3 else 0.6
    close = get_close_matches(wanted.casefold(), list(folded), n=most, cutoff=cutoff)
    ratios = [SequenceMatcher(None, each, wanted.casefold()).ratio() for each in close]
    return [folded[each] for each, ratio in zip(close, ratios, strict=True) if ratio > ratios[0] - 0.2]


def like(name: str, known: Sequence[str], others: str) -> str:
    """A clause with the nearest of the known names, or with the first of all of them.

    others: what they are, such as 表里的列.
    """
    close = close_names(name, known)
    if close:
        return f"最像的是{quoted(close)}"
    return f"{others}有{quoted(known)}" if known else f"{others}一个也没有"


def texts(labels: Any) -> list[str]:
    """Those of the first 500 labels that are texts."""
    # An index may have millions of labels.
    return [label for label in islice(labels, 500) if isinstance(label, str)]


def code_text(text: str, limit: int = 60) -> str:
    """A piece of code that can stand in a sentence: one line, not too long."""
    return clean(text.strip(), limit)
