"""What a notebook's functions show: cards and tables, and one sentence where something is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import course
from course import notebook
from course.exercises.log import AnswerLog

RELEASE = Path(__file__).resolve().parents[1] / "release" / "ch01"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a trainee's folder with chapter 1, in which a kernel's shell runs."""
    place = tmp_path / "ch01"
    shutil.copytree(RELEASE, place)
    monkeypatch.chdir(place)
    monkeypatch.setenv("COURSE_TRAINEE", "anan")
    monkeypatch.setattr(notebook, "_opened", None)
    shell = InteractiveShell()
    monkeypatch.setattr("course.notebook.get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.core.displaypub.DisplayPublisher.publish", shell.display_pub.publish)
    yield place
    InteractiveShell.clear_instance()


def shown(function: Any, *arguments: Any) -> str:
    """Return everything that a call showed, as text."""
    with capture_output() as captured:
        function(*arguments)
    return captured.stdout + "".join(
        json.dumps(output.data, ensure_ascii=False) for output in captured.outputs
    )


def test_nothing_works_before_the_chapter_is_open_and_says_so(folder: Path) -> None:
    for function, argument in ((course.quiz, "ch01-p01"), (course.table, "工单"), (course.check, "ch01-t1")):
        assert "本章还没有打开" in shown(function, argument)


def test_the_opening_names_trainee_data_and_progress(folder: Path) -> None:
    text = shown(course.open_chapter, "ch01")
    for word in ("anan", "ch01:w1:anan", "已作答 0 /"):
        assert word in text


def test_an_unknown_item_task_or_table_is_one_sentence(folder: Path) -> None:
    shown(course.open_chapter, "ch01")
    assert "题库里没有“ch01-p99”这道题" in shown(course.quiz, "ch01-p99")
    assert "本章没有“ch01-t9”这道任务" in shown(course.check, "ch01-t9")
    assert "工单" in shown(course.table, "工但")
    assert "Traceback" not in shown(course.quiz, None)


def test_a_missing_or_damaged_bundle_is_told_with_its_remedy(folder: Path) -> None:
    bundle = folder / "ch01.items.json"
    for text in ("", "[" * 5000, '{"format": 1}', "null"):
        bundle.write_text(text, encoding="utf-8")
        assert "打不开或已损坏" in shown(course.open_chapter, "ch01")
    bundle.unlink()
    assert "找不到题库文件 ch01.items.json" in shown(course.open_chapter, "ch01")
    assert "没有“../etc”这一章" in shown(course.open_chapter, "../etc")


def test_a_corrupt_answer_log_is_opened_and_what_was_skipped_is_said(folder: Path) -> None:
    log = AnswerLog(folder / "answers" / "ch01.jsonl")
    log.append(
        "submit", "ch01-p01", item_version=1, attempt=1, answer=["a"], confidence=None, data="x", sid="s"
    )
    with log.path.open("ab") as file:
        file.write(b"\x00\xff{broken\n" + b'{"v":9,"event":"submit","item":"ch01-p02"}' + b" " * 40 + b"\n")
    text = shown(course.open_chapter, "ch01")
    assert "已作答 1 /" in text
    assert "已跳过并原样保留" in text


def test_hints_come_step_by_step_and_are_logged(folder: Path) -> None:
    shown(course.open_chapter, "ch01")
    texts = [shown(course.hint, "ch01-t1") for _ in range(4)]
    for text, step in zip(
        texts, ("1 / 3（方向）", "2 / 3（依据）", "3 / 3（示范）", "3 / 3（示范）"), strict=True
    ):
        assert f"提示 {step}" in text
    events = AnswerLog(folder / "answers" / "ch01.jsonl").events()
    assert [event.event for event in events] == ["hint"] * 4


def test_the_exam_shows_as_many_cards_as_are_drawn_and_no_key(folder: Path) -> None:
    shown(course.open_chapter, "ch01")
    text = shown(course.exam)
    bundle = json.loads((folder / "ch01.items.json").read_text(encoding="utf-8"))
    assert text.count("course-static") == bundle["exam"]["draw"]
    assert "right" not in text.replace("margin-right", "").replace("border-right", "")


def test_a_table_other_than_at_release_is_told_once(folder: Path) -> None:
    path = folder / "ch01.items.json"
    bundle = json.loads(path.read_text(encoding="utf-8"))
    name, _, rest = bundle["world"]["probe"].partition(":")
    bundle["world"]["probe"] = f"{name}:0{rest[1:]}" if rest[0] != "0" else f"{name}:1{rest[1:]}"
    path.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
    shown(course.open_chapter, "ch01")
    assert "与发布时不同" in shown(course.table, name)
    assert "与发布时不同" not in shown(course.table, name)


def test_review_and_progress_work_without_earlier_chapters(folder: Path) -> None:
    shown(course.open_chapter, "ch01")
    assert "暂时没有要温习的题" in shown(course.review)
    assert "已答 0 /" in shown(course.progress)


def test_a_real_series_stops_at_its_break_and_says_how_to_go_on(folder: Path) -> None:
    shown(course.open_chapter, "ch01")
    assert "跨口径" in shown(course.series, "银行投诉")
    assert course.series("银行投诉", 从="2022Q1") is not None
    assert "银行投诉" in shown(course.series, "银行投拆")
