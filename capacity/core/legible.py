"""Signs that word processors leave in a text that is pasted from them: nobody sees them, and no database keeps them."""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n?|[\v\f]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def legible(text: str) -> str:
    """The text without them; their breaks of lines and pages become line breaks.

    >>> legible("Une ligne\x0bet sa suite\x07")
    'Une ligne\\net sa suite'
    """
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))
