"""The charter that an association signs with its seat: versions of its text, and the hash over what was signed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from capacity.core.languages import Localized


@dataclass(frozen=True, slots=True)
class Charter:
    """A version of the text, as it is shown and signed."""

    version: int
    text: Localized
    written_at: datetime | None = None

    def sha256(self, language: str) -> str:
        """The hash of the text in one language."""
        return hashlib.sha256(self.text.get(language, "").encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Signing:
    """What a person does when they sign: their name and role, the language and hash of the text they read."""

    name: str
    role: str
    language: str
    sha256: str


def signed_sha256(
    *, text: str, version: int, number: str, association: str, name: str, role: str, signed_at: datetime
) -> str:
    """The hash over the text, who signed it, for whom and when."""
    said = {
        "association": association,
        "charter": text,
        "name": name,
        "number": number,
        "role": role,
        "signed_at": signed_at.isoformat(),
        "version": version,
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
