"""Decision trace: fact, rule, action, follow-up; one card (or more) a column, and together they must follow.

How an answer is scored:
- a right chain earns 1;
- a chain that is wrong but follows from its own first step earns `reasoning_share`;
- any other pick (and a wrong chain, if that is more) earns `step_share` of the steps it has in common with
  the right chain; a step with several cards counts by the share of them: in common / all that either names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, ValidationInfo, field_validator, model_serializer

from course.exercises.items import OPTION_ID, Item, Part, PublicItem, Score, Strict, Unreadable
from course.exercises.rows import RowPick

Picks = dict[str, list[str]]


class StepText(Strict):
    """One card as the trainee sees it: `ref` names a row of the data, `row` is what stands there.

    With `pick` both come from the trainee's own data; what is written is shown where there is no such row.
    """

    id: str = Field(pattern=OPTION_ID)
    text: str = Field(min_length=1)
    ref: str = Field(default="", max_length=40)
    row: str = ""
    pick: RowPick | None = None

    @model_serializer(mode="wrap")
    def _nothing_of_no_pick(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Most cards have none; a null a card would travel with every trace.
        fields: dict[str, Any] = dump(self)
        return fields if fields.get("pick") else {name: fields[name] for name in fields if name != "pick"}

    def bound(self, table: Callable[[str], Any]) -> Self:
        """Return the card with its row, which `table` knows, and nothing left to pick."""
        if self.pick is None:
            return self
        try:
            found = self.pick.found(table(self.pick.table))
        except LookupError:
            found = None
        ref, row = found or (self.ref, self.row)
        return self.model_copy(update={"ref": ref, "row": row, "pick": None})


class Step(StepText):
    """One card with what is said when it was picked."""

    feedback: str = Field(min_length=1)


class ColumnText(Strict):
    """One column: its title, whether more than one card may be picked, and its cards."""

    id: str = Field(pattern=OPTION_ID)
    title: str = Field(min_length=1, max_length=12)
    several: bool = False
    cards: Sequence[StepText] = Field(min_length=2, max_length=6)


class PublicColumn(ColumnText):
    """A column without its key."""

    cards: list[StepText] = Field(min_length=2, max_length=6)


class Column(ColumnText):
    """A column as its author writes it."""

    cards: list[Step] = Field(min_length=2, max_length=6)


class Chain(Strict):
    """Cards that follow from each other, by column. A wrong chain says why it is wrong all the same."""

    picks: Picks
    right: bool = False
    message: str = Field(min_length=1)


def common_steps(picks: Mapping[str, Sequence[str]], chain: Mapping[str, Sequence[str]]) -> float:
    """Return the share in 0..1 of a chain's columns in which `picks` names the same cards."""
    shares = []
    for column, cards in chain.items():
        own, due = set(picks.get(column, ())), set(cards)
        shares.append(len(own & due) / len(own | due))
    return sum(shares) / len(shares)


def trace_share(
    picks: Mapping[str, Sequence[str]], chains: Sequence[Chain], reasoning_share: float, step_share: float
) -> float:
    """Return what these picks earn, in 0..1, by the rule at the head of this module."""
    whole = [chain for chain in chains if common_steps(picks, chain.picks) == 1]
    if any(chain.right for chain in whole):
        return 1.0
    steps = step_share * max(common_steps(picks, chain.picks) for chain in chains if chain.right)
    return max(steps, reasoning_share) if whole else steps


def breaks_after(picks: Mapping[str, Sequence[str]], chains: Sequence[Chain], order: Sequence[str]) -> int:
    """Return after how many columns of `order` the picks stop following from each other."""

    def follows(chain: Chain) -> int:
        same = [set(picks.get(column, ())) == set(chain.picks[column]) for column in order]
        return same.index(False) if False in same else len(same)

    return max(follows(chain) for chain in chains)


def read_picks(raw: object, columns: Sequence[ColumnText]) -> Picks:
    """Return `raw` as picks from these columns, in the order of the cards.

    Raises:
        Unreadable: a column has no pick, too many or unknown ones; or `raw` is something else.
    """
    if not isinstance(raw, dict) or not raw.keys() <= {column.id for column in columns}:
        raise Unreadable("没有看懂这条决策链，请重新选择。")
    answer: Picks = {}
    for column in columns:
        picked, known = raw.get(column.id, []), [card.id for card in column.cards]
        if not isinstance(picked, list) or any(card not in known for card in picked):
            raise Unreadable(f"“{column.title}”一列里选了不认识的卡片，请重新选择。")
        if not picked:
            raise Unreadable(f"“{column.title}”一列还没有选卡片。")
        if not column.several and len(set(picked)) > 1:
            raise Unreadable(f"“{column.title}”一列只能选一张卡片。")
        answer[column.id] = [card for card in known if card in picked]
    return answer


def worthless(columns: Sequence[ColumnText], chains: Sequence[Chain]) -> Picks | None:
    """Return picks that earn nothing, if any: no card of a right chain, and no chain of their own."""
    used = {card for chain in chains if chain.right for cards in chain.picks.values() for card in cards}
    ids = [column.id for column in columns]
    others = [[card.id for card in column.cards if card.id not in used] for column in columns]
    answers = ({name: [card] for name, card in zip(ids, cards, strict=True)} for cards in product(*others))
    known = [read_picks(chain.picks, columns) for chain in chains]
    return next((answer for answer in answers if answer not in known), None)


