"""Names in an archive of documents: sensible in both scripts, safe on every system that opens it."""

from __future__ import annotations

import re
import unicodedata

PART_MAX = 38
"""Letters of each script in a name: a name stays under 255 bytes, as every file system wants, and a document with its
folder under 180 letters: Windows unpacks nothing whose whole path has more than 259, the folders above it with them."""
ENDING_MAX = 6
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_part(text: str, limit: int = PART_MAX) -> str:
    """What stands between two slashes: no path, no control or direction marks, no name that a system keeps for itself.

    >>> safe_part("../../con"), safe_part("NUL.txt"), safe_part("Al/Amal: 2018. ")
    ('con_', 'NUL_.txt', 'Al Amal 2018')
    """
    kept = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) not in _UNSHOWN)
    plain = _cut(_shortened(" ".join(_FORBIDDEN.sub(" ", kept).split()), limit), 2 * limit).strip(" .")
    return _RESERVED.sub(lambda found: f"{found[0]}_", plain)


def _shortened(text: str, limit: int) -> str:
    """The words that fit; a word alone is broken."""
    if len(text) <= limit:
        return text
    whole, blank, _begun = text[: limit + 1].rpartition(" ")
    return whole if blank and len(whole) > limit // 2 else text[:limit]


def _cut(text: str, most: int) -> str:
    """The beginning of a text that takes at most so many bytes."""
    return text.encode()[:most].decode(errors="ignore")


def both(french: str, arabic: str) -> str:
    """One name in both scripts, the French first; in one of them when the other is missing or the same.

    >>> both("Statuts", "القانون الأساسي")
    'Statuts – القانون الأساسي'
    """
    parts = [part for part in dict.fromkeys((safe_part(french), safe_part(arabic))) if part]
    return " – ".join(parts)


def folder_name(number: str, name_fr: str, name_ar: str) -> str:
    """The folder of an application: its number, then its association."""
    return f"{safe_part(number)} {both(name_fr, name_ar)}".strip(" .") or "0"


def file_name(place: int, label_fr: str, label_ar: str, filename: str) -> str:
    """A document in its folder: its place in the call's list, what it is, and the ending of the file as it was sent.

    >>> file_name(1, "Statuts", "القانون الأساسي", "scan.PDF")
    '01 Statuts – القانون الأساسي.pdf'
    """
    stem, dot, ending = safe_part(filename, 255).rpartition(".")
    keeps = bool(dot and stem) and ending.isalnum() and len(ending) <= ENDING_MAX
    name = f"{place:02} {both(label_fr, label_ar)}".strip(" .")
    return f"{name}.{ending.lower()}" if keeps else name


def unlike(name: str, taken: set[str]) -> str:
    """The name, or the first of ``name (2)``, ``name (3)`` that is free in any case of letters; then taken."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > ENDING_MAX or not ending.isalnum():
        stem, ending = name, ""
    found, count = name, 1
    while found.casefold() in taken:
        count += 1
        found = f"{stem} ({count}){f'.{ending}' if ending else ''}"
    taken.add(found.casefold())
    return found
