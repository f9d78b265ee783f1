"""The tables of one trainee in one chapter, and a checksum that shows when they drift.

Authors find what is planted in `course.cases.plan` and `course.cases.tickets`, and what every column means in
`course.cases.dictionary`. Tables are made on first use. A change to what a world holds is a new world
version; old versions stay readable, because answers were given on them.
"""

import hashlib

import pandas as pd

from course.cases.contacts import contacts
from course.cases.identity import CLASS_TRAINEE, WORLD_VERSION, data_id, seed
from course.cases.plan import Plan, plan
from course.cases.streams import Stream
from course.cases.tickets import tickets
from course.guidance.wording import clean, nearest, quoted

TABLES = ("联络", "工单")
WORLD_VERSIONS = (1,)


class UnknownTable(LookupError):
    """There is no table of this name; the message is a Chinese sentence for the trainee."""


class UnknownWorld(LookupError):
    """There is no world of this version; the message is an English line for the author."""


class World:
    """The case world of one trainee in one chapter.

    chapter: such as "ch01". trainee: an id; "demo" gives 班级数据. world: a version in WORLD_VERSIONS.
    Raises UnknownWorld.
    """

    names = TABLES

    def __init__(self, chapter: str, trainee: str, world: int = WORLD_VERSION) -> None:
        if isinstance(world, bool) or world not in WORLD_VERSIONS:
            known = ", ".join(str(version) for version in WORLD_VERSIONS)
            raise UnknownWorld(
                f"world version {world!r} is not known (known: {known}); update the course package"
            )
        self.chapter, self.trainee, self.version = chapter, trainee, world
        self._made: dict[str, pd.DataFrame] = {}

    @property
    def data_id(self) -> str:
        """The name of this data, such as "ch01:w1:demo"."""
        return data_id(self.chapter, self.trainee, self.version)

    @property
    def plan(self) -> Plan:
        """What is planted here, for authors and tests."""
        return plan(self.chapter, self.trainee, self.version)

    @property
    def desk(self) -> str:
        """The trainee's own number in the column 经办 of 工单."""
        return self.plan.desk

    def table(self, name: str) -> pd.DataFrame:
        """A fresh copy of a table. Raises UnknownTable with the nearest right names."""
        return self._table(known_table(name)).copy()

    def _draw(self, purpose: str) -> Stream:
        return Stream(seed(self.chapter, self.trainee, purpose, self.version))

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            if name == "联络":
                self._made[name] = contacts(self.plan, self._draw)
            else:
                self._made[name] = tickets(self.plan, self._draw, self._table("联络"))
        return self._made[name]


def class_world(chapter: str, world: int = WORLD_VERSION) -> World:
    """班级数据 of a chapter, the same for everybody."""
    return World(chapter, CLASS_TRAINEE, world)


def known_table(name: object) -> str:
    """The name of a table, spaces around it forgiven. Raises UnknownTable."""
    text = name.strip() if isinstance(name, str) else ""
    if text in TABLES:
        return text
    seen = f"「{clean(text)}」" if text else "这个名字"
    shown = quoted(nearest(text, TABLES))
    raise UnknownTable(f"没有叫{seen}的数据表，可以用的有{shown}，请把表名改成其中一个再运行。")


def probe(world: int = WORLD_VERSION) -> str:
    """A checksum of a small fixed sample of every table, which a release records.

    It changes when numpy, pandas or this package would give trainees other data than before.
    """
    digest = hashlib.sha256()
    for trainee in (CLASS_TRAINEE, "probe"):
        sample = World("ch00", trainee, world)
        for name in TABLES:
            table = sample.table(name).iloc[::23]
            digest.update(
                table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%S").encode()
            )
    return digest.hexdigest()[:16]
