"""How many words a text has: the same on the server, in the browser (``static/js/counter.js``) and for every script.

A word is what stands between blanks and holds at least one letter or digit: a dash, a guillemet or a question mark
standing alone is none, nor is the stroke that only lengthens a word (kashida), and an Arabic conjunction written to its
word is not counted apart.
"""

from __future__ import annotations

import re

_BLANKS = "\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_FROM_ITS_FIRST_SIGN = re.compile(f"[^\\W_\u0640][^{_BLANKS}]*")


def count_words(text: str) -> int:
    """The number of words.

    >>> count_words("Que faire\u00a0?"), count_words("صِفوا عملا قمتم به – في جهتكم")
    (2, 6)
    """
    return len(_FROM_ITS_FIRST_SIGN.findall(text))
