"""What follows from an answer, in words: for who confirms it, and for the association."""

from __future__ import annotations

from capacity.admission.calls.states.recourse import Instead
from capacity.admission.complaints.states.following import Follows
from capacity.core.languages import gettext as _

F = Follows
WAITING = frozenset({F.NEXT, F.FIRST})


def for_staff(follows: Follows, instead: Instead) -> str:
    """What is done when the answer is confirmed."""
    said = {
        F.STANDS: _("Nothing is added: what was announced stands."),
        F.GONE: _("Nothing is added: the application was withdrawn."),
        F.HELD: _("Nothing is added: a seat was offered to the association meanwhile."),
        F.LATER: _("The panel deliberates or has sealed: confirm once scoring is open again, or the results are out."),
        F.READ: _("The application becomes eligible: it is read and ranked with the others."),
        F.ELIGIBLE: _(
            "The application becomes eligible. The results are out and no seat is due: its result is “not selected”."
        ),
        F.SEAT: _("A seat of the region is free: it is offered to the association at once."),
        F.EXTRA: _("A seat is added to those of the region and offered to the association at once."),
        F.NEXT: _("No seat is free: the association gets the next one, before the reserve list."),
        F.FIRST: _("The association is placed first on the reserve list, before the ranks that were announced."),
        F.PRIORITY: _(
            "The round has ended and no seat is left. The association is told that it was right; its next application "
            "in the region goes first between equal points."
        ),
    }[follows]
    return f"{said} {_staff_instead(instead)}" if follows in WAITING else said


def _staff_instead(instead: Instead) -> str:
    if instead is Instead.EXTRA_SEAT:
        return _("If none becomes free before the round ends, a seat is added for it.")
    return _(
        "If none becomes free before the round ends, its next application in the region goes first between equal "
        "points."
    )


def for_association(follows: Follows, instead: Instead) -> str:
    """What the association is told; the date by which an offer is answered is said beside it."""
    said = {
        F.STANDS: _("What was announced stands."),
        F.GONE: _("Your application was withdrawn meanwhile: nothing is added."),
        F.HELD: _("A seat was offered to you meanwhile: nothing has to be added."),
        F.LATER: "",
        F.READ: _("Your application is eligible: it is read and ranked with the others."),
        F.ELIGIBLE: _(
            "Your application is eligible. The results of the region were announced before, and no seat is due to it: "
            "your association is not selected."
        ),
        F.SEAT: _("A seat of the region is offered to you."),
        F.EXTRA: _("A seat is added to those of the region and offered to you."),
        F.NEXT: _("No seat is free now. The next one that becomes free is offered to you, before the reserve list."),
        F.FIRST: _("You are placed first on the reserve list, before the ranks that were announced."),
        F.PRIORITY: _(
            "The selection in your region has ended and no seat is left. As the call declared, your next application "
            "in the region goes first between equal points."
        ),
    }[follows]
    return f"{said} {_your_instead(instead)}" if follows in WAITING else said


def _your_instead(instead: Instead) -> str:
    if instead is Instead.EXTRA_SEAT:
        return _("If none becomes free before the selection ends, a seat is added for you.")
    return _(
        "If none becomes free before the selection ends, your next application in the region goes first between equal "
        "points."
    )
