"""What a PDF tells beside what one sees of its pages: words under a black box, its properties, notes, files in it,
earlier states of it that were saved over."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pikepdf

from capacity.core.previews import PageUnseen, page_words

END = b"%%EOF"
LINEARIZED = b"/Linearized"
_TAG = re.compile(r"<[^>]*>")
_PROPERTIES = ("/Author", "/Creator", "/Title", "/Subject", "/Keywords", "/Company", "/Manager")
_BROKEN = (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, KeyError, TypeError, AttributeError)


class TraceKind(StrEnum):
    """Where something was left."""

    PAGE = "page"
    PROPERTY = "property"
    NOTE = "note"
    FILE = "file"
    EARLIER = "earlier"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that was left: on which ``page`` (from 1; 0 elsewhere), and the words that were found."""

    kind: TraceKind
    words: str = ""
    page: int = 0


Finder = Callable[[str], Sequence[str]]
"""What of a text must not be there."""


def traces_in(data: bytes, find: Finder) -> list[Trace]:
    """Everything that the pages do not show and a reader could still find, each thing once.

    What is written in the pages and in the notes matters where ``find`` finds something in it; an author, files inside
    and earlier states matter always.
    """
    found: dict[Trace, None] = {}
    try:
        for page, words in enumerate(page_words(data), 1):
            found |= dict.fromkeys(Trace(TraceKind.PAGE, one, page) for one in find(words))
        with pikepdf.open(io.BytesIO(data)) as document:
            found |= dict.fromkeys(_beside(document, find))
    except (PageUnseen, *_BROKEN):
        found[Trace(TraceKind.UNREADABLE)] = None
    if states_saved(data) > 1:
        found[Trace(TraceKind.EARLIER)] = None
    return list(found)


def states_saved(data: bytes) -> int:
    """How many states of the document lie in the file: each that was saved over still does."""
    ends = data.count(END)
    return max(1, ends - 1) if LINEARIZED in data[:2048] else max(1, ends)


def _beside(document: pikepdf.Pdf, find: Finder) -> Iterator[Trace]:
    author = str(document.docinfo.get("/Author", "")).strip()
    if author:
        yield Trace(TraceKind.PROPERTY, author)
    for name in _PROPERTIES:
        for words in find(str(document.docinfo.get(name, ""))):
            yield Trace(TraceKind.PROPERTY, words)
    for obj in document.objects:
        if isinstance(obj, pikepdf.Stream) and str(obj.get("/Type")) == "/Metadata":
            for words in find(_TAG.sub(" ", obj.read_bytes().decode(errors="replace"))):
                yield Trace(TraceKind.PROPERTY, words)
        if isinstance(obj, pikepdf.Dictionary | pikepdf.Stream) and "/EF" in obj:
            yield Trace(TraceKind.FILE, str(obj.get("/UF", obj.get("/F", ""))))
        for written in _strings(obj):
            for words in find(written):
                yield Trace(TraceKind.NOTE, words)


def _strings(obj: object) -> Iterator[str]:
    """What is written in an object itself: the words of notes, titles of the contents, what stands in for a picture."""
    if isinstance(obj, pikepdf.String):
        yield str(obj)
    elif isinstance(obj, pikepdf.Array):
        for one in obj:
            if not getattr(one, "is_indirect", False):
                yield from _strings(one)
    elif isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
        for name, one in obj.items():
            if name not in {"/Author", "/Creator"} and not getattr(one, "is_indirect", False):
                yield from _strings(one)
