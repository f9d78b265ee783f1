"""What a dialogue must hold before it is built: every path ends, and no script wins whatever the truth is.

Paths are walked turn by turn, all at once: two that stand at the same place in the same state with the same
points are one, so that a graph of many paths is proved in little time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from course.exercises.dialogue import guards
from course.exercises.dialogue.engine import (
    LONGEST_PATH,
    Conversation,
    State,
    begin,
    open_replies,
    step,
)
from course.exercises.dialogue.model import Dialogue, Reply
from course.exercises.dialogue.score import whole

TENSE = 10


@dataclass(frozen=True)
class Limits:
    """How large a dialogue must be, how long its winning paths are, and what share wins."""

    customer_turns: int = 12
    endings: int = 3
    shortest: int = 6
    longest: int = 8
    winning: float = 0.9
    standings: int = 200_000


STANDARD = Limits()


@dataclass(frozen=True)
class _Standing:
    """Where paths stand that need not be told apart; `path` is the first of them."""

    place: str
    state: State
    points: tuple[float, ...]
    red: bool
    bad: str
    path: tuple[str, ...]

    def key(self, with_minutes: bool) -> tuple[object, ...]:
        state = self.state
        minutes = state.minutes if with_minutes else 0
        flags = tuple(sorted(state.flags.items()))
        told = (state.emotion, minutes, state.verified, state.disclosed, flags)
        return (self.place, *told, self.points, self.red, bool(self.bad))


@dataclass
class _Walk:
    """What walking every path under one variant found."""

    visited: set[str] = field(default_factory=set)
    endings: set[str] = field(default_factory=set)
    finished: list[_Standing] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def problems(dialogue: Dialogue, limits: Limits = STANDARD) -> list[str]:
    """Return in one English sentence each what is wrong with a dialogue as a whole."""
    found = list(_size_problems(dialogue, limits))
    walks = {variant: _walk(dialogue, variant, limits) for variant in dialogue.variants}
    for variant, walk in walks.items():
        found += walk.problems or _worth_problems(dialogue, variant, walk, limits)
    if any(walk.problems for walk in walks.values()):
        return found
    visited = set().union(*(walk.visited for walk in walks.values()))
    endings = set().union(*(walk.endings for walk in walks.values()))
    found += [f"{name}: no path comes here; lead one to it" for name in sorted(set(dialogue.nodes) - visited)]
    found += [
        f"{name}: no path ends here; lead one to it" for name in sorted(set(dialogue.endings) - endings)
    ]
    script = _common_script(dialogue, limits) if len(dialogue.variants) > 1 else None
    if script:
        found.append(f"one script wins under every variant: {' '.join(script)}; let the truth matter")
    return found


def best_path(dialogue: Dialogue, variant: str, limits: Limits = STANDARD) -> list[str]:
    """Return a path that earns the most under a variant without a red line."""
    walk = _walk(dialogue, variant, limits)
    fine = [standing for standing in walk.finished if not standing.red]
    return list(max(fine, key=lambda standing: _share(dialogue, standing)).path)


def _size_problems(dialogue: Dialogue, limits: Limits) -> Iterator[str]:
    if len(dialogue.nodes) < limits.customer_turns:
        yield f"{len(dialogue.nodes)} customer turns; write at least {limits.customer_turns}"
    if len(dialogue.endings) < limits.endings:
        yield f"{len(dialogue.endings)} endings; write at least {limits.endings}"
    if not any(ending.rank == "best" for ending in dialogue.endings.values()):
        yield "no ending of rank best; mark one"


def _walk(dialogue: Dialogue, variant: str, limits: Limits) -> _Walk:
    walk = _Walk()
    minutes = _minutes_matter(dialogue)
    start = begin(dialogue, variant)
    layer = [_Standing(start.place, start.state, (0.0,) * len(dialogue.criteria), False, "", ())]
    count = 0
    for _ in range(LONGEST_PATH):
        following: dict[tuple[object, ...], _Standing] = {}
        for standing in layer:
            walk.visited.add(standing.place)
            steps = list(_steps(dialogue, standing))
            if not steps:
                script = " ".join(standing.path)
                walk.problems = [f"{variant}: no reply is open at {standing.place} after {script}; open one"]
                return walk
            for after in steps:
                following.setdefault(after.key(minutes), after)
        count += len(following)
        layer = [standing for standing in following.values() if standing.place in dialogue.nodes]
        done = [standing for standing in following.values() if standing.place in dialogue.endings]
        walk.finished += done
        walk.endings |= {standing.place for standing in done}
        if not layer:
            return walk
        if count > limits.standings:
            walk.problems = [f"{variant}: more than {limits.standings} standings; make the graph narrower"]
            return walk
    place = layer[0].place
    walk.problems = [f"{variant}: a path never ends, it goes round through {place}; lead it on"]
    return walk


def _steps(dialogue: Dialogue, standing: _Standing) -> Iterator[_Standing]:
    node = dialogue.nodes[standing.place]
    here = Conversation((), standing.state, standing.place, False)
    for open_reply in open_replies(node, standing.state):
        reply = next(reply for reply in node.replies if reply.id == open_reply.id)
        after = step(dialogue, here, reply.id)
        points = _added(dialogue, standing.points, reply.points)
        if after.ended:
            points = _added(dialogue, points, dialogue.endings[after.place].points)
        bad = standing.bad or (f"{standing.place}.{reply.id}" if _is_bad(reply) else "")
        red = standing.red or reply.red_line is not None
        yield _Standing(after.place, after.state, points, red, bad, (*standing.path, reply.id))


def _is_bad(reply: Reply) -> bool:
    return reply.effects.emotion >= TENSE or any(points < 0 for points in reply.points.values())


def _added(dialogue: Dialogue, points: tuple[float, ...], more: dict[str, float]) -> tuple[float, ...]:
    if not more:  # most replies; a proof asks this some hundred thousand times
        return points
    return tuple(
        round(old + more.get(criterion.name, 0.0), 6)
        for old, criterion in zip(points, dialogue.criteria, strict=True)
    )


def _share(dialogue: Dialogue, standing: _Standing) -> float:
    return whole(dialogue, standing.points)


def _minutes_matter(dialogue: Dialogue) -> bool:
    texts = [
        text
        for node in dialogue.nodes.values()
        for reply in node.replies
        for text in (reply.when, *(branch.when for branch in reply.next))
    ]
    return any("minutes" in guards.names(text) for text in texts if text)


def _wins(dialogue: Dialogue, standing: _Standing, limits: Limits) -> bool:
    ending = dialogue.endings.get(standing.place)
    best = ending is not None and ending.rank == "best" and not standing.red
    return best and _share(dialogue, standing) >= limits.winning - 1e-9


def _worth_problems(dialogue: Dialogue, variant: str, walk: _Walk, limits: Limits) -> list[str]:
    winners = [standing for standing in walk.finished if _wins(dialogue, standing, limits)]
    if not winners:
        return [
            f"{variant}: no path reaches a best ending with {limits.winning:.0%} and no red line; open one"
        ]
    found = []
    lengths = [len(standing.path) for standing in winners]
    if min(lengths) < limits.shortest or max(lengths) > limits.longest:
        wanted = f"{limits.shortest}-{limits.longest}"
        found.append(f"{variant}: winning paths have {min(lengths)}-{max(lengths)} turns; make it {wanted}")
    best = max(_share(dialogue, standing) for standing in walk.finished if not standing.red)
    free = [
        standing for standing in walk.finished if standing.bad and _share(dialogue, standing) >= best - 1e-9
    ]
    if free:
        script = " ".join(free[0].path)
        found.append(f"{variant}: {free[0].bad} is a bad turn that costs nothing: {script}; let it cost")
    return found


def _common_script(dialogue: Dialogue, limits: Limits) -> tuple[str, ...] | None:
    """Return replies that win under every variant when given one after the other, or None."""
    minutes = _minutes_matter(dialogue)
    zero = (0.0,) * len(dialogue.criteria)
    starts = [begin(dialogue, variant) for variant in dialogue.variants]
    layer = [tuple(_Standing(start.place, start.state, zero, False, "", ()) for start in starts)]
    for _ in range(limits.longest):
        following: dict[tuple[object, ...], tuple[_Standing, ...]] = {}
        for together in layer:
            each = [{after.path[-1]: after for after in _steps(dialogue, one)} for one in together]
            for reply_id in set.intersection(*(set(steps) for steps in each)):
                after = tuple(steps[reply_id] for steps in each)
                if all(_wins(dialogue, one, limits) for one in after):
                    return after[0].path
                if all(one.place in dialogue.nodes and not one.red for one in after):
                    following.setdefault(tuple(one.key(minutes) for one in after), after)
        layer = list(following.values())
    return None
