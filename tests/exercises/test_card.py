"""Cards without a browser: what is shown follows from item and log, and nothing but messages gets in."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.exercises import live
from course.exercises.card import Exercise, card_state, notice, panel, show
from course.exercises.items import PublicItem
from course.exercises.log import AnswerLog, ItemState
from course.exercises.static_html import card_html, card_text, notice_html, panel_html, waiting_html
from course.exercises.types import Choice, Numeric
from tests.exercises.samples import HINTS, choice, numeric

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KIND = st.sampled_from(["submit", "draft", "hint", "reveal", "reset", "x", ""]) | JSON


@pytest.fixture
def log(tmp_path: Path) -> AnswerLog:
    return AnswerLog(tmp_path / "answers" / "ch01.jsonl")


class Browser:
    """The other end of a card: numbers its messages as the browser does."""

    def __init__(self, item: PublicItem, log: AnswerLog) -> None:
        self.exercise = Exercise(item, log, data="ch01:w1:demo", sid="s")
        self.sent = 0

    def send(self, kind: object, **more: object) -> dict[str, Any]:
        self.sent += 1
        return self.raw({"kind": kind, "client": "tab", "n": self.sent} | more)

    def raw(self, content: object) -> dict[str, Any]:
        self.exercise._handle_custom_msg(content, [])
        return dict(self.exercise.state)


def kinds(log: AnswerLog) -> list[str]:
    return [event.event for event in log.events()]


def test_the_four_states_of_practice(log: AnswerLog, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(choice(), log)
    assert browser.exercise.state["status"] == "none"
    assert browser.send("submit", answer=["b"])["status"] == "wrong"
    assert browser.send("submit", answer=["a"])["status"] == "right"
    half = choice().score(["a"])
    monkeypatch.setattr(Choice, "score", lambda self, answer: type(half)(0.5, "一半"))
    state = card_state(choice(), ItemState(answer=["a"], attempts=1, item_version=1))
    assert (state["status"], state["verdict"][:5], state["message"]) == ("partial", "部分正确。", "一半")


def test_every_option_is_explained_after_success_or_two_attempts(log: AnswerLog) -> None:
    browser = Browser(choice(), log)
    first = browser.send("submit", answer=["b"])
    assert (list(first["parts"]), first["explained"]) == (["b"], False)
    second = browser.send("submit", answer=["c"])
    assert (set(second["parts"]), second["explained"]) == ({"a", "b", "c"}, True)
    assert second["parts"]["a"]["right"] and not second["parts"]["b"]["right"]
    assert second["answer"] == ["c"]
    again = browser.send("reset")
    assert (again["status"], again["attempts"], again.get("parts")) == ("none", 0, None)
    assert set(browser.send("submit", answer=["a"])["parts"]) == {"a", "b", "c"}


def test_the_explanation_can_be_asked_for_after_one_attempt(log: AnswerLog) -> None:
    browser = Browser(numeric(), log)
    assert "重新运行" in browser.send("reveal")["error"]
    state = browser.send("submit", answer="87.5")
    assert "接起的那一部分" in state["message"] and state["explanation"] == ""
    assert browser.send("reveal")["explanation"].startswith("参考答案：12.5%。50 ÷ 400")
    assert kinds(log) == ["submit", "reveal"]


def test_hints_come_one_by_one_and_stay(log: AnswerLog) -> None:
    browser = Browser(choice(), log)
    for given_so_far in (1, 2, 3):
        assert browser.send("hint")["hints"] == HINTS[:given_so_far]
    assert Browser(choice(), log).exercise.state["hints"] == HINTS


def test_how_sure_the_trainee_was_is_kept_and_answered(log: AnswerLog) -> None:
    browser = Browser(choice(), log)
    assert "很有把握" in browser.send("submit", answer=["b"], confidence="sure")["verdict"]
    assert "是猜的" in browser.send("submit", answer=["a"], confidence="guess")["verdict"]
    browser.send("submit", answer=["a"], confidence={"x": 1})
    assert [event.confidence for event in log.events()] == ["sure", "guess", None]


def test_a_draft_is_kept_and_restored(log: AnswerLog) -> None:
    browser = Browser(numeric(), log)
    state = browser.send("draft", answer="12.")
    assert (state["draft"], state["saved"], state["ack"]) == ("12.", "draft", ["tab", 1])
    assert Browser(numeric(), log).exercise.state["draft"] == "12."
    assert browser.send("submit", answer="12.5")["draft"] is None


def test_an_answer_that_cannot_be_read_is_kept_as_a_draft(log: AnswerLog) -> None:
    state = Browser(numeric(), log).send("submit", answer="很多")
    assert state["problem"].startswith("没有读出数字")
    assert (state["status"], state["draft"], state["attempts"]) == ("none", "很多", 0)
    assert kinds(log) == ["draft"]


def test_a_message_that_comes_twice_counts_once(log: AnswerLog) -> None:
    browser = Browser(choice(), log)
    browser.send("submit", answer=["b"])
    state = browser.raw({"kind": "submit", "client": "tab", "n": 1, "answer": ["b"]})
    assert (state["attempts"], state["ack"]) == (1, ["tab", 1])
    assert kinds(log) == ["submit"]


def test_a_repeated_answer_counts_once_also_when_what_follows_it_fails(
    log: AnswerLog, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError

    exercise = Exercise(choice(), log, data="ch01:w1:demo", sid="s", answered=fail)
    for _ in range(2):
        exercise._handle_custom_msg({"kind": "submit", "client": "tab", "n": 1, "answer": ["b"]}, [])
    assert "could not handle a message" in caplog.text
    assert kinds(log) == ["submit"]


def test_what_was_answered_elsewhere_is_taken_over_and_told_until_an_answer_here(log: AnswerLog) -> None:
    here, there = Browser(choice(), log), Browser(choice(), log)
    there.send("submit", answer=["b"])
    state = here.raw({"kind": "look"})
    assert (state["answer"], state["status"], state["news"]) == (["b"], "wrong", Exercise.news)
    assert here.send("draft", answer=["c"])["news"] == Exercise.news
    assert kinds(log) == ["submit", "draft"]
    state = here.send("submit", answer=["a"])
    assert (state["attempts"], state["status"], "news" in state) == (2, "right", False)
    assert there.raw({"kind": "look"})["answer"] == ["a"]
    assert "news" not in here.raw({"kind": "look"})


def test_what_could_not_be_saved_is_told_and_kept(log: AnswerLog) -> None:
    log.path.mkdir(parents=True)
    browser = Browser(choice(), log)
    state = browser.send("submit", answer=["a"])
    assert state["error"].startswith("未能保存：")
    assert (state["status"], state["saved"], state["draft"]) == ("none", "", ["a"])
    log.path.rmdir()
    state = browser.raw({"kind": "submit", "client": "tab", "n": 1, "answer": ["a"]})
    assert (state["status"], state["saved"], state["draft"], state.get("error")) == (
        "right",
        "submit",
        None,
        None,
    )


def test_an_older_version_of_an_item_is_not_shown_as_answered(log: AnswerLog) -> None:
    Browser(choice(), log).send("submit", answer=["a"])
    assert Browser(choice(version=2), log).exercise.state["status"] == "none"


@pytest.mark.parametrize("item", [choice("ch01-e01", weight=7), numeric("ch01-e02")])
def test_a_graded_card_knows_nothing_of_right_and_wrong(log: AnswerLog, item: Choice | Numeric) -> None:
    answers = [["a"], ["b"]] if isinstance(item, Choice) else ["12.5", "87.5"]
    shown = []
    for answer in answers:
        browser = Browser(item.public(), log)
        state = browser.send("submit", answer=answer)
        assert set(state) == {"status", "answer", "draft", "attempts", "saved", "saved_at", "verdict", "ack"}
        shown.append({name: state[name] for name in ("status", "saved", "verdict")})
    assert shown[0] == shown[1] == {"status": "recorded", "saved": "submit", "verdict": shown[0]["verdict"]}
    sent = json.dumps([browser.exercise.get_state(["item", "state"])], ensure_ascii=False)
    for secret in ("right", "feedback", "weight", "tolerance", "near", "objective", HINTS[0], "12.5"):
        assert secret not in sent.replace(json.dumps(answers[-1]), "").replace(state["saved_at"], "")
    for kind in ("hint", "reveal", "reset"):
        assert "error" in browser.send(kind)
    assert kinds(log) == ["submit", "submit"]


def test_a_practice_card_sends_the_key_only_when_it_is_due(log: AnswerLog) -> None:
    browser = Browser(choice(), log)
    sent = json.dumps(browser.exercise.get_state(["item", "state"]), ensure_ascii=False)
    assert not any(text in sent for text in ("right", "feedback", HINTS[0], choice().options[1].feedback))


@FEW
@given(st.lists(st.tuples(KIND, JSON, JSON, JSON), max_size=6), st.booleans(), st.booleans())
def test_hostile_messages_never_raise(
    tmp_path_factory: pytest.TempPathFactory, messages: list[Any], number: bool, graded: bool
) -> None:
    log = AnswerLog(tmp_path_factory.mktemp("log") / "ch01.jsonl")
    item = numeric() if number else choice()
    browser = Browser(item.public() if graded else item, log)
    for kind, answer, confidence, content in messages:
        for state in (browser.send(kind, answer=answer, confidence=confidence), browser.raw(content)):
            said = [state[name] for name in ("error", "problem") if name in state]
            assert all(sentence.endswith("。") for sentence in said)
            json.dumps(state, allow_nan=False).encode()
    assert log.reading().note == ""


@pytest.mark.parametrize(
    "answer", ["x" * 30_000, ["a"] * 10_000, "\ud800", float("nan"), {"a": float("inf")}]
)
def test_an_answer_no_log_can_hold_is_refused(log: AnswerLog, answer: object) -> None:
    for kind in ("submit", "draft"):
        assert Browser(choice(), log).send(kind, answer=answer)["problem"].startswith("作答内容太长或含有")
    assert kinds(log) == []


def test_a_fault_of_our_own_is_a_sentence_and_a_line_in_the_servers_log(
    log: AnswerLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Browser(choice(), log)
    monkeypatch.setattr(Choice, "read", lambda self, raw: 1 / 0)
    assert "重新运行本单元格" in browser.send("submit", answer=["a"])["error"]
    assert "ch01-p01" in caplog.text and "ZeroDivisionError" in caplog.text


def test_the_browser_cannot_write_what_python_says(log: AnswerLog) -> None:
    exercise = Browser(choice(), log).exercise
    before = exercise.get_state(["item", "state"])
    exercise._handle_msg({"content": {"data": {"method": "update", "state": {"state": 7, "item": {}}}}})
    assert exercise.get_state(["item", "state"]) == before


def test_show_displays_the_still_card_then_the_live_one(
    log: AnswerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(live, "display", lambda what, **_: shown.append(what))
    show(choice(), log, data="ch01:w1:demo", sid="s")
    notice("没有这道题。")
    panel("第一章", [("进度", "3/20")])
    still, card, said, opened = shown
    assert still["text/html"] == card_html(choice(), {"status": "none"})
    assert still["text/plain"] == card_text(choice(), {"status": "none"})
    assert list(card) == ["application/vnd.jupyter.widget-view+json"]
    assert said == {"text/html": notice_html("没有这道题。"), "text/plain": "没有这道题。"}
    assert opened["text/plain"] == "第一章\n进度 3/20"


class Tags(HTMLParser):
    """Collects what JupyterLab's sanitiser would look at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.styles: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        for name, value in attributes:
            self.attributes.add(name)
            if name == "style":
                self.styles |= {rule.split(":")[0] for rule in (value or "").split(";")}

    def handle_data(self, text: str) -> None:
        self.text += text


