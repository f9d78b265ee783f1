"""Putting entries into categories, or matching each with its partner."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.exercises.items import OPTION_ID, Item, Part, PublicItem, Score, Strict, Unreadable
from course.exercises.scoring import share_of_places
from course.exercises.types.shuffling import counted, shuffled


class Category(Strict):
    """One category, or one partner of a match."""

    id: str = Field(pattern=OPTION_ID)
    text: str = Field(min_length=1)


class EntryText(Strict):
    """One entry as the trainee sees it."""

    id: str = Field(pattern=OPTION_ID)
    text: str = Field(min_length=1)


class Entry(EntryText):
    """One entry with its key and what is said of it."""

    category: str
    feedback: str = Field(min_length=1)


class _Sorting(PublicItem):
    """What both classes of a categorisation share."""

    label: ClassVar[str] = "归类"
    categories: list[Category] = Field(min_length=2, max_length=8)
    entries: Sequence[EntryText]

    def shown(self) -> list[str]:
        """Return the ids of the entries in the order in which they are shown."""
        return [entry.id for entry in self.entries]

    def read(self, raw: object) -> dict[str, str]:
        names = {category.id for category in self.categories}
        known = self.shown()
        if not isinstance(raw, dict) or not set(raw) <= set(known):
            raise Unreadable("请给每一项选择一个类别。")
        if any(not isinstance(name, str) or name not in names for name in raw.values()):
            raise Unreadable("有的类别不在题目里，请重新选择。")
        if left := len(known) - len(raw):
            raise Unreadable(f"还有 {left} 项没有归类，请选完再提交。")
        return {name: raw[name] for name in known}

    def lines(self) -> list[str]:
        names = "、".join(category.text for category in self.categories)
        return [f"类别：{names}", *(f"□ {self._texts[name]}" for name in self.shown())]

    def words(self, answer: Any) -> str:
        chosen = answer if isinstance(answer, dict) else {}
        names = {category.id: category.text for category in self.categories}
        pairs = ((self._texts[name], names.get(str(chosen.get(name)))) for name in self.shown())
        return "；".join(f"{text} → {category}" for text, category in pairs if category)

    def listed(self, answer: dict[str, str]) -> str:
        """Return an answer with each entry on a line of its own."""
        names = {category.id: category.text for category in self.categories}
        return "\n".join(f"{self._texts[name]} → {names[answer[name]]}" for name in self.shown())

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {entry.id: entry.text for entry in self.entries}


class PublicCategorise(_Sorting):
    """A categorisation without its key. An answer gives every entry's id the id of a category."""

    type: Literal["categorise"] = "categorise"
    entries: list[EntryText] = Field(min_length=2, max_length=12)


class Categorise(_Sorting, Item):
    """A categorisation; the answer earns the share of entries that stand where they belong."""

    type: Literal["categorise"] = "categorise"
    entries: list[Entry] = Field(min_length=2, max_length=12)

    @model_validator(mode="after")
    def _every_entry_belongs_somewhere(self) -> Self:
        names = [category.id for category in self.categories]
        entries = [entry.id for entry in self.entries]
        for field, ids in (("categories", names), ("entries", entries)):
            if len(set(ids)) != len(ids):
                raise ValueError(f"{field}: two of them share an id, give each its own")
        key = {entry.id: entry.category for entry in self.entries}
        if unknown := sorted(set(key.values()) - set(names)):
            raise ValueError(
                f"entries: {', '.join(unknown)} are no categories, use the ids of the categories"
            )
        told = [key[name] for name in counted(entries) or []]
        runs = sum(here != before for before, here in zip([None, *told], told, strict=False))
        if len(told) > 3 and runs == len(set(told)) < len(told):
            raise ValueError("entries: ids that count from category to category give the key away, mix them")
        return self

    def shown(self) -> list[str]:
        return shuffled(self.id, [entry.id for entry in self.entries])

    def public(self) -> PublicCategorise:
        entries = [EntryText(id=name, text=self._texts[name]) for name in self.shown()]
        return PublicCategorise(**self._public_fields(), categories=self.categories, entries=entries)

    def score(self, answer: dict[str, str]) -> Score:
        key = self.model_answer()
        right = sum(answer.get(name) == category for name, category in key.items())
        message = "" if right == len(key) else f"{len(key)} 项里归对了 {right} 项。"
        parts = {
            entry.id: Part(answer.get(entry.id) == entry.category, entry.feedback) for entry in self.entries
        }
        return Score(share_of_places(answer, key), message, parts)

    def explain(self) -> Score:
        parts = {entry.id: Part(True, entry.feedback) for entry in self.entries}
        return Score(1, f"参考归类：\n{self.listed(self.model_answer())}", parts)

    def model_answer(self) -> dict[str, str]:
        return {entry.id: entry.category for entry in self.entries}

    def wrong_answer(self) -> dict[str, str]:
        names = [category.id for category in self.categories]
        return {entry.id: names[(names.index(entry.category) + 1) % len(names)] for entry in self.entries}
