"""The staffing laboratory keeps a setting, refuses what is none, and agrees with itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from ipywidgets import Widget

from course.cases.staffing.model import Setting, curve, outcome, said
from course.cases.staffing.widget import Laboratory, card_html
from course.exercises.log import AnswerLog

SENTENCE = re.compile(r"[^。\n]{6,120}。")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    Widget.close_all()


def opened(folder: Path) -> Laboratory:
    return Laboratory(AnswerLog(folder / "ch06.jsonl"), "ch06-staffing", data="d", sid="s")


def test_a_setting_is_kept(tmp_path: Path) -> None:
    laboratory = opened(tmp_path)
    setting = Setting(staff=12).model_dump()
    laboratory._receive(None, {"kind": "draft", "client": "c", "n": 1, "setting": setting}, [])
    assert laboratory.state["saved"] == "draft"
    assert opened(tmp_path).state["setting"]["staff"] == 12
    laboratory._receive(None, {"kind": "reset", "client": "c", "n": 2}, [])
    assert opened(tmp_path).state["setting"] == Setting().model_dump()


@pytest.mark.parametrize("setting", [None, {"staff": 0}, {"staff": 1e9}, {"evil": 1}, "x"], ids=str)
def test_what_is_no_setting_is_one_sentence(tmp_path: Path, setting: object) -> None:
    laboratory = opened(tmp_path)
    laboratory._receive(None, {"kind": "draft", "client": "c", "n": 1, "setting": setting}, [])
    assert SENTENCE.fullmatch(laboratory.state["refused"])
    assert laboratory.state["setting"] == Setting().model_dump()


def test_more_staff_means_less_waiting_and_more_cost() -> None:
    points = curve(Setting())
    assert [point["staff"] for point in points] == sorted({point["staff"] for point in points})
    for fewer, more in pairwise(points):
        assert more["service"] >= fewer["service"]
        assert more["wait"] <= fewer["wait"]
        assert more["abandonment"] <= fewer["abandonment"]
        assert more["cost"] > fewer["cost"]


def test_the_number_needed_keeps_the_promise_and_one_fewer_does_not() -> None:
    needed = outcome(Setting())["needed"]
    assert outcome(Setting(staff=needed))["service"] >= 0.8
    assert outcome(Setting(staff=needed - 1))["service"] < 0.8


@pytest.mark.parametrize(
    "setting",
    [
        Setting(),
        Setting(arrivals=600, handle=1200, staff=1, patience=900),
        Setting(arrivals=10, handle=30, staff=150),
    ],
)
def test_every_setting_is_said_in_one_sentence_and_plain_json(setting: Setting) -> None:
    result = outcome(setting)
    assert SENTENCE.fullmatch(said(setting, result))
    json.dumps([result, curve(setting)], allow_nan=False)
    assert len(curve(setting)) <= 43


def test_the_still_card_says_what_is_set(tmp_path: Path) -> None:
    html = card_html(dict(opened(tmp_path).state))
    assert "当班人数 9人" in html
    assert "course-static" in html
