"""Names that files bear when they are downloaded."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
LONGEST_ENDING = 10
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_filename(name: str, default: str = "file") -> str:
    """A name fit for download anywhere: no path, no control or direction marks; letters of any script are kept.

    >>> safe_filename("../وصل الإيداع?.pdf")
    'وصل الإيداع.pdf'
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in _UNSHOWN)
    clean = " ".join(re.sub(r'[<>:"|?*%;]', "", kept).split()).rstrip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return clean[:LONGEST_NAME].strip(" .") or default
    return f"{stem[: LONGEST_NAME - LONGEST_ENDING - 1].strip(' .') or default}.{ending}"
