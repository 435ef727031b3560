"""The home of trainers, mentors and partners: what waits, and their programme at a glance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for

from capacity.community.partnerships.queries import agreements
from capacity.core import clock
from capacity.core.access import Actor, Role
from capacity.core.languages import gettext as _
from capacity.overview.queries.duties import mentorships_of, sessions_taught
from capacity.overview.views import agenda
from capacity.web.templating import date_words


def role_home(actor: Actor) -> str:
    """What waits; then one section for each role."""
    found = agenda.items(actor, clock.now())
    sections = [section(actor) for role, section in SECTIONS.items() if actor.has(role)]
    return render_template(
        "overview/role.html", parts=agenda.parts(found), waiting=len(found), late=agenda.late(found), sections=sections
    )


def _taught(actor: Actor) -> dict[str, Any]:
    rows = [
        {
            "label": session.module.name.text(),
            "url": url_for("sessions.show", session_id=session.id),
            "sub": _(
                "%(day)s, %(venue)s, %(region)s",
                day=date_words(session.first_day),
                venue=session.venue.name.text(),
                region=session.region.name.text(),
            ),
            "state": session.state,
        }
        for session in sessions_taught(actor.id or 0, clock.today())
    ]
    return {
        "title": _("Your next sessions"),
        "rows": rows,
        "url": url_for("sessions.mine"),
        "all": _("All your sessions"),
        "empty": (_("No session ahead"), _("A session stands here as soon as the coordination gives it to you.")),
    }


def _mentored(actor: Actor) -> dict[str, Any]:
    rows = [
        {
            "label": mentorship.name.text(),
            "url": url_for("mentorships.show", mentorship_id=mentorship.id),
            "sub": _("until %(day)s", day=date_words(mentorship.ends_on, "d MMMM y")),
            "state": mentorship.state,
        }
        for mentorship in mentorships_of(actor.id or 0)
    ]
    return {
        "title": _("Associations you accompany"),
        "rows": rows,
        "url": url_for("mentorships.mine"),
        "all": _("All your mentorships"),
        "empty": (
            _("No mentorship yet"),
            _("An association stands here as soon as the coordination matches you with it."),
        ),
    }


def _partnered(actor: Actor) -> dict[str, Any]:
    rows = [
        {
            "label": agreement.title.text(),
            "url": url_for("partnerships.show", agreement_id=agreement.id),
            "sub": _(
                "%(done)s of %(owed)s commitments fulfilled",
                done=agreement.progress.fulfilled,
                owed=agreement.progress.owed,
            ),
            "state": agreement.state,
        }
        for agreement in agreements(actor)
    ]
    return {
        "title": _("Your agreements"),
        "rows": rows,
        "url": url_for("partnerships.mine"),
        "all": _("All your agreements"),
        "empty": (
            _("No agreement yet"),
            _("The coordination gives you access to the agreements your institution is party to."),
        ),
    }


SECTIONS: dict[Role, Callable[[Actor], dict[str, Any]]] = {
    Role.TRAINER: _taught,
    Role.MENTOR: _mentored,
    Role.PARTNER: _partnered,
}
