"""Signs that come along with a text that is pasted: nobody sees them, some no database keeps, some turn words about."""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n?|[\v\f\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Among them the marks that set a direction for what follows: left open, they turn the words of others that stand
behind, and a name can be made to read as another one. Which way a text runs is for the page to say."""


def legible(text: str) -> str:
    """The text without them; their breaks of lines and pages become line breaks.

    >>> legible("Une ligne\x0bet sa suite\x07, \u202efdp.exe")
    'Une ligne\\net sa suite, fdp.exe'
    """
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """What is asked for in one line, in one line, as browsers send it: a name with a paragraph in it would speak in
    letters as if it were the letter.

    >>> one_line("Salma\r\n\r\nhttps://elsewhere.example")
    'Salma https://elsewhere.example'
    """
    lines = legible(text).split("\n")
    return lines[0] if len(lines) == 1 else " ".join(line.strip() for line in lines if line.strip())
