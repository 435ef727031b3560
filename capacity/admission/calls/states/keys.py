"""Short keys of what is written by hand: answers, conditions and columns of exports know a part by its key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from itertools import count

from capacity.core.spelling import fold

LETTERS_MIN = 3


def fresh_key(words: str, taken: Collection[str]) -> str:
    """A short key for something written by hand, unlike those taken: ``expected_impact``, ``expected_impact_2``.

    Words in another script have a fingerprint for a key: what two calls ask in other words never stands in one column
    only because neither was translated yet.
    """
    folded = fold(words)
    plain = re.sub(r"[^a-z0-9]+", "_", folded).strip("_")[:40]
    if not folded.isascii() and sum(map(str.isalpha, plain)) < LETTERS_MIN:
        plain = f"item_{hashlib.sha256(folded.encode()).hexdigest()[:8]}"
    plain = plain or "item"
    if plain not in taken:
        return plain
    return next(name for number in count(2) if (name := f"{plain}_{number}") not in taken)
