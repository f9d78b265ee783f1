"""The live card of a dialogue without a browser: what it shows, saves and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from course.exercises.dialogue.card import ELSEWHERE, WRITE_FIRST, Chat
from course.exercises.dialogue.model import Dialogue, PublicDialogue
from course.exercises.dialogue.proof import best_path
from course.exercises.dialogue.still import still_html, still_text
from course.exercises.live import CONFUSED
from course.exercises.log import AnswerLog
from tests.exercises.dialogues import sample

BANK, CHAT = sample("ch01-d1"), sample("ch01-d2")


@pytest.fixture
def log(tmp_path: Path) -> AnswerLog:
    return AnswerLog(tmp_path / "answers" / "ch01.jsonl")


class Browser:
    """The other end of a dialogue's card."""

    def __init__(self, dialogue: PublicDialogue, variant: str, log: AnswerLog) -> None:
        self.card = Chat(dialogue, variant, log, data="ch01:w1:demo", sid="s")
        self.sent = 0

    @property
    def scene(self) -> dict[str, Any]:
        return dict(self.card.state["scene"])

    @property
    def at(self) -> int:
        return sum(bubble["who"] == "me" for bubble in self.scene["bubbles"])

    def send(self, kind: object, **more: object) -> dict[str, Any]:
        self.sent += 1
        content = {"kind": kind, "client": "tab", "n": self.sent, "at": self.at} | more
        self.card._handle_custom_msg(content, [])
        return dict(self.card.state)

    def walk(self, path: list[str]) -> dict[str, Any]:
        for reply_id in path:
            if self.scene["typed"] and not self.scene["typed"]["done"]:
                self.send("typed", text="我先这样说。")
            self.send("reply", reply=reply_id)
        return dict(self.card.state)


def events(log: AnswerLog, item: str) -> list[tuple[str, Any]]:
    return [(event.event, event.answer) for event in log.events() if event.item == item]


def test_every_reply_is_saved_and_the_ending_is_submitted(log: AnswerLog) -> None:
    browser = Browser(BANK, "own", log)
    path = best_path(BANK, "own")
    state = browser.walk(path)
    saved = events(log, "ch01-d1")
    assert [kind for kind, _ in saved] == ["draft"] * 5 + ["submit"]
    assert [answer for _, answer in saved] == [path[:turn] for turn in range(1, 7)]
    assert state["status"] == "right" and state["scene"]["ending"]["title"] == "有了准话"
    assert state["scene"]["debrief"]["share"] == 1


def test_a_new_kernel_stands_where_the_last_one_stood(log: AnswerLog) -> None:
    first = Browser(BANK, "waived", log)
    first.walk(best_path(BANK, "waived")[:4])
    first.send("typing", text="您可以打，")
    again = Browser(BANK, "waived", log)
    assert again.scene == first.scene
    assert again.scene["typed"] == {"node": "threat", "text": "您可以打，", "done": False}
    assert again.scene["replies"] == []


def test_who_must_write_first_sees_no_replies_before(log: AnswerLog) -> None:
    browser = Browser(BANK, "own", log)
    browser.walk(best_path(BANK, "own")[:4])
    assert browser.send("reply", reply="c")["problem"] == WRITE_FIRST
    assert browser.send("typed", text=" 好")["problem"] == WRITE_FIRST
    browser.send("typed", text="您可以打，我不拦。")
    assert [reply["id"] for reply in browser.scene["replies"]] == ["a", "b", "c", "d"]
    browser.send("reply", reply="c")
    mine = [bubble for bubble in browser.scene["bubbles"] if "own" in bubble]
    assert [(bubble["own"], bubble["model"]) for bubble in mine] == [
        ("您可以打，我不拦。", BANK.nodes["threat"].model)
    ]
    assert ("submit", "您可以打，我不拦。") in events(log, "ch01-d1.threat")


def test_practice_goes_back_to_a_turn_and_graded_only_to_the_beginning(log: AnswerLog) -> None:
    browser = Browser(BANK, "own", log)
    path = best_path(BANK, "own")
    assert browser.send("rewind", to=0)["error"] == CONFUSED
    browser.walk(path)
    state = browser.send("rewind", to=4)
    assert browser.at == 4 and state["status"] == "right" and not browser.scene["typed"]["done"]
    browser.walk(["b", "b"])
    assert browser.card.state["attempts"] == 2
    graded = Browser(CHAT.public(), "own", log)
    graded.walk(best_path(CHAT, "own"))
    assert graded.send("rewind", to=2)["error"] == CONFUSED
    graded.send("restart")
    assert graded.at == 0 and graded.card.state["status"] == "recorded"


