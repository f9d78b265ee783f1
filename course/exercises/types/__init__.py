"""The types of exercise. `AnyItem` and `AnyPublicItem` read any of them by its `type`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from course.exercises.items import Item, PublicItem
from course.exercises.types.choice import Choice, PublicChoice
from course.exercises.types.numeric import Numeric, PublicNumeric

ITEM_TYPES: tuple[type[Item], ...] = (Choice, Numeric)
PUBLIC_TYPES: tuple[type[PublicItem], ...] = (PublicChoice, PublicNumeric)

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
    "Choice",
    "Numeric",
    "PublicChoice",
    "PublicNumeric",
]
