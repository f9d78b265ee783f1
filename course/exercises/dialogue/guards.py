"""Guards: small conditions over a dialogue's state, written by authors as text.

A guard is an expression of names, numbers, quoted words, `and`, `or`, `not`, `in`, `not in` and comparisons,
such as `not verified and emotion < 70` or `"fee" in disclosed`. It is checked before it is compiled, and
cannot call anything.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

LONGEST = 200

COUNTS, TEXTS, SETS = {"emotion", "minutes"}, {"variant"}, {"disclosed"}
SENSE = 'write such as: emotion < 70, variant == "agent", "fee" in disclosed, a flag; and, or, not'
_NOTHING: dict[str, Any] = {"__builtins__": {}}


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
    return not text or bool(eval(_code(text), _NOTHING, state))  # only what parse() let through


@lru_cache(maxsize=4096)
def _code(text: str) -> CodeType:
    return compile(ast.Expression(parse(text)), "guard", "eval")


def _check(node: ast.expr, text: str) -> None:
    if isinstance(node, ast.BoolOp):
        parts = node.values
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        parts = [node.operand]
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        if not _makes_sense(node.left, node.ops[0], node.comparators[0]):
            raise BadGuard(f"guard {text!r} compares what cannot be compared; {SENSE}")
        parts = []
    elif isinstance(node, ast.Name) and node.id not in TEXTS | COUNTS | SETS:
        parts = []
    else:
        raise BadGuard(f"guard {text!r} holds {type(node).__name__} where a condition must stand; {SENSE}")
    for part in parts:
        _check(part, text)


def _makes_sense(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool:
    """Return whether a comparison cannot fail, whatever the state is."""
    if isinstance(operator, ast.In | ast.NotIn):
        return _constant(left) is str and _name(right) in SETS
    if _name(left) in TEXTS:
        return isinstance(operator, ast.Eq | ast.NotEq) and _constant(right) is str
    return _name(left) in COUNTS and not isinstance(operator, ast.Is | ast.IsNot) and _constant(right) is int


def _constant(node: ast.expr) -> type | None:
    return type(node.value) if isinstance(node, ast.Constant) else None


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
