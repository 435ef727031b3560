"""Pages of a PDF as pictures, and their words, read in a process of its own: a damaged one can bring it down.

This file is both sides of it. It is run by its path and imports no other module of the house.
"""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore

import pypdfium2

SECONDS = 30
MEMORY_BYTES = 512 * 1024**2
MOST_AT_ONCE = 2
MOST_PAGES_READ = 200
MOST_PIXELS = 6_000_000
QUALITY = 80
_LENGTH = struct.Struct(">I")
_desks = BoundedSemaphore(MOST_AT_ONCE)


class PageUnseen(ValueError):
    """The pages could not be drawn."""


class AllBusy(Exception):
    """As many pages as may be are being drawn already; later there is room."""


def drawn_pages(
    data: bytes, *, first: int = 0, count: int = 1, width: int = 1_000, patience: float | None = None
) -> list[bytes]:
    """So many pages from the first on (counted from 0) as JPEG, each so many points wide; fewer at the end.

    Few are drawn at once. Raises AllBusy when it is not their turn within so many seconds (``patience``; None waits).
    """
    return list(_read(_asked(data, patience, "draw", first, count, width)))


def page_words(data: bytes, *, most: int = MOST_PAGES_READ) -> list[str]:
    """The words of each page, whatever lies over them; of so many pages from the first on.

    Raises PageUnseen when they cannot be read.
    """
    return [one.decode() for one in _read(_asked(data, None, "read", 0, most, 0))]


def _asked(data: bytes, patience: float | None, what: str, first: int, count: int, width: int) -> bytes:
    arguments = [sys.executable, "-I", str(Path(__file__)), what, str(first), str(count), str(width)]
    try:
        with _turn(patience):
            done = subprocess.run(  # noqa: S603 - our own file, no shell; the document comes in by a pipe
                arguments, input=data, capture_output=True, timeout=SECONDS, check=False
            )
    except subprocess.TimeoutExpired:
        raise PageUnseen from None
    if done.returncode != 0:
        raise PageUnseen
    return done.stdout


@contextmanager
def _turn(patience: float | None) -> Iterator[None]:
    if not _desks.acquire(timeout=patience):
        raise AllBusy
    try:
        yield
    finally:
        _desks.release()


def _read(told: bytes) -> list[bytes]:
    pictures, place = [], 0
    while place < len(told):
        (length,) = _LENGTH.unpack_from(told, place)
        place += _LENGTH.size
        pictures.append(told[place : place + length])
        place += length
    return pictures


def _child(what: str, first: int, count: int, width: int) -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with pypdfium2.PdfDocument(sys.stdin.buffer.read()) as document:
        for number in range(first, min(first + count, len(document))):
            page = document[number]
            if what == "read":
                words = page.get_textpage().get_text_bounded().encode(errors="replace")
                sys.stdout.buffer.write(_LENGTH.pack(len(words)) + words)
                continue
            across, down = page.get_size()
            scale = min(width / max(across, 1), (MOST_PIXELS / max(across * down, 1)) ** 0.5)
            drawn = BytesIO()
            page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB").save(drawn, "JPEG", quality=QUALITY)
            sys.stdout.buffer.write(_LENGTH.pack(drawn.tell()) + drawn.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1], *(int(word) for word in sys.argv[2:5])))
