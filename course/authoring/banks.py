"""A chapter's banks and the facts they lean on, read and validated."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, RootModel, ValidationError

from course.authoring.errors import AuthorError, Problem
from course.authoring.yaml_lines import Document, Place, read_yaml
from course.exercises.bank import ExamBank, PracticeBank
from course.exercises.items import Strict

Model = TypeVar("Model", bound=BaseModel)

TEACHABLE = ("verified", "well-established")


class Source(Strict):
    """Where a fact stands."""

    name: str
    number: str | None = None
    issuer: str | None = None
    article: str | None = None
    effective: str | None = None


class Fact(Strict):
    """One fact that text and items may lean on."""

    id: str = Field(pattern=r"^F\d\.\d-\d{1,2}$")
    section: str
    statement: str
    figure: str | None = None
    source: Source
    confidence: Literal["verified", "well-established", "uncertain", "dubious"]
    checked_at: str


class FactRegister(RootModel[list[Fact]]):
    """`facts.yaml`: a list of facts."""


def load_facts(path: Path, shown: Path | None = None) -> dict[str, Fact]:
    """Return the fact register by id. Raises AuthorError, as every loader here."""
    document = read_yaml(path, shown)
    register = validated(FactRegister, document)
    problems = _duplicates(document, (), [fact.id for fact in register.root])
    if problems:
        raise AuthorError(problems)
    return {fact.id: fact for fact in register.root}


def load_practice(path: Path, shown: Path | None = None) -> tuple[PracticeBank, Document]:
    """Return the practice bank and its document (for lines)."""
    document = read_yaml(path, shown)
    bank = validated(PracticeBank, document)
    problems = _duplicates(document, ("objectives",), [objective.id for objective in bank.objectives])
    problems += _duplicates(document, ("items",), [item.id for item in bank.items])
    problems += _duplicates(document, ("tasks",), [task.id for task in bank.tasks])
    problems += _duplicates(document, ("dialogues",), [dialogue.id for dialogue in bank.dialogues])
    if problems:
        raise AuthorError(problems)
    return bank, document


def load_exam(path: Path, shown: Path | None = None) -> tuple[ExamBank, Document]:
    """Return the exam bank and its document (for lines)."""
    document = read_yaml(path, shown)
    bank = validated(ExamBank, document)
    problems = _duplicates(document, ("items",), [item.id for item in bank.items])
    problems += _duplicates(document, ("written",), [written.id for written in bank.written])
    problems += _duplicates(document, ("dialogues",), [dialogue.id for dialogue in bank.dialogues])
    if problems:
        raise AuthorError(problems)
    return bank, document


def _duplicates(document: Document, place: Place, ids: list[str]) -> list[Problem]:
    return [
        Problem(
            document.path, document.line((*place, index)), item_id, "this id stands twice; give one a new id"
        )
        for index, item_id in enumerate(ids)
        if item_id in ids[:index]
    ]


def validated(model: type[Model], document: Document, empty: object = None) -> Model:
    """Return a document as a model; `empty` stands in for a file without content. Raises AuthorError."""
    try:
        return model.model_validate(document.data if document.data is not None else empty or {})
    except ValidationError as error:
        raise AuthorError([_problem(document, dict(detail)) for detail in error.errors()]) from None


def _problem(document: Document, detail: dict[str, Any]) -> Problem:
    place = _place_in(document.data, tuple(detail["loc"]))
    kind, context = str(detail["type"]), detail.get("ctx", {})
    if kind == "extra_forbidden":
        text = f"unknown field {detail['loc'][-1]!r}; remove it or mend its spelling"
    elif kind == "missing":
        text = f"{detail['loc'][-1]!r} is missing; add it"
    elif kind == "union_tag_invalid":
        text = f"type {context['tag']!r} is unknown; use one of {context['expected_tags']}"
    elif kind == "union_tag_not_found":
        text = "'type' is missing; add it"
    elif kind == "value_error":
        text = str(context["error"])
    else:
        # Below a list of the file, or of one of its fields, there stand entries; then their fields.
        name = ".".join(str(step) for step in place[1 if isinstance(document.data, list) else 2 :])
        text = f"{name + ': ' if name else ''}{detail['msg']}; got {str(detail['input'])[:60]!r}"
    return Problem(document.path, document.line(place), _subject(document.data, place), text)


def _place_in(data: Any, location: tuple[str | int, ...]) -> Place:
    """Return pydantic's error location without steps, such as union tags, that do not stand in the file."""
    place: list[str | int] = []
    for step in location:
        stands = step in data if isinstance(data, dict) else isinstance(data, list) and isinstance(step, int)
        if stands:
            data = data[step]
            place.append(step)
    return tuple(place)


def _subject(data: Any, place: Place) -> str:
    """Return the id of the innermost item around `place`, or its place in the list."""
    subject = ""
    for step in place:
        data = data[step]
        if isinstance(data, dict) and isinstance(data.get("id"), str) and not subject:
            subject = data["id"]
    return subject or ".".join(str(step) for step in place[:2])