EVIL = '<script>alert(1)</script><img src=x onerror="y">&amp;'


def test_the_still_card_is_complete_escaped_and_survives_the_sanitiser() -> None:
    item = choice(prompt=f"题目{EVIL}")
    state = {"status": "wrong", "answer": ["b"], "draft": None}
    html = card_html(item, state) + notice_html(EVIL) + panel_html(EVIL, [(EVIL, EVIL)])
    tags = Tags(html + waiting_html())
    assert set(tags.open) == {"div", "b"}
    assert tags.attributes == {"class", "lang", "style"}
    known = {"max-width", "margin", "padding", "border", "border-left", "border-radius", "line-height"}
    assert tags.styles <= known | {"white-space", "font-size", "font-weight", "border-style"}
    assert tags.text.count(EVIL) == 5
    for text in ("练一练 · 单选", "1.3 节", "✗ 出错", "您的作答：B（已保存）", "按 Shift+Enter"):
        assert text in tags.text
    assert all(
        f"{letter}. {option.text}" in tags.text for letter, option in zip("ABC", item.options, strict=True)
    )
    assert html == card_html(item, state) + notice_html(EVIL) + panel_html(EVIL, [(EVIL, EVIL)])


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "（还没有作答）"),
        ({"answer": "12.5"}, "12.5%（已保存）"),
        ({"answer": "12.5%"}, "12.5%（已保存）"),
        ({"answer": "12.5", "draft": "13"}, "13%（草稿，还没有提交）"),
        ({"draft": {"odd": 1}}, "{'odd': 1}%（草稿，还没有提交）"),
    ],
)
def test_the_still_card_shows_what_was_answered(state: dict[str, Any], said: str) -> None:
    assert f"您的作答：{said}" in card_text(numeric(), state)


IMPORTS = (
    "import sys, time; now = time.process_time; began = now();"
    "import anywidget, IPython.display, pydantic; there = now();"
    "import course.exercises.card; took = (now() - there) / (there - began);"
    "heavy = {'plotly', 'nbformat', 'jsonschema', 'pandas'}; print(took, *(heavy & set(sys.modules)))"
)


def test_importing_cards_stays_cheap() -> None:
    """The median of three runs: a file that must first be read from the disk belongs to one of them only."""
    runs = [
        subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True).stdout
        for _ in range(3)
    ]
    ratios, loaded = [float(run.split()[0]) for run in runs], [run.split()[1:] for run in runs]
    assert loaded == [[], [], []]
    assert median(ratios) < 2.5  # times what its libraries take; more would be felt in every chapter
