"""How many words a text has: the same on the server, in the browser (``static/js/counter.js``) and for every script.

A word is what stands between blanks and holds at least one letter or digit: a dash, a guillemet or a question mark
standing alone is none, and an Arabic conjunction written to its word is not counted apart.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile("[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")


def count_words(text: str) -> int:
    """The number of words.

    >>> count_words("Que faire\u00a0?"), count_words("صِفوا عملا قمتم به – في جهتكم")
    (2, 6)
    """
    return sum(piece[0].isalnum() or _holds_a_sign(piece) for piece in _BLANKS.split(text) if piece)


def _holds_a_sign(piece: str) -> bool:
    return any(unicodedata.category(sign)[0] in "LN" for sign in piece)
