"""The same word, however it was typed: Arabic and Latin letters folded, names compared.

Folding is for finding and comparing only; what people wrote is stored and shown as they wrote it.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

_ALIKE = str.maketrans(
    {
        # Arabic letters that are typed one for another, and Maghrebi or Persian letters for their Arabic neighbours
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
        "ک": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك", "ڤ": "ف", "ڥ": "ف", "پ": "ب", "چ": "ج", "ء": None, "ـ": None,
        # Latin letters that no decomposition touches
        "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th", "ə": "e",
        "ʿ": None, "ʾ": None, "ʻ": None, "ʼ": " ",
    }
)  # fmt: skip

_GENERIC_LATIN = """association associations assoc asso ass organisation organization ong ngo osc
    le la les l de des du d et pour en a au aux the of for and"""
_GENERIC_ARABIC = "جمعيه الجمعيه منظمه المنظمه هييه الهييه و في من اجل ل"
_GENERIC = frozenset(f"{_GENERIC_LATIN} {_GENERIC_ARABIC}".split())
_ARTICLE = re.compile(r"^و?ال(?=..)")


def fold(text: str) -> str:
    """Lower-case words and digits 0-9 separated by single spaces; accents, vowel signs and punctuation are gone.

    The Arabic article stays. Any string is accepted: what is neither letter nor digit separates words.

    >>> fold("L'Œuvre d’Él-Ḥajeb")
    'l oeuvre d el hajeb'
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_ALIKE)
    return " ".join("".join(map(_folded, plain)).split())


def _folded(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() else " "
    kind = unicodedata.category(letter)
    if kind in {"Mn", "Cf", "Me"}:  # accents, vowel signs; joiners and marks of direction
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(letter))
    return letter if letter.isalnum() else " "


def name_key(text: str) -> str:
    """What distinguishes a name: folded, without articles and the words every association carries.

    >>> name_key("Association Al Amal pour la femme")
    'al amal femme'
    """
    folded = fold(text)
    telling = [_ARTICLE.sub("", word) for word in folded.split() if word not in _GENERIC]
    return " ".join(telling) or folded


def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0 to 100, whatever the order of their words; 100 when their keys are equal."""
    first, second = name_key(one), name_key(other)
    if not first or not second:
        return 0.0
    return max(fuzz.ratio(first, second), fuzz.token_sort_ratio(first, second))
