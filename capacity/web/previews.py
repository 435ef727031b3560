"""What a file looks like, without a program of one's own: the words of a Word document, pictures of everything else."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from flask import Response, abort, render_template, request

from capacity.core.files import StoredFile, store
from capacity.core.inspection import Kind
from capacity.core.pictures import DAMAGED, smaller
from capacity.core.previews import AllBusy, PageUnseen, drawn_pages
from capacity.core.word_text import Line, words_of
from capacity.web.downloads import download
from capacity.web.security import limiter
from capacity.web.session import current_actor

MOST_PAGES = 30
WIDTH = 1_000
PATIENCE_SECONDS = 4
RETRY_SECONDS = 5
_slowly = limiter.shared_limit("240 per minute", scope="pictures of pages")


def preview(file: StoredFile, *, title: str, back: str, original: str) -> Any:
    """The page that shows a file; ``?page=3`` is the picture of its third page.

    ``back`` and ``original`` are addresses: of the page one came from, and of the file as it was sent.
    """
    number = request.args.get("page", type=int)
    if number is not None:
        with _slowly:
            return _picture(file, store().read(file), number)
    content = store().read(file)
    pages, lines = _pages(file, content), _lines(file, content)
    return render_template(
        "web/preview.html",
        file=file,
        title=title,
        back=back,
        original=original,
        pages=min(pages, MOST_PAGES),
        more=max(pages - MOST_PAGES, 0),
        lines=lines,
        layout="layouts/shell.html" if current_actor().is_staff else "layouts/association.html",
    )


def _pages(file: StoredFile, content: bytes) -> int:
    if file.media_type in {Kind.JPEG.value, Kind.PNG.value}:
        return 1
    if file.media_type != Kind.PDF.value:
        return 0
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return len(document.pages)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return 0


def _lines(file: StoredFile, content: bytes) -> list[Line]:
    if file.media_type != Kind.DOCX.value:
        return []
    try:
        return words_of(content)
    except ValueError:
        return []


def _picture(file: StoredFile, content: bytes, number: int) -> Any:
    if not 1 <= number <= MOST_PAGES:
        abort(404)
    try:
        if file.media_type == Kind.PDF.value:
            drawn = drawn_pages(content, first=number - 1, width=WIDTH, patience=PATIENCE_SECONDS)[0]
        elif number == 1 and file.media_type in {Kind.JPEG.value, Kind.PNG.value}:
            drawn = smaller(content, WIDTH)
        else:
            abort(404)
    except AllBusy:
        return Response(status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    except (PageUnseen, IndexError, *DAMAGED):
        abort(404)
    return download(drawn, filename=f"{number}.jpg", media_type=Kind.JPEG.value, show=True)
