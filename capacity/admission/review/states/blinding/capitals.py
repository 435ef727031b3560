"""Words that may be names nobody told the service: a help for who reads a copy through, never a promise."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from capacity.core.spelling import fold

_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w’'-]{2,}")
_ENDS = frozenset(".!?…:•\n")


def perhaps_names(text: str, common: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where a word has a capital letter, begins no sentence, and is neither an ordinary word nor a place."""
    for found in _CAPITAL.finditer(text):
        before = text[: found.start()].rstrip(' \u00a0«“"(–-\t')
        begins = not before or before[-1] in _ENDS
        if not begins and not set(fold(found.group()).split()) <= set(common):
            yield found.start(), found.end()