def test_a_graded_card_shows_neither_tension_nor_debrief(log: AnswerLog) -> None:
    browser = Browser(CHAT.public(), "coached", log)
    assert "mood" not in browser.scene
    state = browser.walk(best_path(CHAT, "coached"))
    assert state["status"] == "recorded"
    assert not {"mood", "debrief"} & set(state["scene"])
    text = json.dumps(browser.card.get_state(), ensure_ascii=False, default=str)
    for private in ("看清实情", *CHAT.truth.values(), CHAT.nodes["look_coached"].replies[2].debrief):
        assert private not in text
    # What other trainees meet is not in the browser either.
    assert CHAT.nodes["son_admit"].said("son")[0] not in text


def test_desk_entries_open_with_the_turns_and_by_variant(log: AnswerLog) -> None:
    browser = Browser(BANK, "agent", log)
    assert [entry["id"] for entry in browser.scene["desk"]] == [
        "crm_other",
        "bill",
        "history_agent",
        "kb_identity",
        "kb_fee",
    ]
    browser.walk(["c", "c"])
    assert [entry["id"] for entry in browser.scene["desk"] if entry["fresh"]] == ["kb_proxy"]
    browser.walk(["c"])
    assert not any(entry["fresh"] for entry in browser.scene["desk"])


@pytest.mark.parametrize(
    "content",
    [
        None,
        7,
        {},
        {"kind": "reply"},
        {"kind": "reply", "reply": ["c"]},
        {"kind": "reply", "reply": "zz"},
        {"kind": "submit", "answer": ["c"]},
        {"kind": "typed", "text": "x"},
        {"kind": "restart"},
        {"kind": "rewind", "to": -1},
        {"kind": ["x"], "at": 0},
        {"kind": "reply", "reply": "c", "at": "0"},
    ],
)
def test_a_strange_message_is_answered_by_one_sentence(log: AnswerLog, content: Any) -> None:
    browser = Browser(BANK, "own", log)
    if isinstance(content, dict):
        content = {"client": "tab", "n": 1, "at": 0} | content
    browser.card._handle_custom_msg(content, [])
    said = browser.card.state.get("error") or browser.card.state["problem"]
    assert said.endswith("。") and log.events() == [] and browser.at == 0


def test_a_second_window_is_told_that_the_first_went_on(log: AnswerLog) -> None:
    one, two = Browser(BANK, "own", log), Browser(BANK, "own", log)
    one.send("reply", reply="c")
    assert two.send("reply", reply="a")["problem"] == ELSEWHERE
    assert two.at == 1 and len(events(log, "ch01-d1")) == 1


def test_a_message_that_comes_twice_counts_once(log: AnswerLog) -> None:
    browser = Browser(BANK, "own", log)
    for _ in range(2):
        browser.card._handle_custom_msg({"kind": "reply", "reply": "c", "client": "tab", "n": 1, "at": 0}, [])
    assert events(log, "ch01-d1") == [("draft", ["c"])]


@pytest.mark.parametrize("answer", [["x"], "c", 7, {"a": 1}, ["c"] * 100])
def test_a_log_that_cannot_be_replayed_begins_anew_and_says_so(log: AnswerLog, answer: Any) -> None:
    fields: dict[str, Any] = {"item_version": 1, "attempt": 1, "confidence": None, "data": "d", "sid": "s"}
    log.append("draft", "ch01-d1", answer=answer, **fields)
    browser = Browser(BANK, "own", log)
    assert browser.at == 0 and "从头开始" in browser.card.state["problem"]


def test_another_version_of_the_dialogue_leaves_nothing(log: AnswerLog) -> None:
    Browser(BANK, "own", log).walk(["c", "b"])
    newer = Dialogue.model_validate(BANK.model_dump(mode="json") | {"version": 2})
    assert Browser(newer, "own", log).at == 0


def test_the_still_card_reads_well_and_escapes(log: AnswerLog) -> None:
    browser = Browser(BANK, "own", log)
    browser.walk(["c"])
    html, text = still_html(BANK, browser.card.state), still_text(BANK, browser.card.state)
    for words in ("通话有录音", "锅上还坐着水", "来电号码：尾号 3307，与预留一致", "走到第 2 轮"):
        assert words in html and words in text
    raw = BANK.model_dump(mode="json")
    raw["nodes"]["start"]["customer"] = {"all": ["<script>alert(1)</script>"]}
    evil = Browser(Dialogue.model_validate(raw), "own", AnswerLog(log.path.with_name("ch02.jsonl")))
    assert "<script>" not in still_html(BANK, evil.card.state)
