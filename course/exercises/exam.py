"""Drawing an exam from its pool, and scoring what was drawn from the answers in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from course.exercises.items import Item, Score, Unreadable
from course.exercises.log import ItemState


def draw(pool_ids: Sequence[str], count: int, seed_int: int, attempt: int) -> list[str]:
    """Return the ids of one try, in the order they are shown.

    The pool is put in an order that follows from the seed alone. Each try takes the next `count` of it, so
    that nothing is seen twice before the whole pool was seen; then it begins again at the front.

    Args:
        pool_ids: ids of the pool; their order does not matter.
        count: how many are drawn, 1 to the size of the pool.
        seed_int: any whole number >= 0; the same one gives the same draws for ever.
        attempt: number of the try, from 1.

    Raises:
        ValueError: an argument is out of its range, or an id stands twice in the pool.
    """
    if len(set(pool_ids)) != len(pool_ids):
        raise ValueError("draw: an id stands twice in the pool, give each item its own")
    if not 1 <= count <= len(pool_ids):
        raise ValueError(f"draw: {count} of a pool of {len(pool_ids)}, add items or draw fewer")
    if attempt < 1 or seed_int < 0:
        raise ValueError(f"draw: attempt {attempt} (from 1) or seed {seed_int} (from 0) is out of range")
    # Sorting by a hash is a permutation that no version of Python or of a library can change.
    order = sorted(pool_ids, key=lambda item_id: hashlib.sha256(f"{seed_int}\n{item_id}".encode()).digest())
    start = (attempt - 1) * count
    return [order[(start + place) % len(order)] for place in range(count)]


def score_exam(
    items: Iterable[Item], drawn: Sequence[str], states: Mapping[str, ItemState]
) -> list[tuple[Item, Score | None]]:
    """Return each drawn item with the score of its last submitted answer, None where nothing was submitted.

    An answer that is none of its item earns 0, with the reason in the score's message.

    Args:
        items: the pool, with keys.
        drawn: ids as `draw` returned them.
        states: what `fold` made of the trainee's log.

    Raises:
        ValueError: a drawn id is not in the pool.
    """
    pool = {item.id: item for item in items}
    missing = [item_id for item_id in drawn if item_id not in pool]
    if missing:
        raise ValueError(
            f"score_exam: {missing[0]} was drawn but is not in the pool, use the pool of the release"
        )
    return [(pool[item_id], _score(pool[item_id], states.get(item_id))) for item_id in drawn]


def weighted_share(results: Iterable[tuple[Item, Score | None]]) -> float:
    """Return the share of an exam that was earned, 0..1, by weight; unanswered items earn nothing."""
    pairs = [(item.weight, score.share if score else 0.0) for item, score in results]
    total = sum(weight for weight, _ in pairs)
    return sum(weight * share for weight, share in pairs) / total if total else 0.0


def _score(item: Item, state: ItemState | None) -> Score | None:
    if state is None or state.answer is None:
        return None
    try:
        return item.score(item.read(state.answer))
    except Unreadable as error:
        return Score(0.0, f"出错：{error}")
