"""One chapter as the rules see it: its parts, its passages, the standard, and the chapters before it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from course.authoring.chapter import Cell, WrittenCell
from course.authoring.errors import Problem
from course.authoring.lint.passages import Passage, bank_passages, chapter_passages
from course.authoring.lint.standard import Amounts, ChapterPlan, Markers, Standard
from course.authoring.references import Parts
from course.authoring.yaml_lines import Document, Place
from course.exercises.dialogue.model import Dialogue
from course.exercises.items import Item


@dataclass(frozen=True)
class Owned:
    """An item or a dialogue with its document and its place in it."""

    document: Document
    place: Place
    graded: bool

    @property
    def line(self) -> int:
        """Return its line."""
        return self.document.line(self.place)


@dataclass(frozen=True)
class OwnedItem(Owned):
    """An item with where it stands."""

    item: Item

    def problem(self, text: str, *inside: str | int) -> Problem:
        """Return a problem of this item, at the line of what stands `inside` it."""
        return Problem(self.document.path, self.document.line((*self.place, *inside)), self.item.id, text)


@dataclass(frozen=True)
class OwnedDialogue(Owned):
    """A dialogue with where it stands."""

    dialogue: Dialogue

    def problem(self, text: str, *inside: str | int) -> Problem:
        """Return a problem of this dialogue, at the line of what stands `inside` it."""
        line = self.document.line((*self.place, *inside))
        return Problem(self.document.path, line, self.dialogue.id, text)


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a rule gets: `earlier` are the chapters before this one, `today` decides what is in force."""

    parts: Parts
    standard: Standard
    earlier: Sequence[Lesson] = ()
    today: date = date.max

    @property
    def id(self) -> str:
        """Return the chapter's id."""
        return self.parts.chapter.header.chapter

    @property
    def path(self) -> Path:
        """Return the path of the chapter's text."""
        return self.parts.chapter.path

    @property
    def plan(self) -> ChapterPlan:
        """Return what the course plans for this chapter; nothing is planned for an unknown one."""
        empty = ChapterPlan(title=self.parts.chapter.header.title, sections={}, weights={})
        return self.standard.outline.chapters.get(self.id, empty)

    @property
    def amounts(self) -> Amounts:
        """Return how much of each thing there must be."""
        return self.standard.outline.amounts

    @property
    def markers(self) -> Markers:
        """Return the words by which parts are recognised."""
        return self.standard.outline.markers

    @cached_property
    def shown(self) -> list[Passage]:
        """Return the passages of the chapter's text, with what the clauses on its cards demand."""
        duties = {clause.id: clause.duty for clause in self.parts.registers.clauses.values()}
        return chapter_passages(self.parts.chapter, duties)

    @cached_property
    def text(self) -> list[Passage]:
        """Return the passages of the chapter's own text."""
        return [passage for passage in self.shown if passage.role != "card"]

    @cached_property
    def banks(self) -> list[Passage]:
        """Return the passages of both banks."""
        return bank_passages(self.parts.practice_file) + bank_passages(self.parts.exam_file)

    @cached_property
    def opening(self) -> list[Passage]:
        """Return the passages before the first section."""
        first = next((index for index, passage in enumerate(self.text) if passage.section), len(self.text))
        return self.text[:first]

    @cached_property
    def items(self) -> list[OwnedItem]:
        """Return practice items, then graded ones."""
        parts = self.parts
        practice = [
            OwnedItem(parts.practice_file, ("items", index), False, item)
            for index, item in enumerate(parts.practice.items)
        ]
        graded = [
            OwnedItem(parts.exam_file, ("items", index), True, item)
            for index, item in enumerate(parts.exam.items)
        ]
        return practice + graded

    @cached_property
    def dialogues(self) -> list[OwnedDialogue]:
        """Return practice dialogues, then graded ones."""
        parts = self.parts
        practice = [
            OwnedDialogue(parts.practice_file, ("dialogues", index), False, dialogue)
            for index, dialogue in enumerate(parts.practice.dialogues)
        ]
        graded = [
            OwnedDialogue(parts.exam_file, ("dialogues", index), True, dialogue)
            for index, dialogue in enumerate(parts.exam.dialogues)
        ]
        return practice + graded

    @cached_property
    def calls(self) -> list[tuple[Cell, int, ast.Call, str]]:
        """Return (cell, line, call, name of the function) of every call by name in code cells, in order."""
        found = []
        for cell in self.parts.chapter.cells:
            if not cell.is_code:
                continue
            nodes = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
            for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
                if isinstance(node.func, ast.Name):
                    found.append((cell, cell.line + node.lineno - 1, node, node.func.id))
        return found

    @cached_property
    def written_cells(self) -> list[Cell]:
        """Return the cells that hold the prompts of written tasks."""
        return [cell for cell in self.parts.chapter.cells if isinstance(cell.marks, WrittenCell)]

    def problem(self, line: int, text: str, subject: str = "") -> Problem:
        """Return a problem at a line of the chapter's text."""
        return Problem(self.path, line, subject, text)

    def practice_problem(self, text: str, *place: str | int) -> Problem:
        """Return a problem of the practice bank as a whole."""
        document = self.parts.practice_file
        return Problem(document.path, document.line(place), place_name(place), text)

    def exam_problem(self, text: str, *place: str | int) -> Problem:
        """Return a problem of the exam bank as a whole."""
        document = self.parts.exam_file
        return Problem(document.path, document.line(place), place_name(place), text)


def type_of(item: Any) -> str:
    """Return the name of an item's type."""
    return str(item.type)


def place_name(place: Place) -> str:
    """Return the name of a place in a bank, for a message."""
    return ".".join(str(step) for step in place)
