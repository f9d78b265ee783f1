"""Figures compared by meaning: kinds of traces and their data, never colours or words."""

from collections import Counter

from course.grading.cells import in_common, same
from course.grading.match import Match
from course.grading.traces import Shown, Trace, shown, traces
from course.guidance.safely import safely
from course.guidance.wording import clean, seen

__all__ = ["compare_figures", "traces"]

_NAMES = {
    "bar": "柱状图",
    "scatter": "折线图或散点图",
    "pie": "饼图",
    "box": "箱线图",
    "histogram": "直方图",
    "heatmap": "热力图",
    "funnel": "漏斗图",
    "indicator": "仪表盘",
}


def compare_figures(a: object, wanted: list[Trace], tolerance: float) -> Match:
    """How much of the wanted traces is in the figure a."""
    data = safely(lambda: traces(a), None)
    if data is None:
        return Match(0.0, f"这里要一张图，看到的是{seen(a)}")
    found, expected = shown(data), shown(wanted)
    kinds, right_kinds = Counter(each.kind for each in found), Counter(each.kind for each in expected)
    if found and expected and not kinds & right_kinds:
        return Match(0.0, f"画的是{_name(next(iter(kinds)))}，应为{_name(next(iter(right_kinds)))}")
    by_name = _same_names(found, expected)
    left, total, reason = list(found), 0.0, ""
    if len(found) != len(expected):
        reason = f"图里有 {len(found)} 组数据，应有 {len(expected)} 组"
    for trace in expected:
        matches = [
            Match(0.0, "图例的名字和数据对不上")
            if by_name and each.name != trace.name
            else _compare(each, trace, tolerance)
            for each in left
        ]
        if matches:
            best = max(range(len(matches)), key=lambda i: matches[i].share)
            total += matches[best].share
            reason = reason or matches[best].reason
            del left[best]
    longest = max(len(found), len(expected))
    return Match(total / longest if longest else 1.0, reason)


def _same_names(found: list[Shown], expected: list[Shown]) -> bool:
    """Whether both have the same names of several series, so that a name says which is which."""
    mine, theirs = (sorted(each.name for each in traces) for traces in (found, expected))
    return mine == theirs and len(set(theirs)) == len(theirs) > 1 and all(theirs)


def _compare(a: Shown, b: Shown, tolerance: float) -> Match:
    if a.kind != b.kind:
        return Match(0.0, f"画的是{_name(a.kind)}，应为{_name(b.kind)}")
    theirs = list(b.fields.values())
    mine = [a.fields.get(name, []) for name in b.fields]
    longest = max((len(field) for field in [*mine, *theirs]), default=0)
    if not longest:
        return Match(1.0)
    if len({len(field) for field in theirs}) > 1:
        # Fields that make no points together: every field for itself, in its order.
        both = list(zip(mine, theirs, strict=True))
        total = sum(max(len(x), len(y)) for x, y in both)
        right = sum(same(p, q, tolerance) for x, y in both for p, q in zip(x, y, strict=False))
    elif b.line:
        total = longest
        points = zip(zip(*mine, strict=False), zip(*theirs, strict=True), strict=False)
        right = sum(all(same(p, q, tolerance) for p, q in zip(x, y, strict=True)) for x, y in points)
    else:
        total = longest
        right = in_common(list(zip(*mine, strict=False)), list(zip(*theirs, strict=True)), tolerance)
    return Match(right / total, "" if right == total else f"图里 {total} 处数据有 {total - right} 处不对")


def _name(kind: str) -> str:
    return _NAMES.get(kind, f"「{clean(kind)}」图")
