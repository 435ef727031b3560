"""May this file come in? Its bytes are judged, never its name alone or what the browser said of it."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

import pikepdf
import pikepdf.settings

from capacity.core.errors import RuleBroken
from capacity.core.files import safe_filename
from capacity.core.heic import HeicTooLarge, to_jpeg
from capacity.core.languages import lazy_gettext as _l
from capacity.core.pictures import DAMAGED, PictureTooLarge, clean_picture, picture_size

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 100 * MEGABYTE
LARGEST_PLAN = 4 * MEGABYTE
MOST_PARTS = 5_000
MOST_PAGES = 2_000
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/XFA", "/RichMedia"})
ACTIVE_TYPES = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/EmbeddedFile", "/RichMedia"})


pikepdf.settings.set_qpdf_limits(flate_max_memory=LARGEST_UNPACKED, run_length_max_memory=LARGEST_UNPACKED)


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
    """Inspect a file and take from pictures what they tell beside the picture; an iPhone's HEIC becomes a JPEG."""
    kind = _kind(data, filename, limit_bytes, kinds)
    name = safe_filename(filename)
    if kind in PICTURES:
        opened = _opened_picture(kind, data)
        if kind is Kind.HEIC:
            return Accepted(opened, f"{PurePosixPath(name).stem}.jpg", Kind.JPEG.value, None)
        return Accepted(clean_picture(opened), name, kind.value, None)
    return Accepted(data, name, kind.value, _pages(kind, data))


def inspect(data: bytes, filename: str, *, limit_bytes: int = 10 * MEGABYTE, kinds: frozenset[Kind] = ALL) -> Inspected:
    """What the file is; raises RuleBroken with a sentence that says what is wrong and what to do."""
    kind = _kind(data, filename, limit_bytes, kinds)
    if kind in PICTURES:
        _opened_picture(kind, data)
        return Inspected(kind.value, None)
    return Inspected(kind.value, _pages(kind, data))


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


def _pages(kind: Kind, data: bytes) -> int | None:
    if kind is Kind.PDF:
        return _pdf_pages(data)
    _check_docx(data)
    return None


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


def _pdf_pages(data: bytes) -> int:
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise RuleBroken(_l("This PDF is protected by a password. Send one without protection."))
            pages = len(document.pages)
            active = any(_is_active(obj) for obj in document.objects)
    except pikepdf.PasswordError:
        raise RuleBroken(_l("This PDF is protected by a password. Send one without protection.")) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, KeyError, TypeError, AttributeError):
        raise RuleBroken(_l("This PDF is damaged and cannot be opened. Save it again and send it.")) from None
    if not 0 < pages <= MOST_PAGES:
        raise RuleBroken(_l("This PDF is damaged and cannot be opened. Save it again and send it."))
    if active:
        raise RuleBroken(_l("This PDF contains programs or attached files. Print it to a new PDF and send that one."))
    return pages


def _is_active(root: pikepdf.Object) -> bool:
    """Whether an object, or one written inside it, acts when the document is opened or carries another file."""
    waiting = [root]
    while waiting:
        obj = waiting.pop()
        if isinstance(obj, pikepdf.Array):
            waiting.extend(item for item in obj if _is_nested(item))
        elif isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
            if ACTIVE_KEYS & set(obj.keys()) or ACTIVE_TYPES & {str(obj.get("/S")), str(obj.get("/Type"))}:
                return True
            waiting.extend(item for item in obj.values() if _is_nested(item))
    return False


def _is_nested(item: object) -> bool:
    return isinstance(item, pikepdf.Array | pikepdf.Dictionary) and not item.is_indirect


def _check_docx(data: bytes) -> None:
    not_word = _l("This file is not a Word document (DOCX), or it is damaged. Save it again as DOCX or PDF.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise RuleBroken(_l("This document unpacks to an enormous size and is refused. Send it as PDF."))
            names = {part.filename.lower() for part in parts}
            if any(part.flag_bits & 1 for part in parts) or not {"[content_types].xml", "word/document.xml"} <= names:
                raise RuleBroken(not_word)
            contents = {part.filename.lower(): _plan(archive, part) for part in parts if _is_plan(part.filename)}
            if archive.testzip() is not None:
                raise RuleBroken(not_word)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, KeyError, ValueError, EOFError, OSError, RuntimeError):
        raise RuleBroken(not_word) from None
    types = contents.pop("[content_types].xml")
    if b"macro" in types.lower() or any(_acts(name) for name in names) or any(map(_fetches, contents.values())):
        raise RuleBroken(_l("This document contains macros or attached files. Save it without them, or as PDF."))
    if WORD_MAIN.encode() not in types:
        raise RuleBroken(not_word)


def _plan(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as opened:
        return opened.read(LARGEST_PLAN)  # a bound, because the size that the part declares may be a lie


def _is_plan(name: str) -> bool:
    return name.lower() == "[content_types].xml" or name.lower().endswith(".rels")


def _acts(name: str) -> bool:
    """Macros, controls, and attached files; the workbook behind a chart is none of these."""
    attached = "/embeddings/" in name and not name.endswith((".xlsx", ".docx", ".pptx"))
    return attached or "/activex/" in name or "vbaproject" in name or "vbadata" in name


def _fetches(relations: bytes) -> bool:
    """Whether opening the document would load a template or an object from elsewhere."""
    for relation in re.findall(rb"<[^<>]*TargetMode[^<>]*External[^<>]*>", relations):
        if re.search(rb"/(oleObject|frame|subDocument|aFChunk)[\"']", relation):
            return True
        if b"/attachedTemplate" in relation and re.search(
            rb"Target\s*=\s*[\"'](?!file:)[a-z]+:", relation, re.IGNORECASE
        ):
            return True
    return False


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
