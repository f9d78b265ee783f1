"""Intake: whatever was handed in, a gradable submission comes out, and a sentence for what was refused."""

from __future__ import annotations

import re
import shutil
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from course.grading.batch.run import handed_in
from course.grading.intake import IntakeFailed, Receipt, read_receipt, unfinished, verified
from course.grading.intake.sentences import NOTES, REFUSED
from tests.grading.submissions import (
    CHAPTER,
    CODE,
    DAMAGES,
    NOW,
    REPLY,
    TASK,
    WRITTEN,
    Handed,
    Notebook,
    cell_of,
    event,
    released,
)

LOST = {
    "truncated", "empty", "foreign", "format", "nested", "missing_notebook", "missing_folder", "not_folder",
}  # fmt: skip


@pytest.fixture
def handed(tmp_path: Path) -> Handed:
    """Return an honest submission."""
    return Handed(tmp_path)


def graded(notebook: Notebook) -> list[tuple[object, ...]]:
    """Return what must be as released: every cell of nbgrader's, answers without their text."""
    return [
        (
            cell["cell_type"],
            cell["id"],
            cell["metadata"],
            None if marks["solution"] else "".join(cell["source"]),
        )
        for cell in notebook["cells"]
        if (marks := cell["metadata"].get("nbgrader"))
    ]


