"""What a delegate may need because of a disability, in words that can be sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """What somebody may need because of a disability, so that they can take part as everybody does."""

    STEP_FREE = "step_free"
    SIGN_LANGUAGE = "sign_language"
    HEARING = "hearing"
    LARGE_PRINT = "large_print"
    BRAILLE = "braille"
    COMPANION = "companion"


@dataclass(frozen=True)
class Needs:
    """What a delegate needs, as they told it: kinds, and words of their own."""

    kinds: tuple[Need, ...]
    words: str = ""

    def written(self) -> str:
        """As one text, to be sealed."""
        return json.dumps([[kind.value for kind in self.kinds], self.words], ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Needs:
        """What ``written`` wrote."""
        kinds, words = json.loads(text)
        return cls(tuple(Need(kind) for kind in kinds), words)
