"""From a graded notebook, its marks and its answer log to the data of a feedback page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from course.exercises.log import AnswerLog, fold
from course.grading.feedback.explaining import Trainee, dialogue_of, explain_dialogue, explain_exam
from course.grading.feedback.marks import Marks
from course.grading.feedback.parts import CriterionLine, Page, Part, Section, Shown
from course.grading.feedback.text import markdown, shown_outputs
from course.grading.intake.sentences import shown
from course.grading.passing import Points, standing
from course.grading.red_lines import RED_LINE, red_lines, sentence
from course.grading.sealed.inert import inert, plain

_LINE = re.compile(
    r"(?P<sign>[✔◐✘]) (?P<text>.+?)：(?P<earned>\d[\d.e+-]*)/(?P<points>\d[\d.e+-]*)(?:，(?P<said>.*))?"
)
_STATES = {"✔": "full", "◐": "part", "✘": "none"}
_HEADING = re.compile(r"^(#{1,2}) +(.+)$", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d\.\d)\s+(.+)$")
_WORTH = re.compile(r"（[^（）]*分[^（）]*）$")
_SCHEME = re.compile(r"\n*=== BEGIN MARK SCHEME ===.*?(=== END MARK SCHEME ===|\Z)", re.DOTALL)
_MOST_FIGURES = 12


@dataclass(frozen=True)
class _Place:
    """Where a cell stands: its number, the heading above it, and the numbered section above it."""

    number: int
    title: str
    section: str


def read_page(
    notebook: Mapping[str, Any], marks: Marks, folder: Path, answers: bool, empty: Mapping[str, str]
) -> Page:
    """Return the page of one trainee.

    Args:
        notebook: the graded one, as JSON or as nbformat's node.
        marks: of the gradebook.
        folder: of the graded submission, with the frozen answer log.
        answers: whether right answers may be shown.
        empty: released source of cells that trainees fill in, by their names.
    """
    cells = [_Cell.of(cell) for cell in notebook["cells"]]
    course = notebook["metadata"].get("course", {})
    chapter = str(course.get("chapter", ""))
    places = _places(cells)
    log = AnswerLog(folder / "answers" / f"{chapter}.jsonl")
    trainee = Trainee(marks.trainee, chapter, int(course.get("world_version", 1)), fold(log.events()))
    figures: list[str] = []
    parts = _parts(cells, places, marks, trainee, answers, empty, figures)
    parts.sort(key=lambda part: part.place)
    wanted = {key for part in parts for key in (*part.sections, *(item.section for item in part.exam))}
    crossed = red_lines(notebook["cells"])
    title = next((found[2] for cell in cells if (found := _HEADING.search(cell.source))), chapter)
    return Page(
        chapter=chapter,
        title=title,
        trainee=marks.trainee,
        handed_in=_when(marks.handed_in),
        score=max(0.0, sum(part.score for part in parts) - marks.penalty),
        points=sum(part.points for part in parts),
        penalty=marks.penalty,
        notes=tuple(_notes(cells, {sentence(found, shown(marks.trainee)) for found in crossed})),
        standing=standing(
            [
                Points(part.name, part.score, part.points, part.kind == "written", part.waits)
                for part in parts
            ],
            marks.penalty,
            crossed,
            marks.comments,
        ),
        parts=parts,
        sections=[section for section in _sections(cells) if section.key in wanted],
        figures=figures,
    )


@dataclass(frozen=True)
class _Cell:
    kind: str
    source: str
    outputs: list[dict[str, Any]]
    nbgrader: Mapping[str, Any]
    course: Mapping[str, Any]

    @classmethod
    def of(cls, cell: Mapping[str, Any]) -> _Cell:
        source = cell.get("source", "")
        metadata = cell.get("metadata", {})
        return cls(
            cell["cell_type"],
            source if isinstance(source, str) else "".join(source),
            cell.get("outputs", []),
            metadata.get("nbgrader", {}),
            metadata.get("course", {}),
        )

    @property
    def name(self) -> str:
        return str(self.nbgrader.get("grade_id", ""))

    @property
    def is_test(self) -> bool:
        return bool(self.nbgrader.get("grade")) and not self.nbgrader.get("solution")

    @property
    def is_written(self) -> bool:
        return bool(self.nbgrader.get("grade")) and bool(self.nbgrader.get("solution"))

    @property
    def is_own(self) -> bool:
        return self.course.get("intake") == "own"

    @property
    def is_text(self) -> bool:
        return self.kind == "markdown" and not self.nbgrader and not self.course


def _when(time: datetime | None) -> str:
    if time is None:
        return "没有记录"
    local = time.replace(tzinfo=UTC).astimezone()
    zone = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M}（UTC{zone[:3]}:{zone[3:]}）"


def _places(cells: Sequence[_Cell]) -> dict[str, _Place]:
    """Return the place of each cell by its name; and by the id of a task, a dialogue or the exam."""
    found: dict[str, _Place] = {}
    title = section = ""
    for number, cell in enumerate(cells):
        if cell.kind == "markdown" and (cell.is_text or cell.nbgrader.get("task")):
            for heading in _HEADING.finditer(cell.source):
                title = _WORTH.sub("", heading[2].strip())
                numbered = _NUMBERED.match(title)
                section = numbered[1] if numbered else section
        place = _Place(number, title, section)
        if cell.name:
            found.setdefault(cell.name, place)
        if cell.kind == "code" and (call := re.fullmatch(r'(\w+)\((?:"([^"]+)")?\)', cell.source.strip())):
            found.setdefault(call[2] or call[1], place)
    return found


def _parts(
    cells: Sequence[_Cell],
    places: Mapping[str, _Place],
    marks: Marks,
    trainee: Trainee,
    answers: bool,
    empty: Mapping[str, str],
    figures: list[str],
) -> list[Part]:
    parts: list[Part] = []
    work: list[Shown] = []
    prompt: Markup | None = None
    comments = list[Markup]()
    for cell in cells:
        if cell.name in marks.comments:
            comments.append(markdown(marks.comments[cell.name]))
        if cell.nbgrader.get("task"):
            prompt = markdown(_SCHEME.sub("", _HEADING.sub("", cell.source)).strip())
        elif cell.kind == "code" and (cell.is_own or cell.nbgrader.get("solution")):
            work += _work(cell, empty, figures)
        if not cell.nbgrader.get("grade"):
            continue
        part = _part(cell, places, marks)
        part.comments, comments = tuple(comments), []
        if cell.is_written:
            part.prompt, part.written, prompt = prompt, markdown(cell.source), None
            part.unanswered = cell.source.strip() == empty.get(cell.name, "").strip()
        else:
            part.work, work = work, []
            _tell(part, cell, trainee, answers)
        parts.append(part)
    return parts


def _part(cell: _Cell, places: Mapping[str, _Place], marks: Marks) -> Part:
    task = re.sub(r"-(test|answer)$", "", cell.name)
    short = task.partition("-")[2]
    place = places.get(task) or places.get(short) or places.get(cell.name) or _Place(0, "", "")
    kind = "written" if cell.is_written else {"e": "exam", "d": "dialogue"}.get(short[:1], "data")
    mark = marks.marks.get(cell.name)
    return Part(
        name=cell.name,
        kind=kind,
        title=place.title or task,
        # A written task stands inside its section, the others below a heading of their own.
        sections=(place.section,) if kind == "written" else (place.title,),
        place=place.number,
        score=mark.score if mark else 0.0,
        points=mark.max_score if mark else float(cell.nbgrader.get("points", 0.0)),
        waits=mark.waits if mark else True,
        by_hand=mark.by_hand if mark else False,
    )


def _work(cell: _Cell, empty: Mapping[str, str], figures: list[str]) -> list[Shown]:
    made: list[Shown] = []
    if cell.source.strip() and (cell.is_own or cell.source.strip() != empty.get(cell.name, "").strip()):
        made.append(Shown("code", plain(cell.source)))
    room = figures if len(figures) < _MOST_FIGURES else []
    made += shown_outputs([dict(output) for output in cell.outputs], room)
    return made


def _tell(part: Part, cell: _Cell, trainee: Trainee, answers: bool) -> None:
    """Fill in what a test said, and the explanation of exam and dialogue."""
    texts, said = [], []
    for output in inert(cell.outputs):
        if output["output_type"] == "stream":
            said.append(output["text"].strip())
        elif output["output_type"] == "display_data":
            texts.append(output["data"].get("text/plain", ""))
        elif output["output_type"] == "error":
            said += output["traceback"][-1:]
    lines = [_LINE.fullmatch(line) for text in texts for line in text.split("\n") if line]
    criteria = [line for line in lines if line]
    if not criteria:
        part.plain = "\n".join(each for each in [*said, *texts] if each)
        return
    part.criteria = tuple(
        CriterionLine(
            _STATES[line["sign"]],
            "没有碰红线" if line["text"] == RED_LINE and line["sign"] == "✔" else line["text"],
            _points(line["earned"]),
            _points(line["points"]),
            line["said"] or "",
        )
        for line in criteria
    )
    part.unanswered = all(line.message.startswith("未作答") for line in part.criteria[:1])
    if part.kind == "exam":
        part.exam = explain_exam(cell.source, trainee, part.criteria, answers)
    elif part.kind == "dialogue":
        part.dialogue = explain_dialogue(cell.source, trainee, answers)
        told = dialogue_of(cell.source)
        part.sections = (*part.sections, told.section) if told else part.sections


def _points(text: str) -> str:
    try:
        return f"{round(float(text), 2):g}"
    except ValueError:
        return text


def _notes(cells: Sequence[_Cell], known: Collection[str]) -> list[str]:
    """Return the sentences of notes, but for those `known`, which are for whoever marks."""
    notes: dict[str, None] = {}
    for cell in cells:
        if "note" in (cell.course.get("intake"), cell.course.get("grading")):
            for line in cell.source.split("\n"):
                if line.startswith("- ") and line[2:] not in known:
                    notes[plain(line[2:])] = None
    return list(notes)


def _sections(cells: Sequence[_Cell]) -> list[Section]:
    """Return the text below each heading of the second level; its key is its number, or else its title."""
    found: list[tuple[str, str, list[str]]] = []
    for cell in cells:
        if not cell.is_text:
            continue
        heading = _HEADING.match(cell.source.lstrip())
        if heading and len(heading[1]) == 2:
            title = _WORTH.sub("", heading[2].strip())
            numbered = _NUMBERED.match(title)
            found.append((numbered[1] if numbered else "", numbered[2] if numbered else title, []))
        if found:
            found[-1][2].append(_HEADING.sub("", cell.source, count=1) if heading else cell.source)
    return [
        Section(
            key=number or title,
            anchor=f"text-{place}",
            number=number,
            title=title,
            body=Markup("\n").join(markdown(text) for text in texts),
        )
        for place, (number, title, texts) in enumerate(found, start=1)
    ]
