"""A class on disk without an exchange: submissions of every kind, made in no time and always the same."""

from __future__ import annotations

import copy
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from course.authoring.references import Parts, load_parts
from course.cases.identity import data_id, seed
from course.exercises.dialogue.proof import best_path
from course.exercises.exam import draw
from tests.grading.commands import course, nbgrader
from tests.grading.nbgrader_course import PROJECT

CHAPTER = "ch01"
REPLY = "您好，我是星桥银行 0372。您的工单已登记，我明天 17:00 前给您回电。"
OWN = "from course import bar_chart\nbar_chart(class_table('联络').head(9), '渠道', '等待秒')"
KINDS = ("model", "half", "blank", "broken", "own", "nolog", "model", "half", "cut", "model")
CONFIG = """\
from course.grading.config import apply
c = get_config()
apply(c)
"""


@cache
def parts() -> Parts:
    """Return the chapter as its authors wrote it."""
    return load_parts(PROJECT, CHAPTER)


@cache
def _notebooks() -> tuple[dict[str, Any], dict[str, str]]:
    release = json.loads((PROJECT / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))
    source = json.loads((PROJECT / "source" / CHAPTER / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))
    tasks = {task.id for task in parts().practice.tasks}
    return release, {cell["id"]: "".join(cell["source"]) for cell in source["cells"] if cell["id"] in tasks}


@cache
def _best(variant: str) -> list[str]:
    return best_path(parts().exam.dialogues[0], variant)


