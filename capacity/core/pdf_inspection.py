"""What a PDF holds beside its pages: anything that acts, carries files, asks elsewhere or swells is refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from itertools import takewhile

import pikepdf
import pikepdf.settings

from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 100 * MEGABYTE
PIECE = 64 * 1024
MOST_PAGES = 2_000
MOST_PIXELS = 150_000_000
"""Of one picture in it: a large sheet scanned at 600 dots an inch has fewer."""
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/XFA", "/RichMedia"})
ACTIVE_TYPES = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/EmbeddedFile",
        "/RichMedia",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/FileAttachment",
        "/3D",
        "/Screen",
    }
)
"""As the kind of an action (/S), of an object (/Type) or of a note on a page (/Subtype)."""
_DEFLATED = frozenset({"/FlateDecode", "/Fl"})
_BROKEN = (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, KeyError, TypeError, AttributeError, IndexError)

pikepdf.settings.set_qpdf_limits(flate_max_memory=LARGEST_UNPACKED, run_length_max_memory=LARGEST_UNPACKED)


class _Swells(Exception):
    """Its streams unpack to an enormous size."""


def pdf_pages(data: bytes) -> int:
    """How many pages there are; raises RuleBroken with a sentence for what may not come in."""
    locked = _l("This PDF is protected by a password. Send one without protection.")
    damaged = _l("This PDF is damaged and cannot be opened. Save it again and send it.")
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise RuleBroken(locked)
            pages = len(document.pages)
            active, floods = _judged(document)
    except pikepdf.PasswordError:
        raise RuleBroken(locked) from None
    except _Swells:
        raise RuleBroken(
            _l("This PDF unpacks to an enormous size and is refused. Print it to a new PDF and send that one.")
        ) from None
    except _BROKEN:
        raise RuleBroken(damaged) from None
    if not 0 < pages <= MOST_PAGES:
        raise RuleBroken(damaged)
    if active or _is_archive_too(data):
        raise RuleBroken(_l("This PDF contains programs or attached files. Print it to a new PDF and send that one."))
    if floods:
        raise RuleBroken(_l("This picture has too many pixels. Send a smaller one."))
    return pages


def _is_archive_too(data: bytes) -> bool:
    """A file that opens as an archive as well: what one program shows is not what another one finds."""
    return b"PK\x05\x06" in data[-66_000:] and zipfile.is_zipfile(io.BytesIO(data))


def _judged(document: pikepdf.Pdf) -> tuple[bool, bool]:
    """(acts or carries files, has a picture of too many pixels)."""
    left, floods = LARGEST_UNPACKED, False
    for obj in document.objects:
        if _is_active(obj):
            return True, floods
        if isinstance(obj, pikepdf.Stream):
            if str(obj.get("/Subtype")) == "/Image":
                floods = floods or _number(obj.get("/Width")) * _number(obj.get("/Height")) > MOST_PIXELS
            else:
                left -= _unpacked(obj, left)
    return False, floods


def _number(value: object) -> int:
    return int(value) if isinstance(value, int) else 0


def _unpacked(stream: pikepdf.Stream, most: int) -> int:
    """How large the stream becomes; raises _Swells beyond ``most``. Pictures are judged by their pixels instead."""
    named = stream.get("/Filter")
    filters = [str(one) for one in named] if isinstance(named, pikepdf.Array) else [str(named)]
    content = memoryview(stream.get_raw_stream_buffer())
    packed = len(list(takewhile(_DEFLATED.__contains__, filters)))
    pieces: Iterator[bytes | memoryview] = (content[place : place + PIECE] for place in range(0, len(content), PIECE))
    for _ in range(packed):
        pieces = _inflated(pieces, most)
    return sum(len(piece) for piece in pieces)


def _inflated(packed: Iterator[bytes | memoryview], most: int) -> Iterator[bytes]:
    """What is packed, as far as it can be read; of it and of what it becomes no more than a piece is held at a time."""
    reader, size = zlib.decompressobj(), 0
    for piece in packed:
        left: bytes | memoryview = piece
        while left and not reader.eof:
            try:
                unpacked = reader.decompress(left, PIECE)
            except zlib.error:
                return
            size += len(unpacked)
            if size > most:
                raise _Swells
            yield unpacked
            left = reader.unconsumed_tail


def _is_active(root: pikepdf.Object) -> bool:
    """Whether an object, or one written inside it, acts when the document is opened or carries another file."""
    waiting = [root]
    while waiting:
        obj = waiting.pop()
        if isinstance(obj, pikepdf.Array):
            waiting.extend(item for item in obj if _is_nested(item))
        elif isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
            said = {str(obj.get(name)) for name in ("/S", "/Type", "/Subtype")}
            if ACTIVE_KEYS & set(obj.keys()) or ACTIVE_TYPES & said:
                return True
            waiting.extend(item for item in obj.values() if _is_nested(item))
    return False


def _is_nested(item: object) -> bool:
    return isinstance(item, pikepdf.Array | pikepdf.Dictionary) and not item.is_indirect
