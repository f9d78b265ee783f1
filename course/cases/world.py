"""The tables of one trainee in one chapter, and a checksum that shows when they drift.

Authors find what is planted in `course.cases.plan` and in the modules that `course.cases.tables` lists, and
what every column means in `course.cases.dictionary`. Tables are made on first use. A change to what a world
holds is a new world version; old versions stay readable, because answers were given on them.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import pandas as pd

from course.cases.identity import CLASS_TRAINEE, WORLD_VERSION, data_id, seed
from course.cases.plan import Plan, plan
from course.cases.spec import Table
from course.cases.streams import Stream
from course.cases.tables import BY_NAME, NAMES
from course.guidance.wording import clean, nearest, quoted

WORLD_VERSIONS = (1,)


class UnknownTable(LookupError):
    """There is no table of this name; the message is a Chinese sentence for the trainee."""


class UnknownWorld(LookupError):
    """There is no world of this version; the message is an English line for the author."""


class Stamp(Protocol):
    """What a release recorded of its world."""

    @property
    def version(self) -> int:
        """The world version."""

    @property
    def probe(self) -> str:
        """What `probe` returned when the release was built."""


class World:
    """The case world of one trainee in one chapter.

    chapter: such as "ch01". trainee: an id; "demo" gives 班级数据. world: a version in WORLD_VERSIONS.
    Raises UnknownWorld.
    """

    names = NAMES

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

    @property
    def is_class(self) -> bool:
        """Whether this is 班级数据."""
        return self.trainee == CLASS_TRAINEE

    def table(self, name: str) -> pd.DataFrame:
        """A fresh copy of a table. Raises UnknownTable with the nearest right names."""
        return self.built(known_table(name)).copy()

    def draw(self, purpose: str) -> Stream:
        """The stream of one purpose in this world, from its beginning."""
        return Stream(seed(self.chapter, self.trainee, purpose, self.version))

    def built(self, name: str) -> pd.DataFrame:
        """A table as builders of other tables see it: shared, not to be changed. name: one of `names`."""
        if name not in self._made:
            self._made[name] = BY_NAME[name].build(self)
        return self._made[name]


def class_world(chapter: str, world: int = WORLD_VERSION) -> World:
    """班级数据 of a chapter, the same for everybody."""
    return World(chapter, CLASS_TRAINEE, world)


def known_table(name: object) -> str:
    """The name of a table, spaces around it forgiven. Raises UnknownTable."""
    text = name.strip() if isinstance(name, str) else ""
    if text in NAMES:
        return text
    seen = f"「{clean(text)}」" if text else "这个名字"
    shown = quoted(nearest(text, NAMES))
    raise UnknownTable(f"没有叫{seen}的数据表，可以用的有{shown}，请把表名改成其中一个再运行。")


# They hold as long as the process: its packages do not change.
_checksums: dict[tuple[int, object], str] = {}


def probe(world: int = WORLD_VERSION, names: Sequence[str] = NAMES) -> str:
    """Checksums of a small fixed sample of tables, such as "联络:3f0c… 工单:91ab…", which a release records.

    One changes when numpy, pandas or this package would give trainees other data than before. names: of the
    tables. Raises UnknownWorld.
    """
    samples = _samples(world, tuple(BY_NAME.values()))
    for name in names:
        key = (world, BY_NAME[name])
        if key not in _checksums:
            _checksums[key] = _checksum([sample.built(name) for sample in samples])
    return " ".join(f"{name}:{_checksums[world, BY_NAME[name]]}" for name in names)


def drift(stamp: Stamp, names: Sequence[str] | None = None) -> str | None:
    """One Chinese sentence when tables differ from those of the release, or None when they do not.

    stamp: what the release recorded. names: look at these tables only, which is quicker; tables that came
    after the release never count.
    """
    remedy = "作答照常保存，不会因此扣分；请把这句话告诉培训老师，由老师核对后处理。"
    if isinstance(stamp.version, bool) or stamp.version not in WORLD_VERSIONS:
        return (
            f"本章发布时用的数据版本「{clean(str(stamp.version))}」在这里没有，看到的数据可能不同；{remedy}"
        )
    recorded = dict(part.split(":", 1) for part in stamp.probe.split() if ":" in part)
    if not recorded:
        return f"本章没有带数据校验码，无法确认看到的数据与发布时相同；{remedy}"
    gone = [name for name in recorded if name not in NAMES]
    here = [name for name in recorded if name in NAMES and (names is None or name in names)]
    running = dict(part.split(":", 1) for part in probe(stamp.version, here).split())
    differ = gone + [name for name in here if running[name] != recorded[name]]
    return f"数据表{quoted(differ)}与发布时不同；{remedy}" if differ else None


# Kept, since a notebook asks for its tables one by one and most are built from the same few.
@lru_cache(maxsize=1, typed=True)
def _samples(world: int, tables: tuple[Table, ...]) -> tuple[World, ...]:
    return tuple(World("ch00", trainee, world) for trainee in (CLASS_TRAINEE, "probe"))


def _checksum(tables: Sequence[pd.DataFrame]) -> str:
    digest = hashlib.sha256()
    for table in tables:
        sample = table.iloc[::23].to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%S")
        digest.update(sample.encode())
    return digest.hexdigest()[:12]
