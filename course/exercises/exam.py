"""Drawing an exam from its pool, and scoring what was drawn from the answers in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from course.exercises.items import Item, Score, Unreadable
from course.exercises.log import ItemState


def draw(pool: Mapping[str, str], count: int, seed_int: int, attempt: int) -> list[str]:
    """Return the ids of one try, in the order they are shown.

    The pool is put in an order that follows from the seed alone and takes from each section in turn, so that
    every try has about as many of each. Each try takes the next `count` of it, so that nothing is seen twice
    before the whole pool was seen; then it begins again at the front.

    Args:
        pool: the section of each item by the item's id; their order does not matter.
        count: how many are drawn, 1 to the size of the pool.
        seed_int: any whole number >= 0; the same one gives the same draws for ever.
        attempt: number of the try, from 1.

    Raises:
        ValueError: an argument is out of its range.
    """
    if not 1 <= count <= len(pool):
        raise ValueError(f"draw: {count} of a pool of {len(pool)}, add items or draw fewer")
    if attempt < 1 or seed_int < 0:
        raise ValueError(f"draw: attempt {attempt} (from 1) or seed {seed_int} (from 0) is out of range")

    def place(name: str) -> bytes:
        # Sorting by a hash is a permutation that no version of Python or of a library can change.
        return hashlib.sha256(f"{seed_int}\n{name}".encode()).digest()

    sections = sorted(set(pool.values()), key=place)
    ordered = [sorted((item for item in pool if pool[item] == section), key=place) for section in sections]
    rounds = max(len(items) for items in ordered)
    order = [items[turn] for turn in range(rounds) for items in ordered if turn < len(items)]
    start = (attempt - 1) * count
    return [order[(start + step) % len(order)] for step in range(count)]


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


def _score(item: Item, state: ItemState | None) -> Score | None:
    if state is None or state.answer is None:
        return None
    try:
        return item.score(item.read(state.answer))
    except Unreadable as error:
        return Score(0.0, f"出错：{error}")