class _Tracing(PublicItem):
    """What both classes of a trace share."""

    label: ClassVar[str] = "决策链"
    columns: Sequence[ColumnText]

    def read(self, raw: object) -> Picks:
        return read_picks(raw, self.columns)

    def lines(self) -> list[str]:
        return [
            f"{column.title}：{card.text}" + "".join(f"〔{text}〕" for text in (card.ref, card.row) if text)
            for column in self.columns
            for card in column.cards
        ]

    def words(self, answer: Any) -> str:
        answer = answer if isinstance(answer, dict) else {}
        said = []
        for column in self.columns:
            picked = answer.get(column.id)
            texts = [card.text for card in column.cards if isinstance(picked, list) and card.id in picked]
            said.append(f"{column.title}：{'、'.join(texts) or '未选'}")
        return " → ".join(said)

    def bind(self, table: Callable[[str], Any]) -> Self:
        columns = [
            column.model_copy(update={"cards": [card.bound(table) for card in column.cards]})
            for column in self.columns
        ]
        return self.model_copy(update={"columns": columns})


class PublicTrace(_Tracing):
    """Columns of cards without the chains. An answer is a list of card ids for each column id."""

    type: Literal["trace"] = "trace"
    columns: list[PublicColumn] = Field(min_length=2, max_length=5)


class Trace(_Tracing, Item):
    """Columns of cards, and the chains that follow: the right ones and the wrong but consistent ones."""

    type: Literal["trace"] = "trace"
    columns: list[Column] = Field(min_length=2, max_length=5)
    chains: list[Chain] = Field(min_length=1)
    reasoning_share: float = Field(default=0.4, gt=0, lt=1)
    step_share: float = Field(default=0.5, gt=0, lt=1)
    feedback: str = Field(min_length=1)

    @field_validator("columns")
    @classmethod
    def _ids_of_their_own(cls, columns: list[Column]) -> list[Column]:
        ids = [name for column in columns for name in (column.id, *(card.id for card in column.cards))]
        if len(set(ids)) != len(ids):
            raise ValueError("columns: two columns or cards share an id, give each its own")
        return columns

    @field_validator("chains")
    @classmethod
    def _chains_name_the_cards(cls, chains: list[Chain], info: ValidationInfo) -> list[Chain]:
        columns = info.data.get("columns")
        if not columns:
            return chains
        if not any(chain.right for chain in chains):
            raise ValueError("chains: none is right, mark the right one")
        seen: list[Picks] = []
        for number, chain in enumerate(chains, 1):
            try:
                seen.append(read_picks(chain.picks, columns))
            except Unreadable as error:
                raise ValueError(f"chains: number {number} is no answer of this item ({error})") from error
        if any(picks in seen[:place] for place, picks in enumerate(seen)):
            raise ValueError("chains: two are the same, remove one")
        if worthless(columns, chains) is None:
            raise ValueError("chains: some pick must earn nothing, add cards that stand in no chain")
        return chains

    def public(self) -> PublicTrace:
        shown = set(StepText.model_fields)
        columns = [
            PublicColumn(
                **column.model_dump(exclude={"cards"}),
                cards=[StepText(**card.model_dump(include=shown)) for card in column.cards],
            )
            for column in self.columns
        ]
        return PublicTrace(**self._public_fields(), columns=columns)

    def score(self, answer: Picks) -> Score:
        share = trace_share(answer, self.chains, self.reasoning_share, self.step_share)
        right = max((c for c in self.chains if c.right), key=lambda c: common_steps(answer, c.picks))
        parts = {
            card.id: Part(card.id in right.picks[column.id], card.feedback)
            for column in self.columns
            for card in column.cards
            if card.id in answer.get(column.id, [])
        }
        return Score(share, self._verdict(answer, right), parts)

    def _verdict(self, answer: Picks, right: Chain) -> str:
        order = [column.id for column in self.columns]
        titles = {column.id: f"“{column.title}”" for column in self.columns}
        whole = next((chain for chain in self.chains if common_steps(answer, chain.picks) == 1), None)
        if whole and whole.right:
            return whole.message
        if whole:
            off = titles[order[breaks_after(answer, [right], order)]]
            return f"前后接得上，但从{off}这一步就偏了，只得推理分。{whole.message}"
        after = breaks_after(answer, self.chains, order)
        if after == 0:
            return f"链条在{titles[order[0]]}这一步就没有立住：从它推不出后面的任何一步。"
        return f"链条断在{titles[order[after]]}：前面到{titles[order[after - 1]]}还接得上，从这里起接不上了。"

    def explain(self) -> Score:
        right = next(chain for chain in self.chains if chain.right)
        parts = {
            card.id: Part(card.id in right.picks[column.id], card.feedback)
            for column in self.columns
            for card in column.cards
        }
        return Score(1, self.feedback, parts)

    def model_answer(self) -> Picks:
        return self.read(next(chain.picks for chain in self.chains if chain.right))

    def wrong_answer(self) -> Picks:
        answer = worthless(self.columns, self.chains)
        assert answer is not None, "an item without one is refused when it is built"
        return answer
