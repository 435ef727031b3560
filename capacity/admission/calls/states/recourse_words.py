"""The rule of complaints as everybody reads it."""

from __future__ import annotations

from capacity.admission.calls.states.recourse import Instead, Recourse, Remedy
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

INSTEADS: dict[Instead, object] = {
    Instead.PRIORITY: _l(
        "Where the round has no seat left, its next application in the region goes first between equal points."
    ),
    Instead.EXTRA_SEAT: _l("Where the round has no seat left, a seat is added to those of the region for it."),
}
"""A sentence for each; the rule that always adds a seat has no use for it."""


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
    instead = "" if recourse.remedy is Remedy.EXTRA_SEAT else f" {INSTEADS[recourse.instead]}"
    return f"{window} {who} {kept} {REMEDIES[recourse.remedy]}{instead}"
