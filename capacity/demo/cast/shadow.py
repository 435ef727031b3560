"""Short passages of invented shadow reports: no person, no place small enough to recognise one."""

from __future__ import annotations

from capacity.demo.cast import shadow_ar, shadow_fr
from capacity.demo.cast.associations import Language

_PASSAGES = {"ar": shadow_ar.PASSAGES, "fr": shadow_fr.PASSAGES}
MECHANISMS = tuple(shadow_fr.PASSAGES)
"""The mechanisms the cast writes to."""


def shadow_passages(mechanism: str, language: Language) -> dict[str, str]:
    """What stands under each section of the outline; ``KeyError`` for a mechanism the cast does not write to."""
    passages = _PASSAGES[language][mechanism]
    if language == "ar":
        return dict(passages)
    return {
        key: text.replace(" :", "\u00a0:").replace(" ?", "\u00a0?").replace(" ;", "\u00a0;")
        for key, text in passages.items()
    }
