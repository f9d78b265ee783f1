"""The types of exercise. `AnyItem` and `AnyPublicItem` read any of them by its `type`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from course.exercises.items import Item, PublicItem
from course.exercises.types.categorise import Categorise, PublicCategorise
from course.exercises.types.choice import Choice, PublicChoice
from course.exercises.types.flashcard import Flashcard, PublicFlashcard
from course.exercises.types.multiple import Multiple, PublicMultiple
from course.exercises.types.numeric import Numeric, PublicNumeric
from course.exercises.types.order import Order, PublicOrder
from course.exercises.types.predict import Predict, PublicPredict
from course.exercises.types.redact import PublicRedact, Redact
from course.exercises.types.reply import PublicReply, Reply
from course.exercises.types.trace import PublicTrace, Trace
from course.exercises.types.transcript import PublicTranscript, Transcript

ITEM_TYPES: tuple[type[Item], ...] = (
    Choice,
    Multiple,
    Order,
    Categorise,
    Numeric,
    Predict,
    Flashcard,
    Reply,
    Redact,
    Transcript,
    Trace,
)
PUBLIC_TYPES: tuple[type[PublicItem], ...] = (
    PublicChoice,
    PublicMultiple,
    PublicOrder,
    PublicCategorise,
    PublicNumeric,
    PublicPredict,
    PublicFlashcard,
    PublicReply,
    PublicRedact,
    PublicTranscript,
    PublicTrace,
)

if TYPE_CHECKING:
    AnyItem = Item
    AnyPublicItem = PublicItem
else:
    AnyItem = Annotated[Union[ITEM_TYPES], Field(discriminator="type")]  # noqa: UP007
    AnyPublicItem = Annotated[Union[PUBLIC_TYPES], Field(discriminator="type")]  # noqa: UP007

__all__ = [
    "ITEM_TYPES",
    "PUBLIC_TYPES",
    "AnyItem",
    "AnyPublicItem",
    "Categorise",
    "Choice",
    "Flashcard",
    "Multiple",
    "Numeric",
    "Order",
    "Predict",
    "PublicCategorise",
    "PublicChoice",
    "PublicFlashcard",
    "PublicMultiple",
    "PublicNumeric",
    "PublicOrder",
    "PublicPredict",
    "PublicRedact",
    "PublicReply",
    "PublicTrace",
    "PublicTranscript",
    "Redact",
    "Reply",
    "Trace",
    "Transcript",
]
