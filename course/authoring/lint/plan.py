"""Rules about a chapter's outline: titles, sections, opening and closing parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.passages import Passage
from course.authoring.lint.rules import rule

_SECTION_LINE = re.compile(r"^([0-8]\.[1-4]) +(\S.*)$")


def section_text(lesson: Lesson, number: str) -> list[Passage]:
    """Return what is read in a section: no diagrams, no headings, nothing below a figure's heading."""
    look = lesson.markers.look
    return [
        passage
        for passage in lesson.shown
        if passage.section == number
        and passage.role in ("prose", "list", "table", "quote", "card")
        and not passage.heading.startswith(look)
    ]


@rule(
    "titles",
    "chapter and section titles are those of the outline, in its order",
    "CONTENT, outline",
    guide=True,
)
def titles(lesson: Lesson) -> Iterable[Problem]:
    """Yield titles that differ from the plan, and sections missing or out of order."""
    header, plan = lesson.parts.chapter.header, lesson.plan
    if lesson.id not in lesson.standard.outline.chapters:
        yield lesson.problem(lesson.parts.chapter.cells[0].line, "is not in outline.yaml; add it", lesson.id)
    if header.title != plan.title:
        wanted = f"the title is {header.title!r}; make it {plan.title!r}"
        yield lesson.problem(lesson.parts.chapter.cells[0].line, wanted, "header")
    found = []
    for passage in lesson.text:
        match = _SECTION_LINE.match(passage.text) if passage.role == "heading" else None
        if not match:
            continue
        number, title = match.groups()
        found.append(number)
        if number not in plan.sections:
            yield lesson.problem(passage.line, "is no section of this chapter; remove it or mend it", number)
        elif plan.sections[number] != title:
            wanted = f"is called {title!r}; make it {plan.sections[number]!r}"
            yield lesson.problem(passage.line, wanted, number)
    missing = [number for number in plan.sections if number not in found]
    for number in missing:
        wanted = f"has no heading; write '## {number} {plan.sections[number]}'"
        yield lesson.problem(0, wanted, number)
    if not missing and found != sorted(set(found)):
        yield lesson.problem(0, f"sections stand in the order {', '.join(found)}; put each once, in order")


@rule("weights-planned", "the header's weights are those of the outline", "CONTENT, weights")
def weights_planned(lesson: Lesson) -> Iterable[Problem]:
    """Yield a header whose weights are not the planned ones."""
    weights = lesson.parts.chapter.header.weights.model_dump()
    for name, planned in lesson.plan.weights.items():
        if weights.get(name) != planned:
            text = f"{name} is {weights.get(name, 0):g}, planned are {planned:g}; mend header or outline.yaml"
            yield lesson.problem(lesson.parts.chapter.cells[0].line, text, "weights")


@rule(
    "section-length",
    "a section has 900-1,350 Chinese characters, tables counted",
    "CONTENT, text",
)
def section_length(lesson: Lesson) -> Iterable[Problem]:
    """Yield sections too short, what the clauses on cards demand counted, or too long without it."""
    limits = lesson.amounts.section_characters
    for number in lesson.plan.sections:
        passages = section_text(lesson, number)
        cards = sum(passage.length for passage in passages if passage.role == "card")
        length = sum(passage.length for passage in passages) - cards
        if passages and not (limits.holds(length) or limits.holds(length + cards)):
            text = f"has {length} Chinese characters and {cards} on cards; make it {limits}"
            yield lesson.problem(passages[0].line, text, number)


@rule(
    "section-aid", "each section has a table, a checklist or a diagram to keep at the desk", "CONTENT, text"
)
def section_aid(lesson: Lesson) -> Iterable[Problem]:
    """Yield sections of prose alone."""
    for number in lesson.plan.sections:
        passages = [passage for passage in lesson.text if passage.section == number]
        look = lesson.markers.look
        aids = {passage.role for passage in passages if not passage.heading.startswith(look)}
        if passages and not aids & {"table", "list", "diagram"}:
            yield lesson.problem(
                passages[0].line, "is prose alone; add a table, checklist or mermaid diagram", number
            )


