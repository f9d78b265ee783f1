"""The reply lint: what a reply says that it must not, and what it lacks. Pure functions on plain data.

Steps: reduce the text (normalise), find its structure (scopes), match each rule's patterns, drop what is
denied, quoted, reported, hypothetical or a warning, and report places in the trainee's own text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from re import Match
from re import compile as compiled

from course.exercises.reply.amounts import sums
from course.exercises.reply.normalise import KEPT_CHARACTERS, normalise
from course.exercises.reply.rules import Group, Rule, Rules, Severity, load
from course.exercises.reply.scopes import Scopes, Stretches
from course.guidance.wording import clean

MOST_FINDINGS = 20  # of one rule
_CLAUSE_END = compiled("[。!?;,:]")
_SHORT_CLAUSE = 4
_SHOWN = 24  # characters of the trainee's words in a sentence


@dataclass(frozen=True)
class Context:
    """In which situation a reply is written.

    Attributes:
        identity_verified: Whether the customer has passed the identity check.
        authority_limit: Yuan the agent may promise without asking anybody.
        channel: Such as 电话, 在线, 短信, 邮件; shown to nobody, kept for rules of a bank's own.
        requires: Elements the task asks for, such as time_limit; see `element_names`.
        private_words: Words of the desk panel that this customer must not read, such as a colleague's name.
    """

    identity_verified: bool = True
    authority_limit: float = 0.0
    channel: str = ""
    requires: tuple[str, ...] = ()
    private_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One remark: rule, place in the trainee's text, the words there, one Chinese sentence, the clause."""

    rule_id: str
    severity: Severity
    start: int
    end: int
    matched: str
    message: str
    clause: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One line of the live checklist: the element, its Chinese name, whether and where it occurs."""

    element: str
    name: str
    present: bool
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class ReplyTask:
    """What `score_reply` asks of a reply.

    Attributes:
        context: The situation; its `requires` earn the share, each as much as the others.
        fault_cost: Share that each rule broken costs.
    """

    context: Context = field(default_factory=Context)
    fault_cost: float = 0.15


def element_names() -> dict[str, str]:
    """Return the elements that a task may require, with their Chinese names."""
    return {element: rule.name for element, rule in load().elements.items()}


def lint(text: str, context: Context | None = None) -> list[Finding]:
    """Return the findings on text, in the order of their places. Never raises, whatever text holds."""
    context = context or Context()
    rules, plain, raw = load(), normalise(_string(text)), _string(text)
    scopes = Scopes(plain.text)
    found: list[Finding] = []
    for rule in rules.rules:
        if rule.severity == "missing":
            if rule.element in context.requires and _first(rules, rule, scopes) is None:
                found.append(_finding(rule, raw, len(raw), len(raw)))
        elif not (rule.only_unverified and context.identity_verified):
            places = _broken(rules, rule, scopes, context)
            found += [_finding(rule, raw, *plain.span(*place)) for place in places]
    leak = rules.by_id["leak_other"]
    found += [
        _finding(leak, raw, *plain.span(*place)) for place in _private(plain.text, context.private_words)
    ]
    if plain.too_long:
        found.append(_too_long(len(raw)))
    return sorted(set(found), key=lambda each: (each.start, each.end, each.rule_id))


def red_lines(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that cross a red line."""
    return [each for each in findings if each.severity == "red_line"]


def checklist(text: str, context: Context) -> list[Check]:
    """Return one check for each element the context requires, in its order; unknown ones are left out."""
    rules, plain = load(), normalise(_string(text))
    scopes = Scopes(plain.text)
    checks = []
    for element in dict.fromkeys(context.requires):
        if (rule := rules.elements.get(element)) is None:
            continue
        place = _first(rules, rule, scopes)
        span = plain.span(*place) if place else (0, 0)
        checks.append(Check(element, rule.name, place is not None, *span))
    return checks


def score_reply(text: str, task: ReplyTask) -> float:
    """Return the share in 0..1 that the lint can vouch for; 0 with a red line or without a word.

    A further required element never lowers it, a further fault never raises it. What the reply is worth
    beyond this, a person judges.
    """
    findings = lint(text, task.context)
    if red_lines(findings) or not normalise(_string(text)).text:
        return 0.0
    checks = checklist(text, task.context)
    earned = sum(check.present for check in checks) / len(checks) if checks else 1.0
    faults = {each.rule_id for each in findings if each.severity == "fault"}
    return max(0.0, min(1.0, earned - task.fault_cost * len(faults)))


