"""Guards: small conditions over a dialogue's state, written by authors as text.

A guard is an expression of names, numbers, quoted words, `and`, `or`, `not`, `in`, `not in` and comparisons,
such as `not verified and emotion < 70` or `"fee" in disclosed`. It is checked when it is built and cannot call
anything.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

LONGEST = 200

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda part, whole: part in whole,
    ast.NotIn: lambda part, whole: part not in whole,
}


class BadGuard(ValueError):
    """A guard that is no condition; the message is one English sentence for its author."""


@lru_cache(maxsize=4096)
def parse(text: str) -> ast.expr:
    """Return a guard's expression. Raises BadGuard when it holds anything but a condition."""
    if len(text) > LONGEST:
        raise BadGuard(f"guard of {len(text)} characters, write at most {LONGEST}")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise BadGuard(f"guard {text!r} is no condition, such as: not verified and emotion < 70") from error
    _check(tree, text)
    return tree


def names(text: str) -> set[str]:
    """Return the names of state that a guard asks for."""
    return {node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name)}


def holds(text: str, state: Mapping[str, Any]) -> bool:
    """Return whether a guard holds in a state that has all its names. An empty guard always holds."""
    return not text or bool(_value(parse(text), state))


def _check(node: ast.expr, text: str) -> None:
    if isinstance(node, ast.BoolOp):
        parts = node.values
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        parts = [node.operand]
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARE:
        parts = [node.left, *node.comparators]
    elif isinstance(node, ast.Name) or (isinstance(node, ast.Constant) and isinstance(node.value, str | int)):
        parts = []
    else:
        raise BadGuard(
            f"guard {text!r} holds {type(node).__name__}; use names, numbers, words, and/or/not, comparisons"
        )
    for part in parts:
        _check(part, text)


def _value(node: ast.expr, state: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.BoolOp):
        # Both operators stop early, as in Python.
        together = all if isinstance(node.op, ast.And) else any
        return together(_value(part, state) for part in node.values)
    if isinstance(node, ast.UnaryOp):
        return not _value(node.operand, state)
    if isinstance(node, ast.Compare):
        return _COMPARE[type(node.ops[0])](_value(node.left, state), _value(node.comparators[0], state))
    if isinstance(node, ast.Name):
        return state[node.id]
    assert isinstance(node, ast.Constant), "_check lets nothing else through"
    return node.value
