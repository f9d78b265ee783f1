"""A dialogue as its author writes it, and the part of it that a trainee receives.

The public part holds what is said, where it leads, its guards and its effects on the state. Points, criteria,
red lines and debriefs stand only in the author's classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from course.exercises.dialogue import guards
from course.exercises.items import Strict

NAME = r"^[a-z][a-z0-9_]{0,23}$"
Name = Annotated[str, Field(pattern=NAME)]
Guard = Annotated[str, Field(max_length=guards.LONGEST)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Bubbles = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_as_list), Field(min_length=1)]


class Start(Strict):
    """The state in which a dialogue begins. `flags` are the dialogue's own switches."""

    emotion: int = Field(default=40, ge=0, le=100)
    minutes: int = Field(default=0, ge=0)
    verified: bool = False
    disclosed: list[Name] = []
    flags: dict[Name, bool] = {}


class Effects(Strict):
    """What a reply changes: tension from 0 (calm) to 100 (hangs up), minutes that pass, switches."""

    emotion: int = Field(default=0, ge=-100, le=100)
    minutes: int = Field(default=1, ge=0, le=60)
    verified: bool | None = None
    disclose: list[Name] = []
    flags: dict[Name, bool] = {}


class Branch(Strict):
    """Where a reply leads when a guard holds; the first that holds is taken."""

    when: Guard = ""
    to: Name


def _as_branches(value: Any) -> Any:
    return [{"to": value}] if isinstance(value, str) else value


Next = Annotated[list[Branch], BeforeValidator(_as_branches), Field(min_length=1)]


class PublicReply(Strict):
    """One reply that the trainee may choose."""

    id: Name
    text: str = Field(min_length=1)
    when: Guard = ""
    effects: Effects = Effects()
    next: Next


class PublicNode(Strict):
    """One turn: what the customer says, by variant where it differs, and the replies to it.

    `typed`: the trainee writes first, and sees the replies after that. `desk`: entries of the desk panel that
    this turn opens.
    """

    customer: dict[str, Bubbles]
    typed: bool = False
    desk: list[Name] = []
    replies: list[PublicReply] = Field(min_length=2, max_length=12)

    @model_validator(mode="before")
    @classmethod
    def _one_text_for_all(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("customer"), str | list):
            return {**data, "customer": {"all": data["customer"]}}
        return data

    def said(self, variant: str) -> list[str]:
        """Return what the customer says under a variant."""
        return self.customer.get(variant) or self.customer["all"]


class PublicEnding(Strict):
    """How a dialogue can end."""

    title: str = Field(min_length=1)
    text: str = Field(min_length=1)


class DeskEntry(Strict):
    """One entry of the desk panel beside the chat. `variants` limits it to some of them; empty means all."""

    id: Name
    kind: Literal["客户档案", "坐席档案", "历史工单", "知识库", "系统提示"]
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    open: bool = True
    variants: list[Name] = []


class PublicDialogue(Strict):
    """A dialogue without its points. `speaker` is what the other side is called: not always a customer."""

    id: str = Field(pattern=r"^ch0[0-8]-d\d{1,2}$")
    version: int = Field(default=1, ge=1)
    type: Literal["dialogue"] = "dialogue"
    section: str = Field(pattern=r"^[0-8]\.[0-4]$")
    title: str = Field(min_length=1)
    channel: Literal["电话", "在线", "网点", "手机App"]
    speaker: str = Field(default="客户", min_length=1, max_length=8)
    clock: str = Field(default="09:00", pattern=r"^\d\d:\d\d$")
    prompt: str = Field(min_length=1)
    variants: list[Name] = Field(min_length=1)
    start: Start = Start()
    first: Name = "start"
    breakdown: Name
    desk: list[DeskEntry] = []
    nodes: dict[Name, PublicNode]
    endings: dict[Name, PublicEnding]


class Reply(PublicReply):
    """A reply with what it is worth: points by criterion, red line, words for the debrief, better wording.

    `clauses` names the clauses of the debrief where those of its facts are too many.
    """

    points: dict[str, float] = {}
    red_line: str | None = None
    debrief: str = ""
    better: str = ""
    facts: list[str] = []
    clauses: list[str] = []


class Node(PublicNode):
    """A turn with what its replies are worth. `model`: wording to compare a typed reply with."""

    replies: list[Reply] = Field(min_length=2, max_length=12)  # type: ignore[assignment]
    model: str = ""


class Ending(PublicEnding):
    """An ending with what it is worth."""

    rank: Literal["best", "fair", "poor"]
    points: dict[str, float] = {}
    debrief: str = ""


class DialogueCriterion(Strict):
    """One line of the marking: its weight, and the raw points that fill it."""

    name: str = Field(min_length=1, max_length=12)
    weight: float = Field(gt=0)
    full: float = Field(gt=0)


class ClauseLine(Strict):
    """What a clause says, in one line of the debrief. `by` is the fact or clause that a reply names."""

    by: str
    name: str = Field(min_length=1)
    duty: str = Field(min_length=1)


class Dialogue(PublicDialogue):
    """A dialogue as its author writes it. `clauses` is filled by the build, from the register."""

    objective: str = Field(pattern=r"^ch0[0-8]-o\d{1,2}$")
    facts: list[str] = []
    points: float = Field(default=0, ge=0, le=100)
    truth: dict[Name, str] = {}
    clauses: list[ClauseLine] = []
    criteria: list[DialogueCriterion] = Field(min_length=1)
    nodes: dict[Name, Node]  # type: ignore[assignment]
    endings: dict[Name, Ending]  # type: ignore[assignment]

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        from course.exercises.dialogue.naming import name_problems

        problem = next(iter(name_problems(self)), None)
        if problem:
            raise ValueError(problem)
        return self

    def fact_ids(self) -> list[str]:
        """Return the ids of all facts that the dialogue leans on, each once."""
        replies = [fact for node in self.nodes.values() for reply in node.replies for fact in reply.facts]
        return list(dict.fromkeys([*self.facts, *replies]))

    def clause_ids(self) -> list[str]:
        """Return the ids of all clauses that replies name themselves, each once."""
        named = [name for node in self.nodes.values() for reply in node.replies for name in reply.clauses]
        return list(dict.fromkeys(named))

    def public(self) -> PublicDialogue:
        """Return the part of the dialogue that a trainee receives."""
        data = self.model_dump(mode="json")
        nodes = {
            name: {
                **{field: node[field] for field in PublicNode.model_fields},
                "replies": [
                    {field: reply[field] for field in PublicReply.model_fields} for reply in node["replies"]
                ],
            }
            for name, node in data["nodes"].items()
        }
        endings = {
            name: {"title": end["title"], "text": end["text"]} for name, end in data["endings"].items()
        }
        kept = {field: data[field] for field in PublicDialogue.model_fields}
        return PublicDialogue.model_validate({**kept, "nodes": nodes, "endings": endings})
