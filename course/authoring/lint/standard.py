"""What a course demands of its chapters: `outline.yaml` (plan, amounts, minutes), `wording.yaml` (words)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from course.authoring.banks import validated
from course.authoring.yaml_lines import read_yaml
from course.exercises.items import Strict


class Range(Strict):
    """How many at least, at most; either may be open."""

    least: int = 0
    most: int | None = None

    def holds(self, number: float) -> bool:
        """Return whether `number` lies within, both ends included."""
        return self.least <= number and (self.most is None or number <= self.most)

    def __str__(self) -> str:
        if self.most is None:
            return f"at least {self.least}"
        if self.least == self.most:
            return f"{self.least}"
        return f"{self.least}-{self.most}" if self.least else f"at most {self.most}"


class ChapterPlan(Strict):
    """A chapter as the course plans it. A `guide` is ungraded and held to fewer rules."""

    title: str = Field(min_length=1)
    guide: bool = False
    sections: dict[str, str]
    weights: dict[str, float]


class Amounts(Strict):
    """How much of each thing a chapter holds; characters are Chinese ones."""

    section_characters: Range = Range()
    practice: Range = Range()
    practice_a_section: Range = Range()
    practice_types: Range = Range()
    pool: Range = Range()
    draw: Range = Range()
    pool_a_section: Range = Range()
    pool_types: Range = Range()
    tasks: Range = Range()
    figures: Range = Range()
    practice_dialogues: Range = Range()
    graded_dialogues: Range = Range()
    variants: Range = Range()
    typed_turns: Range = Range()
    desk_entries: Range = Range()
    written: Range = Range()
    criteria: Range = Range()
    review_cards: Range = Range()
    items_an_objective: Range = Range()
    options: Range = Range()
    number_checks: Range = Range()
    minutes: Range = Range()
    guide_minutes: Range = Range()
    paragraph_characters: Range = Range()
    sentence_characters: Range = Range()
    bubble_characters: Range = Range()
    written_characters: Range = Range()
    desk_card_rows: Range = Range()


class OptionShares(Strict):
    """In what share of items the right option may be the longest, or stand in one place.

    `fewest`: how many choices of one size there must be before their places are compared.
    """

    longest_right: float = Field(ge=0, le=1)
    place_most: float = Field(ge=0, le=1)
    place_least: float = Field(ge=0, le=1)
    fewest: int = Field(default=8, ge=1)


class Minutes(Strict):
    """How minutes are computed: reading speed, seconds by item type and for each other part.

    `tolerance`: by how many minutes a header may differ. `pace`: the longest text without a thing to do.
    """

    characters_a_minute: float = Field(gt=0)
    tolerance: float = Field(ge=0)
    pace: float = Field(gt=0)
    seconds: dict[str, float]
    each: dict[str, float]


class Markers(Strict):
    """Words by which the parts of a chapter are recognised."""

    look: str
    not_concluded: str
    advanced: str
    number_check: str
    opening: list[str]
    closing: list[str]
    desk_card: str
    desk_card_columns: list[str]
    rules: str
    written_length: str
    not_found: str
    superseded: list[str]
    contrast: list[list[str]]


class Outline(Strict):
    """`outline.yaml`."""

    drafts: list[str] = []
    chapters: dict[str, ChapterPlan]
    amounts: Amounts
    options: OptionShares
    minutes: Minutes
    markers: Markers


class Renamed(Strict):
    """A name that may stand only behind `needs`."""

    name: str = Field(min_length=1)
    needs: str = Field(min_length=1)


class Wording(Strict):
    """`wording.yaml`: words that may not stand, and words that must."""

    names: list[str] = []
    renamed: list[Renamed] = []
    slogans: list[str] = []
    hollow: list[str] = []
    vague: list[str] = []
    presence: dict[str, list[str]] = {}
    catch_all: list[str] = []
    forms: dict[str, list[str]] = {}
    unfinished: list[str] = []


class Standard(Strict):
    """Both files."""

    outline: Outline
    wording: Wording


def load_standard(root: Path) -> Standard:
    """Return what the course at `root` demands. Raises AuthorError when a file is missing or malformed."""
    here = Path("notebooks")
    outline = read_yaml(root / here / "outline.yaml", here / "outline.yaml")
    wording = read_yaml(root / here / "wording.yaml", here / "wording.yaml")
    return Standard(outline=validated(Outline, outline), wording=validated(Wording, wording))
