"""The order in which parts are shown, which must not tell their key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

_NUMBERED = re.compile(r"([a-z_]*?)([a-z]|\d+)")


def shuffled(item_id: str, parts: Sequence[str]) -> list[str]:
    """Return the ids of an item's parts in an order that depends on the item's id and on them alone."""
    return sorted(parts, key=lambda part: sha256(f"{item_id}\n{part}".encode()).digest())


def counted(parts: Sequence[str]) -> list[str] | None:
    """Return ids such as s1, s2 or a, b in the order of their counting, None when they are not counted."""
    found = [_NUMBERED.fullmatch(part) for part in parts]
    names = [match for match in found if match]
    if len(names) < len(parts) or len({(match[1], match[2].isdigit()) for match in names}) > 1:
        return None
    return sorted(parts, key=lambda part: (len(part), part))
