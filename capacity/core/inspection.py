"""May this file come in? Its bytes are judged, never its name alone or what the browser said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from capacity.core.errors import RuleBroken
from capacity.core.filenames import safe_filename
from capacity.core.heic import HeicTooLarge, to_jpeg
from capacity.core.languages import lazy_gettext as _l
from capacity.core.pdf_inspection import pdf_pages
from capacity.core.photographs import bound_together
from capacity.core.pictures import DAMAGED, PictureTooLarge, clean_picture, picture_size
from capacity.core.turns import a_turn
from capacity.core.word_inspection import check_docx

MEGABYTE = 1024 * 1024


class Kind(StrEnum):
    """What people may send."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"


ALL = frozenset(Kind)
PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.HEIC})
_ENDINGS = {
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".jpg": Kind.JPEG,
    ".jpeg": Kind.JPEG,
    ".png": Kind.PNG,
    ".heic": Kind.HEIC,
    ".heif": Kind.HEIC,
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


@dataclass(frozen=True)
class Inspected:
    """What a file turned out to be; pages are known of PDFs."""

    media_type: str
    pages: int | None


@dataclass(frozen=True)
class Accepted:
    """A file ready for the store."""

    data: bytes
    filename: str
    media_type: str
    pages: int | None


def accept(data: bytes, filename: str, *, limit_bytes: int = 10 * MEGABYTE, kinds: frozenset[Kind] = ALL) -> Accepted:
    """Inspect a file and take from pictures what they tell beside the picture; an iPhone's HEIC becomes a JPEG.

    Raises RuleBroken with a sentence for what may not come in, Busy when it is not its turn for too long.
    """
    kind = _kind(data, filename, limit_bytes, kinds)
    name = safe_filename(filename)
    if kind is Kind.PDF:
        return Accepted(data, name, kind.value, pdf_pages(data))
    with a_turn():
        if kind is Kind.DOCX:
            check_docx(data)
            return Accepted(data, name, kind.value, None)
        opened = _opened_picture(kind, data)
        if kind is Kind.HEIC:
            return Accepted(opened, f"{PurePosixPath(name).stem}.jpg", Kind.JPEG.value, None)
        return Accepted(clean_picture(opened), name, kind.value, None)


def accept_sent(
    sent: Sequence[tuple[bytes, str]],
    name: str,
    *,
    together: bool,
    limit_bytes: int = 10 * MEGABYTE,
    kinds: frozenset[Kind] = ALL,
    now: datetime,
) -> list[Accepted]:
    """Inspect the files of one sending; ``together`` makes one PDF, called ``name``, of several photographs in it."""
    pictures = [one for one in sent if _recognised(one[0]) in PICTURES] if together else []
    if len(pictures) < 2 or Kind.PDF not in kinds:
        return [accept(data, filename, limit_bytes=limit_bytes, kinds=kinds) for data, filename in sent]
    others = [one for one in sent if one not in pictures]
    bound = accept_photographs(pictures, name, limit_bytes=limit_bytes, kinds=kinds, now=now)
    return [bound, *(accept(data, filename, limit_bytes=limit_bytes, kinds=kinds) for data, filename in others)]


def accept_photographs(
    sent: Sequence[tuple[bytes, str]],
    name: str,
    *,
    limit_bytes: int = 10 * MEGABYTE,
    kinds: frozenset[Kind] = ALL,
    now: datetime,
) -> Accepted:
    """Inspect the photographs of one paper, page after page, and make one PDF of them, called by this name."""
    found = [_kind(data, filename, limit_bytes, kinds) for data, filename in sent]
    if not PICTURES.issuperset(found):
        raise RuleBroken(_l("Only pictures become pages of one PDF. Send the other files by themselves."))
    with a_turn():
        pages = [_opened_picture(kind, data) for kind, (data, _filename) in zip(found, sent, strict=True)]
        try:
            made = bound_together(pages, title=name, now=now)
        except DAMAGED:
            raise RuleBroken(
                _l("This picture is damaged and cannot be opened. Take it again or send another one.")
            ) from None
    if len(made) > limit_bytes:
        limit = limit_bytes // MEGABYTE
        raise RuleBroken(
            _l("These photographs are larger than %(limit)s MB together. Send fewer of them.", limit=limit)
        )
    return Accepted(made, f"{safe_filename(name)}.pdf", Kind.PDF.value, len(pages))


def inspect(data: bytes, filename: str, *, limit_bytes: int = 10 * MEGABYTE, kinds: frozenset[Kind] = ALL) -> Inspected:
    """What the file is; raises RuleBroken with a sentence that says what is wrong and what to do."""
    kind = _kind(data, filename, limit_bytes, kinds)
    if kind is Kind.PDF:
        return Inspected(kind.value, pdf_pages(data))
    with a_turn():
        if kind is Kind.DOCX:
            check_docx(data)
        else:
            _opened_picture(kind, data)
    return Inspected(kind.value, None)


def _kind(data: bytes, filename: str, limit_bytes: int, kinds: frozenset[Kind]) -> Kind:
    if not data:
        raise RuleBroken(_l("This file is empty. Choose it again, or another one."))
    if len(data) > limit_bytes:
        limit = limit_bytes // MEGABYTE
        raise RuleBroken(_l("This file is larger than %(limit)s MB. Send a smaller one.", limit=limit))
    kind = _recognised(data)
    if kind is None or kind not in kinds:
        raise RuleBroken(_l("This kind of file is not accepted. Send one of these: %(kinds)s.", kinds=_names(kinds)))
    ending = PurePosixPath(filename.replace("\\", "/").lower()).suffix
    if _ENDINGS.get(ending) is not kind and not {_ENDINGS.get(ending), kind} <= PICTURES:
        raise RuleBroken(
            _l("The name of this file does not fit what is in it. Save it again as %(kind)s.", kind=kind.name)
        )
    return kind


def _names(kinds: frozenset[Kind]) -> str:
    return " · ".join(kind.name for kind in Kind if kind in kinds)


def _recognised(data: bytes) -> Kind | None:
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return Kind.DOCX if data.startswith(b"PK\x03\x04") else None


def _opened_picture(kind: Kind, data: bytes) -> bytes:
    """The picture, which opens completely; HEIC has become JPEG."""
    try:
        picture = to_jpeg(data) if kind is Kind.HEIC else data
        picture_size(picture)
    except (PictureTooLarge, HeicTooLarge):
        raise RuleBroken(_l("This picture has too many pixels. Send a smaller one.")) from None
    except DAMAGED:
        raise RuleBroken(
            _l("This picture is damaged and cannot be opened. Take it again or send another one.")
        ) from None
    return picture
