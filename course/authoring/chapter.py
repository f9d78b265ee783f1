"""A chapter's text as cells of known kinds.

An author marks a cell by its kind and few fields; everything nbgrader needs is derived later.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from jupytext.myst import MystMetadataParsingError, myst_to_notebook
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from course.authoring.errors import AuthorError, Problem
from course.exercises.bank import TASK_ID, WRITTEN_ID
from course.exercises.items import Strict

SECTION_HEADING = re.compile(r"^## ([0-8]\.[1-4]) (\S.*)$", re.MULTILINE)
FACT_REFERENCE = re.compile(r"〔(F\d\.\d-\d{1,2})〕")
CARD_CALLS = ("quiz", "workbench", "dialogue")


class Weights(Strict):
    """Points of a chapter by part; they add up to 100, or are all 0 in a guide, which is not graded."""

    exam: float = Field(ge=0)
    data: float = Field(ge=0)
    dialogue: float = Field(ge=0)
    written: float = Field(ge=0)

    @property
    def total(self) -> float:
        """Return the points of all parts together."""
        return self.exam + self.data + self.dialogue + self.written

    @model_validator(mode="after")
    def _hundred_or_none(self) -> Self:
        if self.total not in (0, 100):
            raise ValueError(
                f"weights: they add up to {self.total:g}; make them 100, or all 0 in an ungraded guide"
            )
        return self


class Header(Strict):
    """Fields of a chapter's first cell."""

    kind: Literal["header"]
    chapter: str = Field(pattern=r"^ch0[0-8]$")
    title: str = Field(min_length=1)
    world_version: int = Field(ge=1)
    minutes: int = Field(ge=1, le=150)
    weights: Weights

    @property
    def guide(self) -> bool:
        """Return whether the chapter is a guide, in which nothing earns points."""
        return self.weights.total == 0


class Prose(Strict):
    """Text, kept as it is."""

    kind: Literal["prose"] = "prose"


class Setup(Strict):
    """Code that every later cell may need. Runs for trainee and grader."""

    kind: Literal["setup"]


class Exercise(Strict):
    """One call that shows cards."""

    kind: Literal["exercise"]


class Figure(Strict):
    """Code that shows a figure; the master keeps its output."""

    kind: Literal["figure"]


class AnswerCell(Strict):
    """Where a trainee may write code for a data task."""

    kind: Literal["answer"]
    task: str = Field(pattern=TASK_ID)


class TestCell(Strict):
    """The check of a data task, with its hidden tests. `points`, if given, repeats the task's own."""

    kind: Literal["test"]
    task: str = Field(pattern=TASK_ID)
    points: float | None = None


class WrittenCell(Strict):
    """The prompt of a written task."""

    kind: Literal["written"]
    task: str = Field(pattern=WRITTEN_ID)
    points: float = Field(gt=0, le=100)


Marks = Header | Prose | Setup | Exercise | Figure | AnswerCell | TestCell | WrittenCell
_MARKS: TypeAdapter[Marks] = TypeAdapter(Annotated[Marks, Field(discriminator="kind")])
_CODE_KINDS = ("setup", "exercise", "figure", "answer", "test")


@dataclass(frozen=True)
class Cell:
    """One cell of a chapter: its marks, its text, and the line where it starts."""

    marks: Marks
    source: str
    line: int

    @property
    def is_code(self) -> bool:
        """Return whether the cell holds code."""
        return self.marks.kind in _CODE_KINDS


@dataclass(frozen=True)
class Chapter:
    """A chapter's text. The first cell is its header."""

    path: Path
    header: Header
    cells: list[Cell]

    def card_calls(self) -> list[tuple[int, str, str]]:
        """Return (line, function, item id) of every card that the chapter's cells show."""
        calls = []
        for cell in self.cells:
            if cell.marks.kind != "exercise":
                continue
            for node in ast.walk(ast.parse(cell.source)):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in CARD_CALLS
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    calls.append((cell.line + node.lineno - 1, node.func.id, str(node.args[0].value)))
        return calls

    def sections(self) -> dict[str, str]:
        """Return the title of each section by its number, from headings such as `## 1.1 …`."""
        return {
            number: title
            for cell in self.cells
            if not cell.is_code
            for number, title in SECTION_HEADING.findall(cell.source)
        }

    def fact_references(self) -> list[tuple[int, str]]:
        """Return (line, fact id) of every 〔F…〕 in the text."""
        return [
            (cell.line + offset, fact)
            for cell in self.cells
            for offset, text in enumerate(cell.source.splitlines())
            for fact in FACT_REFERENCE.findall(text)
        ]


def read_chapter(path: Path, shown: Path | None = None) -> Chapter:
    """Return the chapter at `path`.

    Args:
        path: a MyST-Markdown text notebook.
        shown: the path that errors name, where it differs.

    Raises:
        AuthorError: it is missing, is no MyST, or a cell's marks are not of a known kind.
    """
    shown = shown or path
    try:
        text = path.read_text(encoding="utf-8")
        notebook = myst_to_notebook(text, add_source_map=True)
    except FileNotFoundError:
        raise AuthorError([Problem(shown, 0, "", "no such file; create it")]) from None
    except (MystMetadataParsingError, UnicodeDecodeError) as error:
        raise AuthorError(
            [Problem(shown, 0, "", f"not MyST-Markdown: {error}; mend the cell's header")]
        ) from None
    cells, problems = [], []
    for raw, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        line = _first_line(text, start, raw.source)
        try:
            cell = Cell(_marks(raw.cell_type, dict(raw.metadata)), raw.source, line)
        except ValidationError as error:
            problems += [Problem(shown, line, "cell", _reason(dict(detail))) for detail in error.errors()]
            continue
        if cell.is_code:
            problems += _syntax_problems(shown, cell)
        cells.append(cell)
    if problems:
        raise AuthorError(problems)
    if not cells or not isinstance(cells[0].marks, Header):
        raise AuthorError(
            [Problem(shown, 1, "cell", 'the first cell must be +++ {"kind": "header", ...}; add it')]
        )
    return Chapter(shown, cells[0].marks, cells)


def _marks(cell_type: str, metadata: dict[str, Any]) -> Marks:
    if not metadata and cell_type == "markdown":
        return Prose()
    marks = _MARKS.validate_python(metadata)
    if (marks.kind in _CODE_KINDS) != (cell_type == "code"):
        return _MARKS.validate_python({"kind": f"{marks.kind} in a {cell_type} cell"})
    return marks


def _reason(detail: dict[str, Any]) -> str:
    kinds = "header, setup, exercise, figure, answer, test, written"
    if detail["type"] in ("union_tag_not_found", "union_tag_invalid"):
        got = json.dumps(detail["input"], ensure_ascii=False)[:80]
        return f"a cell must name its kind, one of {kinds}; got {got}"
    field = detail["loc"][-1] if detail["loc"] else ""
    if detail["type"] == "extra_forbidden":
        return f"unknown field {field!r}; remove it"
    if detail["type"] == "missing":
        return f"{field!r} is missing; add it"
    return f"{field}: {detail['msg']}"


def _first_line(text: str, start: int, source: str) -> int:
    """Return the line (from 1) where `source` begins, searching from line `start` (from 0)."""
    first = source.split("\n", 1)[0]
    lines = text.splitlines()
    for number in range(start, min(start + 12, len(lines))):
        if lines[number] == first:
            return number + 1
    return start + 1


def _syntax_problems(path: Path, cell: Cell) -> list[Problem]:
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        return [
            Problem(
                path, cell.line + (error.lineno or 1) - 1, cell.marks.kind, f"no valid Python: {error.msg}"
            )
        ]
    return []
