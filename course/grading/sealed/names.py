"""Which names a piece of code reads and binds, without running it."""

from __future__ import annotations

import ast
import re
import symtable
from dataclasses import dataclass
from functools import lru_cache

# A name that is no attribute, and no keyword argument.
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*(?!\w)(?!\s*=(?!=))")
_NAMES = re.compile(r"[^\W\d]\w*")
_ASSIGNED = re.compile(r"([^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*)\s*=(?!=)(.*)")
_IMPORT = re.compile(r"(?:from\s+\S+\s+)?import\s+(.+)")
# What pandas' query takes from around it.
_QUERIED = re.compile(r"@([^\W\d]\w*)")
_AUGMENTED = re.compile(r"([^\W\d]\w*)\s*(?:\*\*|//|<<|>>|[-+*/%@&|^])=")
_MOST_CELLS = 1024  # of instructors; each is asked about for every submission
_DEFINED = re.compile(r"(?:async\s+)?(?:def|class|for)\s+([^\W\d]\w*)")


@dataclass(frozen=True)
class Uses:
    """`reads`: names that the code may need from before it; `binds`: names that it surely sets itself."""

    reads: frozenset[str]
    binds: frozenset[str]


def uses(source: str) -> Uses:
    """Return the names in any text, read line by line.

    Nothing is parsed, so that no text can harm or stop the reader, and text that is no Python counts too.
    Names in strings count as read: pandas' query takes them from there.
    """
    reads: set[str] = set()
    binds: set[str] = set()
    for line in source.splitlines():
        code = line.strip()
        if not code or code.startswith("#"):
            continue
        taken: set[str] = set()
        imported = _IMPORT.match(code)
        if imported:
            parts = imported[1].strip("() ").split(",")
            taken = {
                _NAMES.findall(part)[-1 if " as " in part else 0] for part in parts if _NAMES.search(part)
            }
            code = ""
        elif not line[0].isspace():
            assigned, defined = _ASSIGNED.match(code), _DEFINED.match(code)
            if assigned:
                taken, code = set(_NAMES.findall(assigned[1])), assigned[2]
            elif defined:
                taken = {defined[1]}
        reads.update(name for name in _WORD.findall(code) if name not in binds)
        binds |= taken
    return Uses(frozenset(reads), frozenset(binds))


@lru_cache(_MOST_CELLS)
def exact_uses(source: str) -> Uses:
    """Return the names in an instructor's cell; those of its functions' own do not count as read."""
    told = uses(source)
    try:
        table = symtable.symtable(source, "cell", "exec")
    except SyntaxError:
        return told
    known = _global_reads(table, top=True).union(_QUERIED.findall(source), _AUGMENTED.findall(source))
    return Uses(told.reads & known, told.binds)


@lru_cache(_MOST_CELLS)
def assigned_names(source: str) -> frozenset[str]:
    """Return the names that an instructor's cell binds at its top level; none where it is no Python."""
    try:
        table = symtable.symtable(source, "cell", "exec")
    except SyntaxError:
        return frozenset()
    return frozenset(
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    )


@lru_cache(_MOST_CELLS)
def needed_names(source: str) -> frozenset[str]:
    """Return the names that an instructor's cell uses and does not bind; none where it is no Python."""
    try:
        table = symtable.symtable(source, "cell", "exec")
    except SyntaxError:
        return frozenset()
    own = assigned_names(source)
    return frozenset(name for name in _global_reads(table, top=True) if name not in own)


def _global_reads(table: symtable.SymbolTable, top: bool = False) -> set[str]:
    found = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (top or symbol.is_global())
    }
    return found.union(*(_global_reads(child) for child in table.get_children()))


@lru_cache(_MOST_CELLS)
def literal_arguments(source: str, functions: frozenset[str]) -> frozenset[str]:
    """Return the texts that an instructor's cell hands to these functions as their first argument."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return frozenset()
    return frozenset(
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in functions
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    )
