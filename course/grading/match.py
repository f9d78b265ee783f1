"""How far an answer agrees with the key, with the reason in Chinese."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """A share from 0 to 1, and one Chinese clause saying what differs (empty when nothing does).

    As a truth value it is true only when everything agrees.
    """

    share: float
    reason: str = ""

    def __bool__(self) -> bool:
        return self.share >= 1.0
