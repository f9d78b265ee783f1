"""What a dialogue must hold before it is built: every path ends, and no script wins whatever the truth is."""

from __future__ import annotations

from collections.abc import Iterator

from course.exercises.dialogue.engine import Conversation, begin, open_replies, step
from course.exercises.dialogue.model import Dialogue
from course.exercises.dialogue.score import score

MOST_PATHS = 200_000
SHORTEST, LONGEST = 6, 8
WINNING_SHARE = 0.9


def paths(dialogue: Dialogue, variant: str) -> Iterator[Conversation]:
    """Yield every finished conversation under a variant, depth first; one of 40 turns is yielded open."""
    stack = [begin(dialogue, variant)]
    while stack:
        conversation = stack.pop()
        if conversation.ended or len(conversation.turns) >= 40:
            yield conversation
            continue
        for reply in open_replies(dialogue.nodes[conversation.place], conversation.state):
            stack.append(step(dialogue, conversation, reply.id))


def problems(dialogue: Dialogue) -> list[str]:
    """Return in one English sentence each what is wrong with a dialogue as a whole."""
    found: list[str] = []
    visited: set[str] = set()
    winners: dict[str, set[tuple[str, ...]]] = {}
    endings: set[str] = set()
    if len(dialogue.endings) < 3:
        found.append(f"{len(dialogue.endings)} endings; write at least three")
    if not any(ending.rank == "best" for ending in dialogue.endings.values()):
        found.append("no ending of rank best; mark one")
    for variant in dialogue.variants:
        winners[variant] = set()
        best_length: list[int] = []
        for number, conversation in enumerate(paths(dialogue, variant)):
            if number >= MOST_PATHS:
                found.append(f"{variant}: more than {MOST_PATHS} paths; make the graph narrower")
                break
            visited |= {turn.node for turn in conversation.turns}
            if not conversation.ended:
                place = conversation.turns[-1].node
                found.append(f"{variant}: a path never ends, it goes round through {place}; lead it on")
                break
            endings.add(conversation.place)
            result = score(dialogue, conversation)
            best = dialogue.endings[conversation.place].rank == "best"
            if best and result.share >= WINNING_SHARE and not result.red_lines:
                winners[variant].add(tuple(turn.reply.id for turn in conversation.turns))
                best_length.append(len(conversation.turns))
        if not winners[variant]:
            found.append(
                f"{variant}: no path reaches a best ending with {WINNING_SHARE:.0%} and no red line; open one"
            )
        elif not any(SHORTEST <= length <= LONGEST for length in best_length):
            found.append(
                f"{variant}: winning paths have {min(best_length)}-{max(best_length)} turns; make it 6-8"
            )
    found += [f"{name}: no path comes here; lead one to it" for name in sorted(set(dialogue.nodes) - visited)]
    found += [
        f"{name}: no path ends here; lead one to it" for name in sorted(set(dialogue.endings) - endings)
    ]
    common = set.intersection(*winners.values()) if winners else set()
    if len(dialogue.variants) > 1 and common:
        script = " ".join(sorted(common)[0])
        found.append(f"one script wins under every variant: {script}; let the truth matter")
    return found
