"""Certificates, receipts, registers and letters as PDF.

A paper is a typst template under ``templates/``; what it says arrives as data, never as template text, so that nothing
a person typed is read as markup. Fonts come with the software, so that a paper is the same on every machine.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import segno
import typst

from capacity.core.config import resource
from capacity.core.languages import direction, in_language
from capacity.core.languages import gettext as _

FONT_PACKAGE = "fontpkg_ibm_plex_sans_arabic"


def render(
    template: str,
    data: Mapping[str, object],
    *,
    language: str,
    dated: datetime | None = None,
    accessible_or_fail: bool = False,
) -> bytes:
    """The paper as a tagged PDF.

    ``template`` is a path under ``templates/``; ``data`` holds words already in the paper's language, numbers, lists
    and mappings. ``dated`` is the moment the PDF names as its making: the same input and moment give the same bytes.
    ``accessible_or_fail`` refuses a paper that breaks PDF/UA, a missing letter among others; tests ask for it.
    """
    root = resource("templates").resolve()
    path = (root / template).resolve()
    if not path.is_relative_to(root) or path.suffix != ".typ" or not path.is_file():
        raise FileNotFoundError(template)
    made = typst.compile(
        str(path),
        root=str(root),
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(_paper(data, language), ensure_ascii=True, default=_plain)},
        pdf_standards=["ua-1"] if accessible_or_fail else [],
        timestamp=dated.replace(microsecond=0) if dated is not None else None,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst made no PDF")
    return made


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


def qr_svg(text: str) -> str:
    """A QR code as SVG, to be put into ``data`` and drawn by ``qr`` of the letterhead; dark on transparent."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="svg", border=0, xmldecl=False, svgns=True, dark="#1a231f")
    return drawn.getvalue().decode("utf-8")


@cache
def _fonts() -> typst.Fonts:
    folder = str(Path(str(files(FONT_PACKAGE))) / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


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
