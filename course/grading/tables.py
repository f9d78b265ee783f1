"""Tables compared column by column: which rows belong together, and how many of their cells agree."""

from collections import Counter
from collections.abc import Sequence

from course.grading.cells import KINDS, Cell, in_common, pairs_in_common, same, sort_key
from course.grading.match import Match

Columns = Sequence[list[Cell] | None]
"""The columns of an answer in the order of the key; None where it has no such column."""


def compare_columns(
    names: Sequence[str],
    answer: Columns,
    key: Sequence[list[Cell]],
    rows: tuple[int, int],
    tolerance: float,
    ordered: bool,
) -> Match:
    """The share of right cells, with the first thing that differs. rows: of the answer, of the key."""
    rows_a, rows_b = rows
    if not rows_a or not rows_b:
        return Match(1.0) if rows_a == rows_b else Match(0.0, _rows_differ(rows_a, rows_b))
    pairing = pairing_columns(key)
    pairs = _pairs(answer, key, pairing, tolerance, ordered)
    graded = [i for i in range(len(names)) if i not in pairing]
    most = max(rows_a, rows_b)
    reason = _rows_differ(rows_a, rows_b) if rows_a != rows_b else ""
    if not reason and len(pairs) < rows_b:
        moved = ordered and _all_there(answer, key, tolerance)
        reason = "行的次序不对" if moved else f"{rows_b} 行里有 {rows_b - len(pairs)} 行对不上"
    if not graded:
        return Match(len(pairs) / most, reason)
    right = 0
    for i in graded:
        column = answer[i]
        here = 0 if column is None else sum(same(column[j], key[i][k], tolerance) for j, k in pairs)
        right += here
        if column is not None and here < len(pairs) and not reason:
            reason = _values_differ(names[i], column, key[i], len(pairs) - here)
    return Match(right / (len(graded) * most), reason)


def pairing_columns(key: Sequence[list[Cell]]) -> list[int]:
    """The columns of the key that say which row is which.

    The fewest first columns without numbers that tell the rows apart, or all of these when they cannot; where
    every column holds numbers, the first one if it tells them apart and holds whole numbers, otherwise all.
    """
    without = [i for i, column in enumerate(key) if all(kind != "number" for kind, _ in column)]
    rows = len(key[0])
    for count in range(1, len(without) + 1):
        if len(set(zip(*(key[i] for i in without[:count]), strict=True))) == rows:
            return without[:count]
    if without:
        return without
    whole = all(value == int(value) for kind, value in key[0] if kind == "number" and abs(value) < 1e15)
    if len(key) > 1 and whole and len(set(key[0])) == rows:
        return [0]
    return list(range(len(key)))


def _pairs(
    answer: Columns, key: Sequence[list[Cell]], pairing: Sequence[int], tolerance: float, ordered: bool
) -> list[tuple[int, int]]:
    """Rows of the answer with the rows of the key that they stand for."""
    mine = [column for i in pairing if (column := answer[i]) is not None]
    if len(mine) < len(pairing):
        return []
    my_rows = list(zip(*mine, strict=True))
    their_rows = list(zip(*(key[i] for i in pairing), strict=True))
    if ordered:
        both = enumerate(zip(my_rows, their_rows, strict=False))
        return [(i, i) for i, (x, y) in both if all(map(lambda p, q: same(p, q, tolerance), x, y))]
    # Where several rows look alike, their other cells decide which goes with which.
    shared = [i for i in range(len(key)) if i not in pairing and answer[i] is not None]
    my_rest = list(zip(*(column for i in shared if (column := answer[i]) is not None), strict=True))
    their_rest = list(zip(*(key[i] for i in shared), strict=True))

    def order(rows: Sequence[tuple[Cell, ...]], rest: Sequence[tuple[Cell, ...]]) -> list[int]:
        def full(row: int) -> list[tuple[str, object]]:
            return [sort_key(value) for value in (*rows[row], *(rest[row] if rest else ()))]

        return sorted(range(len(rows)), key=full)

    my_order, their_order = order(my_rows, my_rest), order(their_rows, their_rest)
    found = pairs_in_common([my_rows[i] for i in my_order], [their_rows[i] for i in their_order], tolerance)
    return [(my_order[i], their_order[j]) for i, j in found]


def _all_there(answer: Columns, key: Sequence[list[Cell]], tolerance: float) -> bool:
    columns = [column for column in answer if column is not None]
    if len(columns) < len(key):
        return False
    rows = list(zip(*key, strict=True))
    return in_common(list(zip(*columns, strict=True)), rows, tolerance) == len(rows)


def _rows_differ(rows_a: int, rows_b: int) -> str:
    return f"有 {rows_a} 行，应有 {rows_b} 行"


def _values_differ(name: str, column: list[Cell], key: list[Cell], wrong: int) -> str:
    kinds = Counter(kind for kind, _ in column if kind != "missing").most_common(1)
    wanted = Counter(kind for kind, _ in key if kind != "missing").most_common(1)
    if kinds and wanted and kinds[0][0] != wanted[0][0]:
        return f"「{name}」里是{KINDS[kinds[0][0]]}，应为{KINDS[wanted[0][0]]}"
    return f"「{name}」有 {wrong} 个值不对"
