"""How the server's processes hold their memory: what C's library would do otherwise, and Linux."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_MEGABYTE = 1024 * 1024
KEPT = {-8: 2, -3: 32 * _MEGABYTE, -1: 40 * _MEGABYTE}
"""As glibc's ``mallopt`` counts: places that memory is taken from, up to which size a piece is taken there, and how
much stays there unused."""
LARGE = 2 * _MEGABYTE
_COLLAPSE = 25
"""``MADV_COLLAPSE`` of Linux, since 6.1."""
_OURS = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ 0 +(?:\[heap\])?$", re.MULTILINE)
"""Of ``/proc/self/maps``: memory of this process alone, behind which there is no file."""


def keep() -> None:
    """The memory that a scan took stays for the next one, in two places for all threads: given back and asked for
    again, it came in hundreds of pages that the kernel cleared first."""
    with suppress(AttributeError):  # another C library keeps memory in its own way
        for what, how_much in KEPT.items():
            ctypes.CDLL(None).mallopt(what, how_much)


def gather() -> int:
    """Let what was made at the start lie in large pages, where Linux has any; how many.

    A page of ours reads from everywhere in a hundred megabytes of code and data, and the processor remembers the places
    of a few thousand pages only. A machine that gives large pages to whoever asks would not give them for this.
    """
    with suppress(AttributeError, OSError):
        advise = ctypes.CDLL(None).madvise
        advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        return sum(advise(place, LARGE, _COLLAPSE) == 0 for place in _whole())
    return 0


def _whole() -> Iterator[int]:
    for found in _OURS.finditer(Path("/proc/self/maps").read_text(encoding="ascii", errors="replace")):
        begin, end = (int(place, 16) for place in found.groups())
        yield from range(-(-begin // LARGE) * LARGE, end - LARGE + 1, LARGE)
