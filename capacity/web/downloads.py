"""Files that leave the site: always as attachments or shown in a sandbox, never as pages of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import Response, request, send_file

SHOWN = {"application/pdf", "image/jpeg", "image/png"}


def download(content: bytes, *, filename: str, media_type: str, show: bool = False, plain: str = "") -> Any:
    """Answer with a file; ``show`` lets the browser display the kinds that cannot run anything.

    ``plain`` is its name in Latin letters, without the ending, for programs that know no others; without it, what the
    name has of them.
    """
    answer: Response = send_file(
        BytesIO(content),
        mimetype=media_type,
        as_attachment=not (show and media_type in SHOWN),
        download_name=filename,
        max_age=0,
        etag=False,
    )
    if not filename.isascii():
        name_file(answer, filename, plain=plain, how=answer.headers["Content-Disposition"].partition(";")[0])
    answer.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def name_file(answer: Response, filename: str, *, plain: str = "", how: str = "attachment") -> None:
    """Say what a file is called, in every script and, ``plain`` or what it has of them, in Latin letters."""
    answer.headers.set(
        "Content-Disposition",
        how,
        filename=plain_filename(filename, plain),
        **{"filename*": f"UTF-8''{quote(filename, safe='')}"},
    )


def plain_filename(filename: str, plain: str = "") -> str:
    """A name of Latin letters and digits for a file of any.

    >>> plain_filename("2018-0063 مرصد البوصلة.pdf"), plain_filename("القانون.pdf"), plain_filename("Procès.pdf")
    ('2018-0063.pdf', 'document.pdf', 'Proces.pdf')
    """
    stem, _dot, ending = filename.rpartition(".")
    parted = unicodedata.normalize("NFKD", plain or stem).encode("ascii", "ignore").decode()
    name = " ".join(re.findall(r"[\w-]*\w", parted)) or "document"
    return f"{name}.{ending}" if ending.isascii() and ending.isalnum() else name


def download_stream(pieces: Iterator[bytes], *, size: int, filename: str, media_type: str) -> Any:
    """Answer with a large file piece by piece, as an attachment; it is never whole in memory."""
    answer = download(b"", filename=filename, media_type=media_type)
    answer.response, answer.content_length = pieces, size
    return answer


def unless_known(answer: Response, changed_at: datetime | None = None) -> Response:
    """The answer, or 304 to who has it already: calendars and feed readers ask again and again.

    What is said depends on the language and on who asks. Without ``changed_at`` only the content's tag decides: for
    what shows words whose changes nobody dates, such as the name of a venue.
    """
    answer.headers["Vary"] = "Accept-Language, Cookie"
    if changed_at is not None:  # no date at all would be written as this moment
        answer.last_modified = changed_at
    answer.add_etag()
    answer.make_conditional(request)
    return answer
