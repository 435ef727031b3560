"""How the letters of a round and their merge fields are called."""

from __future__ import annotations

from capacity.admission.rounds.states import LetterKind
from capacity.core.languages import lazy_gettext as _l

KIND_WORDS: dict[LetterKind, object] = {
    LetterKind.SELECTED: _l("Selected"),
    LetterKind.RESERVE: _l("Reserve list"),
    LetterKind.NOT_SELECTED: _l("Not selected"),
    LetterKind.PROMOTED: _l("Moved up from the reserve list"),
    LetterKind.CORRECTION: _l("Correction of an announcement"),
}

FIELD_WORDS: dict[str, object] = {
    "association": _l("name of the association"),
    "number": _l("number of the application"),
    "call": _l("title of the call"),
    "region": _l("region"),
    "seats": _l("seats of the region"),
    "points": _l("points of the application, out of 100"),
    "due": _l("last moment to answer the offer"),
    "rank": _l("rank on the reserve list"),
    "reasons": _l("the reasons, one to a line; only in the text"),
    "result": _l("the corrected result, as a sentence"),
    "reason": _l("why the announcement is corrected"),
    "announced": _l("day of the first announcement"),
}
