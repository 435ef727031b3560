"""How the cast is written: parallel Arabic and Latin lists, folding, French elision."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_ARABIC_FOLDS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""})
_VOWELS = "aeiouàâéèêëîïôœAEIOUÀÂÉÈÊËÎÏÔŒ"


class Pair(NamedTuple):
    """The same words in Latin letters (or French) and in Arabic."""

    fr: str
    ar: str


def pairs(text: str) -> tuple[Pair, ...]:
    """Read ``Latin = عربي`` entries separated by semicolons or line ends."""
    entries = (entry.split("=") for entry in re.split(r"[;\n]", text) if entry.strip())
    return tuple(Pair(fr.strip(), ar.strip()) for fr, ar in entries)


def folded(text: str) -> str:
    """Letters and digits only, without case, accents or the variants of Arabic letters."""
    plain = unicodedata.normalize("NFKD", text.translate(_ARABIC_FOLDS))
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def slug(text: str) -> str:
    """ASCII letters and hyphens, for an address of electronic mail."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def of(place: str) -> str:
    """``de Zagora``, ``d’Azilal``: French elides before a vowel."""
    return f"d’{place}" if place[0] in _VOWELS else f"de {place}"