class Classroom:
    """A course folder with a gradebook; trainees hand in straight to submitted/."""

    def __init__(self, folder: Path) -> None:
        """Use the course in `folder`."""
        self.folder = folder
        self.kinds: dict[str, str] = {}

    @classmethod
    def create(cls, folder: Path) -> Classroom:
        """Return a course in which nbgrader has generated the chapter."""
        folder.mkdir(parents=True)
        shutil.copytree(PROJECT / "source" / CHAPTER, folder / "source" / CHAPTER)
        made = cls(folder)
        made.configure("")
        made.nbgrader("generate_assignment", CHAPTER)
        return made

    def copied(self, folder: Path) -> Classroom:
        """Return a copy of all of it in another folder."""
        shutil.copytree(self.folder, folder)
        return Classroom(folder)

    def configure(self, lines: str) -> None:
        """Set nbgrader's settings: the course's, and these lines after them."""
        (self.folder / "nbgrader_config.py").write_text(CONFIG + lines, encoding="utf-8")

    def hand_in(self, trainee: str, kind: str, when: str = "2026-11-24 07:30:00.000000 UTC") -> None:
        """Put a submission of a kind into submitted/, in the place of an earlier one."""
        folder = self.folder / "submitted" / trainee / CHAPTER
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        release, model = _notebooks()
        notebook = copy.deepcopy(release)
        named = {
            cell["metadata"]["nbgrader"]["grade_id"]: cell
            for cell in notebook["cells"]
            if "nbgrader" in cell["metadata"]
        }
        task = parts().practice.tasks[0]
        if kind in ("model", "own", "nolog"):
            for name, source in model.items():
                named[name]["source"] = source
        if kind == "half":
            named[task.id]["source"] = task.wrong[0].code
        if kind == "broken":
            named[task.id]["source"] = f"{task.answer} = (1,\n"
        if kind != "blank":
            named[f"{parts().exam.written[0].id}-answer"]["source"] = REPLY
        if kind == "own":
            place = notebook["cells"].index(named[task.id])
            own = {"cell_type": "code", "id": "mine", "metadata": {}, "source": OWN}
            notebook["cells"].insert(place + 1, {**own, "outputs": [], "execution_count": None})
        text = json.dumps(notebook, ensure_ascii=False)
        path = folder / f"{CHAPTER}.ipynb"
        path.write_text(text[: len(text) // 2] if kind == "cut" else text, encoding="utf-8")
        (folder / "timestamp.txt").write_text(when, encoding="utf-8")
        (folder / "submission_secret.txt").write_text("0" * 128, encoding="utf-8")
        if kind != "nolog":
            self._log(folder, trainee, {"half": 0.5, "blank": 0.0}.get(kind, 1.0))

    def _log(self, folder: Path, trainee: str, share: float) -> None:
        exam, version = parts().exam, parts().chapter.header.world_version
        items = {item.id: item for item in exam.items}
        sections = {name: item.section for name, item in items.items()}
        drawn = draw(sections, exam.draw, seed(CHAPTER, trainee, "exam", version), 1)
        right = round(share * len(drawn))
        answers: list[tuple[str, int, object]] = [
            (
                name,
                items[name].version,
                items[name].model_answer() if place < right else items[name].wrong_answer(),
            )
            for place, name in enumerate(drawn)
        ]
        dialogue = exam.dialogues[0]
        if share:
            number = seed(CHAPTER, trainee, f"dialogue:{dialogue.id}", version)
            variant = dialogue.variants[number % len(dialogue.variants)]
            answers.append((dialogue.id, dialogue.version, _best(variant)))
        lines = [
            json.dumps(
                {
                    "v": 1,
                    "t": f"2026-11-24T07:{place:02d}:00.000Z",
                    "event": "submit",
                    "item": name,
                    "item_version": number,
                    "attempt": 1,
                    "answer": answer,
                    "confidence": None,
                    "data": data_id(CHAPTER, trainee),
                    "sid": "test",
                },
                ensure_ascii=False,
            )
            for place, (name, number, answer) in enumerate(answers)
        ]
        (folder / "answers").mkdir()
        (folder / "answers" / f"{CHAPTER}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def fill(self, count: int) -> list[str]:
        """Let so many trainees hand in, of all kinds in turn; return their names."""
        names = [f"t{number:03d}" for number in range(count)]
        for number, name in enumerate(names):
            self.kinds[name] = KINDS[number % len(KINDS)]
            self.hand_in(name, self.kinds[name])
        return names

    def course(self, *arguments: str, code: int | None = 0, seconds: float = 280) -> str:
        """Return what `course <arguments>` printed; `code` is the exit code it must have, None any."""
        self.code, printed = course(arguments, self.folder, self.environment(), seconds)
        assert code is None or self.code == code, (self.code, printed, self.log())
        return printed

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Return a running `course <arguments>`, started as from a shell."""
        return subprocess.Popen(
            [sys.executable, "-c", "from course.cli import main; main()", *arguments],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def nbgrader(self, *arguments: str) -> str:
        """Return what `nbgrader <arguments>` printed."""
        code, printed = nbgrader(arguments, self.folder, self.environment())
        assert code == 0, printed
        return printed

    def environment(self) -> dict[str, str]:
        """Return the environment of commands: the project's package, and nobody's own settings."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "COURSE"))}
        return {
            **kept,
            "JUPYTER_CONFIG_DIR": str(self.folder / ".config"),
            "JUPYTER_DATA_DIR": str(self.folder / ".data"),
            "HOME": str(self.folder),
            "PYTHONPATH": str(PROJECT),
            "COLUMNS": "160",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }

    def log(self) -> str:
        """Return what the workers said."""
        path = self.folder / "quarantine" / ".grading" / f"{CHAPTER}.log"
        return path.read_text(encoding="utf-8")[-4000:] if path.exists() else ""

    def journal(self) -> list[dict[str, Any]]:
        """Return the outcomes in the journal, in order."""
        path = self.folder / "quarantine" / ".grading" / f"{CHAPTER}.jsonl"
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        return [json.loads(line)["outcome"] for line in lines if line]

    def query(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a question to the gradebook."""
        with sqlite3.connect(self.folder / "gradebook.db", timeout=30) as book:
            return book.execute(text, values).fetchall()

    def grades(self, trainee: str | None = None) -> dict[tuple[str, str], tuple[Any, ...]]:
        """Return automatic score, manual score, whether it waits, and time handed in, by trainee and cell."""
        rows = self.query(_GRADES)
        return {(row[0], row[1]): row[2:] for row in rows if trainee in (None, row[0])}

    def comments(self) -> list[tuple[Any, ...]]:
        """Return trainee, cell, automatic and manual comment of all."""
        return self.query(_COMMENTS)

    def mark(self, trainee: str, cell: str, score: float, comment: str | None = None) -> None:
        """Give a manual score, as formgrader would."""
        self.query(_MARK, score, trainee, cell)
        if comment is not None:
            self.query(_COMMENT, comment, trainee, cell)

    def written(self, trainees: Sequence[str]) -> dict[str, bytes]:
        """Return the autograded notebooks."""
        return {
            trainee: (self.folder / "autograded" / trainee / CHAPTER / f"{CHAPTER}.ipynb").read_bytes()
            for trainee in trainees
        }


_JOIN = """join submitted_notebook n on n.id = g.notebook_id
join submitted_assignment a on a.id = n.assignment_id
join base_cell b on b.id = g.cell_id"""
_GRADES = f"""select a.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade, a.timestamp,
n.late_submission_penalty from grade g {_JOIN} order by 1, 2"""
_COMMENTS = f"""select a.student_id, b.name, g.auto_comment, g.manual_comment
from comment g {_JOIN} order by 1, 2, b.type"""
_WHERE = f"where id in (select g.id from {{table}} g {_JOIN} where a.student_id = ? and b.name = ?)"
_MARK = "update grade set manual_score = ?, needs_manual_grade = 0 " + _WHERE.format(table="grade")
_COMMENT = "update comment set manual_comment = ? " + _WHERE.format(table="comment")
