"""Every type of card in an exported page, which has no kernel: readable, with what was saved."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course.exercises.card import card_state
from course.exercises.dialogue.card import Chat
from course.exercises.dialogue.proof import best_path
from course.exercises.dialogue.still import still_html, still_text
from course.exercises.items import Item, PublicItem
from course.exercises.log import AnswerLog, ItemState
from course.exercises.static_html import (
    ACTIVATE,
    NO_ANSWER,
    STILL_WAITING,
    WAITING,
    card_html,
    card_text,
    waiting_html,
    waiting_text,
)
from tests.exercises import samples, samples_desk
from tests.exercises.dialogues import sample

ITEMS = [
    make() for make in (*samples.EVERY, samples_desk.redact, samples_desk.transcript, samples_desk.trace)
]


def exported(html: str, text: str) -> str:
    """Return the page that nbconvert makes of a notebook with one still card."""
    shown = new_output("display_data", data={"text/html": html, "text/plain": text})
    notebook: nbformat.NotebookNode = new_notebook(cells=[new_code_cell("quiz()", outputs=[shown])])
    page, _ = HTMLExporter(template_name="lab", embed_images=False).from_notebook_node(notebook)
    return str(page)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.prompt[:8])
def test_an_exported_card_shows_question_status_and_the_saved_answer(item: Item) -> None:
    faces: list[PublicItem] = [item, item.public()]
    for face in faces:
        saved = ItemState(answer=item.model_answer(), attempts=1, item_version=item.version)
        state = card_state(face, saved)
        page = exported(card_html(face, state), card_text(face, state))
        words = [item.prompt, ACTIVATE, "（已保存）", *face.lines(), face.words(item.model_answer())]
        plain = page.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
        assert [text for text in words if text not in plain] == []
        graded = face is not item
        assert ("✓ 已记录" in plain) == (graded or not item.scored)
    empty = card_state(item, ItemState())
    assert NO_ANSWER in exported(card_html(item, empty), card_text(item, empty))


def test_an_exported_dialogue_shows_where_the_trainee_stands(tmp_path: Path) -> None:
    dialogue = sample("ch01-d1")
    log = AnswerLog(tmp_path / "ch01.jsonl")
    path = best_path(dialogue, "own")[:2]
    log.append(
        "draft", dialogue.id, item_version=1, attempt=1, answer=path, confidence=None, data="d", sid="s"
    )
    chat = Chat(dialogue, "own", log, data="d", sid="s")
    page = exported(still_html(dialogue, chat.state), still_text(dialogue, chat.state))
    said = [bubble["text"] for bubble in chat.state["scene"]["bubbles"]]
    assert [text for text in [dialogue.title, "第 3 轮", *said] if text not in page] == []


def test_an_exported_figure_that_waits_for_a_guess_says_so() -> None:
    page = exported(waiting_html(), waiting_text())
    assert WAITING in page and STILL_WAITING in page