def check_gradable(notebook: Notebook) -> None:
    """Fails unless nbformat takes the notebook and its graded cells are the release's."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nbformat.validate(nbformat.from_dict(notebook))
    assert graded(notebook) == graded(released())
    assert all(not cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code")


def codes(receipt: Receipt) -> set[str]:
    """Return the codes of all that was refused."""
    return {remark.code for remark in receipt.refused}


def test_an_honest_submission_keeps_every_answer_and_gets_no_flag(handed: Handed) -> None:
    log = handed.log.read_bytes()
    receipt = handed.take_in()
    assert receipt.flags == receipt.notes == ()
    notebook = handed.rebuilt()
    check_gradable(notebook)
    assert "".join(cell_of(notebook, TASK)["source"]) == CODE
    assert "".join(cell_of(notebook, WRITTEN)["source"]) == REPLY
    assert handed.log.read_bytes() == log
    assert receipt.handed_in.startswith("2026-11-24T07:30:00")
    assert {kept.path for kept in receipt.kept} == {
        "ch01.ipynb", "ch01.items.json", "answers/ch01.jsonl", "timestamp.txt",
    }  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_gets_its_sentence_and_a_gradable_notebook(handed: Handed, name: str) -> None:
    code, damage = DAMAGES[name]
    damage(handed)
    receipt = handed.take_in()
    assert codes(receipt) == {code}
    sentence = receipt.flags[0]
    assert "li" in sentence and sentence.endswith("。") and sentence.count("。") == 1
    assert receipt.refused[0].file in sentence
    notebook = handed.rebuilt()
    note = notebook["cells"].pop(0)
    assert note["metadata"]["editable"] is note["metadata"]["deletable"] is False
    assert "提示：" in "".join(note["source"]) and sentence in "".join(note["source"])
    check_gradable(notebook)
    if code in LOST:
        assert [cell["source"] for cell in notebook["cells"]] == [
            cell["source"] for cell in released()["cells"]
        ]
    assert verified(handed.folder, handed.place.quarantine) == receipt


@pytest.mark.parametrize("name", DAMAGES)
def test_a_second_intake_changes_nothing(handed: Handed, name: str) -> None:
    DAMAGES[name][1](handed)
    first = handed.take_in()
    before = handed.snapshot()
    assert handed.take_in(now=NOW + timedelta(days=3)) == first
    assert handed.snapshot() == before


def test_every_sentence_of_a_refusal_is_met_by_a_damage() -> None:
    # Only root can make a device; who may read everything meets no closed file; the caps add up below.
    elsewhere = {"device", "closed", "full"}
    assert set(REFUSED) - {code for code, _ in DAMAGES.values()} == elsewhere


def test_every_sentence_names_trainee_and_file_and_says_what_to_do() -> None:
    for text in (*REFUSED.values(), *NOTES.values()):
        assert "{who}" in text and "{file}" in text
        assert re.search("请|不用处理", text) and text.endswith("。") and text.count("。") == 1
    assert len(set(REFUSED.values())) == len(REFUSED)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("copied test", CODE),
        ("copied answer", CODE),
        ("deleted test", CODE),
        ("moved test", CODE),
        ("retyped answer", CODE),
        ("edited test", CODE),
        ("name of nbgrader's", CODE),
        ("renamed notebook", CODE),
        ("second notebook", CODE),
        ("older release", CODE),
        ("many own cells", CODE),
    ],
)
def test_damage_elsewhere_costs_no_answer(handed: Handed, name: str, source: str) -> None:
    DAMAGES[name][1](handed)
    handed.take_in()
    assert "".join(cell_of(handed.rebuilt(), TASK)["source"]) == source


def test_own_cells_stay_in_their_places_without_outputs(handed: Handed) -> None:
    own = {"cell_type": "code", "id": "mine", "metadata": {"tags": ["x"]}, "source": "a = 1"}

    def add(notebook: Notebook) -> None:
        place = notebook["cells"].index(cell_of(notebook, TASK))
        output = {"output_type": "stream", "name": "stdout", "text": "<script>"}
        notebook["cells"].insert(place, {**own, "outputs": [output], "execution_count": 7})
        notebook["cells"].insert(0, {**own, "id": "", "outputs": [], "execution_count": None})

    handed.change(add)
    receipt = handed.take_in()
    assert receipt.flags == () and [note.code for note in receipt.notes] == ["own_cells"]
    cells = handed.rebuilt()["cells"]
    assert cells[0]["source"] == ["a = 1"]
    mine = next(place for place, cell in enumerate(cells) if cell["id"] == "mine")
    assert cells[mine + 1]["id"] == TASK
    assert cells[mine]["metadata"] == {"course": {"intake": "own"}} and cells[mine]["outputs"] == []


def test_text_written_into_prose_is_kept_beside_it(handed: Handed) -> None:
    handed.change(lambda notebook: notebook["cells"][0].update(source="我的笔记"))
    handed.take_in()
    cells = handed.rebuilt()["cells"]
    assert cells[0] == released()["cells"][0]
    assert cells[1]["source"] == ["我的笔记"]


def test_work_in_a_copy_counts_when_the_original_was_left_alone(handed: Handed) -> None:
    def copy(notebook: Notebook) -> None:
        original = cell_of(notebook, WRITTEN)
        notebook["cells"].append({**original, "id": "copy"})
        original["source"] = cell_of(released(), WRITTEN)["source"]

    handed.change(copy)
    assert codes(handed.take_in()) == {"copied"}
    assert "".join(cell_of(handed.rebuilt(), WRITTEN)["source"]) == REPLY


def test_a_copy_of_the_notebook_counts_when_the_original_was_left_alone(handed: Handed) -> None:
    (handed.folder / "ch01-Copy1.ipynb").write_bytes(handed.notebook.read_bytes())
    handed.write(released())
    assert codes(handed.take_in()) == {"second_notebook", "renamed"}
    assert "".join(cell_of(handed.rebuilt(), TASK)["source"]) == CODE


def test_a_note_tells_a_dozen_things_and_the_receipt_all(handed: Handed) -> None:
    for number in range(30):
        (handed.folder / f"{number}.py").touch()
    receipt = handed.take_in()
    note = "".join(handed.rebuilt()["cells"][0]["source"])
    assert len(receipt.flags) == 30 and note.count("\n- ") == 13 and "另有 18 条" in note


def test_pasted_pictures_stay(handed: Handed) -> None:
    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    handed.change(lambda notebook: cell_of(notebook, WRITTEN).update(attachments=picture))
    assert handed.take_in().flags == ()
    assert cell_of(handed.rebuilt(), WRITTEN)["attachments"] == picture


def test_valid_lines_of_a_log_are_kept_byte_for_byte(handed: Handed) -> None:
    first, other = event("ch01-p01", answer="甲"), event("ch01-p02", v=2)
    handed.log.write_bytes(f"{first}\nrubbish\n{other}\n{first[:50]}".encode())
    receipt = handed.take_in()
    assert handed.log.read_bytes() == f"{first}\n{other}\n".encode()
    assert codes(receipt) == {"log_corrupt"} and "2 行" in receipt.flags[0]
    assert [note.code for note in receipt.notes] == ["log_other_version"]


def test_the_newest_part_of_a_huge_log_is_kept(handed: Handed) -> None:
    last = event("ch01-p09")
    handed.log.write_text((event() + "\n") * 60_000 + last + "\n", encoding="utf-8")
    assert codes(handed.take_in()) == {"log_large"}
    kept = handed.log.read_bytes()
    assert kept.endswith(last.encode() + b"\n") and 3_900_000 < len(kept) <= 4 << 20
    assert kept.startswith(b'{"v"')


def test_without_a_log_there_is_a_note_but_no_flag(handed: Handed) -> None:
    handed.log.unlink()
    receipt = handed.take_in()
    assert receipt.flags == () and [note.code for note in receipt.notes] == ["log_missing"]


def test_a_link_is_never_followed_and_its_target_is_kept(handed: Handed, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    (handed.folder / "data.csv").symlink_to(secret)
    assert codes(handed.take_in()) == {"link"}
    assert all(
        b"secret" not in data for path, data in handed.snapshot().items() if not path.endswith(".json")
    )
    assert secret.read_text() == "secret"


def test_extra_files_come_along_within_bounds(handed: Handed) -> None:
    for number in range(6):
        (handed.folder / f"{number}.csv").write_bytes(b"x" * (4 << 20))
    receipt = handed.take_in()
    assert codes(receipt) == {"full"}
    assert len([kept for kept in receipt.kept if kept.path.endswith(".csv")]) == 5


def test_the_release_file_wins_over_the_trainees(handed: Handed) -> None:
    (handed.folder / "ch01.items.json").write_text("{}")
    receipt = handed.take_in()
    assert [note.code for note in receipt.notes] == ["release_file"]
    expected = (handed.place.release / "ch01.items.json").read_bytes()
    assert (handed.folder / "ch01.items.json").read_bytes() == expected


@pytest.mark.parametrize(("minutes", "forged"), [(0, False), (5, False), (30, True), (-30, True)])
def test_the_claimed_time_must_agree_with_the_servers(handed: Handed, minutes: int, forged: bool) -> None:
    received = datetime(2026, 11, 24, 7, 30, tzinfo=UTC) + timedelta(minutes=minutes)
    receipt = handed.take_in(received=received)
    assert codes(receipt) == ({"time_forged"} if forged else set())
    expected = min(received, NOW) if forged else received - timedelta(minutes=minutes)
    assert datetime.fromisoformat(receipt.handed_in) == expected
    assert (handed.folder / "timestamp.txt").read_text() == f"{expected:%Y-%m-%d %H:%M:%S.%f} UTC"


def test_a_new_submission_in_the_same_place_is_taken_in_anew(handed: Handed, tmp_path: Path) -> None:
    handed.log.write_text("rubbish\n")
    first = handed.take_in()
    shutil.rmtree(handed.folder)
    again = Handed(tmp_path)
    second = again.take_in()
    assert (first.original, second.original) == ("originals/1", "originals/2") and second.flags == ()


def test_the_original_is_kept_whole(handed: Handed) -> None:
    handed.change(lambda notebook: cell_of(notebook, "ch01-t1-test").update(source="tampered"))
    (handed.folder / "pandas.py").write_text("x = 1")
    before = {path.relative_to(handed.folder): path.read_bytes() for path in handed.folder.rglob("*.*")}
    original = handed.place.quarantine / handed.take_in().original
    assert {path.relative_to(original): path.read_bytes() for path in original.rglob("*.*")} == before


def test_a_changed_release_meets_what_was_handed_in_at_first(handed: Handed) -> None:
    handed.change(lambda notebook: cell_of(notebook, "ch01-t1-test").update(source="tampered"))
    first = handed.take_in()
    (handed.place.release / "more.csv").write_text("a,b\n")
    second = handed.take_in()
    assert codes(second) == {"edited_test"} and second.handed_in == first.handed_in
    assert (handed.folder / "more.csv").exists()


@pytest.mark.parametrize("missing", [False, True])
def test_a_killed_intake_is_finished_by_the_next(
    handed: Handed, monkeypatch: pytest.MonkeyPatch, missing: bool
) -> None:
    if missing:
        shutil.rmtree(handed.folder)
    handed_rename = Path.rename

    def killed(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise KeyboardInterrupt
        return handed_rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            handed.take_in()
    # In its place there is nothing now, and it is known all the same.
    assert not handed.folder.exists()
    assert unfinished(handed.place.root, CHAPTER) == handed_in(handed.place.root, CHAPTER) == ["li"]
    receipt = handed.take_in()
    assert unfinished(handed.place.root, CHAPTER) == []
    assert codes(receipt) == ({"missing_folder"} if missing else set())
    assert verified(handed.folder, handed.place.quarantine) == receipt
    assert ("".join(cell_of(handed.rebuilt(), TASK)["source"]) == CODE) is not missing


@pytest.mark.parametrize("where", ["before the original is back", "after it"])
def test_an_intake_killed_while_a_release_changes_loses_nothing(
    handed: Handed, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    first = handed.take_in()
    (handed.place.release / "more.csv").write_text("a,b\n")
    renamed, removed = Path.rename, shutil.rmtree

    def killed(path: Path, target: Path) -> Path:
        if path.parent.name == "originals" and where.startswith("before"):
            raise KeyboardInterrupt
        return renamed(path, target)

    def kept(path: Path, **options: bool) -> None:
        if path.name == "aside":
            raise KeyboardInterrupt
        removed(path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        patch.setattr(shutil, "rmtree", kept)
        with pytest.raises(KeyboardInterrupt):
            handed.take_in()
    assert handed_in(handed.place.root, CHAPTER) == ["li"]
    receipt = handed.take_in()
    assert codes(receipt) == codes(first)
    assert "".join(cell_of(handed.rebuilt(), TASK)["source"]) == CODE
    assert (handed.folder / "more.csv").exists()
    assert not (handed.place.quarantine / "aside").exists()


def test_a_change_after_intake_makes_the_receipt_worthless(handed: Handed) -> None:
    handed.take_in()
    handed.notebook.write_text(handed.notebook.read_text() + " ")
    assert verified(handed.folder, handed.place.quarantine) is None


def test_a_receipt_handed_in_by_a_trainee_is_no_receipt(handed: Handed) -> None:
    receipt = handed.take_in()
    (handed.folder / "receipt.json").write_text(receipt.model_dump_json())
    shutil.rmtree(handed.place.quarantine)
    assert read_receipt(handed.place.quarantine) is None
    assert verified(handed.folder, handed.place.quarantine) is None


def test_only_the_last_originals_are_kept(handed: Handed, tmp_path: Path) -> None:
    for _ in range(7):
        handed.take_in()
        shutil.rmtree(handed.folder)
        handed = Handed(tmp_path)
    handed.take_in()
    names = sorted(path.name for path in (handed.place.quarantine / "originals").iterdir())
    assert names == ["4", "5", "6", "7", "8"]


def test_without_a_release_the_instructor_reads_what_to_do(handed: Handed) -> None:
    before = handed.notebook.read_bytes()
    (handed.place.release / f"{CHAPTER}.ipynb").write_text("{}")
    with pytest.raises(IntakeFailed, match="generate_assignment"):
        handed.take_in()
    shutil.rmtree(handed.place.release)
    with pytest.raises(IntakeFailed, match="generate_assignment"):
        handed.take_in()
    assert handed.notebook.read_bytes() == before
