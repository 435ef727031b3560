"""The home of an association: where it stands, one next step, what waits, milestones, contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for

from capacity.admission.applications.queries import memberships_of
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.contacts import contacts
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.overview.queries.standings import Known, own_associations, standing_of
from capacity.overview.states import Stage, here, journey
from capacity.overview.views import agenda
from capacity.overview.views.wording import rail
from capacity.people.associations.models import Association

PRIVATE = ("shadow_reports.", "mentorships.")
CARRIED = frozenset({ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.CLARIFICATION_REQUESTED})


def association_home(actor: Actor) -> str:
    """The rail and one next step; of several associations the one that was chosen, or the first."""
    now = clock.now()
    known = own_associations(actor.association_ids)
    chosen = request.args.get("association", type=int)
    association = next((one for one in known if one.id == chosen), known[0])
    standing = standing_of(association, now)
    found = agenda.items(actor, now)
    step = _next_step(standing, found, association, now)
    return render_template(
        "overview/association.html",
        association=association,
        others=[one for one in known if one.id != association.id],
        rail=rail(journey(standing.standing), standing.standing),
        step=step,
        found=[item for item in found if item is not step],
        mentorship=standing.mentorship,
        report=standing.report,
        contacts=_contacts(association, standing),
    )


def unregistered_home(actor: Actor) -> str:
    """Signed in, but of no association yet: one next step."""
    return render_template("overview/unregistered.html", found=agenda.items(actor, clock.now()))


def _next_step(known: Known, found: list[agenda.Item], association: Association, now: datetime) -> Mapping[str, Any]:
    """The soonest waiting thing; without one, what comes next on the journey."""
    if found:
        return found[0]
    stage = here(known.standing)
    carried = _carried(association) if stage in {Stage.NONE, Stage.CALL} else None
    return carried or _steps(known, association)[stage]


def _carried(association: Association) -> dict[str, Any] | None:
    """An application that it has confirmed to carry with others, while that is written or read."""
    for member in memberships_of([association.id]):
        if member.state is MembershipState.CONFIRMED and member.coalition.application.state in CARRIED:
            return _step(
                _("You carry an application with other associations"),
                _("Nothing is asked of you now. You will receive a letter when it is sent."),
                url_for("applications.join_coalition", member_id=member.id),
                _("See the coalition"),
            )
    return None


def _steps(known: Known, association: Association) -> dict[Stage, dict[str, Any]]:
    calls = _step(
        _("Look at the calls"),
        _("Nothing is asked of you now. When a call is open in your region, you read it and apply there."),
        url_for("calls.list_calls"),
        _("Read the calls"),
    )
    steps = dict.fromkeys(Stage, calls)
    if known.application is not None:
        url = url_for("applications.show", application_id=known.application.id)
        steps[Stage.SELECTION] = _step(
            _("Your application is with the committee"),
            _("Nothing is asked of you now. You will receive a letter when your region is announced."),
            url,
            _("See your application"),
        )
    steps[Stage.TRAINING] = _step(
        _("Your training"),
        _("Nothing is asked of you now. You will receive a letter when a session is open for your delegates."),
        url_for("sessions.for_association"),
        _("See the sessions"),
    )
    if known.mentorship is not None:
        mentored = url_for("mentorships.show", mentorship_id=known.mentorship.id)
        steps[Stage.MENTORING] = _step(
            _("Work on your shadow report"),
            _("Write with your mentor, at your own pace, with the milestones beside."),
            mentored if known.report is None else url_for("shadow_reports.show", report_id=known.report.id),
            _("Open the accompaniment") if known.report is None else _("Open the report"),
        )
    if known.report is not None:
        steps[Stage.FOLLOW_UP] = _step(
            _("Follow what comes of your report"),
            _("The concluding observations will say what the committee took up."),
            url_for("shadow_reports.show", report_id=known.report.id),
            _("Open the report"),
        )
    return steps


def _step(what: str, words: str, url: str, act: str) -> dict[str, Any]:
    return {"what": what, "words": words, "url": url, "act": act, "kind": "", "date": None}


def _contacts(association: Association, known: Known) -> list[dict[str, Any]]:
    """The mentor, and the person to call in the region."""
    people: list[dict[str, Any]] = []
    if known.mentorship is not None and known.mentorship.state is MentorshipState.ACTIVE:
        people.append({"name": known.mentorship.mentor.called(language()), "role": _("mentor"), "phone": None})
    for contact in contacts():
        if contact["region"] == association.region_code:
            name = contact["name_ar"] if language() == "ar" else contact["name_fr"]
            people.append({"name": name, "role": _("contact in the region"), "phone": contact["phone"]})
    return people