def _string(text: object) -> str:
    return text if isinstance(text, str) else ""


def _first(rules: Rules, rule: Rule, scopes: Scopes) -> tuple[int, int] | None:
    """Return the earliest place of a missing rule's element."""
    idle = Stretches(
        [found.span() for source in rule.not_in for found in rules.pattern(source).matches(scopes.text)]
    )
    spans = (
        next(
            (
                found.span()
                for found in rules.pattern(source).matches(scopes.text)
                if found[0]
                and not idle.meets(*found.span())
                and not (rule.affirmed and _denied(scopes, found))
            ),
            None,
        )
        for source in rule.present
    )
    return min((span for span in spans if span), default=None)


def _denied(scopes: Scopes, found: Match[str]) -> bool:
    gaps = [found.span(number) for number in range(1, found.re.groups + 1)]
    return scopes.refused(found.start(), [gap for gap in gaps if gap[0] < gap[1]])


def _broken(rules: Rules, rule: Rule, scopes: Scopes, context: Context) -> list[tuple[int, int]]:
    """Return the places that break the rule, without overlaps, at most `MOST_FINDINGS`."""
    places: list[tuple[int, int]] = []
    for group in rule.groups:
        if not _concerns(rules, group, scopes.text):
            continue
        for source in group.patterns:
            of_pattern = 0
            for found in rules.pattern(source).matches(scopes.text):
                if not _is_excused(rules, group, scopes, found, context):
                    places.append(found.span())
                    of_pattern += 1
                if of_pattern >= MOST_FINDINGS:
                    break
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept[:MOST_FINDINGS]


def _is_excused(rules: Rules, group: Group, scopes: Scopes, found: Match[str], context: Context) -> bool:
    start, end = found.span()
    gaps = [found.span(number) for number in range(1, found.re.groups + 1)]
    for scope in group.excused:
        if scope == "negated":
            if scopes.denied(start, end, [gap for gap in gaps if gap[0] < gap[1]], group.after):
                return True
        elif scopes.within(scope, start) or (scope != "quoted" and scopes.within(scope, end - 1)):
            return True
    first, last = scopes.sentence(start)[0], scopes.sentence(end - 1)[1]
    # A sentence without end is looked at around the match only, so that the cost stays in proportion.
    nearby = scopes.text[max(first, start - 80) : min(last, end + 80)]
    if _any(rules, group.unless, nearby):
        return True
    amounts = sums(nearby) if group.within_authority else []
    return bool(amounts) and max(amounts) <= context.authority_limit


def _concerns(rules: Rules, group: Group, text: str) -> bool:
    """Return whether the group is to be looked for in text at all."""
    if (group.about and not _any(rules, group.about, text)) or _any(rules, group.unless_anywhere, text):
        return False
    return _only_filler(group.only_filler, text)


def _any(rules: Rules, sources: Sequence[str], text: str) -> bool:
    return any(next(rules.pattern(source).matches(text), None) for source in sources)


def _only_filler(words: Sequence[str], text: str) -> bool:
    """Return whether each clause, but for short ones, holds a word that says nothing."""
    substance = (clause for clause in _CLAUSE_END.split(text) if len(clause) > _SHORT_CLAUSE)
    return not words or all(any(word in clause for word in words) for clause in substance)


def _private(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    places = []
    for word in words:
        wanted = normalise(word).text
        place = text.find(wanted) if wanted else -1
        if place >= 0:
            places.append((place, place + len(wanted)))
    return places


def _finding(rule: Rule, raw: str, start: int, end: int) -> Finding:
    matched = raw[start:end]
    message = rule.say.replace("{matched}", clean(matched, _SHOWN))
    return Finding(rule.id, rule.severity, start, end, matched, message, rule.basis, tuple(rule.facts))


def _too_long(end: int) -> Finding:
    message = f"这段话太长，只检查了前面约 {KEPT_CHARACTERS} 个字；请删到题目要求的字数再看。"
    return Finding("too_long", "fault", end, end, "", message, "")
