"""Which figures wait for a guess, and what stands in their place until it is in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from course import notebook
from course.authoring.chapter import Cell, Exercise, Figure, Prose, read_chapter
from course.authoring.withhold import guesses_before, withheld
from course.exercises import waiting
from course.exercises.bank import Bundle, WorldStamp
from course.exercises.card import Exercise as Card
from course.exercises.log import AnswerLog
from course.exercises.static_html import waiting_text
from course.session import Session
from tests.exercises.samples import predict

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
GUESS = "ch01-p35"


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("图", 'after_guess("ch01-p08", 图)'),
        ('标题 = "一\\n二"; 图(标题)  # 图', '标题 = "一\\n二"; after_guess("ch01-p08", 图(标题))  # 图'),
        (
            "x = 1\n画(\n    '甲',\n).放大(2)\n",
            "x = 1\nafter_guess(\"ch01-p08\", 画(\n    '甲',\n).放大(2))\n",
        ),
    ],
)
def test_the_last_expression_of_a_cell_is_withheld(source: str, made: str) -> None:
    assert withheld(source, "ch01-p08") == f"from course import after_guess\n\n{made}"


@pytest.mark.parametrize("source", ["", "x = 1", "图\nx = 1", "for x in y:\n    图"])
def test_a_cell_that_shows_nothing_by_itself_stays(source: str) -> None:
    assert withheld(source, "ch01-p08") == source


def test_only_the_first_figure_after_a_guess_waits_and_no_card_stands_between() -> None:
    guess, other = ('quiz("p1")', 'quiz("p2")')
    exercise, figure = Exercise(kind="exercise"), Figure(kind="figure")
    made = [
        *(Cell(exercise, guess, 1), Cell(Prose(), "先猜。", 2), Cell(figure, "a", 3), Cell(figure, "b", 4)),
        *(Cell(exercise, guess, 5), Cell(exercise, other, 6), Cell(figure, "c", 7)),
    ]
    assert list(guesses_before(made, {"p1"})) == [None, None, "p1", None, None, None, None]


@pytest.mark.parametrize("name", [f"ch0{number}" for number in range(1, 9)])
def test_every_guess_of_a_chapter_withholds_its_figure(name: str) -> None:
    bank = yaml.load((NOTEBOOKS / f"{name}.items.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    predictions = {item["id"] for item in bank["items"] if item["type"] == "predict"}
    cells = read_chapter(NOTEBOOKS / f"{name}.md").cells
    found = {}
    for cell, guess in zip(cells, guesses_before(cells, predictions), strict=True):
        if guess:
            found[guess] = ast.unparse(ast.parse(withheld(cell.source, guess)).body[-1])
    assert set(found) == predictions != set()
    assert all(last.startswith(f"after_guess('{guess}', ") for guess, last in found.items())


class Shown(list[tuple[dict[str, Any], str, bool]]):
    """What was displayed: its bundle, its place, and whether it replaced what stood there."""

    def display(self, bundle: dict[str, Any], *, raw: bool, display_id: str, update: bool) -> None:
        assert raw
        self.append((bundle, display_id, update))


class Figured:
    """Shows itself as a plotly figure does."""

    def _repr_mimebundle_(self) -> dict[str, Any]:
        return {"application/vnd.plotly.v1+json": {"data": [91]}}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shown]:
    made = Shown()
    monkeypatch.setattr(waiting, "display", made.display)
    yield made
    notebook.forget()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """An opened chapter with one guess."""
    stamp = WorldStamp(version=1, probe="")
    bundle = Bundle(chapter="ch01", title="一", minutes=1, world=stamp, practice=[predict()])
    world: Any = None  # no table is read
    made = Session(tmp_path, bundle, "anan", AnswerLog(tmp_path / "ch01.jsonl"), world, world, "s")
    monkeypatch.setattr(notebook, "_opened", made)
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    return made


def guessed(opened: Session, answer: list[str], answered: bool = True) -> dict[str, Any]:
    """Answers the guess and returns the card's state."""
    done = (lambda: waiting.arrive(GUESS)) if answered else None
    card = Card(predict(), opened.log, data="d", sid="s", answered=done)
    card._handle_custom_msg({"kind": "submit", "client": "c", "n": 1, "answer": answer}, [])
    state: dict[str, Any] = card.state
    return state


def test_a_figure_waits_for_its_guess_and_comes_once(opened: Session, shown: Shown) -> None:
    assert notebook.after_guess(GUESS, Figured()) is None
    [(bundle, place, update)] = shown
    assert bundle["text/plain"] == waiting_text() and set(bundle) == {"text/plain", "text/html"}
    assert not update
    assert "ack" in guessed(opened, ["nobody"])  # no answer of this item: nothing is saved, nothing is shown
    assert len(shown) == 1
    assert guessed(opened, ["noon"])["status"] == "recorded"
    assert shown[1:] == [({"application/vnd.plotly.v1+json": {"data": [91]}}, place, True)]
    guessed(opened, ["morning"])
    assert len(shown) == 2


def test_a_saved_guess_shows_the_figure_at_once_until_it_is_taken_back(opened: Session, shown: Shown) -> None:
    figure = Figured()
    guessed(opened, ["noon"], answered=False)
    assert notebook.after_guess(GUESS, figure) is figure
    opened.log.append(
        "reset", GUESS, item_version=1, attempt=1, answer=None, confidence=None, data="d", sid="s"
    )
    assert notebook.after_guess(GUESS, figure) is None
    assert len(shown) == 1


def test_a_guess_at_an_earlier_version_of_the_question_does_not_count(opened: Session, shown: Shown) -> None:
    opened.log.append(
        "submit", GUESS, item_version=9, attempt=1, answer=["noon"], confidence=None, data="d", sid="s"
    )
    assert notebook.after_guess(GUESS, Figured()) is None


def test_a_strict_run_and_an_unknown_guess_show_every_figure(
    opened: Session, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = Figured()
    assert notebook.after_guess("ch01-p99", figure) is figure
    monkeypatch.setenv("COURSE_STRICT", "1")
    assert notebook.after_guess(GUESS, figure) is figure
    assert shown == []
