"""What a trainee receives holds no key, solution, hidden test or exemplar, in any usual encoding."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from course.authoring.build import chapters_in
from course.authoring.compose import HIDDEN_TESTS
from course.authoring.references import load_parts
from course.exercises.dialogue.model import PublicDialogue, PublicNode, PublicReply
from course.exercises.types import PUBLIC_TYPES, Choice, Numeric

PROJECT = Path(__file__).resolve().parents[2]
CHAPTERS = chapters_in(PROJECT)
MINIMUM = 8
PUBLIC_OF_TASKS = {"id", "title", "points", "answer", "kind", "expects", "hints", "workbench"}
Windows = np.ndarray[Any, np.dtype[np.uint64]]
HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")


def secrets(chapter: str) -> Iterator[str]:
    """Yield every text that only instructors may see."""
    parts = load_parts(PROJECT, chapter)
    for item in parts.exam.items:
        yield from item.secrets()
        answer = item.model_answer()
        parts_of = answer if isinstance(answer, list) else [answer]
        for key in (json.dumps(answer, ensure_ascii=False), ",".join(map(str, parts_of))):
            yield from key_forms(item.id, key)
        if isinstance(item, Choice):
            yield from key_forms(item.id, next(option.text for option in item.options if option.right))
        elif isinstance(item, Numeric):
            yield from key_forms(item.id, f"{item.answer:g}")
    for dialogue in parts.exam.dialogues:
        yield from dialogue.truth.values()
        for node in dialogue.nodes.values():
            yield node.model
            yield from (text for reply in node.replies for text in (reply.debrief, reply.better))
            yield from (reply.red_line for reply in node.replies if reply.red_line)
        yield from (ending.debrief for ending in dialogue.endings.values())
    for written in parts.exam.written:
        yield from (exemplar.text for exemplar in written.exemplars)
        yield from (exemplar.why for exemplar in written.exemplars)
    for task in parts.practice.tasks:
        yield from (way.code for way in task.also_right)
        yield from (way.code for way in task.wrong)
        yield from (way.message for way in task.wrong)
    yield from private_lines(chapter)


def key_forms(item_id: str, key: str) -> Iterator[str]:
    """Yield the ways in which a key could be tied to its item before it is hashed or encoded."""
    for joint in ("", ":", "-", "|", "/", "=", " "):
        yield f"{item_id}{joint}{key}"
    yield json.dumps({item_id: key}, ensure_ascii=False)
    yield json.dumps({item_id: [key]}, ensure_ascii=False)


def private_lines(chapter: str) -> Iterator[str]:
    """Yield the lines of solutions and hidden tests."""
    source = nbformat.read(PROJECT / "source" / chapter / f"{chapter}.ipynb", as_version=4)
    for cell in source.cells:
        inside = False
        for line in cell.source.splitlines():
            if line.startswith((HIDDEN_TESTS[0], "### BEGIN SOLUTION")):
                inside = True
            elif line.startswith((HIDDEN_TESTS[1], "### END SOLUTION")):
                inside = False
            elif inside and len(line.strip()) > MINIMUM:
                yield line.strip()


def encodings(secret: str) -> Iterator[bytes]:
    """Yield `secret` in plain, escaped, reversed, hexadecimal, base64 and hashed form."""
    data = secret.encode()
    if len(secret) >= MINIMUM:
        yield data
        yield secret[::-1].encode()
        yield json.dumps(secret)[1:-1].encode()
    yield data.hex().encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data)
        # Only the characters that do not depend on neighbouring bytes.
        yield encoded[-(-shift * 4 // 3) or 0 :].rstrip(b"=")[:-1]
    for name in HASHES:
        digest = hashlib.new(name, data).digest()
        yield digest.hex().encode()
        yield base64.b64encode(digest)


def found_in(folder: Path, chapter: str) -> list[str]:
    """Return which secrets of `chapter` stand in the files below `folder`."""
    contents = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    # Cell text is stored with JSON's escapes; compare it unescaped too.
    contents += [json.dumps(json.loads(data), ensure_ascii=False).encode() for data in contents]
    haystack = b"\n".join(contents)
    beginnings = beginnings_in(haystack)
    return [
        secret
        for secret in dict.fromkeys(secrets(chapter))
        if secret and any(stands_in(form, haystack, beginnings) for form in encodings(secret))
    ]


def beginnings_in(haystack: bytes) -> Windows:
    """Return each run of MINIMUM bytes as one number, sorted."""
    windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(haystack, np.uint8), MINIMUM)
    return np.unique(np.ascontiguousarray(windows).view("<u8"))


def stands_in(form: bytes, haystack: bytes, beginnings: Windows) -> bool:
    """Return whether a form long enough to tell anything stands in the haystack."""
    if len(form) < MINIMUM:
        return False
    # Tens of thousands of searches through megabytes take minutes; most forms do not even begin there.
    first = np.uint64(int.from_bytes(form[:MINIMUM], "little"))
    place = int(np.searchsorted(beginnings, first))
    return place < len(beginnings) and beginnings[place] == first and form in haystack


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_release_gives_nothing_away(chapter: str) -> None:
    assert found_in(PROJECT / "release" / chapter, chapter) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_graded_items_leave_only_as_their_public_part(chapter: str) -> None:
    bundle = json.loads((PROJECT / "release" / chapter / f"{chapter}.items.json").read_text(encoding="utf-8"))
    for item in bundle["exam"]["items"]:
        kind = next(kind for kind in PUBLIC_TYPES if kind.model_fields["type"].default == item["type"])
        assert kind.model_validate(item).model_dump() == item
    for dialogue in bundle["graded_dialogues"]:
        assert set(dialogue) == set(PublicDialogue.model_fields)
        for node in dialogue["nodes"].values():
            assert set(node) == set(PublicNode.model_fields)
            assert all(set(reply) == set(PublicReply.model_fields) for reply in node["replies"])
        assert all(set(ending) == {"title", "text"} for ending in dialogue["endings"].values())
    for task in bundle["tasks"]:
        assert set(task) == PUBLIC_OF_TASKS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_released_notebooks_hold_no_outputs_and_no_regions(chapter: str) -> None:
    notebook = nbformat.read(PROJECT / "release" / chapter / f"{chapter}.ipynb", as_version=4)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        for word in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME"):
            assert word not in cell.source


@pytest.mark.parametrize("form", range(8))
def test_the_scan_finds_a_planted_key(form: int, tmp_path: Path) -> None:
    chapter = CHAPTERS[0]
    item = next(item for item in load_parts(PROJECT, chapter).exam.items if isinstance(item, Choice))
    right = next(option for option in item.options if option.right)
    planted = list(encodings(f"{item.id}:{right.id}"))[form]
    (tmp_path / "notes.json").write_bytes(json.dumps({"note": planted.decode()}).encode())
    assert found_in(tmp_path, chapter)
