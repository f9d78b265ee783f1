"""JSON Schemas of the files that authors write, for editors that complete and check YAML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from course.exercises.bank import ExamBank, PracticeBank

FOLDER = Path("notebooks") / "schema"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """Return the text of each schema file by its name, the same bytes for the same models."""
    models: dict[str, tuple[type[BaseModel], str]] = {
        "items.schema.json": (PracticeBank, "Practice bank chNN.items.yaml"),
        "exam.schema.json": (ExamBank, "Exam bank chNN.exam.yaml"),
    }
    return {name: _text(model.model_json_schema(), title) for name, (model, title) in models.items()}


def write(root: Path) -> list[Path]:
    """Return the schema files of the course at `root`, written."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schemas().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def _text(schema: dict[str, Any], title: str) -> str:
    definitions = schema["$defs"]
    # A model reads these shorter forms, too; its schema knows only what they become.
    for definition in definitions.values():
        properties = definition.get("properties", {})
        if {"customer", "replies"} <= set(properties):
            bubbles = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
            several = {"type": "object", "additionalProperties": bubbles}
            properties["customer"] = {"anyOf": [*bubbles["anyOf"], several]}
        if {"text", "effects", "next"} <= set(properties):
            properties["next"] = {"anyOf": [{"type": "string"}, properties["next"]]}
    whole = {"$schema": _DIALECT} | schema | {"title": title}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
