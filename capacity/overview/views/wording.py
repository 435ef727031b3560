"""Stages and places of the journey in words."""

from __future__ import annotations

from datetime import date

from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.overview.states import Leg, Place, Stage, Standing, When
from capacity.web.templating import date_words

STAGES: dict[Stage, object] = {
    Stage.NONE: _l("not begun"),
    Stage.CALL: _l("call"),
    Stage.SELECTION: _l("selection"),
    Stage.TRAINING: _l("training"),
    Stage.MENTORING: _l("accompaniment"),
    Stage.REPORT: _l("shadow report"),
    Stage.FOLLOW_UP: _l("follow-up"),
}

LEGS: dict[Stage, object] = {
    Stage.CALL: _l("Call"),
    Stage.SELECTION: _l("Selection"),
    Stage.TRAINING: _l("Training"),
    Stage.MENTORING: _l("Accompaniment"),
    Stage.REPORT: _l("Shadow report"),
    Stage.FOLLOW_UP: _l("Follow-up"),
}

PARTS: dict[When, object] = {
    When.LATE: _l("Overdue"),
    When.TODAY: _l("Today"),
    When.WEEK: _l("This week"),
    When.LATER: _l("Later"),
    When.UNDATED: _l("Without a date"),
}

PLACES: dict[Place, object] = {
    Place.NOT_BEGUN: _l("no application yet"),
    Place.DRAFTING: _l("application being written"),
    Place.NOT_SENT: _l("application not sent in time"),
    Place.CALL_CANCELLED: _l("the call was cancelled"),
    Place.WITHDRAWN: _l("application withdrawn"),
    Place.INELIGIBLE: _l("application not eligible"),
    Place.BEING_READ: _l("the committee is reading"),
    Place.CLARIFY: _l("a clarification is asked of you"),
    Place.OFFERED: _l("a seat is offered, answer it"),
    Place.RESERVE: _l("on the reserve list"),
    Place.NOT_SELECTED: _l("not selected in this call"),
    Place.OFFER_ENDED: _l("the offer has ended"),
    Place.NOT_MATCHED: _l("a mentor will be matched with you"),
    Place.MENTOR_PROPOSED: _l("a mentor is proposed to you"),
    Place.MENTORING_ENDED: _l("ended"),
    Place.NO_REPORT: _l("not begun"),
    Place.WRITING: _l("being written"),
    Place.AFTER: _l("later"),
    Place.CONSIDERED: _l("considered by the committee of the treaty"),
    Place.FOLLOWED_UP: _l("recommendations followed up"),
}


def _on(day: date | None) -> str:
    return date_words(day, "d MMMM y")


def place_words(leg: Leg, known: Standing) -> str:
    """What stands under a stage of the rail."""
    if leg.place is Place.APPLIED:
        return str(_("application of %(day)s", day=_on(known.applied_on)))
    if leg.place is Place.SELECTED:
        return str(_("selected on %(day)s", day=_on(known.announced_on)))
    if leg.place is Place.MENTORED:
        return str(_("until %(day)s", day=_on(known.mentored_until)))
    if leg.place is Place.SUBMITTED:
        return str(_("submitted on %(day)s", day=_on(known.submitted_on)))
    if leg.place is Place.TRAINING:
        return _training(known)
    return str(PLACES[leg.place])


def _training(known: Standing) -> str:
    if not known.sessions:
        return str(_("sessions will be announced"))
    attended = str(
        ngettext(
            "%(attended)s of %(num)s session", "%(attended)s of %(num)s sessions", known.sessions,
            attended=known.attended,
        )
    )  # fmt: skip
    if not known.certificates:
        return attended
    certificates = ngettext("%(num)s certificate", "%(num)s certificates", known.certificates)
    return str(_("%(sessions)s, %(certificates)s", sessions=attended, certificates=certificates))


def rail(legs: list[Leg], known: Standing) -> list[dict[str, object]]:
    """The rail as the component draws it."""
    return [{"label": LEGS[leg.stage], "words": place_words(leg, known), "state": leg.state} for leg in legs]
