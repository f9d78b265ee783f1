"""Rules about what text and keys lean on: facts, their confidence, their numbers, and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from course.authoring.banks import Fact
from course.authoring.citations import citations, leaned_on
from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.rules import rule
from course.authoring.references import CHECKS
from course.authoring.registers import Clause

_KINDS = "法|办法|条例|规定|规范|细则|准则|意见|通知|公告|标准"
_ARTICLE = re.compile(rf"(?:{_KINDS})》?第[一二三四五六七八九十百〇零\d]+条|《[^》]{{2,}}(?:{_KINDS})》|GB/T")


@dataclass(frozen=True)
class Leaning:
    """Something with a key that leans on facts: where it stands and on which."""

    problem: Problem
    facts: list[str]
    graded: bool
    prompt: str

    def saying(self, text: str) -> Problem:
        """Return a problem of it."""
        return Problem(self.problem.path, self.problem.line, self.problem.subject, text)


def leanings(lesson: Lesson) -> list[Leaning]:
    """Return items, tasks and dialogues with the facts that they lean on."""
    found = [Leaning(o.problem("", "facts"), o.item.facts, o.graded, o.item.prompt) for o in lesson.items]
    for index, task in enumerate(lesson.parts.practice.tasks):
        place = lesson.practice_problem("", "tasks", index)
        found.append(Leaning(Problem(place.path, place.line, task.id, ""), task.facts, True, task.title))
    found += [
        Leaning(o.problem("", "facts"), o.dialogue.fact_ids(), o.graded, o.dialogue.prompt)
        for o in lesson.dialogues
    ]
    return found


def is_rule(fact: Fact) -> bool:
    """Return whether a fact states a rule: it names an article or the number of a regulation."""
    return bool(fact.source.article or fact.source.number)


@rule(
    "citations",
    "cited clauses and terms are registered, a term is marked once",
    "CONTENT, true",
    guide=True,
)
def cited(lesson: Lesson) -> Iterable[Problem]:
    """Yield unknown clauses and terms, and terms marked twice."""
    return CHECKS["citations"](lesson.parts)


@rule("key-verified", "a key that rests on a rule uses only verified facts", "CONTENT, true")
def key_verified(lesson: Lesson) -> Iterable[Problem]:
    """Yield items, tasks and dialogues that lean on a rule nobody read in its text."""
    for leaning in leanings(lesson):
        for name in leaning.facts:
            fact = lesson.parts.facts.get(name)
            if fact and is_rule(fact) and fact.confidence != "verified":
                text = f"rests on {name}, a rule that is only {fact.confidence}; verify it or use another"
                yield leaning.saying(text)


@rule(
    "exam-taught",
    "what an exam item asks is taught, in this chapter or an earlier one",
    "CONTENT, good content",
)
def exam_taught(lesson: Lesson) -> Iterable[Problem]:
    """Yield graded items whose facts no text names; a clause teaches all of its facts."""
    taught: set[str] = set()
    for one in (*lesson.earlier, lesson):
        named = {fact for _, fact in one.parts.chapter.fact_references()}
        leaned = [*leaned_on(one.parts.chapter, one.parts.registers)]
        taught |= named | {fact for clause in leaned for fact in clause.facts}
    for owned in lesson.items:
        for name in owned.item.facts if owned.graded else ():
            if name in lesson.parts.facts and name not in taught:
                yield owned.problem(
                    f"asks for {name}, which no text teaches; teach it or use another", "facts"
                )


@rule("one-confidence", "one article of one rule has one confidence", "CONTENT, course lint", guide=True)
def one_confidence(lesson: Lesson) -> Iterable[Problem]:
    """Yield facts of the text whose article another fact holds with another confidence."""
    by_article: dict[tuple[str, str], dict[str, str]] = {}
    for fact in lesson.parts.facts.values():
        if fact.source.article and fact.confidence in ("verified", "well-established"):
            key = (fact.source.name, fact.source.article)
            by_article.setdefault(key, {})[fact.id] = fact.confidence
    said: set[str] = set()
    for line, name in lesson.parts.chapter.fact_references():
        stated = lesson.parts.facts.get(name)
        if stated is None or not stated.source.article or name in said:
            continue
        said.add(name)
        confidences = by_article.get((stated.source.name, stated.source.article), {})
        other = next((one for one, held in confidences.items() if held != stated.confidence), None)
        if other and name in confidences:
            text = f"{name} and {other} state the same article with two confidences; make them one"
            yield lesson.problem(line, text)


@rule(
    "rule-sourced",
    "text that names a regulation or standard names its fact or clause",
    "CONTENT, true",
)
def rule_sourced(lesson: Lesson) -> Iterable[Problem]:
    """Yield text of sections that names a rule without saying where it stands."""
    rows = {(p.line, p.section) for p in lesson.text if "〔" in p.text}
    for passage in lesson.text:
        if not passage.section or passage.role not in ("prose", "list", "table"):
            continue
        named = _ARTICLE.search(passage.text)
        known = (passage.line, passage.section) in rows or lesson.markers.not_found in passage.text
        if named and not known:
            text = f"names {named.group()!r} without a fact id; add 〔F…〕 or cite the clause"
            yield lesson.problem(passage.line, text)


def _used_clauses(lesson: Lesson) -> Iterator[tuple[Problem, Clause, str]]:
    """Yield each citation of a clause in the text, with the words around it."""
    clauses = lesson.parts.registers.clauses
    for citation in citations(lesson.parts.chapter):
        if citation.kind == "clause" and citation.target in clauses:
            around = "".join(passage.text for passage in lesson.text if passage.line == citation.line)
            problem = lesson.problem(citation.line, "", citation.target)
            yield problem, clauses[citation.target], around


@rule(
    "clause-in-force",
    "a cited clause is in force, or the text says from when",
    "CONTENT, true",
    guide=True,
)
def clause_in_force(lesson: Lesson) -> Iterable[Problem]:
    """Yield clauses that take effect later than today without the text saying so."""
    for place, clause, around in _used_clauses(lesson):
        since = clause.effective
        if since and since > lesson.today.isoformat()[: len(since)] and since[:4] not in around:
            text = f"takes effect on {since}, after today; say so beside it, or leave it out"
            yield Problem(place.path, place.line, place.subject, text)


@rule("clause-superseded", "a superseded clause is named as such", "CONTENT, true", guide=True)
def clause_superseded(lesson: Lesson) -> Iterable[Problem]:
    """Yield superseded clauses that the text cites like one in force."""
    for place, clause, around in _used_clauses(lesson):
        if clause.superseded_by and not any(word in around for word in lesson.markers.superseded):
            text = f"gave way to {clause.superseded_by}; cite that one, or say that it no longer applies"
            yield Problem(place.path, place.line, place.subject, text)


@rule("key-in-force", "no key rests on a superseded clause alone", "CONTENT, true")
def key_in_force(lesson: Lesson) -> Iterable[Problem]:
    """Yield items, tasks and dialogues whose fact only a superseded clause holds."""
    for leaning in leanings(lesson):
        if any(word in leaning.prompt for word in lesson.markers.superseded):
            continue
        for name in leaning.facts:
            held = lesson.parts.registers.of_facts([name])
            if held and all(clause.superseded_by for clause in held):
                yield leaning.saying(
                    f"rests on {name}, whose clause {held[0].id} gave way to {held[0].superseded_by}"
                )
