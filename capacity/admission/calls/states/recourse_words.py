"""The rule of complaints as everybody reads it."""

from __future__ import annotations

from capacity.admission.calls.states.recourse import Recourse, Remedy
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext

REMEDIES: dict[Remedy, object] = {
    Remedy.NEXT_SEAT: _l(
        "Where a seat is due, the association gets the next free seat of the region, before the reserve list."
    ),
    Remedy.RESERVE_FIRST: _l("Where a seat is due, the association is placed first on the reserve list of the region."),
    Remedy.EXTRA_SEAT: _l("Where a seat is due, a seat is added to those of the region for the association."),
}
"""A sentence for each rule."""


def recourse_words(recourse: Recourse) -> str:
    """The window, who decides, and what follows, in one paragraph."""
    window = ngettext(
        "An association can complain against its own result within %(num)s day of the announcement.",
        "An association can complain against its own result within %(num)s days of the announcement.",
        recourse.days,
    )
    who = _l(
        "Somebody who took no part in the decision examines the complaint, and a second person confirms the answer."
    )
    kept = _l("A complaint that is upheld adds a decision and takes nothing from anybody else.")
    return f"{window} {who} {kept} {REMEDIES[recourse.remedy]}"
