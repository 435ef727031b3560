"""Comments, notes, reports and letters of the cast, in Arabic or French."""

from __future__ import annotations

from random import Random

from capacity.demo.cast import remarks_ar, remarks_fr
from capacity.demo.cast.associations import Language

SCORE_COMMENTS = {
    "ar": (remarks_ar.WEAK, remarks_ar.FAIR, remarks_ar.STRONG),
    "fr": (remarks_fr.WEAK, remarks_fr.FAIR, remarks_fr.STRONG),
}
MEETINGS = {"ar": remarks_ar.MEETINGS, "fr": remarks_fr.MEETINGS}
REPORTS = {"ar": remarks_ar.REPORTS, "fr": remarks_fr.REPORTS}
CONFLICTS = {"ar": remarks_ar.CONFLICTS, "fr": remarks_fr.CONFLICTS}
COMPLAINTS = {"ar": remarks_ar.COMPLAINTS, "fr": remarks_fr.COMPLAINTS}
REFUSALS = {"ar": remarks_ar.REFUSALS, "fr": remarks_fr.REFUSALS}
SCREENING = {"ar": remarks_ar.SCREENING, "fr": remarks_fr.SCREENING}

_WEAK_UP_TO, _FAIR_UP_TO = 2, 3
"""Points out of five at which a comment is still a weak or a fair one."""


def _as_typeset(text: str, language: Language) -> str:
    """French signs keep to their word by a no-break space."""
    return text.replace(" :", "\u00a0:").replace(" ;", "\u00a0;") if language == "fr" else text


def score_comment(language: Language, points: float, rng: Random) -> str:
    """What a reader writes beside a score from 0 to 5."""
    weak, fair, strong = SCORE_COMMENTS[language]
    comments = weak if points <= _WEAK_UP_TO else fair if points <= _FAIR_UP_TO else strong
    return _as_typeset(rng.choice(comments), language)


def screening_note(code: str, language: Language) -> str:
    """What explains a refusal reason of ``reasons.toml``; ``KeyError`` for another code."""
    return _as_typeset(SCREENING[language][code], language)


def meeting_note(language: Language, rng: Random) -> str:
    """One entry of a mentor's log."""
    return _as_typeset(rng.choice(MEETINGS[language]), language)


def session_report(language: Language, rng: Random) -> str:
    """A trainer's report: two paragraphs."""
    return _as_typeset("\n\n".join(rng.sample(REPORTS[language], 2)), language)


def conflict(language: Language, rng: Random) -> str:
    """Why a committee member steps back from an application."""
    return rng.choice(CONFLICTS[language])


def complaint(language: Language, rng: Random) -> str:
    """What an association writes against a decision."""
    return _as_typeset(rng.choice(COMPLAINTS[language]), language)


def refusal(language: Language, rng: Random) -> str:
    """How an association declines the seat it was offered."""
    return _as_typeset(rng.choice(REFUSALS[language]), language)
