"""Bytes from the child as outputs of a notebook, or nothing: bounded, of known form, writable as JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from course.grading.sandbox.frames import MOST_OUTPUTS

DEEPEST = 40
_MIME = re.compile(r"[a-z]+/[A-Za-z0-9.+_-]{1,100}")
_JSON_MIME = re.compile(r"application/(.+\+)?json")
_LONGEST_NAME = 200
_MOST_LINES = 2_000


class BadOutputs(ValueError):
    """Not what a cell can show; the message is one English line."""


def read_outputs(data: bytes) -> tuple[dict[str, Any], ...]:
    """Return the outputs that the child wrote.

    Raises:
        BadOutputs: they are no outputs of nbformat 4, or too many or too deep.
    """
    try:
        value = json.loads(data, parse_constant=_nothing)
    except (ValueError, RecursionError) as error:
        raise BadOutputs(f"not JSON: {type(error).__name__}") from None
    _need(isinstance(value, list) and len(value) <= MOST_OUTPUTS)
    return tuple(_output(each) for each in value)


def _nothing(name: str) -> None:
    """Stand for NaN and the infinities, which JSON does not have."""


def _output(value: Any) -> dict[str, Any]:
    _need(isinstance(value, dict))
    kind = value.get("output_type")
    if kind == "stream":
        _need(value.keys() == {"output_type", "name", "text"} and value["name"] in ("stdout", "stderr"))
        return {"output_type": kind, "name": value["name"], "text": _text(value["text"])}
    if kind == "error":
        _need(value.keys() == {"output_type", "ename", "evalue", "traceback"})
        lines = value["traceback"]
        _need(isinstance(lines, list) and len(lines) <= _MOST_LINES)
        name = _text(value["ename"])[:_LONGEST_NAME]
        said = {"evalue": _text(value["evalue"]), "traceback": [_text(line) for line in lines]}
        return {"output_type": kind, "ename": name, **said}
    keys = {"output_type", "data", "metadata"}
    _need(kind in ("display_data", "execute_result"))
    _need(value.keys() == (keys | {"execution_count"} if kind == "execute_result" else keys))
    output = {"output_type": kind, "data": _bundle(value["data"]), "metadata": _json(value["metadata"], 0)}
    _need(isinstance(value["metadata"], dict))
    if kind == "execute_result":
        count = value["execution_count"]
        _need(count is None or (type(count) is int and 0 <= count < 1_000_000))
        output["execution_count"] = count
    return output


def _bundle(value: Any) -> dict[str, Any]:
    _need(isinstance(value, dict))
    kept = {}
    for mime, content in value.items():
        _need(bool(_MIME.fullmatch(mime)))
        kept[mime] = _json(content, 0) if _JSON_MIME.fullmatch(mime) else _text(content)
    return kept


def _text(value: Any) -> str:
    _need(isinstance(value, str))
    assert isinstance(value, str)
    # Half a surrogate pair cannot be written to a file.
    return value.encode("utf-8", "replace").decode() if not value.isascii() else value


def _json(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise BadOutputs("too deep")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_json(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {_text(name): _json(each, depth + 1) for name, each in value.items()}
    return value


def _need(holds: bool) -> None:
    if not holds:
        raise BadOutputs("an output of a wrong form")
