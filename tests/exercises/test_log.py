"""The answer log: what is saved stays, what cannot be saved is said, what cannot be read is skipped."""

from __future__ import annotations

import errno
import fcntl
import json
import multiprocessing
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.exercises import log as module
from course.exercises.events import CONFIDENCES, EVENTS
from course.exercises.log import AnswerLog, Event, SaveFailed, fold

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc客", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
WRITTEN = st.fixed_dictionaries(
    {
        "event": st.sampled_from(sorted(EVENTS)),
        "item": st.sampled_from(["ch01-p01", "ch01-p02", "ch01-t1"]),
        "item_version": st.integers(1, 3),
        "attempt": st.integers(1, 9),
        "answer": PLAIN,
        "confidence": st.sampled_from([None, *sorted(CONFIDENCES)]),
        "data": st.just("ch01:w1:demo"),
        "sid": st.text("abc", max_size=4),
    }
)
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(
    log: AnswerLog, event: str = "submit", item: str = "ch01-p01", answer: object = None, **more: Any
) -> None:
    fields = {"item_version": 1, "attempt": 1, "confidence": None, "data": "ch01:w1:demo", "sid": "s"} | more
    log.append(event, item, answer=["a"] if answer is None else answer, **fields)


def seen(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event._asdict().items() if name not in ("v", "t")}


@FEW
@given(st.lists(WRITTEN, max_size=8))
def test_what_is_appended_is_read_back_in_order(
    tmp_path_factory: pytest.TempPathFactory, events: list[Any]
) -> None:
    path = tmp_path_factory.mktemp("log") / "answers" / "ch01.jsonl"
    log = AnswerLog(path)
    for number, fields in enumerate(events):
        log.append(**fields)
        assert len(log.events()) == number + 1
    assert [seen(event) for event in AnswerLog(path).events()] == events
    assert AnswerLog(path).events() == log.events()
    assert fold(log.events()) == fold(AnswerLog(path).events())


@FEW
@given(st.lists(WRITTEN, min_size=1, max_size=6), st.data())
def test_a_cut_file_loses_at_most_its_last_event(
    tmp_path_factory: pytest.TempPathFactory, events: list[Any], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("log") / "ch01.jsonl"
    log = AnswerLog(path)
    ends = [0]
    for fields in events:
        log.append(**fields)
        ends.append(path.stat().st_size)
    cut = data.draw(st.integers(0, ends[-1]))
    os.truncate(path, cut)
    whole = sum(end <= cut for end in ends) - 1
    left = AnswerLog(path).events()
    assert [seen(event) for event in left] in (events[:whole], events[: whole + 1])
    write(log, answer="after")
    assert [seen(event) for event in log.events()[:-1]] == [seen(event) for event in left]
    assert log.events()[-1].answer == "after"


def test_a_torn_last_line_stays_and_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "ch01.jsonl"
    log = AnswerLog(path)
    write(log, answer=["a"])
    with path.open("ab") as file:
        file.write(b'{"v":1,"t":"2026-11-24T08:30:00.123Z","event":"subm')
    assert log.reading().unreadable == 1
    write(log, answer=["b"])
    assert [event.answer for event in log.events()] == [["a"], ["b"]]
    assert "有 1 行无法读取" in log.reading().note


def _write_many(path: str, name: str) -> None:
    log = AnswerLog(Path(path))
    for number in range(40):
        write(log, sid=name, answer=f"{name}-{number}")


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "answers" / "ch01.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(str(path), name)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    reading = AnswerLog(path).reading()
    assert (reading.unreadable, reading.note) == (0, "")
    for name in "abc":
        assert [event.answer for event in reading.events if event.sid == name] == [
            f"{name}-{n}" for n in range(40)
        ]


def test_another_writer_is_seen_at_once(tmp_path: Path) -> None:
    one, two = (AnswerLog(tmp_path / "ch01.jsonl") for _ in range(2))
    for number in range(5):
        write(one, answer=number)
        write(two, answer=-number)
        assert one.events() == two.events()
        assert len(one.events()) == 2 * number + 2


def test_only_the_owner_can_read_file_and_folder(tmp_path: Path) -> None:
    path = tmp_path / "answers" / "ch01.jsonl"
    before = os.umask(0)
    try:
        write(AnswerLog(path))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_line_is_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "ch01.jsonl"
    write(AnswerLog(path), answer=["客户"], confidence="sure", attempt=2)
    (line,) = path.read_text("utf-8").splitlines()
    raw = json.loads(line)
    assert list(raw) == [
        *("v", "t", "event", "item", "item_version", "attempt", "answer", "confidence", "data", "sid")
    ]
    assert (raw["v"], raw["answer"], raw["confidence"], raw["attempt"]) == (1, ["客户"], "sure", 2)
    assert raw["t"].endswith("Z") and len(raw["t"]) == len("2026-11-24T08:30:00.123Z")


def _in_the_way(path: Path, kind: str) -> None:
    match kind:
        case "folder in place of the file":
            path.mkdir(parents=True)
        case "link in place of the file":
            path.parent.mkdir()
            path.with_name("elsewhere").touch()
            path.symlink_to(path.with_name("elsewhere"))
        case "link in place of the folder":
            path.parent.with_name("elsewhere").mkdir()
            path.parent.symlink_to(path.parent.with_name("elsewhere"))
        case "file in place of the folder":
            path.parent.touch()
        case "pipe in place of the file":
            path.parent.mkdir()
            os.mkfifo(path)


@pytest.mark.parametrize(
    "kind",
    [
        "folder in place of the file",
        "link in place of the file",
        "link in place of the folder",
        "file in place of the folder",
        "pipe in place of the file",
    ],
)
def test_what_is_no_plain_file_is_refused_in_one_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "answers" / "ch01.jsonl"
    _in_the_way(path, kind)
    log = AnswerLog(path)
    with pytest.raises(SaveFailed, match=r"^未能保存：.*。$"):
        write(log)
    assert log.events() == []
    assert log.reading().note.endswith("。")
    assert not any(file.is_file() and file.stat().st_size for file in tmp_path.rglob("*"))


def test_a_full_disk_saves_nothing_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ch01.jsonl"
    log = AnswerLog(path)
    write(log, answer=["a"])
    saved = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(saved) + 20, hard))
    try:
        with pytest.raises(SaveFailed, match="磁盘空间已满"):
            write(log, answer=["b"])
        assert path.read_bytes() == saved
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    write(log, answer=["c"])
    assert [event.answer for event in log.events()] == [["a"], ["c"]]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "磁盘空间已满"),
        (errno.EDQUOT, "磁盘空间已满"),
        (errno.EROFS, "不能写入"),
        (errno.EACCES, "不能写入"),
        (errno.EIO, "写入作答记录时出错"),
    ],
)
def test_the_reason_of_a_failed_save_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuse(handle: int, line: bytes) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "write", refuse)
    with pytest.raises(SaveFailed, match=f"^未能保存：.*{said}.*。$"):
        write(AnswerLog(tmp_path / "ch01.jsonl"))


