"""Multiple choice: several options are right."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from course.exercises.items import Item, Part, Score, Unreadable
from course.exercises.scoring import share_of_choices
from course.exercises.types.options import Option, OptionText, WithOptions, bare, explained, ids_of, rights

RULE = "可多选。选对一项得一份，错选一项倒扣一份，最低为零。"


class _Choosing(WithOptions):
    """What both classes of a multiple choice share."""

    label: ClassVar[str] = "多选"

    def read(self, raw: object) -> list[str]:
        if not isinstance(raw, list) or not raw:
            raise Unreadable("请至少选择一个选项。")
        known = [option.id for option in self.options]
        if any(not isinstance(name, str) or name not in known for name in raw):
            raise Unreadable("有的选项不在题目里，请重新选择。")
        return [name for name in known if name in raw]

    def lines(self) -> list[str]:
        return [RULE, *super().lines()]


class PublicMultiple(_Choosing):
    """A multiple choice without its key. An answer is a list of option ids in the order of the options."""

    type: Literal["multiple"] = "multiple"
    rule: str = RULE
    options: list[OptionText] = Field(min_length=3, max_length=8)


class Multiple(_Choosing, Item):
    """A multiple choice; an answer earns (right chosen - wrong chosen) / right ones, not below 0."""

    type: Literal["multiple"] = "multiple"
    options: list[Option] = Field(min_length=3, max_length=8)

    @field_validator("options")
    @classmethod
    def _some_right_options(cls, options: list[Option]) -> list[Option]:
        ids_of(options)
        right = len(rights(options))
        if not 1 < right < len(options):
            raise ValueError(
                f"options: {right} of {len(options)} are marked right, mark two or more, not all"
            )
        return options

    def public(self) -> PublicMultiple:
        return PublicMultiple(**self._public_fields(), options=bare(self.options))

    def score(self, answer: list[str]) -> Score:
        right = self.model_answer()
        hits = len(set(answer) & set(right))
        said = [f"选对 {hits} 项"]
        if wrong := len(answer) - hits:
            said.append(f"错选 {wrong} 项")
        if missed := len(right) - hits:
            said.append(f"漏选 {missed} 项")
        message = f"{'，'.join(said)}。" if wrong or missed else ""
        parts = {
            option.id: Part(option.right, option.feedback) for option in self.options if option.id in answer
        }
        return Score(share_of_choices(answer, right), message, parts)

    def explain(self) -> Score:
        return explained(self.options)

    def model_answer(self) -> list[str]:
        return rights(self.options)

    def wrong_answer(self) -> list[str]:
        return rights(self.options, False)
