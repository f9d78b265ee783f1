"""The rules as data: read once from `rules.yaml`, checked, their patterns compiled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from course.exercises.reply.patterns import Pattern, compiled
from course.exercises.reply.scopes import Scope

Severity = Literal["red_line", "fault", "missing"]


def _split(value: object) -> object:
    return value.split() if isinstance(value, str) else value


# Written as one block of text, apart by spaces or line ends: patterns are reduced text and hold no space.
Entries = Annotated[list[str], BeforeValidator(_split)]


class Strict(BaseModel):
    """Base of everything in the file: unknown fields are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(Strict):
    """Patterns that share what excuses them.

    Attributes:
        patterns: Any of them is a match.
        about: Patterns of which one must stand somewhere in the text, wherever it is.
        excused: Scopes in which a match means nothing.
        after: Whether a denial behind the match excuses it.
        unless: Patterns that excuse it when they stand in the same sentence.
        unless_anywhere: Patterns that excuse it wherever they stand.
        only_filler: A match counts only when every clause of the text holds one of these words.
        within_authority: Excused when every sum named in the sentence is within the agent's authority.
    """

    patterns: Entries = Field(min_length=1)
    about: Entries = []
    excused: list[Scope] = ["negated", "quoted", "reported", "third_party", "forbidden", "warned"]
    after: bool = True
    unless: Entries = []
    unless_anywhere: Entries = []
    only_filler: Entries = []
    within_authority: bool = False


class Rule(Strict):
    """What a reply must not say, or must say when the task asks for it.

    Attributes:
        name: What trainees call it.
        basis: The clause in words, shown beside a finding.
        facts: Ids in the register of facts on which it rests.
        say: One Chinese sentence; {matched} is the trainee's own words.
        only_unverified: The rule holds only while the customer's identity is not verified.
        element: For a missing rule, the name under which a task requires it.
        present: For a missing rule, patterns of which one must occur.
        not_in: What counts for nothing where it overlaps a match of these patterns.
        affirmed: What is denied counts for nothing.
    """

    id: str = Field(pattern=r"^[a-z_]{3,40}$")
    name: str
    severity: Severity
    basis: str
    facts: list[str] = Field(min_length=1)
    say: str
    only_unverified: bool = False
    groups: list[Group] = []
    element: str = ""
    present: Entries = []
    not_in: Entries = []
    affirmed: bool = False

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.severity == "missing":
            if not self.element or not self.present or self.groups:
                raise ValueError(f"{self.id}: a missing rule has element and present, and no groups")
        elif not self.groups or self.element or self.present or self.not_in or "{matched}" not in self.say:
            raise ValueError(f"{self.id}: a rule has groups and names {{matched}} in what it says")
        return self


class Rules(Strict):
    """The whole file."""

    words: dict[str, Entries]
    rules: list[Rule]

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def elements(self) -> Mapping[str, Rule]:
        """The missing rules by the element they require."""
        return {rule.element: rule for rule in self.rules if rule.element}

    def pattern(self, source: str) -> Pattern:
        """Return source compiled with this file's word lists; each is compiled once."""
        if source not in self._compiled:
            self._compiled[source] = compiled(source, self.words)
        return self._compiled[source]

    @cached_property
    def _compiled(self) -> dict[str, Pattern]:
        return {}


@lru_cache(maxsize=1)
def load() -> Rules:
    """Return the rules of this package."""
    text = files(__package__).joinpath("rules.yaml").read_text(encoding="utf-8")
    return Rules.model_validate(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
