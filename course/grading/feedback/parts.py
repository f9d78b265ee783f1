"""What a feedback page says, as plain data that a template can show."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from course.grading.passing import MARKING, Standing


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of a test: `state` is "full", "part" or "none"; points as shown."""

    state: str
    text: str
    earned: str
    points: str
    message: str = ""


@dataclass(frozen=True)
class Explained:
    """One option that the trainee chose, and what is said of it."""

    text: str
    right: bool
    said: str


@dataclass(frozen=True)
class ExamItem:
    """One item of the exam: question, the trainee's answer, what it earned and why.

    `answer` and `why` are of the key, and empty until it may be shown.
    """

    number: int
    section: str
    prompt: str
    lines: tuple[str, ...]
    chosen: str
    line: CriterionLine
    explained: tuple[Explained, ...] = ()
    answer: str = ""
    why: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class DialogueTurn:
    """One reply of a graded dialogue: what was said, and what of it; `better` is of the key."""

    said: str
    note: str
    fine: bool
    red: str = ""
    better: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class DialogueWork:
    """The trainee's conversation; `truth` is empty until it may be shown."""

    turns: tuple[DialogueTurn, ...]
    ending: str = ""
    ending_text: str = ""
    truth: str = ""


@dataclass(frozen=True)
class Shown:
    """One piece of the trainee's work: code, or an output made inert."""

    kind: str  # code | html | text | error | picture | figure
    body: str | Markup = ""
    mime: str = ""
    number: int = 0  # of a figure on the page


@dataclass
class Part:
    """One graded part of the chapter."""

    name: str
    kind: str  # data | exam | dialogue | written
    title: str
    sections: tuple[str, ...]  # keys of what to read again
    place: int
    score: float
    points: float
    waits: bool
    by_hand: bool = False
    criteria: tuple[CriterionLine, ...] = ()
    plain: str = ""  # outputs of a test that show no criteria
    comments: tuple[Markup, ...] = ()
    prompt: Markup | None = None
    written: Markup | None = None
    unanswered: bool = False
    work: list[Shown] = field(default_factory=list)
    exam: tuple[ExamItem, ...] = ()
    dialogue: DialogueWork | None = None


@dataclass(frozen=True)
class Section:
    """The text below one heading, to read again.

    `anchor` is the name of its place on the page; `number` is empty where it is none of the four sections.
    """

    key: str
    anchor: str
    number: str
    title: str
    body: Markup


@dataclass
class Page:
    """A feedback page; `standing` is None in a chapter without points."""

    chapter: str
    title: str
    trainee: str
    handed_in: str
    score: float
    points: float
    penalty: float
    notes: tuple[str, ...]
    standing: Standing | None
    parts: list[Part]
    sections: list[Section]
    figures: list[str] = field(default_factory=list)  # plotly's JSON, safe inside a script element

    @property
    def waits(self) -> bool:
        """Return whether marks will still change."""
        return any(part.waits for part in self.parts)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why the verdict is as it is, without what the page says in words of its own."""
        told = self.standing.reasons if self.standing is not None else ()
        return tuple(reason for reason in told if reason != MARKING)
