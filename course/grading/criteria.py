"""Criteria of a test cell, and the sum that nbgrader reads.

nbgrader takes the value of a cell's last line as its score: anything but a plain float there, and anything
on stderr, gives full marks or none. So `grade` returns a float of Python, within 0 and the sum of the points,
and nothing in here warns or writes to stderr.
"""

import contextlib
import html
import io
import math
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.grading.match import Match
from course.guidance.safely import attempt
from course.guidance.unanswered import is_unanswered
from course.guidance.wording import clean


@dataclass(frozen=True)
class Criterion:
    """One line of a test: what is asked, its points, the share earned (0 to 1), what the trainee is told."""

    text: str
    points: float
    share: float
    message: str = ""

    @property
    def score(self) -> float:
        """Points earned, rounded to four decimals."""
        return round(self.points * self.share, 4)


def criterion(text: str, points: float, earned: object, message: str = "") -> Criterion:
    """One criterion with its share.

    text: Chinese, as the trainee reads it. points: at least 0. earned: a bool, a share in 0..1, a Match, or
    a callable without arguments that returns one of these; whatever it is or raises, the share is a plain
    number. message: what to say when not everything was earned; a Match adds its reason.
    Raises ValueError for points that are no finite number of at least 0: that is the author's mistake.
    """
    worth = _plain_points(points)
    if callable(earned):
        earned, error = attempt(lambda: _quietly(earned))
        if error is not None:
            said = f"出错：这一项没能判分（{clean(type(error).__name__, 40)}），按 0 分记"
            return Criterion(text, worth, 0.0, said)
    share, reason = _share(earned)
    if share >= 1.0:
        return Criterion(text, worth, share)
    return Criterion(text, worth, share, "；".join(part for part in (message, reason) if part))


def grade(*criteria: Criterion) -> float:
    """The points earned, a plain float within 0 and the sum of all points; shows the criteria in Chinese.

    Raises TypeError for anything that `criterion` did not make: that is the author's mistake.
    """
    for each in criteria:
        if type(each) is not Criterion:
            raise TypeError(
                "grade() takes what criterion() returns, such as grade(criterion('...', 4, share))"
            )
    total = math.fsum(each.points for each in criteria)
    score = min(max(round(math.fsum(each.points * each.share for each in criteria), 4), 0.0), total)
    _show(criteria, score, total)
    return float(score)


def as_text(criteria: Sequence[Criterion], score: float, total: float) -> str:
    """The criteria as lines of text, one each, and the sum."""
    lines = [f"{_mark(each)} {each.text}：{each.score:g}/{each.points:g}{_after(each)}" for each in criteria]
    return "\n".join([*lines, f"合计：{score:g}/{total:g}"])


def as_html(criteria: Sequence[Criterion], score: float, total: float) -> str:
    """The criteria as an HTML table; every word is escaped."""
    rows = "".join(
        f"<tr><td>{_mark(each)} {html.escape(each.text)}</td><td>{each.score:g} / {each.points:g}</td>"
        f"<td>{html.escape(each.message)}</td></tr>"
        for each in criteria
    )
    return (
        '<table class="course-grade"><thead><tr><th>评分项</th><th>得分 / 满分</th><th>说明</th></tr></thead>'
        f"<tbody>{rows}</tbody>"
        f"<tfoot><tr><th>合计</th><th>{score:g} / {total:g}</th><th></th></tr></tfoot></table>"
    )


def _mark(each: Criterion) -> str:
    return "✔" if each.share >= 1 else "◐" if each.share > 0 else "✘"


def _after(each: Criterion) -> str:
    return f"，{each.message}" if each.message else ""


def _show(criteria: Sequence[Criterion], score: float, total: float) -> None:
    text = as_text(criteria, score, total)
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        print(text)
        return
    from IPython.display import display

    bundle = {"text/plain": text, "text/html": as_html(criteria, score, total)}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _quietly(call: Any) -> object:
    """The result of call, without its warnings, and with what it writes thrown away."""
    sink = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stderr(sink), contextlib.redirect_stdout(sink):
        warnings.simplefilter("ignore")
        return call()


def _share(earned: object) -> tuple[float, str]:
    """A plain share within 0 and 1, and the reason when it could not be read as it stood."""
    said = ""
    if type(earned) is Match:
        said = clean(earned.reason, 200) if type(earned.reason) is str else ""
        earned = earned.share
    if is_unanswered(earned):
        return 0.0, "未作答"
    number = _plain_number(earned)
    if number is None:
        return 0.0, "出错：这一项没有得出分数，按 0 分记"
    if not math.isfinite(number):
        return 0.0, "出错：得出的分数不是有限的数，按 0 分记"
    return min(max(number, 0.0), 1.0), said


def _plain_number(value: Any) -> float | None:
    kind = type(value)
    if kind is bool or kind is float:
        return float(value)
    if kind is int:
        return float(min(max(value, -1), 2))  # far outside is outside: a huge int would not fit
    numpy = sys.modules.get("numpy")
    if numpy is not None and any(kind is scalar for scalar in _numpy_scalars(numpy)):
        return _plain_number(value.item())
    if issubclass(kind, float):
        return float.__add__(value, 0.0)  # what it holds, not what its own methods say
    return None


def _numpy_scalars(numpy: Any) -> tuple[type, ...]:
    names = "bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64"
    return tuple(getattr(numpy, name) for name in names.split())


def _plain_points(points: object) -> float:
    number = (
        None if type(points) is bool else _plain_number(points) if type(points) is not int else float(points)
    )
    if number is None or not math.isfinite(number) or number < 0:
        raise ValueError(f"criterion: points must be a finite number of at least 0, not {points!r}")
    return number
