"""The registers that text and items lean on: clauses of regulations, and terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, RootModel, model_validator

from course.authoring.banks import TEACHABLE, Fact, validated
from course.authoring.errors import AuthorError, Problem
from course.authoring.yaml_lines import Document, read_yaml
from course.exercises.bank import PublicTerm
from course.exercises.dialogue.model import ClauseLine
from course.exercises.items import Strict

CLAUSE_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
HOW_READ = {"official": "官方文本", "secondary": "转载文本"}


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


Day = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")]
"""A date as far as it is known: year, month, day; empty when unknown."""


class Clause(Strict):
    """What one or a few articles of a regulation or standard demand, and who vouches for it.

    `signed_by`, `signed_on` and `bank_override` are for the bank that uses the course: who compared the
    clause with the text in force, when, and the bank's own stricter rule, if it has one.
    """

    id: str = Field(pattern=CLAUSE_ID)
    name: str = Field(min_length=1)
    short: str = Field(min_length=1, max_length=16)
    number: str = ""
    article: str = ""
    duty: str = Field(min_length=1, max_length=160)
    limit: str = ""
    effective: Day = ""
    issued: Day = ""
    superseded_by: str = ""
    checked: Day = Field(min_length=10)
    how_read: Literal["official", "secondary"]
    confidence: Literal["verified", "well-established"]
    facts: list[str] = Field(min_length=1)
    signed_by: str = ""
    signed_on: Day = ""
    bank_override: str = ""

    @property
    def title(self) -> str:
        """Return its short name with its article, such as 投诉处理办法第十八条."""
        return f"{self.short}{self.article}"

    @property
    def said(self) -> str:
        """Return what it demands, with limit, and that it no longer applies where that is so."""
        gone = "（已不适用）" if self.superseded_by else ""
        return f"{gone}{self.duty}" + (f"要点：{self.limit}。" if self.limit else "")

    @property
    def since(self) -> str:
        """Return since when it applies, or when it was issued, in words; nothing when neither is known."""
        return f"{self.effective} 起施行" if self.effective else f"{self.issued} 发布" if self.issued else ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.signed_by) != bool(self.signed_on):
            raise ValueError("signed_by and signed_on: give both or neither")
        if not self.duty.endswith("。"):
            raise ValueError("duty: write one Chinese sentence that ends in 。")
        return self


class Term(PublicTerm):
    """A term with what its definition leans on: facts, or the source of a textbook definition."""

    source: str = ""
    facts: list[str] = []

    def public(self) -> PublicTerm:
        """Return the part of the term that a trainee reads."""
        return PublicTerm.model_validate(self.model_dump(include=set(PublicTerm.model_fields)))

    @model_validator(mode="after")
    def _leans_on_something(self) -> Self:
        if not self.source and not self.facts:
            raise ValueError("source or facts: say what the definition leans on")
        if not self.definition.endswith("。"):
            raise ValueError("definition: write one Chinese sentence that ends in 。")
        return self


class ClauseRegister(RootModel[list[Clause]]):
    """`clauses.yaml`: a list of clauses."""


class Glossary(RootModel[list[Term]]):
    """`glossary.yaml`: a list of terms."""


@dataclass(frozen=True)
class Registers:
    """Both registers: clauses by id, terms by name."""

    clauses: dict[str, Clause] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)

    def of_facts(self, facts: Iterable[str]) -> list[Clause]:
        """Return the clauses that lean on any of these facts, in the order of the register."""
        wanted = set(facts)
        return [clause for clause in self.clauses.values() if wanted & set(clause.facts)]

    def lines(self, names: Iterable[str]) -> list[ClauseLine]:
        """Return what a debrief shows for each fact and clause named; a fact shows its clauses in force."""
        return [
            ClauseLine(by=name, name=clause.title, duty=clause.said)
            for name in dict.fromkeys(names)
            for clause in ([self.clauses[name]] if name in self.clauses else self.of_facts([name]))
            if name == clause.id or not clause.superseded_by
        ]

    def terms_until(self, chapter: str) -> list[Term]:
        """Return the terms of this chapter, then those of earlier chapters."""
        own = [term for term in self.terms.values() if term.chapter == chapter]
        return own + [term for term in self.terms.values() if term.chapter < chapter]


def load_registers(folder: Path, facts: dict[str, Fact], shown: Path | None = None) -> Registers:
    """Return the registers in a folder; a file that is not there gives an empty one.

    Args:
        folder: holds clauses.yaml and glossary.yaml.
        facts: what clauses and terms may lean on, by id.
        shown: the folder that errors name, where it differs.

    Raises:
        AuthorError: a file is malformed, an id stands twice, or a clause or term leans on what is not taught.
    """
    shown = shown or folder
    clauses, terms = Registers().clauses, Registers().terms
    problems: list[Problem] = []
    if (folder / "clauses.yaml").exists():
        document = read_yaml(folder / "clauses.yaml", shown / "clauses.yaml")
        rows = validated(ClauseRegister, document, []).root
        clauses = {clause.id: clause for clause in rows}
        problems += _clause_problems(rows, clauses, facts, document)
    if (folder / "glossary.yaml").exists():
        document = read_yaml(folder / "glossary.yaml", shown / "glossary.yaml")
        entries = validated(Glossary, document, []).root
        terms = {term.term: term for term in entries}
        problems += _term_problems(entries, facts, document)
    if problems:
        raise AuthorError(problems)
    return Registers(clauses, terms)


def _clause_problems(
    rows: list[Clause], known: dict[str, Clause], facts: dict[str, Fact], document: Document
) -> list[Problem]:
    found = _twice([clause.id for clause in rows], document)
    for place, clause in enumerate(rows):
        texts = _unsound(clause.facts, facts)
        if not texts and clause.confidence == "verified":
            weak = all(facts[fact].confidence != "verified" for fact in clause.facts)
            texts = ["is verified, none of its facts is; write confidence: well-established"] if weak else []
        if clause.superseded_by and clause.superseded_by not in known:
            texts.append(f"superseded_by: {clause.superseded_by!r} is no clause; add it or mend the id")
        found += [Problem(document.path, document.line((place,)), clause.id, text) for text in texts]
    return found


def _term_problems(entries: list[Term], facts: dict[str, Fact], document: Document) -> list[Problem]:
    found = _twice([term.term for term in entries], document)
    for place, term in enumerate(entries):
        texts = _unsound(term.facts, facts)
        found += [Problem(document.path, document.line((place,)), term.term, text) for text in texts]
    return found


def _twice(ids: list[str], document: Document) -> list[Problem]:
    return [
        Problem(document.path, document.line((place,)), name, "stands twice; remove one of the two")
        for place, name in enumerate(ids)
        if name in ids[:place]
    ]


def _unsound(named: list[str], facts: dict[str, Fact]) -> list[str]:
    texts = []
    for name in named:
        if name not in facts:
            texts.append(f"fact {name} is not in facts.yaml; add it or mend the id")
        elif facts[name].confidence not in TEACHABLE:
            texts.append(f"fact {name} is {facts[name].confidence} and must not be taught; use another")
    return texts
