"""Every exam and graded dialogue of all chapters, marked as its hidden test marks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from course import notebook
from course.authoring.banks import load_exam
from course.exercises.bank import ExamBank
from course.exercises.dialogue.model import Dialogue
from course.exercises.dialogue.proof import best_path
from course.exercises.items import Item
from course.grading.criteria import Criterion
from course.grading.dialogue import dialogue_criteria
from course.grading.exam import exam_criteria
from course.grading.red_lines import RED_LINE
from course.session import Session, open_session

ROOT = Path(__file__).parents[2]
CHAPTERS = [f"ch0{number}" for number in range(1, 9) if (ROOT / "notebooks" / f"ch0{number}.md").is_file()]
TRAINEES = ("anan", "bolin", "学员六")
POINTS = 20.0
Open = Callable[[str, str], Session]


@cache
def bank(chapter: str) -> ExamBank:
    return load_exam(ROOT / "notebooks" / f"{chapter}.exam.yaml")[0]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a released chapter for a trainee, with an empty answer log."""

    def open_for(chapter: str, trainee: str) -> Session:
        environ = {"COURSE_TRAINEE": trainee, "COURSE_ANSWERS": str(tmp_path / trainee)}
        session = open_session(chapter, ROOT / "release" / chapter, environ)
        monkeypatch.setattr(notebook, "_opened", session)
        return session

    return open_for


def submit(session: Session, name: str, version: int, answer: Any) -> None:
    session.log.append(
        "submit",
        name,
        item_version=version,
        attempt=1,
        answer=answer,
        confidence=None,
        data=session.data,
        sid="proof",
    )


def exam(chapter: str) -> list[Criterion]:
    pool = [
        json.dumps(item.model_dump(mode="json", exclude={"attempts", "hints"})) for item in items(chapter)
    ]
    return exam_criteria(pool, bank(chapter).draw, POINTS)


def items(chapter: str) -> list[Item]:
    return list(bank(chapter).items)


def earned(criteria: list[Criterion]) -> float:
    return sum(criterion.points * criterion.share for criterion in criteria)


@pytest.mark.parametrize("trainee", TRAINEES)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_an_exam_gives_all_points_for_right_answers_and_none_for_others(
    chapter: str, trainee: str, opened: Open
) -> None:
    session = opened(chapter, trainee)
    known = {item.id: item for item in items(chapter)}
    assert earned(exam(chapter)) == 0
    assert {criterion.message for criterion in exam(chapter)} == {"未作答"}
    for name in session.exam_items():
        submit(session, name, known[name].version, known[name].wrong_answer())
    assert earned(exam(chapter)) == 0
    for criterion in exam(chapter):
        assert criterion.message not in ("", "未作答"), criterion.text
    for name in session.exam_items():
        submit(session, name, known[name].version, known[name].model_answer())
    assert earned(exam(chapter)) == pytest.approx(POINTS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_item_of_a_pool_tells_right_from_wrong(chapter: str) -> None:
    for item in items(chapter):
        right, wrong = item.score(item.read(item.model_answer())), item.score(item.read(item.wrong_answer()))
        assert (item.id, right.share, wrong.share) == (item.id, 1.0, 0.0)
        for attempt in item.attempts:
            assert item.score(item.read(attempt.answer)).share == pytest.approx(attempt.score, abs=0.005)


@pytest.mark.parametrize("trainee", TRAINEES)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_graded_dialogue_gives_all_points_for_its_best_path_and_none_unplayed(
    chapter: str, trainee: str, opened: Open
) -> None:
    session = opened(chapter, trainee)
    for dialogue in bank(chapter).dialogues:
        author = dialogue.model_dump_json()
        assert earned(dialogue_criteria(author)) == 0
        path = best_path(dialogue, session.dialogue_variant(dialogue))
        submit(session, dialogue.id, dialogue.version, path[:-1])
        assert earned(dialogue_criteria(author)) == 0
        submit(session, dialogue.id, dialogue.version, path)
        criteria = dialogue_criteria(author)
        assert earned(criteria) >= 0.9 * dialogue.points
        assert [c.share for c in criteria if c.text == RED_LINE] == [1]


@pytest.mark.parametrize("dialogue", [d for c in CHAPTERS for d in bank(c).dialogues], ids=lambda d: d.id)
def test_what_wins_under_one_truth_does_not_win_under_all(dialogue: Dialogue, opened: Open) -> None:
    chapter = dialogue.id[:4]
    worlds = {}
    for number in range(30):
        session = opened(chapter, f"seed{number}")
        worlds.setdefault(session.dialogue_variant(dialogue), session)
    assert set(worlds) == set(dialogue.variants)
    for variant in dialogue.variants:
        path = best_path(dialogue, variant)
        scores = []
        for other, session in worlds.items():
            if other == variant:
                continue
            notebook._opened = session
            submit(session, dialogue.id, dialogue.version, path)
            scores.append(earned(dialogue_criteria(dialogue.model_dump_json())))
        assert min(scores) < 0.9 * dialogue.points, variant