def test_a_log_that_another_program_holds_is_not_waited_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AnswerLog(tmp_path / "ch01.jsonl")
    write(log)
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    with log.path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(SaveFailed, match="占用"):
            write(log)
    write(log)
    assert len(log.events()) == 2


def test_a_failed_flush_is_no_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = AnswerLog(tmp_path / "ch01.jsonl")
    write(log, answer=["a"])

    def broken(handle: int) -> None:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(SaveFailed, match="写入作答记录时出错"):
            write(log, answer=["b"])
    assert [event.answer for event in AnswerLog(log.path).events()] == [["a"]]


@pytest.mark.parametrize("answer", [float("nan"), float("inf"), "\ud800", object(), "长" * 40_000])
def test_what_no_log_can_hold_is_refused(tmp_path: Path, answer: object) -> None:
    log = AnswerLog(tmp_path / "ch01.jsonl")
    with pytest.raises(SaveFailed, match=r"^作答内容.*。$"):
        write(log, answer=answer)
    assert not log.path.exists()


def test_an_unknown_event_is_an_authors_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="guess"):
        write(AnswerLog(tmp_path / "ch01.jsonl"), event="guess")


@pytest.mark.needs_root
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """On a file system of a few pages, inside a mount namespace of the test's own."""
    script = (
        "import os, pathlib, sys; from course.exercises.log import AnswerLog, SaveFailed\n"
        "log = AnswerLog(pathlib.Path(sys.argv[1]) / 'answers' / 'ch01.jsonl'); said = ''\n"
        "fields = dict(item_version=1, attempt=1, confidence=None, data='d', sid='s')\n"
        "saved = 0\n"
        "while not said and saved < 99:\n"
        "    try: log.append('submit', 'ch01-p01', answer='x' * 1000, **fields); saved += 1\n"
        "    except SaveFailed as failure: said = str(failure)\n"
        "reading = AnswerLog(log.path).reading()\n"
        "print(saved == len(reading.events) > 0, reading.unreadable, said)"
    )
    mounted = f'mount -t tmpfs -o size=16k none "{tmp_path}" && exec "{sys.executable}" -c "$0" "{tmp_path}"'
    command = ["unshare", "--mount", "sh", "-c", mounted, script]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode and ("unshare" in done.stderr or "mount" in done.stderr):
        pytest.skip(f"needs_root: no mount allowed here: {done.stderr.strip()[:80]}")
    assert (
        done.stdout.strip() == "True 0 未能保存：磁盘空间已满，请删除不用的文件或联系讲师，然后再提交一次。"
    )


@FEW
@given(st.lists(WRITTEN, max_size=20))
def test_items_do_not_touch_each_other(events: list[dict[str, Any]]) -> None:
    made = [Event(t="T", **fields) for fields in events]
    states = fold(made)
    for item_id, state in states.items():
        assert fold(one for one in made if one.item == item_id) == {item_id: state}
        assert state.attempts <= sum(one.event == "submit" for one in made if one.item == item_id)