@rule("opening", "the opening has a customer's voice, minutes, points and the pass rule", "CONTENT, opening")
def opening(lesson: Lesson) -> Iterable[Problem]:
    """Yield what the opening leaves out."""
    line = lesson.opening[0].line if lesson.opening else 1
    if not any(passage.role == "quote" for passage in lesson.opening):
        yield lesson.problem(line, "no customer speaks before the first section; open with a scene ('> …')")
    told = "\n".join(passage.text for passage in lesson.opening)
    for word in lesson.markers.opening:
        if word not in told:
            text = f"the opening does not say {word!r}; tell minutes, points and the pass rule"
            yield lesson.problem(line, text)


@rule(
    "opening-objectives",
    "the opening lists the objectives as the bank has them",
    "CONTENT, opening",
    guide=True,
)
def opening_objectives(lesson: Lesson) -> Iterable[Problem]:
    """Yield objectives that the opening does not name in the bank's words."""
    told = [passage.text.rstrip("。；") for passage in lesson.opening]
    for index, objective in enumerate(lesson.parts.practice.objectives):
        if objective.text.rstrip("。；") not in told:
            text = f"{objective.id} is not listed in the opening in these words; list it"
            yield lesson.practice_problem(text, "objectives", index)


@rule(
    "objective-sections",
    "every section has an objective, and objectives name a section",
    "CONTENT, progression",
)
def objective_sections(lesson: Lesson) -> Iterable[Problem]:
    """Yield sections without objective, and objectives of no section."""
    named = [objective.section for objective in lesson.parts.practice.objectives]
    for number in lesson.plan.sections:
        if number not in named:
            yield lesson.practice_problem(f"section {number} has no objective; add one", "objectives")
    for index, number in enumerate(named):
        if number not in lesson.plan.sections:
            text = f"section {number!r} is none of this chapter; mend it"
            yield lesson.practice_problem(text, "objectives", index)


@rule(
    "closing", "the chapter closes with desk card, one thing to take back, terms and rules", "CONTENT, close"
)
def closing(lesson: Lesson) -> Iterable[Problem]:
    """Yield closing parts without a heading."""
    headings = [passage.text for passage in lesson.text if passage.role == "heading"]
    last = max((passage.line for passage in lesson.text), default=1)
    for words in lesson.markers.closing:
        if not any(words in heading for heading in headings):
            yield lesson.problem(last, f"no heading names {words!r}; add this closing part")


@rule(
    "desk-card",
    "the desk card says what to say, not to say, by when, and to whom to hand over",
    "CONTENT, close",
)
def desk_card(lesson: Lesson) -> Iterable[Problem]:
    """Yield desk cards without their columns or with too few rows."""
    marker = lesson.markers.desk_card
    cells = [p for p in lesson.text if p.role == "table" and marker in p.heading]
    if not cells:
        return
    rows = [list(row) for _, row in groupby(cells, key=lambda passage: passage.line)]
    heads = [cell.text for cell in rows[0]]
    for column in lesson.markers.desk_card_columns:
        if column not in heads:
            yield lesson.problem(rows[0][0].line, f"the desk card has no column {column!r}; add it")
    if not lesson.amounts.desk_card_rows.holds(len(rows) - 1):
        text = f"the desk card has {len(rows) - 1} rows; make it {lesson.amounts.desk_card_rows}"
        yield lesson.problem(rows[0][0].line, text)


@rule("rules-dated", "the closing table of rules gives each rule's date and facts", "CONTENT, close")
def rules_dated(lesson: Lesson) -> Iterable[Problem]:
    """Yield rows of the rules table without a date or without a fact id."""
    cells = [p for p in lesson.text if p.role == "table" and p.heading == lesson.markers.rules]
    for line, row in groupby(cells, key=lambda passage: passage.line):
        texts = " ".join(cell.text for cell in row)
        if line == cells[0].line:
            continue
        if not re.search(r"\d{4}-\d\d-\d\d", texts):
            yield lesson.problem(line, "this rule has no date (YYYY-MM-DD); say since when it applies")
        if "〔" not in texts:
            yield lesson.problem(line, "this rule names no fact id; add 〔F…〕")


@rule(
    "section-clause", "each section shows the rule behind it, as a clause or with its fact", "CONTENT, text"
)
def section_clause(lesson: Lesson) -> Iterable[Problem]:
    """Yield sections that lean on nothing."""
    for number in lesson.plan.sections:
        shown = [passage for passage in lesson.shown if passage.section == number]
        if shown and not any(passage.role == "card" or "〔" in passage.text for passage in shown):
            yield lesson.problem(
                shown[0].line, "leans on no fact and no clause; show what is behind it", number
            )
