"""Papers and photos the demo's associations attach: set once per kind and language, then stamped with a name."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
import fontpkg
import pikepdf
import typst
from PIL import Image, ImageDraw

from capacity.core import facts
from capacity.demo.cast.associations import CastAssociation, Language
from capacity.demo.cast.paper_words import NOTICE, PARAGRAPHS, SIGNATURE

_WIDTH = 110
"""Characters kept free for each stamped line; a name is padded or cut to fit, so that no offset in the file moves."""
_NAME, _PLACE = b"@" * _WIDTH, b"~" * _WIDTH
_STAMP = b"q BT /Stamp 13 Tf 71 770 Td (%s) Tj ET BT /Stamp 10 Tf 71 752 Td (%s) Tj ET Q" % (_NAME, _PLACE)
_FONT = "ibm-plex-sans-arabic"


def paper(kind: str, association: CastAssociation, language: Language | None = None) -> bytes:
    """A PDF of one page for what a call asks for, headed by the association's French name and address."""
    page = _template(kind, language or association.language)
    place = f"{association.locality_fr} - {association.receipt_number}"
    return page.replace(_NAME, _line(association.name_fr)).replace(_PLACE, _line(place))


def nameless_paper(kind: str, language: Language) -> bytes:
    """The same page with the name and the address of its association hidden."""
    return _template(kind, language).replace(_NAME, _line("")).replace(_PLACE, _line(""))


def report(signed: str, language: Language) -> bytes:
    """A Word document, as one who writes by themselves sends it: what was done, who signs."""
    document = docx.Document()
    paragraphs = PARAGRAPHS["activity_report"][language]
    document.add_heading(paragraphs[0], 1)
    for words in paragraphs[1:]:
        document.add_paragraph(words)
    document.add_paragraph(f"{SIGNATURE[language]} : {signed}")
    document.core_properties.created = document.core_properties.modified = datetime(2017, 9, 1, tzinfo=UTC)
    document.save(written := io.BytesIO())
    return _packed_then(written)


def _packed_then(written: io.BytesIO) -> bytes:
    """The same parts as if they had been packed on the day that they tell: packed again, it is the same file."""
    again = io.BytesIO()
    with ZipFile(written) as parts, ZipFile(again, "w", ZIP_DEFLATED) as packed:
        for part in parts.infolist():
            packed.writestr(ZipInfo(part.filename, (2017, 9, 1, 0, 0, 0)), parts.read(part), ZIP_DEFLATED)
    return again.getvalue()


def photo(rng: Random) -> bytes:
    """A small JPEG such as a telephone takes of a stamped paper."""
    picture = Image.new("RGB", (480, 640), (rng.randint(200, 225), rng.randint(195, 215), rng.randint(180, 200)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 440, 600), fill=(250, 249, 244))
    for line in range(12):
        top = 130 + 30 * line
        draw.rectangle((80, top, rng.randint(280, 400), top + 7), fill=(70, 70, 80))
    left, top = rng.randint(220, 300), rng.randint(480, 510)
    draw.ellipse((left, top, left + 80, top + 80), outline=(40, 70, 140), width=4)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=70)
    return made.getvalue()


@cache
def _template(kind: str, language: Language) -> bytes:
    """The page of a kind, its stamp uncompressed and still empty."""
    asked = [*facts.load("documents")["document"], *facts.load("questions")["question"]]
    labels = {one["key"]: one["label"] for one in asked}
    words = {
        "lang": language,
        "title": labels[kind][language],
        "paragraphs": [_typeset(text) for text in PARAGRAPHS[kind][language]],
        "signature": SIGNATURE[language],
        "notice": NOTICE[language],
    }
    with as_file(files("capacity.demo.cast") / "specimen.typ") as source:
        compiled = typst.compile(
            str(source),
            format="pdf",
            font_paths=[str(Path(fontpkg.path(_FONT)).parent)],
            ignore_system_fonts=True,
            sys_inputs={"words": json.dumps(words, ensure_ascii=False)},
        )
    return _with_stamp(compiled)


def _with_stamp(compiled: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(compiled)) as pdf:
        page = pdf.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page.add_resource(pdf.make_indirect(font), pikepdf.Name.Font, pikepdf.Name.Stamp)
        page.contents_add(pikepdf.Stream(pdf, _STAMP))
        pdf.save(made, compress_streams=False, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def _line(text: str) -> bytes:
    r"""Exactly so many bytes of WinAnsi, parentheses and backslashes left out."""
    plain = text.translate({ord(sign): None for sign in "()\\"}).encode("cp1252", "replace")
    return plain[:_WIDTH].ljust(_WIDTH)


def _typeset(text: str) -> str:
    return text.replace(" :", "\u00a0:").replace(" ;", "\u00a0;")
