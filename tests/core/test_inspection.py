"""Files are judged by what is in them; what may not come in is refused with a reason."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from capacity.core.errors import RuleBroken
from capacity.core.inspection import PICTURES, Kind, accept, inspect
from capacity.core.word_inspection import WORD_MAIN

TYPES = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD_MAIN}"/></Types>'


HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9j"
    "AAAAAERAAAIAAQAAAAAB4gABAAAAAAAAABsAAgAAAAAB/QABAAAAAAAAADAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "ABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNg"
    "AAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZE"
    "AcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAIAAAAAEAAAAAAAAAAv///+AA"
    "AAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAU21kYXQAAAAX"
    "KAGvGYDvSaW//+KGH/mta/6/rWmPm4AAAAAGRXhpZgAATU0AKgAAAAgAAQEPAAIAAAAMAAAAGgAAAABTRUNSRVRQSE9ORQA="
)
"""A red picture of 64 by 32 points as a phone writes it; its EXIF names the device SECRETPHONE."""


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **options: object) -> bytes:
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.add_blank_page()
    if change is not None:
        change(document)
    document.save(target, **options)
    return target.getvalue()


def docx(types: str = TYPES, **parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name, content in {"word/document.xml": b"<document/>", **parts}.items():
            archive.writestr(name, content)
    return target.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, kind, **options)
    return target.getvalue()


def refused(data: bytes, filename: str, **options: object) -> str:
    with pytest.raises(RuleBroken) as broken:
        inspect(data, filename, **options)  # type: ignore[arg-type]
    return str(broken.value.message)


@pytest.mark.parametrize(
    ("data", "filename", "media_type", "pages"),
    [
        (pdf(), "statuts.PDF", "application/pdf", 2),
        (docx(), "récépissé.docx", Kind.DOCX.value, None),
        (picture(), "وصل.jpeg", "image/jpeg", None),
        (picture("PNG"), "a.png", "image/png", None),
        (HEIC, "IMG_0001.HEIC", "image/heic", None),
        (picture("PNG"), "really-a-png.jpg", "image/png", None),
    ],
)
def test_what_is_allowed_is_recognised(data: bytes, filename: str, media_type: str, pages: int | None) -> None:
    found = inspect(data, filename)
    assert (found.media_type, found.pages) == (media_type, pages)


def test_an_empty_file_is_refused() -> None:
    assert "empty" in refused(b"", "a.pdf")


def test_a_large_file_is_refused_with_the_limit() -> None:
    assert "1 MB" in refused(b"x" * (2**20 + 1), "a.pdf", limit_bytes=2**20)


@pytest.mark.parametrize("data", [b"MZ\x90\0", b"<html>", b"GIF89a", b"%!PS", b"\0" * 50, b"<svg/>", b"x%PDF-1.7"])
def test_another_kind_is_refused_with_those_allowed(data: bytes) -> None:
    assert "PDF · DOCX · JPEG · PNG · HEIC" in refused(data, "a.pdf")


def test_a_kind_that_this_question_does_not_take_is_refused() -> None:
    assert "JPEG · PNG · HEIC" in refused(pdf(), "a.pdf", kinds=PICTURES)


@pytest.mark.parametrize(
    ("data", "filename"), [(pdf(), "a.docx"), (docx(), "a.pdf"), (picture(), "a.pdf"), (pdf(), "a.exe"), (pdf(), "a")]
)
def test_a_disguised_file_is_refused(data: bytes, filename: str) -> None:
    assert "name of this file" in refused(data, filename)


def test_an_encrypted_pdf_is_refused() -> None:
    for user in ("", "phrase"):
        data = pdf(encryption=pikepdf.Encryption(owner="owner", user=user))
        assert "password" in refused(data, "a.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\nrubbish\n%%EOF", pdf()[:200]])
def test_a_broken_pdf_is_refused(data: bytes) -> None:
    assert "damaged" in refused(data, "a.pdf")


def open_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])


def attachment(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


def page_script(document: pikepdf.Pdf) -> None:
    script = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1"))
    document.pages[1].AA = pikepdf.Dictionary(O=script)


@pytest.mark.parametrize("change", [open_script, launch, attachment, page_script])
@pytest.mark.parametrize("packed", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_a_pdf_that_acts_is_refused(change: Callable[[pikepdf.Pdf], None], packed: pikepdf.ObjectStreamMode) -> None:
    assert "programs" in refused(pdf(change, object_stream_mode=packed), "a.pdf")


def test_a_pdf_whose_objects_unpack_to_an_enormous_size_is_refused() -> None:
    packed = zlib.compress(b" " * (120 * 2**20), 9)
    objects = b"1 0 obj<</Type/Catalog/Pages 3 0 R>>endobj 2 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
    body = b"%PDF-1.5\n" + objects + str(len(packed)).encode() + b">>stream\n" + packed + b"\nendstream endobj\n"
    assert "damaged" in refused(body + b"trailer<</Root 1 0 R/Size 4>>\n%%EOF", "a.pdf")


def test_a_pdf_with_links_and_a_first_page_is_welcome() -> None:
    def harmless(document: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
        document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=link)])
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])

    assert inspect(pdf(harmless), "a.pdf").pages == 2


@pytest.mark.parametrize(
    "data",
    [
        docx(TYPES.replace("document.main+xml", "document.macroEnabled.main+xml")),
        docx(**{"word/vbaProject.bin": b"x"}),
        docx(**{"word/embeddings/oleObject1.bin": b"x"}),
        docx(
            **{"word/_rels/settings.xml.rels": b'<R Type="/attachedTemplate" Target="http://h" TargetMode="External"/>'}
        ),
        docx(**{"word/_rels/document.xml.rels": b'<R Type="x/oleObject" Target="mhtml:x" TargetMode="External"/>'}),
    ],
)
def test_a_document_that_acts_is_refused(data: bytes) -> None:
    assert "macros" in refused(data, "a.docx")


def test_a_chart_a_link_and_the_usual_template_are_welcome() -> None:
    relations = (
        b'<Rs><R Type="x/hyperlink" Target="https://example.org" TargetMode="External"/>'
        b'<R Type="x/attachedTemplate" Target="file:///C:/Normal.dotm" TargetMode="External"/></Rs>'
    )
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    parts = {"word/embeddings/Sheet1.xlsx": sheet.getvalue(), "word/_rels/document.xml.rels": relations}
    inspect(docx(**parts), "a.docx")


@pytest.mark.parametrize(
    "data", [docx("<Types/>"), b"PK\x03\x04" + b"x" * 60, docx()[:-10], docx()[:60] + bytes(5) + docx()[65:]]
)
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    assert "not a Word document" in refused(data, "a.docx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "enormous" in refused(docx(**{"word/media/a.bin": b"\0" * (101 * 2**20)}), "a.docx")


def png_header(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


@pytest.mark.parametrize("side", [8_000, 10_000, 60_000])
def test_a_flood_of_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    assert "pixels" in refused(png_header(side, side), "a.png")


@pytest.mark.parametrize("data", [picture(size=(400, 400))[:300], b"\xff\xd8\xff" + b"x" * 50, png_header(10, 10)])
def test_a_damaged_picture_is_refused(data: bytes) -> None:
    assert "damaged" in refused(data, "a.png")


def tagged(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825)[2] = (34.0, 1.0, 2.0)
    return exif


def test_a_photo_loses_its_place_and_device_and_stands_upright() -> None:
    data = picture(exif=tagged(6), comment=b"SECRETCOMMENT")
    assert b"SECRETPHONE" in data
    good = accept(data, "IMG 1.JPG")
    assert (good.media_type, good.filename) == ("image/jpeg", "IMG 1.JPG")
    assert b"SECRET" not in good.data
    clean = Image.open(io.BytesIO(good.data))
    assert clean.size == (20, 40)
    assert not clean.getexif()


def test_a_phone_s_heic_becomes_a_jpeg() -> None:
    assert b"SECRETPHONE" in HEIC
    good = accept(HEIC, "IMG_0001.HEIC")
    assert (good.media_type, good.filename) == ("image/jpeg", "IMG_0001.jpg")
    assert b"SECRET" not in good.data
    assert inspect(good.data, good.filename).media_type == "image/jpeg"
    assert Image.open(io.BytesIO(good.data)).size == (64, 32)


@pytest.mark.parametrize("where", range(10, 520, 45))
def test_a_damaged_heic_brings_nobody_down(where: int) -> None:
    for filled in (b"\0", b"\xff"):
        with suppress(RuleBroken):
            accept(HEIC[:where] + filled * 8 + HEIC[where + 8 :], "a.heic")


def test_a_png_loses_its_words_and_keeps_its_transparency() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (5, 5), (1, 2, 3, 0)).save(target, "PNG", exif=tagged(1))
    good = accept(target.getvalue(), "logo.png")
    assert b"SECRETPHONE" not in good.data
    assert Image.open(io.BytesIO(good.data)).getpixel((0, 0)) == (1, 2, 3, 0)


def test_documents_are_kept_byte_for_byte() -> None:
    data = pdf()
    assert accept(data, "../وصل.pdf") == accept(data, "وصل.pdf")
    assert accept(data, "وصل.pdf").data == data


@settings(max_examples=150)
@given(
    start=st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"]),
    rest=st.binary(max_size=300),
    ending=st.sampled_from(["pdf", "jpg", "png", "docx", "heic"]),
)
def test_rubbish_is_refused_and_never_crashes(start: bytes, rest: bytes, ending: str) -> None:
    with pytest.raises(RuleBroken):
        inspect(start + rest, f"a.{ending}")


@settings(max_examples=100)
@given(
    where=st.integers(min_value=0),
    flip=st.integers(1, 255),
    which=st.sampled_from(["pdf", "docx", "jpg", "png"]),
)
def test_one_altered_byte_never_crashes(where: int, flip: int, which: str) -> None:
    whole = {"pdf": pdf, "docx": docx, "jpg": picture, "png": lambda: picture("PNG")}[which]()
    data = bytearray(whole)
    data[where % len(data)] ^= flip
    with suppress(RuleBroken):  # refused in words is as good as accepted
        accept(bytes(data), f"a.{which}")
