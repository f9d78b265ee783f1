"""Shares of answers in 0..1: pure functions on plain data, for each way in which an answer is half right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product


def share_of_choices(chosen: Collection[str], right: Collection[str]) -> float:
    """Return (right ones chosen - wrong ones chosen) / right ones, not below 0.

    Args:
        chosen: ids of the options chosen.
        right: ids of the right options, at least one.
    """
    hits = len(set(chosen) & set(right))
    misses = len(set(chosen) - set(right))
    return max(0, hits - misses) / len(set(right))


def share_of_places(answer: Mapping[str, str], key: Mapping[str, str]) -> float:
    """Return the share of entries that stand where they belong.

    Args:
        answer: the category given to each entry.
        key: the category of each entry, at least one.
    """
    return sum(answer.get(entry) == category for entry, category in key.items()) / len(key)


def share_of_relations(order: Sequence[str], relations: Collection[tuple[str, str]]) -> float:
    """Return the share of relations that an order keeps; one whose steps are missing is not kept.

    Args:
        order: ids of the steps, first to last.
        relations: pairs (earlier, later), at least one; see `closure`.
    """
    return 1 - len(broken_relations(order, relations)) / len(set(relations))


def broken_relations(order: Sequence[str], relations: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the relations that an order does not keep, sorted."""
    place = {step: index for index, step in enumerate(order)}
    return sorted(
        (first, then)
        for first, then in set(relations)
        if first not in place or then not in place or place[first] >= place[then]
    )


def closure(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return all relations that follow from `pairs` of (earlier, later), each pair among them.

    Raises:
        ValueError: the pairs run in a circle, with the step where this was seen.
    """
    found = set(pairs)
    while True:
        implied = {(first, last) for (first, a), (b, last) in product(found, found) if a == b} - found
        if not implied:
            break
        found |= implied
    for first, then in sorted(found):
        if first == then:
            raise ValueError(f"before: the relations run in a circle through {first!r}, remove one of them")
    return frozenset(found)
