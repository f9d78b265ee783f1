"""Whether the names in a dialogue name something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from course.exercises.dialogue import guards

if TYPE_CHECKING:
    from course.exercises.dialogue.model import Dialogue, Node, Reply

STATE_NAMES = guards.COUNTS | guards.TEXTS | guards.SETS | {"verified"}


def name_problems(dialogue: Dialogue) -> Iterator[str]:
    """Yield in one English sentence each which names in a dialogue name nothing, or two things."""
    both = set(dialogue.nodes) & set(dialogue.endings)
    yield from (f"{name} is both a node and an ending; rename one" for name in sorted(both))
    if dialogue.first not in dialogue.nodes:
        yield f"first names no node: {dialogue.first}; add it"
    if dialogue.breakdown not in dialogue.endings:
        yield f"breakdown names no ending: {dialogue.breakdown}; add it"
    for name in sorted(set(dialogue.start.flags) & STATE_NAMES):
        yield f"flag {name} is a name of the state itself; rename it"
    criteria = {criterion.name for criterion in dialogue.criteria}
    if len(criteria) < len(dialogue.criteria):
        yield "two criteria share a name; rename one"
    yield from _variant_problems(dialogue)
    for name, node in dialogue.nodes.items():
        yield from _node_problems(dialogue, name, node)
        for reply in node.replies:
            yield from _reply_problems(dialogue, f"{name}.{reply.id}", reply, criteria)
            if not reply.debrief and (reply.red_line or _falls_short(reply, node)):
                yield f"{name}.{reply.id}: earns less than another and the debrief says nothing; add debrief:"
    for name, ending in dialogue.endings.items():
        lost = [word for word in ending.points if word not in criteria]
        yield from (f"{name}: {word} is no criterion; mend it" for word in lost)


def _variant_problems(dialogue: Dialogue) -> Iterator[str]:
    if "all" in dialogue.variants or len(set(dialogue.variants)) < len(dialogue.variants):
        yield "variants: each needs a name of its own, and none is called all; rename one"
    ids = [entry.id for entry in dialogue.desk]
    yield from (
        f"desk: {word} stands twice; rename one" for word in sorted({i for i in ids if ids.count(i) > 1})
    )
    for entry in dialogue.desk:
        strange = set(entry.variants) - set(dialogue.variants)
        yield from (f"desk {entry.id}: {word} is no variant; mend it" for word in sorted(strange))
    for word in sorted(set(dialogue.truth) - set(dialogue.variants)):
        yield f"truth: {word} is no variant; mend it"


def _node_problems(dialogue: Dialogue, name: str, node: Node) -> Iterator[str]:
    missing = [variant for variant in dialogue.variants if variant not in node.customer]
    if missing and "all" not in node.customer:
        yield f"{name}: the customer says nothing under {missing[0]}; add it or a text for all"
    strange = set(node.customer) - set(dialogue.variants) - {"all"}
    yield from (f"{name}: {word} is no variant; mend it" for word in sorted(strange))
    entries = {entry.id for entry in dialogue.desk}
    yield from (f"{name}: desk has no entry {entry}; add it" for entry in node.desk if entry not in entries)
    ids = [reply.id for reply in node.replies]
    twice = sorted({word for word in ids if ids.count(word) > 1})
    yield from (f"{name}: reply id {word} stands twice; rename one" for word in twice)
    if node.typed and not node.model:
        yield f"{name}: is typed and has no model wording; add model:"


def _reply_problems(dialogue: Dialogue, place: str, reply: Reply, criteria: set[str]) -> Iterator[str]:
    known = STATE_NAMES | set(dialogue.start.flags)
    places = set(dialogue.nodes) | set(dialogue.endings)
    for guard in [reply.when, *(branch.when for branch in reply.next)]:
        try:
            unknown = guards.names(guard) - known if guard else set()
        except guards.BadGuard as error:
            yield f"{place}: {error}"
            continue
        yield from (f"{place}: {word} is not in the state; add it to start.flags" for word in sorted(unknown))
    lost = [branch.to for branch in reply.next if branch.to not in places]
    yield from (f"{place}: leads to {word}, which is nowhere; add it" for word in lost)
    if reply.next[-1].when:
        yield f"{place}: its last branch has a guard; add one without"
    strange = [word for word in reply.points if word not in criteria]
    yield from (f"{place}: {word} is no criterion; mend it" for word in strange)
    flags = sorted(set(reply.effects.flags) - set(dialogue.start.flags))
    yield from (f"{place}: flag {word} is not in start.flags; add it" for word in flags)


def _falls_short(reply: Reply, node: Node) -> bool:
    return any(
        reply.points.get(word, 0.0) < points
        for other in node.replies
        for word, points in other.points.items()
    ) or any(points < 0 for points in reply.points.values())
