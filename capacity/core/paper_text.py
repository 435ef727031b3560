"""What is copied out of a paper, or searched for in it, is what its reader sees.

Arabic draws some pairs of letters as one sign (lam and alef in nearly every line). A PDF says of each sign
which letters it is, and several viewers, that of Chromium among them, turn those of an Arabic sign round:
whoever copied «الإنسان» got «اإلنسان», and a search found nothing. Unicode has a letter for each of these pairs
by itself, which every viewer puts in its place and reads as the two.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache

import pikepdf

_SEVERAL = re.compile(rb"(<[0-9A-F]{4}>) <([0-9A-F]{8})>")
PAIR = 2
_FIRST_FORM, _LAST_FORM = 0xFB50, 0xFEFC
"""The pairs of Arabic letters that are drawn as one lie between these (Arabic Presentation Forms A and B)."""


def make_copyable(paper: bytes) -> bytes:
    """The same PDF, in which each sign for two Arabic letters stands for them in their order; the same input gives the
    same bytes."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as document:
        for one in document.objects:
            if isinstance(one, pikepdf.Dictionary) and pikepdf.Name.ToUnicode in one:
                said = one.ToUnicode.read_bytes()
                one.ToUnicode.write(_SEVERAL.sub(_as_one, said))
        document.save(made, deterministic_id=True)
    return made.getvalue()


def _as_one(said: re.Match[bytes]) -> bytes:
    sign, letters = said.groups()
    form = _forms().get(bytes.fromhex(letters.decode("ascii")).decode("utf-16-be", "replace"))
    return b"%b <%04X>" % (sign, ord(form)) if form else said.group()


@cache
def _forms() -> dict[str, str]:
    """By two Arabic letters: the sign that is both."""
    found: dict[str, str] = {}
    for sign in map(chr, range(_FIRST_FORM, _LAST_FORM + 1)):
        letters = unicodedata.normalize("NFKC", sign)
        if len(letters) == PAIR and letters.isalpha():
            found.setdefault(letters, sign)
    return found
