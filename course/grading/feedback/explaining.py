"""The exam and graded dialogues explained: from the hidden test's data and the trainee's answer log.

A test cell calls `exam_criteria(pool, draw=..., points=...)` or `dialogue_criteria(text)` with literal
values; they are read from its source, nothing is run.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from course.cases.identity import seed
from course.exercises.dialogue.debrief import debrief
from course.exercises.dialogue.engine import Refused, replay
from course.exercises.dialogue.model import Dialogue
from course.exercises.events import ItemState
from course.exercises.exam import draw
from course.exercises.items import Item, Unreadable
from course.exercises.types import AnyItem
from course.grading.feedback.parts import CriterionLine, DialogueTurn, DialogueWork, ExamItem, Explained

_POOL: TypeAdapter[list[Item]] = TypeAdapter(list[AnyItem])


@dataclass(frozen=True)
class Trainee:
    """Who is explained something: identity, chapter, version of the world, and what the answer log says."""

    name: str
    chapter: str
    world: int
    states: Mapping[str, ItemState]


@lru_cache(maxsize=16)
def pool_of(source: str) -> tuple[tuple[Item, ...], int] | None:
    """Return the exam's pool and how many items are drawn, or None when the test is no exam."""
    call, names = _call(source, "exam_criteria")
    if call is None:
        return None
    arguments = {word.arg: word.value for word in call.keywords}
    try:
        texts = _literal(call.args[0] if call.args else arguments["pool"], names)
        count = int(_literal(arguments["draw"], names))
        return tuple(_POOL.validate_python([json.loads(text) for text in texts])), count
    except (KeyError, ValueError, TypeError):  # an author's own form of the test: shown by its criteria only
        return None


@lru_cache(maxsize=16)
def dialogue_of(source: str) -> Dialogue | None:
    """Return the dialogue of a test, or None when the test is of none."""
    call, names = _call(source, "dialogue_criteria")
    if call is None or not call.args:
        return None
    try:
        return Dialogue.model_validate(json.loads(_literal(call.args[0], names)))
    except (ValueError, TypeError, ValidationError):
        return None


def _call(source: str, function: str) -> tuple[ast.Call | None, dict[str, ast.expr]]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None, {}
    names = {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
            return node, names
    return None, names


def _literal(node: ast.expr, names: Mapping[str, ast.expr]) -> Any:
    if isinstance(node, ast.Name) and node.id in names:
        node = names[node.id]
    return ast.literal_eval(node)


def explain_exam(
    source: str, trainee: Trainee, lines: Sequence[CriterionLine], answers: bool
) -> tuple[ExamItem, ...]:
    """Return the items that were drawn for the trainee, explained; none where they do not fit the criteria.

    Args:
        source: of the test cell, hidden part included.
        trainee: who answered.
        lines: the criteria as the test showed them, one an item.
        answers: whether right answers may be shown.
    """
    found = pool_of(source)
    if found is None:
        return ()
    pool, count = {item.id: item for item in found[0]}, found[1]
    state = trainee.states.get(f"{trainee.chapter}-exam")
    number = seed(trainee.chapter, trainee.name, "exam", trainee.world)
    sections = {name: item.section for name, item in pool.items()}
    drawn = draw(sections, count, number, 1 + (state.resets if state else 0))
    if len(lines) != len(drawn):
        return ()
    return tuple(
        _item(place, pool[name], trainee.states.get(name), line, answers)
        for place, (name, line) in enumerate(zip(drawn, lines, strict=True), start=1)
    )


def _item(number: int, item: Item, state: ItemState | None, line: CriterionLine, answers: bool) -> ExamItem:
    chosen, explained = "", tuple[Explained, ...]()
    if state is not None and state.answer is not None:
        try:
            answer = item.read(state.answer)
            chosen = item.words(answer)
            explained = _options(item, item.score(answer).parts, answer)
        except Unreadable as error:
            chosen = f"（{error}）"
    return ExamItem(
        number=number,
        section=item.section,
        prompt=item.prompt,
        lines=tuple(item.lines()),
        chosen=chosen,
        line=line,
        explained=explained,
        answer=item.words(item.model_answer()) if answers else "",
        why=_options(item, item.explain().parts, item.model_answer()) if answers else (),
    )


def _options(item: Item, parts: Mapping[str, Any], chosen: object) -> tuple[Explained, ...]:
    """Return what is said of the options in `chosen`; of no other, for that would tell the key."""
    options = getattr(item, "options", None) or ()
    if not isinstance(chosen, list):
        return ()
    texts = dict(zip((option.id for option in options), item.lines(), strict=False))
    return tuple(
        Explained(texts[name], parts[name].right, parts[name].message)
        for name in chosen
        if isinstance(name, str) and name in texts and name in parts
    )


def explain_dialogue(source: str, trainee: Trainee, answers: bool) -> DialogueWork | None:
    """Return the trainee's conversation, explained; None where there is none that ended.

    Args:
        source: of the test cell, hidden part included.
        trainee: who talked.
        answers: whether better wording and the hidden truth may be shown.
    """
    dialogue = dialogue_of(source)
    state = trainee.states.get(dialogue.id) if dialogue is not None else None
    if dialogue is None or state is None or state.answer is None or state.item_version != dialogue.version:
        return None
    number = seed(trainee.chapter, trainee.name, f"dialogue:{dialogue.id}", trainee.world)
    try:
        conversation = replay(dialogue, dialogue.variants[number % len(dialogue.variants)], state.answer)
    except Refused:
        return None
    if not conversation.ended:
        return None
    told = debrief(dialogue, conversation)
    turns = tuple(
        DialogueTurn(
            said=turn["text"],
            note=turn["note"],
            fine=turn["fine"],
            red=turn["red"],
            better=turn["better"] if answers and not turn["fine"] else "",
            rules=tuple(rule["name"] for rule in turn["rules"]),
        )
        for turn in told["turns"]
    )
    truth = told["truth"] if answers else ""
    return DialogueWork(turns, told["title"], told["text"], truth)
