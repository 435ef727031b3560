"""What the members of the committee declare of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_SAID: dict[str, dict[str, Any]] = {
    "chair": {"no_tie": True, "languages": ["ar", "fr", "en"], "themes": ["civil_political", "torture_prevention"]},
    "committee": {"languages": ["ar", "fr"], "themes": ["women"], "province_code": "04.421"},
    "committee.tahiri": {
        "words": "A encadré une étude sur les associations rurales de l’Oriental, achevée en 2014.",
        "region_codes": ["MA-02"],
        "languages": ["ar", "fr"],
        "themes": ["economic_social", "amazigh"],
    },
    "committee.amzil": {
        "people": ["Mustapha Amzil", "مصطفى أمزيل"],
        "languages": ["ar", "fr"],
        "themes": ["children", "youth"],
    },
    "committee.brahimi": {"no_tie": True, "languages": ["ar"], "themes": ["disability", "older_persons"]},
}
KNOWS = "committee"
"""Who has a tie with an association that applies."""


def interests(key: str, applied: Sequence[str]) -> dict[str, Any]:
    """What this member declares; ``applied`` are the associations of a region, one of which is known to ``KNOWS``."""
    said = dict(_SAID[key])
    if key == KNOWS:
        said["associations"] = ["Fédération des femmes juristes", *applied[3:4]]
    return said
