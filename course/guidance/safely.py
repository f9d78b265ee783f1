"""Running what may fail in any way, without a traceback reaching a trainee."""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
Fallback = TypeVar("Fallback")


def attempt(call: Callable[[], Result]) -> tuple[Result | None, BaseException | None]:
    """The result of call and None, or None and what it raised.

    SystemExit counts as a failure too: exit() in a trainee's value must not end the run. An interrupt passes.
    """
    try:
        return call(), None
    except (Exception, SystemExit) as error:  # noqa: BLE001  # values of trainees can raise anything
        return None, error


def safely(call: Callable[[], Result], fallback: Fallback) -> Result | Fallback:
    """The result of call, or fallback when it raised."""
    try:
        return call()
    except (Exception, SystemExit):  # noqa: BLE001  # values of trainees can raise anything
        return fallback
