"""A decision trace shows rows of the trainee's own data, and is graded with the same rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from course import notebook
from course.authoring.build import chapters_in
from course.authoring.references import load_parts
from course.cases.world import World
from course.exercises import card
from course.exercises.exam import score_exam
from course.exercises.items import PublicItem
from course.exercises.log import AnswerLog, fold
from course.exercises.rows import RowPick
from course.exercises.types import Trace
from tests.exercises.samples_desk import trace

ROOT = Path(__file__).resolve().parents[2]
TRAINEES = ["demo", "anan", "bobo", "chen", "ding"]
PAUSED = {
    "table": "工单",
    "where": {"类型": "投诉", "暂停天数": [1, None], "受理日": ["2026-10-01", "2026-11-20"]},
    "show": ["受理日", "暂停原因", "暂停天数"],
}


def linked(item_id: str = "ch01-p90", **changes: Any) -> Trace:
    """Returns the sample trace with two cards that point at a paused complaint of the own data."""
    columns = trace().model_dump()["columns"]
    for place in (0, 1):
        columns[0]["cards"][place]["pick"] = PAUSED
    return trace(item_id, columns=columns, **changes)


def own_ticket(trainee: str) -> Any:
    """Returns the row that `PAUSED` should find, looked for in another way."""
    for _, row in World("ch01", trainee).table("工单").iterrows():
        in_time = pd.Timestamp("2026-10-01") <= row["受理日"] <= pd.Timestamp("2026-11-20")
        if row["类型"] == "投诉" and row["暂停天数"] >= 1 and in_time:
            return row
    raise LookupError(trainee)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder of the trainee anan with chapter 1, to whose banks a linked trace was added."""
    place = tmp_path / "ch01"
    shutil.copytree(ROOT / "release" / "ch01", place)
    bundle = json.loads((place / "ch01.items.json").read_text("utf-8"))
    bundle["practice"].append(linked().model_dump(mode="json"))
    bundle["exam"] |= {"draw": 1, "items": [linked("ch01-e90").public().model_dump(mode="json")]}
    (place / "ch01.items.json").write_text(json.dumps(bundle, ensure_ascii=False), "utf-8")
    monkeypatch.chdir(place)
    monkeypatch.setenv("COURSE_TRAINEE", "anan")
    monkeypatch.setattr(notebook, "_opened", None)
    shell = InteractiveShell()
    monkeypatch.setattr("course.notebook.get_ipython", lambda: shell)
    yield place
    InteractiveShell.clear_instance()


def test_what_is_shown_and_what_is_graded_are_the_same_rows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[PublicItem, card.Exercise]] = []

    def keep(item: PublicItem, log: AnswerLog, **more: str) -> None:
        shown.append((item, card.Exercise(item, log, **more)))

    monkeypatch.setattr("course.exercises.card.show", keep)
    notebook.open_chapter("ch01")
    notebook.quiz("ch01-p90")
    notebook.exam()
    row = own_ticket("anan")
    named, when = f"工单 {row['工单编号']}", f"受理日：{row['受理日'].date()}"
    for item, live in shown:
        cards = live.item["columns"][0]["cards"]
        for place in (0, 1):
            assert cards[place]["ref"] == named and cards[place]["row"].startswith(when)
            assert "pick" not in cards[place]
        assert cards[2]["ref"] == "联络 L01877"
        assert any(named in line and when in line for line in item.lines())
        picks = {"fact": ["f1"], "rule": ["r2"], "action": ["a2"], "follow": ["w1"]}
        live._handle_custom_msg({"kind": "submit", "client": "c", "n": 1, "answer": picks}, [])
    practice, graded = (live.state for _, live in shown)
    assert (practice["status"], graded["status"]) == ("partial", "recorded")

    log = AnswerLog(folder / "answers" / "ch01.jsonl")
    assert {event.data for event in log.events()} == {"ch01:w1:anan"}
    chapter, world, trainee = log.events()[-1].data.split(":")
    table = World(chapter, trainee, int(world[1:])).table
    pool = [linked("ch01-e90").bind(table)]
    ((item, score),) = score_exam(pool, ["ch01-e90"], fold(log.events()))
    assert score is not None and score.share == 0.4
    assert item.lines() == shown[1][0].lines()
    assert item.words(picks) == shown[1][0].words(picks)
    assert pool[0].public() == shown[1][0]


@pytest.mark.parametrize("trainee", TRAINEES)
def test_every_trainee_meets_a_row_of_their_own(trainee: str) -> None:
    bound = linked().bind(World("ch01", trainee).table)
    first = bound.columns[0].cards[0]
    assert first.ref == f"工单 {own_ticket(trainee)['工单编号']}"
    assert bound.score(bound.model_answer()).share == 1
    assert bound.bind(World("ch01", "zhou").table) == bound


def test_what_is_written_is_shown_where_there_is_no_such_row() -> None:
    for pick in (
        PAUSED | {"table": "没有"},
        PAUSED | {"show": ["没有"]},
        PAUSED | {"where": {"类型": "没有"}},
    ):
        columns = trace().model_dump()["columns"]
        columns[0]["cards"][0]["pick"] = pick
        bound = trace(columns=columns).bind(World("ch01", "anan").table)
        assert bound.columns[0].cards[0].ref == "工单 T0412"
        assert bound.columns[0].cards[0].pick is None


def test_cells_read_as_in_the_table() -> None:
    frame = pd.DataFrame(
        {
            "编号": ["x1", "x2"],
            "时": pd.to_datetime(["2026-11-02 00:00", "2026-11-03 08:05"]),
            "数": [2.0, None],
            "准": [True, False],
        }
    )
    pick = RowPick(table="表", where={"时": ["2026-11-01", None]}, show=["时", "数", "准"])
    assert pick.found(frame) == ("表 x1", "时：2026-11-02，数：2，准：是")
    last = RowPick(table="表", where={"准": False}, show=["时", "数", "准"])
    assert last.found(frame) == ("表 x2", "时：2026-11-03 08:05，数：空，准：否")


@pytest.mark.parametrize("bounds", [[1], [1, 2, 3], [None, None]])
def test_bounds_that_bound_nothing_are_an_authors_mistake(bounds: list[Any]) -> None:
    with pytest.raises(ValueError, match="from, to"):
        RowPick(table="工单", where={"暂停天数": bounds}, show=["受理日"])


@pytest.mark.parametrize("chapter", chapters_in(ROOT))
def test_every_pick_of_a_chapter_finds_a_row_for_everybody(chapter: str) -> None:
    parts = load_parts(ROOT, chapter)
    traces = [item for item in (*parts.practice.items, *parts.exam.items) if isinstance(item, Trace)]
    picks = [card.pick for item in traces for column in item.columns for card in column.cards if card.pick]
    for trainee in TRAINEES if picks else []:
        world = World(chapter, trainee)
        assert all(pick.found(world.table(pick.table)) for pick in picks), trainee
