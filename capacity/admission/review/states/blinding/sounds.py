"""How a name sounds, so that one spelling is known by another, in Latin letters or across the two scripts.

Moroccan names are written down by ear: Hamdaoui, Hamdawi, El Hamdaouy, الحمداوي. A sound is a string of consonants and
of three vowels (a, i, u); ``$`` is sh, ``x`` kh, ``G`` gh.
"""

from __future__ import annotations

import re
from functools import lru_cache

_HEARD = (
    ("tch", "$"), ("dj", "j"), ("ch", "$"), ("sh", "$"), ("kh", "x"), ("gh", "G"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("ee", "i"), ("ou", "u"), ("oo", "u"), ("ck", "k"), ("qu", "k"), ("q", "k"),
)  # fmt: skip
_LETTERS = str.maketrans({"c": "k", "v": "f", "p": "b", "y": "i", "w": "u", "o": "u", "e": "a"})
_SOFT_C = re.compile(r"c(?=[eiy])")
_SOFT_G = re.compile(r"g(?=[eiy])")
_HARD_G = re.compile(r"gu(?=[eiy])")
_TWICE = re.compile(r"(.)\1+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_VOWELS = "[aiu]{0,2}"
_LATIN_OF = {
    "ب": "b", "ت": "t", "ط": "t", "ث": "[ts]", "ج": "[jg]", "ح": "h", "ه": "h?", "خ": "[xk]h?", "د": "d", "ض": "d",
    "ذ": "[dz]", "ظ": "[dz]", "ر": "r", "ز": "z", "س": "s", "ص": "s", "ش": r"\$", "ع": "", "غ": "[Gg]", "ف": "f",
    "ق": "[kg]", "ك": "[kg]", "ل": "l", "م": "m", "ن": "n", "و": "u", "ي": "i", "ا": "[ai]",
}  # fmt: skip
_ARABIC_OF = {
    "b": "ب", "t": "[تطث]", "j": "[جغ]", "g": "[كقغج]", "h": "[حه]", "x": "خ", "d": "[دضذظ]", "r": "ر", "z": "[زذظ]",
    "s": "[سصث]", "$": "ش", "G": "غ", "f": "[ف]", "k": "[كق]", "l": "ل", "m": "م", "n": "ن",
}  # fmt: skip


def is_arabic(word: str) -> bool:
    """Whether a word is written in Arabic letters."""
    return _ARABIC.search(word) is not None


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """How a folded word in Latin letters sounds.

    >>> sound("hamdaoui") == sound("hamdawi") == sound("hemdaouy")
    True
    """
    heard = _SOFT_G.sub("j", _HARD_G.sub("9", word)).replace("9", "g")
    heard = _SOFT_C.sub("s", heard)
    for written, spoken in _HEARD:
        heard = heard.replace(written, spoken)
    heard = _TWICE.sub(r"\1", heard.translate(_LETTERS))
    return heard.removesuffix("h") if len(heard) > 2 else heard


@lru_cache(maxsize=2_000)
def heard_as(arabic: str) -> re.Pattern[str]:
    """The sounds that a folded Arabic word may have in Latin letters, its article left out."""
    parts = [_LATIN_OF.get(letter, "") for letter in arabic]
    return re.compile(f"^{_VOWELS}{_VOWELS.join(parts)}{_VOWELS}$")


@lru_cache(maxsize=2_000)
def written_as(latin: str) -> re.Pattern[str]:
    """How a folded word in Latin letters may be written in Arabic, without its article.

    A vowel may be written or not, but for one that ends the word, and for a ``u`` before another vowel.
    """
    heard, parts = sound(latin), []
    for place, letter in enumerate(heard):
        after = heard[place + 1 : place + 2]
        if letter == "u":
            parts.append("و" if after and after in "ai" else "و?")
        elif letter == "i":
            parts.append("ي?" if after else "ي")
        elif letter == "a":
            parts.append("[اعي]{0,2}" if after else "[اه]?")
        else:
            parts.append(_ARABIC_OF.get(letter, re.escape(letter)) + "ع?")
    return re.compile("^" + "".join(parts) + "$")
