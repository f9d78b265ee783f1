"""Figures that wait for a guess: shown in their place, without running a cell again, once the guess is in."""

from __future__ import annotations

import secrets
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from course.exercises.static_html import waiting_html, waiting_text

_waiting: dict[str, tuple[str, dict[str, Any]]] = {}


def wait(item_id: str, figure: object) -> None:
    """Show in place of a figure that it waits for the guess at an item."""
    # Random, since a page that is open twice would otherwise show one figure in both places.
    place = secrets.token_hex(8)
    _waiting[item_id] = (place, _bundle(figure))
    _show({"text/html": waiting_html(), "text/plain": waiting_text()}, place, update=False)


def arrive(item_id: str) -> None:
    """Show the figure that waits for this item, if one does."""
    place, bundle = _waiting.pop(item_id, ("", {}))
    if place:
        _show(bundle, place, update=True)


def forget() -> None:
    """Let go of all figures that wait."""
    _waiting.clear()


def _show(bundle: dict[str, Any], place: str, update: bool) -> None:
    display(bundle, raw=True, display_id=place, update=update)  # type: ignore[no-untyped-call]


def _bundle(figure: object) -> dict[str, Any]:
    """Return what an object shows, by type of output."""
    # A plotly figure displays itself and gives IPython's formatter nothing.
    made = getattr(figure, "_repr_mimebundle_", None)
    if callable(made):
        return dict(made())
    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return {"text/plain": repr(figure)}
    shown, _ = shell.display_formatter.format(figure)  # type: ignore[no-untyped-call]
    return dict(shown)
