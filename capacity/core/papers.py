"""Certificates, receipts, registers and letters as PDF.

A paper is a typst template under ``templates/``; what it says arrives as data, never as template text, so that nothing
a person typed is read as markup. Fonts come with the software, so that a paper is the same on every machine.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno
import typst
from fontTools.ttLib import TTFont

from capacity.core.config import resource
from capacity.core.languages import direction, in_language
from capacity.core.languages import gettext as _
from capacity.core.paper_text import make_copyable

FONT_PACKAGE = "fontpkg_ibm_plex_sans_arabic"
_FACES = Path(str(files(FONT_PACKAGE))) / "files"

_FROM_THE_RIGHT, _EITHER_WAY = b"/Direction/R2L>>", b"              >>"
"""What typst says of a paper in Arabic, and nothing in its place: a browser takes it for the direction of every line,
and copies a fingerprint or a Latin name in pieces from the end. Without it each line is read by its own letters."""


def render(
    template: str,
    data: Mapping[str, object],
    *,
    language: str,
    dated: datetime | None = None,
    accessible_or_fail: bool = False,
    archived: bool = False,
    joined: Mapping[str, bytes] | None = None,
) -> bytes:
    """The paper as a tagged PDF.

    ``template`` is a path under ``templates/``; ``data`` holds words already in the paper's language, numbers, lists
    and mappings. ``dated`` is the moment the PDF names as its making: the same input and moment give the same bytes.
    ``accessible_or_fail`` refuses a paper that breaks PDF/UA, a missing letter among others; tests ask for it.
    ``archived`` makes PDF/A-3 (level A), to be read in many years; a sign that the face lacks is shown as ``?`` there.
    ``joined`` are files that the template reads or attaches, by their path from the root.
    """
    root = resource("templates").resolve()
    path = (root / template).resolve()
    if not path.is_relative_to(root) or path.suffix != ".typ" or not path.is_file():
        raise FileNotFoundError(template)
    said = json.loads(json.dumps(_paper(data, language), ensure_ascii=True, default=_plain))
    with _root_with(joined or {}, root, template) as folder:
        made = typst.compile(
            str(folder / template),
            root=str(folder),
            font_paths=_fonts(),
            sys_inputs={"paper": json.dumps(_showable(said) if archived else said, ensure_ascii=True)},
            pdf_standards=["a-3a"] if archived else ["ua-1"] if accessible_or_fail else [],
            timestamp=dated.replace(microsecond=0) if dated is not None else None,
        )
    if not isinstance(made, bytes):
        raise TypeError("typst made no PDF")
    return make_copyable(made.replace(_FROM_THE_RIGHT, _EITHER_WAY, 1))


def picture(template: str, data: Mapping[str, object], *, language: str) -> bytes:
    """A paper of one page as a PNG, one pixel for each point of its size."""
    root = resource("templates").resolve()
    drawn = typst.compile(
        str(root / template),
        root=str(root),
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(_paper(data, language), ensure_ascii=True, default=_plain)},
        format="png",
        ppi=72,
    )
    if not isinstance(drawn, bytes):
        raise TypeError("typst drew no picture of one page")
    return drawn


@contextmanager
def _root_with(joined: Mapping[str, bytes], templates: Path, template: str) -> Iterator[Path]:
    """The templates' folder; with files joined, a passing one with the template and them, that leads to the rest."""
    if not joined:
        yield templates
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _lead_to(templates, folder, Path(template).parts)
        for path, content in joined.items():
            place = (folder / path).resolve()
            if not place.is_relative_to(folder.resolve()) or place.exists():
                raise ValueError("a joined file has a place of its own")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        yield folder


def _lead_to(templates: Path, folder: Path, parts: tuple[str, ...]) -> None:
    """Copy the one file that is drawn, as it has to lie inside the folder; everything else is led to."""
    for child in templates.iterdir():
        if child.name != parts[0]:
            (folder / child.name).symlink_to(child)
        elif len(parts) == 1:
            shutil.copyfile(child, folder / child.name)
        else:
            (folder / child.name).mkdir()
            _lead_to(child, folder / child.name, parts[1:])


def _showable(said: Any) -> Any:
    """The same words with a question mark for each sign that the face does not hold; archives refuse such signs."""
    if isinstance(said, dict):
        return {name: _showable(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_showable(value) for value in said]
    if isinstance(said, str):
        return "".join(sign if ord(sign) in _signs() or sign.isspace() else "?" for sign in said)
    return said


@cache
def _signs() -> frozenset[int]:
    """What the face of the papers holds in both of its weights."""
    faces = [TTFont(_FACES / f"IBMPlexSansArabic-{weight}.ttf", lazy=True) for weight in ("Regular", "SemiBold")]
    return frozenset.intersection(*(frozenset(face.getBestCmap()) for face in faces))


def qr_svg(text: str) -> str:
    """A QR code as SVG, to be put into ``data`` and drawn by ``qr`` of the letterhead; dark on transparent."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="svg", border=0, xmldecl=False, svgns=True, dark="#1a231f")
    return drawn.getvalue().decode("utf-8")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FACES)])


def _paper(data: Mapping[str, object], language: str) -> dict[str, object]:
    with in_language(language):
        words = {
            "programme": _("Capacity building for associations"),
            "ministry": _("Ministry of State for Human Rights"),
            "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
            "reference": _("Reference"),
            "qr": _("Code to scan"),
        }
    return {"language": language, "direction": direction(language), "words": words, "data": dict(data)}


def _plain(value: object) -> object:
    """What JSON does not know: days as ISO text, mappings and lazy words as what they hold."""
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else str(value)
