"""What the templates of this room, and of the rounds after it, say: points, moments kept in letters, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import g

from capacity.admission.calls.models import Criterion
from capacity.admission.calls.states.reading import anchors_of
from capacity.admission.review import queries
from capacity.admission.review.states.conflicts import Likely
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.words import TIE_WORDS
from capacity.core.languages import Localized
from capacity.core.languages import gettext as _
from capacity.web.templating import moment_words, number


@bp.app_template_filter("points")
def points_words(hundredths: int | None) -> str:
    """Hundredths of a point out of 100, as ``88,40``."""
    return "" if hundredths is None else number(hundredths / 100, "0.00")


@bp.app_template_filter("signed")
def signed(hundredths: int) -> str:
    """A distance in hundredths of a point, with its sign: ``+3,20``."""
    return number(hundredths / 100, "+0.00;-0.00") if hundredths else number(0, "0.00")


@bp.app_template_filter("tie")
def tie_words(found: Likely) -> str:
    """Why a conflict of interest is likely, after the reader's name."""
    return str(TIE_WORDS[found.tie]) % {"name": f"\u2068{found.words}\u2069"}


@bp.app_template_filter("nameless")
def nameless(number: str) -> str:
    """An application by its number alone, which keeps its own direction."""
    return _("Application %(number)s", number=f"\u2066{number}\u2069")


@bp.app_template_filter("anchors")
def anchors(criterion: Criterion) -> list[Localized]:
    """What each whole mark on a criterion means, from 0 to 5; empty where nobody wrote it."""
    return anchors_of(criterion.anchors)


@bp.app_template_filter("told")
def told(code: str, names: Mapping[str, Localized | str]) -> str:
    """What a code stands for, in the reader's language."""
    found = names.get(code, code)
    return found.text() if isinstance(found, Localized) else found


@bp.app_template_filter("moment_of")
def moment_of(iso: str) -> str:
    """A moment kept in a letter's data, in words."""
    return moment_words(datetime.fromisoformat(iso)) if iso else ""


@bp.app_template_global("reason_words")
def reason_words(code: str) -> str:
    """A reason of ineligibility in the reader's language; the reasons are read once for a page."""
    if code not in g.get("reasons", ()):
        g.reasons = queries.reasons(retired=True)
    known = g.reasons.get(code)
    return known.text() if known is not None else code
