"""What a page may cost, stated beside its view; a test holds each page to it, with three rows and with thirty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

View = Callable[..., Any]
ROWS = 5 * 30
"""Five for each of the thirty that the test puts into every list."""
PUBLIC_BYTES, OWN_BYTES = 60_000, 150_000


@dataclass(frozen=True)
class Cost:
    """The most of a page: statements (none more than twice), rows fetched, bytes sent before compression.

    The first two statements of a signed-in page find its session and its actor.
    """

    queries: int
    rows: int = ROWS
    bytes: int = OWN_BYTES


PUBLIC = Cost(8, bytes=PUBLIC_BYTES)
LIST = Cost(8)
DASHBOARD = Cost(12)
RECORD = Cost(15)


def costs(signed_in: Cost = RECORD, *, visitor: Cost = PUBLIC) -> Callable[[View], View]:
    """State what a page may cost where that is not a record's, or for a visitor a public page's."""

    def stated(view: View) -> View:
        view.__costs__ = {"signed in": signed_in, "visitor": visitor}  # type: ignore[attr-defined]
        return view

    return stated


def cost_of(view: View, *, visitor: bool) -> Cost:
    """The bound of a page."""
    known: dict[str, Cost] = getattr(view, "__costs__", {"signed in": RECORD, "visitor": PUBLIC})
    return known["visitor" if visitor else "signed in"]
