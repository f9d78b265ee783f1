"""The authors' page and the editors' schemas say what the models say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from course.authoring.build import chapters_in
from course.authoring.schema import FOLDER, schemas, write
from course.exercises.bank import PracticeBank
from course.exercises.types import ITEM_TYPES

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "notebooks" / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^## .*? (\w+)\n.*?^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TYPES = [str(kind.model_fields["type"].default) for kind in ITEM_TYPES]
VALIDATORS = {name: Draft202012Validator(json.loads(text)) for name, text in schemas().items()}


def faults(name: str, content: Any) -> list[str]:
    return [error.message[:200] for error in VALIDATORS[name].iter_errors(content)]


def test_the_page_shows_every_type_once() -> None:
    assert sorted(name for name, _ in EXAMPLES) == sorted([*TYPES, "dialogue"])
    assert len(re.findall(r"^```yaml\n(items|dialogues):", PAGE, re.MULTILINE)) == len(EXAMPLES)


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_every_example_is_what_it_says(kind: str, text: str) -> None:
    content = yaml.safe_load(text)
    bank = PracticeBank.model_validate(content)
    assert [item["type"] for item in [*content.get("items", []), *content.get("dialogues", [])]] == [kind]
    assert len(bank.items) + len(bank.dialogues) == 1
    for item in bank.items:
        assert item.score(item.read(item.model_answer())).share == pytest.approx(1)
    assert faults("items.schema.json", content) == []
    for entry in content.get("items", content.get("dialogues")):
        entry["no_such_field"] = 1
    assert faults("items.schema.json", content) != []


@pytest.mark.parametrize("chapter", chapters_in(PROJECT))
def test_the_schemas_accept_the_banks(chapter: str) -> None:
    for kind in ("items", "exam"):
        path = PROJECT / "notebooks" / f"{chapter}.{kind}.yaml"
        if path.is_file():
            assert faults(f"{kind}.schema.json", yaml.safe_load(path.read_text("utf-8"))) == []


def test_the_schema_files_are_those_of_the_models(tmp_path: Path) -> None:
    for path in write(tmp_path):
        stored = PROJECT / FOLDER / path.name
        assert stored.read_text("utf-8") == path.read_text("utf-8"), f"{stored}: write it again"
