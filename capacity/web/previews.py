"""What a file looks like, without a program of one's own: the words of a Word document, pictures of everything else."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from flask import Response, abort, render_template, request

from capacity.core.errors import Busy
from capacity.core.files import StoredFile, store
from capacity.core.inspection import Kind
from capacity.core.pictures import DAMAGED, PictureTooLarge, picture_size, smaller
from capacity.core.previews import AllBusy, PageUnseen, drawn_pages
from capacity.core.turns import a_turn
from capacity.core.word_text import Line, words_of
from capacity.web.downloads import download
from capacity.web.security import limiter
from capacity.web.session import current_actor

MOST_PAGES = 30
WIDTH = 1_000
PATIENCE_SECONDS = 4
RETRY_SECONDS = 5
_slowly = limiter.shared_limit("240 per minute", scope="pictures of pages")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a file: the lines of its words, or the width and height of each page; ``more`` are not shown."""

    lines: Sequence[Line] = ()
    sizes: Sequence[tuple[int, int]] = ()
    more: int = 0


def preview(file: StoredFile, *, title: str, back: str, original: str) -> Any:
    """The page that shows a file; ``?page=3`` is the picture of its third page, ``?part=1`` what the page shows without
    the page around it, for a pane of another one.

    ``back`` and ``original`` are addresses: of the page one came from, and of the file as it was sent.
    """
    number = request.args.get("page", type=int)
    if number is not None:
        with _slowly:
            return _picture(file, store().read(file), number)
    sizes = _sizes(file, content := store().read(file))
    return render_template(
        "web/preview_part.html" if "part" in request.args else "web/preview.html",
        file=file,
        title=title,
        back=back,
        original=original,
        address=request.path,
        shown=Shown(_lines(file, content), sizes[:MOST_PAGES], max(len(sizes) - MOST_PAGES, 0)),
        layout="layouts/shell.html" if current_actor().is_staff else "layouts/association.html",
    )


def _sizes(file: StoredFile, content: bytes) -> list[tuple[int, int]]:
    """How large each page is drawn: room is kept for it before it comes."""
    try:
        if file.media_type in {Kind.JPEG.value, Kind.PNG.value}:
            with a_turn():
                return [_as_drawn(*picture_size(content))]
        if file.media_type != Kind.PDF.value:
            return []
        with pikepdf.open(io.BytesIO(content)) as document:
            return [_page_size(page) for page in document.pages]
    except (pikepdf.PdfError, PictureTooLarge, *DAMAGED):
        return []


def _page_size(page: pikepdf.Page) -> tuple[int, int]:
    left, bottom, right, top = (float(side) for side in page.cropbox)
    across, down = abs(right - left), abs(top - bottom)
    turned = int(page.get("/Rotate", 0)) % 180 != 0
    return _as_drawn(down, across) if turned else _as_drawn(across, down)


def _as_drawn(across: float, down: float) -> tuple[int, int]:
    return WIDTH, max(1, round(WIDTH * down / max(across, 1)))


def _lines(file: StoredFile, content: bytes) -> list[Line]:
    if file.media_type != Kind.DOCX.value:
        return []
    try:
        with a_turn():
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
            with a_turn():
                drawn = smaller(content, WIDTH)
        else:
            abort(404)
    except (AllBusy, Busy):
        return Response(status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    except (PageUnseen, IndexError, *DAMAGED):
        abort(404)
    return download(drawn, filename=f"{number}.jpg", media_type=Kind.JPEG.value, show=True)
