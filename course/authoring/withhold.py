"""Figures that wait for the guess made before them: which ones, and their cells' sources."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from course.authoring.chapter import Cell


def guesses_before(cells: Sequence[Cell], predictions: Collection[str]) -> Iterator[str | None]:
    """Yield for each cell the guess for which its figure waits, or None.

    Args:
        cells: of a chapter, in their order.
        predictions: ids of the items that ask for a guess.

    The first figure after a guess waits for it, unless another card stands between them.
    """
    guess = None
    for cell in cells:
        is_figure = cell.marks.kind == "figure"
        yield guess if is_figure else None
        if cell.marks.kind == "exercise":
            shown = _quizzes(cell.source)
            guess = shown[-1] if shown and shown[-1] in predictions else None
        elif is_figure:
            guess = None


def withheld(source: str, guess: str) -> str:
    """Return the source of a figure cell whose figure shows after the guess.

    Args:
        source: of the cell; the expression in which it ends is its figure.
        guess: id of the item that asks for the guess.

    A cell that does not end in an expression shows no figure by itself and stays as it is.
    """
    body = ast.parse(source).body
    if not body or not isinstance(body[-1], ast.Expr):
        return source
    shown = body[-1].value
    assert shown.end_lineno is not None and shown.end_col_offset is not None, "parsed nodes have an end"
    first = _place(source, shown.lineno, shown.col_offset)
    last = _place(source, shown.end_lineno, shown.end_col_offset)
    wrapped = f'{source[:first]}after_guess("{guess}", {source[first:last]}){source[last:]}'
    return f"from course import after_guess\n\n{wrapped}"


def _quizzes(source: str) -> list[str]:
    """Return the ids of the items that a cell shows."""
    return [
        str(node.args[0].value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "quiz"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


def _place(source: str, line: int, column: int) -> int:
    """Return the place in the text of a line from 1 and a column in bytes, as `ast` counts them."""
    lines = source.split("\n")
    return sum(len(text) + 1 for text in lines[: line - 1]) + len(lines[line - 1].encode()[:column].decode())
