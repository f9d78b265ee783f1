"""YAML with the line of every value, so that an error can name it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from course.authoring.errors import AuthorError, Problem

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data, and the line (from 1) of each value by its place in it."""

    path: Path
    data: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """Return the line of the value at `place`, or of the nearest value around it."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1


def read_yaml(path: Path, shown: Path | None = None) -> Document:
    """Return the YAML file at `path` with its lines.

    Args:
        path: file to read.
        shown: the path that errors name, where it differs.

    Raises:
        AuthorError: the file is missing, is no YAML, or a key stands twice in one mapping.
    """
    shown = shown or path
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise AuthorError([Problem(shown, 0, "", "no such file; create it")]) from None
    except UnicodeDecodeError as error:
        raise AuthorError([Problem(shown, 0, "", f"not UTF-8 ({error.reason}); save it as UTF-8")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        text = f"broken YAML: {error.problem or error.context}; mend the indentation or quote the text"
        raise AuthorError([Problem(shown, mark.line + 1 if mark else 0, "", text)]) from None
    if node is None:
        return Document(shown, None, {(): 1})
    lines: dict[Place, int] = {}
    twice = [
        Problem(shown, line, str(key), "stands twice in one mapping; remove one of the two")
        for line, key in _walk(node, (), lines)
    ]
    if twice:
        raise AuthorError(twice)
    loader = yaml.CSafeLoader("")
    try:
        data = loader.construct_document(node)
    finally:
        loader.dispose()
    return Document(shown, data, lines)


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int]) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each repeated key below `node`, and fill `lines`."""
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*place, index), lines)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield key.start_mark.line + 1, name
            seen.add(name)
            yield from _walk(value, (*place, name), lines)
            lines[(*place, name)] = key.start_mark.line + 1
