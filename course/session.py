"""An opened chapter: who studies it, its bundle, its answer log and its worlds."""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from course.cases.identity import current_trainee, data_id, seed

if TYPE_CHECKING:
    from course.cases.world import World
    from course.exercises.bank import Bundle
    from course.exercises.dialogue.model import PublicDialogue
    from course.exercises.items import Item
    from course.exercises.log import AnswerLog, ItemState

BUNDLE_LIMIT = 4_000_000

_logger = logging.getLogger(__name__)


class CourseError(Exception):
    """Something a trainee must be told; the message is one Chinese sentence."""


@dataclass(frozen=True)
class Session:
    """One trainee at work on one chapter. `compared` names the tables held against the release so far."""

    folder: Path
    bundle: Bundle
    trainee: str
    log: AnswerLog
    own_world: World
    class_world: World
    sid: str
    compared: set[str] = field(default_factory=set)

    @property
    def chapter(self) -> str:
        """Return the chapter's id, such as ch01."""
        return self.bundle.chapter

    @property
    def data(self) -> str:
        """Return the identity of the trainee's own data, as the answer log records it."""
        return data_id(self.chapter, self.trainee, self.bundle.world.version)

    @property
    def worlds(self) -> dict[str, World]:
        """Return both worlds by the names that trainees read."""
        return {"我的数据": self.own_world, "班级数据": self.class_world}

    def states(self) -> dict[str, ItemState]:
        """Return what the answer log says of each item."""
        from course.exercises.log import fold

        return fold(self.log.events())

    def practice_item(self, item_id: str) -> Item | None:
        """Return the practice item of this id, or None."""
        return next((item for item in self.bundle.practice if item.id == item_id), None)

    def exam_items(self) -> list[str]:
        """Return the ids of the exam items drawn for this trainee's current try."""
        from course.exercises.exam import draw

        exam = self.bundle.exam
        if exam is None:
            return []
        return draw(
            {item.id: item.section for item in exam.items}, exam.draw, self.exam_seed(), self.exam_try()
        )

    def exam_seed(self) -> int:
        """Return the seed of this trainee's draw from the exam's pool."""
        return seed(self.chapter, self.trainee, "exam", self.bundle.world.version)

    def exam_try(self) -> int:
        """Return the number of the trainee's current try at the exam, from 1."""
        state = self.states().get(f"{self.chapter}-exam")
        return 1 + (state.resets if state else 0)

    def dialogue_variant(self, dialogue: PublicDialogue) -> str:
        """Return the hidden truth of a dialogue that this trainee's identity draws."""
        number = seed(self.chapter, self.trainee, f"dialogue:{dialogue.id}", self.bundle.world.version)
        return dialogue.variants[number % len(dialogue.variants)]

    def earlier(self, environ: Mapping[str, str]) -> list[tuple[Bundle, AnswerLog]]:
        """Return bundle and answer log of each earlier chapter that the trainee has."""
        answers = environ.get("COURSE_ANSWERS")
        return list(_earlier(self.chapter, self.folder, Path(answers) if answers else None))


def open_session(chapter: str, folder: Path, environ: Mapping[str, str]) -> Session:
    """Return the session of the chapter whose notebook lies in `folder`.

    Args:
        chapter: such as "ch01".
        folder: where the notebook lies; the bundle is beside it or in the course's source/.
        environ: names the trainee, and by COURSE_ANSWERS another folder for answer logs.

    Raises:
        CourseError: the chapter's bundle is missing or damaged.
    """
    from course.cases.world import World
    from course.exercises.log import AnswerLog

    bundle = read_bundle(_bundle_path(chapter, folder))
    trainee = current_trainee(environ)
    answers = Path(environ.get("COURSE_ANSWERS") or folder / "answers")
    version = bundle.world.version
    return Session(
        folder=folder,
        bundle=bundle,
        trainee=trainee,
        log=AnswerLog(answers / f"{chapter}.jsonl"),
        own_world=World(chapter, trainee, version),
        class_world=World(chapter, "demo", version),
        sid=secrets.token_hex(4),
    )


def read_bundle(path: Path) -> Bundle:
    """Return the chapter's bundle at `path`. Raises CourseError when it is no bundle."""
    from pydantic import ValidationError

    remedy = "请在作业页重新获取（Fetch）本章；已保存的作答不会丢。"
    try:
        if path.stat().st_size > BUNDLE_LIMIT:
            raise CourseError(f"题库文件 {path.name} 大得不正常。{remedy}")
        return _parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, ValidationError) as error:
        raise CourseError(f"题库文件 {path.name} 打不开或已损坏。{remedy}") from error


@lru_cache(maxsize=2)
def _parsed(text: str) -> Bundle:
    # The proofs of every item run anew each time, which whoever opens a chapter again need not wait for.
    from course.exercises.bank import Bundle

    return Bundle.model_validate(json.loads(text))


def _bundle_path(chapter: str, folder: Path) -> Path:
    if not re.fullmatch(r"ch0[0-8]", chapter):
        raise CourseError(f"没有“{chapter[:20]}”这一章，请重新获取（Fetch）本章。")
    name = f"{chapter}.items.json"
    beside = folder / name
    path = beside if beside.is_file() else _built(chapter, folder)
    if path is None:
        raise CourseError(
            f"找不到题库文件 {name}。它应与笔记本在同一个文件夹，请在作业页重新获取（Fetch）本章。"
        )
    return path


def _built(chapter: str, folder: Path) -> Path | None:
    """Return the bundle in the course's source/: a master has none beside it in notebooks/."""
    candidates = (
        parent / "source" / chapter / f"{chapter}.items.json" for parent in (folder, *folder.parents)
    )
    return next((path for path in candidates if path.is_file()), None)


def _earlier(chapter: str, folder: Path, answers: Path | None) -> Iterator[tuple[Bundle, AnswerLog]]:
    """Yield bundle and log of each earlier chapter that the trainee has; a damaged one is left out."""
    from course.exercises.log import AnswerLog

    for number in range(int(chapter[-1])):
        name = f"ch0{number}"
        beside = folder.parent / name / f"{name}.items.json"
        path = beside if beside.is_file() else _built(name, folder)
        if path is None:
            continue
        try:
            yield read_bundle(path), AnswerLog((answers or path.parent / "answers") / f"{name}.jsonl")
        except CourseError as error:
            _logger.warning("review leaves out %s: %s", path, error)


def notebook_folder() -> Path:
    """Return the folder of the running notebook: the kernel's working folder when it started."""
    return Path(os.getcwd())
