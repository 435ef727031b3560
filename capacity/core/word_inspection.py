"""What a Word document holds beside its text: what acts, carries files, asks elsewhere or swells is refused."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 100 * MEGABYTE
LARGEST_PART = 24 * MEGABYTE
MOST_PARTS = 5_000
MOST_COLUMNS = 63  # of a table, as Word has it
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
)
_FETCHING_FIELD = re.compile(r"\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b")
_ON_THIS_MACHINE = re.compile(r"(file:///)?[a-z]:[/\\]|(?![a-z]+:|[/\\])", re.IGNORECASE)
_CARRIED = re.compile(r"/(oleObject|control|aFChunk|frame|subDocument|vbaProject|attachedToolbars)$")
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']")
_PLAIN = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
_STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments|glossary/document)\.xml")


class _Acts(Exception):
    """It runs, fetches or carries something."""


class _Swells(Exception):
    """It unpacks, or unfolds, to an enormous size."""


def check_docx(data: bytes) -> None:
    """Raise RuleBroken with a sentence for what may not come in."""
    not_word = _l("This file is not a Word document (DOCX), or it is damaged. Save it again as DOCX or PDF.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive)
            names = [part.filename.lower() for part in archive.infolist()]
            locked = any(part.flag_bits & 1 for part in archive.infolist())
            if locked or len(set(names)) < len(names) or not {"[content_types].xml", "word/document.xml"} <= set(names):
                raise RuleBroken(not_word)
            _check_parts(archive)
            if archive.testzip() is not None:
                raise RuleBroken(not_word)
            is_word = WORD_MAIN.encode() in _part(archive, "[content_types].xml")
    except _Swells:
        raise RuleBroken(_l("This document unpacks to an enormous size and is refused. Send it as PDF.")) from None
    except _Acts:
        raise RuleBroken(
            _l("This document contains macros or attached files. Save it without them, or as PDF.")
        ) from None
    except _BROKEN:
        raise RuleBroken(not_word) from None
    if not is_word:
        raise RuleBroken(not_word)


def _check_size(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _Swells


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    found = next(part for part in archive.infolist() if part.filename.lower() == name)
    if found.file_size > LARGEST_PART:
        raise _Swells
    with archive.open(found) as opened:
        return opened.read(LARGEST_PART)  # a bound, because the size that the part declares may be a lie


def _is_plain(part: bytes) -> bool:
    """Whether it is written in UTF-8, as every program that writes such documents does: in another way of writing,
    what is looked for by its letters would not be found."""
    said = _DECLARED.match(part)
    return b"\0" not in part[:4] and (said is None or said[1].lower() in _PLAIN)


def _check_parts(archive: zipfile.ZipFile) -> None:
    for name in (part.filename.lower() for part in archive.infolist()):
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or _acts(name):
            raise _Acts
        if name == "[content_types].xml":
            if b"macro" in (part := _part(archive, name)).lower() or not _is_plain(part):
                raise _Acts
        elif name.endswith(".rels"):
            _check_relations(_part(archive, name))
        elif _STORIES.fullmatch(name):
            _check_story(_part(archive, name))
        elif name.endswith(".xml") and (b"<!DOCTYPE" in (part := _part(archive, name)) or not _is_plain(part)):
            raise _Acts
        elif "/embeddings/" in name:
            _check_sheet(_part(archive, name))


def _acts(name: str) -> bool:
    """Macros, controls, and attached files; the workbook behind a chart is none of these."""
    attached = "/embeddings/" in name and not name.endswith(".xlsx")
    return attached or "/activex/" in name or "vbaproject" in name or "vbadata" in name


def _check_sheet(data: bytes) -> None:
    """The workbook behind a chart: no macros, no bomb; anything else that is carried along is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive)
            names = {part.filename.lower() for part in archive.infolist()}
    except zipfile.BadZipFile:
        raise _Acts from None
    if "xl/workbook.xml" not in names or any("vba" in name or "/embeddings/" in name for name in names):
        raise _Acts


def _elements(part: bytes) -> Iterator[etree._Element]:
    """Every element; a document type is refused, as entities can fetch or swell."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(part, parser)
    if root.getroottree().docinfo.doctype:
        raise _Acts
    found: Iterator[etree._Element] = root.iter(etree.Element)
    return found


def _check_relations(part: bytes) -> None:
    """Opening the document loads nothing from elsewhere: links may lead out, templates lie on one's machine."""
    for relation in _elements(part):
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        if _CARRIED.search(kind):
            raise _Acts
        if relation.get("TargetMode", "").lower() != "external" or kind.endswith("/hyperlink"):
            continue
        if not kind.endswith("/attachedTemplate") or not _ON_THIS_MACHINE.match(target):
            raise _Acts


def _check_story(part: bytes) -> None:
    """No cell is too wide, no field fetches or starts anything; its name may be in pieces, but not by another field."""
    opened: list[str] = []
    for element in _elements(part):
        _check_width(element)
        if element.tag == f"{_WORD}fldSimple":
            _check_field(element.get(f"{_WORD}instr", ""))
        elif element.tag == f"{_WORD}instrText" and opened:
            opened[-1] += element.text or ""
        elif element.tag == f"{_WORD}fldChar":
            kind = element.get(f"{_WORD}fldCharType")
            if kind == "begin":
                if opened and not opened[-1].strip():
                    raise _Acts
                opened.append("")
            elif opened:
                _check_field(opened[-1])
                if kind == "end":
                    opened.pop()


def _check_field(words: str) -> None:
    if _FETCHING_FIELD.match(words.upper()):
        raise _Acts


def _check_width(element: etree._Element) -> None:
    """A cell that claims millions of columns is read as so many cells by some programs."""
    if element.tag == f"{_WORD}gridSpan" and int(element.get(f"{_WORD}val", "1")) > MOST_COLUMNS:
        raise _Swells
