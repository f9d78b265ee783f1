"""A chapter's dialogues: problems are told with file, line and id; the graded one has a cell of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from course.authoring.build import public_bundle, read_parts
from course.authoring.compose import compose
from course.authoring.errors import AuthorError

TINY = Path(__file__).parent / "tiny"
SAMPLES = Path(__file__).parents[1] / "exercises" / "dialogue_samples"
SHOWN = '```{{code-cell}} ipython3\n:kind: exercise\n\ndialogue("{0}")\n```\n'
WEIGHTS = '"exam": 40, "data": 30, "dialogue": 0, "written": 30'
Change = Callable[[dict[str, str]], None]


def listed(name: str) -> str:
    """Returns a sample as the tiny chapter's author would write it, resting on the tiny chapter's facts."""
    text = (SAMPLES / f"{name}.yaml").read_text(encoding="utf-8").replace("ch01-", "ch05-")
    lines = text.replace('section: "1.2"', 'section: "5.1"').rstrip().splitlines()
    lines = [line for line in lines if not line.strip().startswith("facts:")]
    lines = ["objective: ch05-o1" if line.startswith("objective:") else line for line in lines]
    return "\ndialogues:\n" + "\n".join(("  - " if n == 0 else "    ") + line for n, line in enumerate(lines))


def texts() -> dict[str, str]:
    """Returns the tiny chapter's files with a practice and a graded dialogue."""
    found = {path.name: path.read_text(encoding="utf-8") for path in (TINY / "notebooks").iterdir()}
    found["ch05.items.yaml"] += listed("ch01-d1") + "\n"
    found["ch05.exam.yaml"] += listed("ch01-d2") + "\n"
    found["ch05.md"] = (
        found["ch05.md"].rstrip() + "\n\n" + SHOWN.format("ch05-d1") + "\n" + SHOWN.format("ch05-d2")
    )
    assert WEIGHTS in found["ch05.md"]
    weights = '"exam": 20, "data": 30, "dialogue": 20, "written": 30'
    found["ch05.md"] = found["ch05.md"].replace(WEIGHTS, weights)
    return found


def put(name: str, old: str, new: str) -> Change:
    def change(files: dict[str, str]) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def course(root: Path, change: Change = lambda _: None) -> Path:
    files = texts()
    change(files)
    shutil.rmtree(root / "notebooks", ignore_errors=True)
    (root / "notebooks").mkdir(parents=True)
    for name, text in files.items():
        (root / "notebooks" / name).write_text(text, encoding="utf-8")
    return root


MISTAKES: dict[str, tuple[Change, str, str]] = {
    "never shown": (put("ch05.md", 'dialogue("ch05-d1")', "pass"), "items", "ch05-d1: is never shown"),
    "shown twice": (
        put("ch05.md", 'dialogue("ch05-d1")', 'dialogue("ch05-d1")\ndialogue("ch05-d1")'),
        "items",
        "ch05-d1: is shown twice",
    ),
    "no dialogue": (
        put("ch05.md", 'dialogue("ch05-d2")', 'dialogue("ch05-d7")'),
        "md",
        "ch05-d7: dialogue() names",
    ),
    "points": (
        put("ch05.exam.yaml", "points: 20", "points: 15"),
        "md",
        "dialogue is 20 points, its cells add up to 15",
    ),
    "no points": (
        put("ch05.exam.yaml", "    points: 20\n", ""),
        "exam",
        "ch05-d2: a graded dialogue has no points",
    ),
    "practice with points": (
        put("ch05.items.yaml", "channel: 电话", "channel: 电话\n    points: 5"),
        "items",
        "ch05-d1: practice dialogues carry no points",
    ),
    "both banks": (
        put("ch05.exam.yaml", "id: ch05-d2", "id: ch05-d1"),
        "exam",
        "stands in the practice bank too",
    ),
    "another chapter": (
        put("ch05.items.yaml", "id: ch05-d1", "id: ch04-d1"),
        "items",
        "belongs to another chapter",
    ),
    "a name": (put("ch05.items.yaml", "next: cold", "next: colder"), "items", "start.a: leads to colder"),
    "a proof": (
        put("ch05.items.yaml", "next: doubt", "next: callback"),
        "items",
        "ch05-d1: doubt: no path comes here",
    ),
    "a fact": (
        put("ch05.items.yaml", "    channel: 电话", "    facts: [F9.9-9]\n    channel: 电话"),
        "items",
        "ch05-d1: fact F9.9-9 is not in facts.yaml",
    ),
    "an objective": (
        put("ch05.exam.yaml", "objective: ch05-o1\n    points", "objective: ch05-o7\n    points"),
        "exam",
        "ch05-d2: objective 'ch05-o7' is unknown",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_id(name: str, tmp_path: Path) -> None:
    change, file, expected = MISTAKES[name]
    with pytest.raises(AuthorError) as caught:
        read_parts(course(tmp_path, change), "ch05")
    lines = str(caught.value).splitlines()
    (told,) = [line for line in lines if expected in line]
    path, number, _ = told.split(":", 2)
    suffix = "md" if file == "md" else f"{file}.yaml"
    assert path == f"notebooks/ch05.{suffix}" and int(number) > 0


def test_practice_goes_out_whole_and_the_graded_one_bare(tmp_path: Path) -> None:
    parts = read_parts(course(tmp_path), "ch05")
    bundle = public_bundle(parts)
    assert bundle.dialogue("ch05-d1") == parts.practice.dialogues[0]
    assert bundle.dialogue("ch05-d2") == parts.exam.dialogues[0].public()
    assert bundle.dialogue("ch05-d9") is None


def test_the_graded_one_has_a_locked_cell_with_its_points_at_the_end(tmp_path: Path) -> None:
    parts = read_parts(course(tmp_path), "ch05")
    cells = compose(parts.chapter, parts.practice, parts.exam).cells
    cell = cells[-1]
    assert cell.id == "ch05-d2-test" and cell.source.startswith('check("ch05-d2")\n### BEGIN HIDDEN TESTS')
    fields = cell.metadata.nbgrader
    assert (fields.points, fields.grade, fields.locked, fields.solution) == (20, True, True, False)
    assert [other.id for other in cells].count("ch05-d2-test") == 1
