"""Rules about terms."""

from __future__ import annotations

from collections.abc import Iterable

from course.authoring.citations import citations
from course.authoring.errors import Problem
from course.authoring.lint.lesson import Lesson
from course.authoring.lint.rules import rule


@rule("terms-used", "a term registered for a chapter is used in it", "CONTENT, terms", guide=True)
def terms_used(lesson: Lesson) -> Iterable[Problem]:
    """Yield terms of this chapter that neither its text nor its banks use."""
    told = "\n".join(passage.text for passage in [*lesson.text, *lesson.banks])
    for term in lesson.parts.registers.terms.values():
        if term.chapter == lesson.id and term.term not in told:
            text = "is registered for this chapter, which does not use it; use it in this form or move it"
            yield lesson.problem(1, text, term.term)


@rule("terms-in-time", "a chapter explains a term when it first uses it", "CONTENT, terms", guide=True)
def terms_in_time(lesson: Lesson) -> Iterable[Problem]:
    """Yield terms that this chapter marks although the register has them in a later one."""
    terms = lesson.parts.registers.terms
    for citation in citations(lesson.parts.chapter):
        if (
            citation.kind == "term"
            and citation.target in terms
            and terms[citation.target].chapter > lesson.id
        ):
            text = f"is registered for {terms[citation.target].chapter}; register it for this chapter"
            yield lesson.problem(citation.line, text, citation.target)


@rule(
    "terms-form",
    "an English term stands beside the Chinese one of the glossary",
    "CONTENT, terms",
    guide=True,
)
def terms_form(lesson: Lesson) -> Iterable[Problem]:
    """Yield Chinese words before the English name of a term that are not the glossary's."""
    named = [term for term in lesson.parts.registers.terms.values() if term.english]
    for passage in lesson.text:
        for term in named if passage.role in ("prose", "list") else ():
            before, found, _ = passage.bare.partition(f"（{term.english}）")
            if found and not before.endswith(term.term):
                text = f"（{term.english}） stands behind {before[-6:]!r}; the glossary's word is {term.term}"
                yield lesson.problem(passage.line, text, term.term)
