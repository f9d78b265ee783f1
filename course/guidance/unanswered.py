"""The one value that stands for "nothing answered"."""

from typing import Final, final


@final
class Unanswered:
    """Not answered: falsy, equal only to itself, shown as 未作答."""

    _only: "Unanswered | None" = None

    def __new__(cls) -> "Unanswered":
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "未作答"

    def __reduce__(self) -> str:
        # A copy or a pickled value comes back as the same object, so that `is UNANSWERED` stays true.
        return "UNANSWERED"


UNANSWERED: Final = Unanswered()


def is_unanswered(value: object) -> bool:
    """Whether value stands for nothing answered: UNANSWERED, the placeholder `...`, or None."""
    return value is UNANSWERED or value is Ellipsis or value is None
