"""What leans on a clause: what to look at again when it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from course.authoring.citations import citations
from course.authoring.errors import AuthorError, Problem
from course.authoring.references import Parts
from course.authoring.registers import Clause, Registers
from course.authoring.yaml_lines import Document, Place, read_yaml
from course.exercises.bank import ExamBank, PracticeBank


@dataclass(frozen=True)
class Use:
    """One place that leans on a clause: where, what it is, and by what it leans on it."""

    path: Path
    line: int
    kind: str
    subject: str
    by: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.kind} {self.subject}".rstrip() + f" ({self.by})"


def named_clause(name: str, registers: Registers) -> Clause:
    """Return the clause of this id. Raises AuthorError, with ids that are near, when there is none."""
    if name in registers.clauses:
        return registers.clauses[name]
    near = get_close_matches(name, registers.clauses, 3, 0.5) or sorted(registers.clauses)[:3]
    text = f"no clause {name!r} in the register; did you mean {', '.join(near)}?"
    raise AuthorError([Problem(Path("notebooks/clauses.yaml"), 0, "", text)])


def uses(parts: Parts, clause: Clause) -> list[Use]:
    """Return every paragraph, item, task, dialogue and turn of a chapter that leans on a clause."""
    return [
        *_in_text(parts, clause),
        *_in_bank(parts.practice, parts.practice_file, clause),
        *_in_bank(parts.exam, parts.exam_file, clause),
    ]


def register_uses(folder: Path, registers: Registers, clause: Clause) -> list[Use]:
    """Return the terms that lean on a clause's facts, and the clauses that it replaced.

    Args:
        folder: holds glossary.yaml and clauses.yaml.
        registers: what was read from there.
        clause: whose uses are wanted.
    """
    found = []
    here = Path("notebooks")
    if registers.terms:
        document = read_yaml(folder / "glossary.yaml", here / "glossary.yaml")
        for place, term in enumerate(registers.terms.values()):
            by = _leaning(term.facts, clause)
            if by:
                found.append(Use(document.path, document.line((place,)), "term", term.term, by))
    document = read_yaml(folder / "clauses.yaml", here / "clauses.yaml")
    for place, other in enumerate(registers.clauses.values()):
        if other.superseded_by == clause.id:
            found.append(Use(document.path, document.line((place,)), "clause", other.id, "replaced by it"))
    return found


def _in_text(parts: Parts, clause: Clause) -> Iterator[Use]:
    """Yield the lines of the chapter's text that cite the clause or one of its facts, each once."""
    by: dict[int, list[str]] = {}
    for citation in citations(parts.chapter):
        if citation.kind == "clause" and citation.target == clause.id:
            by.setdefault(citation.line, []).append(clause.id)
    for line, fact in parts.chapter.fact_references():
        if fact in clause.facts:
            by.setdefault(line, []).append(fact)
    for line, names in sorted(by.items()):
        yield Use(parts.chapter.path, line, "paragraph", "", ", ".join(dict.fromkeys(names)))


def _in_bank(bank: PracticeBank | ExamBank, document: Document, clause: Clause) -> Iterator[Use]:
    owners: list[tuple[Place, str, str, list[str]]] = [
        (("items", place), "item", item.id, item.facts) for place, item in enumerate(bank.items)
    ]
    if isinstance(bank, PracticeBank):
        owners += [(("tasks", place), "task", task.id, task.facts) for place, task in enumerate(bank.tasks)]
    for place, dialogue in enumerate(bank.dialogues):
        owners.append((("dialogues", place), "dialogue", dialogue.id, dialogue.facts))
        owners += [
            (
                ("dialogues", place, "nodes", name, "replies", turn),
                "turn",
                f"{dialogue.id} {name}.{reply.id}",
                [*reply.facts, *reply.clauses],
            )
            for name, node in dialogue.nodes.items()
            for turn, reply in enumerate(node.replies)
        ]
    for where, kind, subject, facts in owners:
        by = _leaning(facts, clause)
        if by:
            yield Use(document.path, document.line(where), kind, subject, by)


def _leaning(names: Iterable[str], clause: Clause) -> str:
    return ", ".join(name for name in names if name == clause.id or name in clause.facts)
