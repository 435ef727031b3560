"""Several photographs of one paper become one PDF, a page each, upright, with nothing told beside the picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import img2pdf
import pikepdf
from PIL import Image

from capacity.core.pictures import on_white, upright

LONGEST_SIDE = 2_200
"""Points along the longer side of a page: a sheet of A4 at 190 dots an inch, small letters readable."""
QUALITY = 80
A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))


def bound_together(pictures: Sequence[bytes], *, title: str, now: datetime) -> bytes:
    """One PDF of these pictures, in their order; each was opened and judged before. Made again, it is the same file."""
    layout = img2pdf.get_layout_fun(A4, auto_orient=True, fit=img2pdf.FitMode.into)
    made: bytes = img2pdf.convert(
        [_page(picture) for picture in pictures],
        layout_fun=layout,
        title=title,
        creationdate=now.replace(tzinfo=None),
        moddate=now.replace(tzinfo=None),
        producer="capacity",
    )
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as document:  # what it is known by follows from what it holds, not from chance
        if pikepdf.Name.ID in document.trailer:
            del document.trailer.ID
        document.save(written, deterministic_id=True)
    return written.getvalue()


def _page(data: bytes) -> bytes:
    written = io.BytesIO()
    with upright(data) as picture:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        on_white(picture).save(written, "JPEG", quality=QUALITY, exif=b"", optimize=True)
    return written.getvalue()
