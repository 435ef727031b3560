"""Turns at what fills the memory: a picture of a few kilobytes may take hundreds of megabytes while it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from capacity.core.errors import Busy

MOST_AT_ONCE = 2
"""So many pictures and Word documents are opened at once in a process."""
PATIENCE_SECONDS = 15
_desks = BoundedSemaphore(MOST_AT_ONCE)


@contextmanager
def a_turn() -> Iterator[None]:
    """Wait for a turn, and give it back. Raises Busy when it does not come in time.

    Ask for it outside of a transaction, and for one at a time.
    """
    if not _desks.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _desks.release()
