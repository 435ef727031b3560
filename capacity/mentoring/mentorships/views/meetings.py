"""The meeting log."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for

from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.mentoring.mentorships import actions, policy, queries
from capacity.mentoring.mentorships.forms import MeetingForm
from capacity.mentoring.mentorships.models import Mentorship
from capacity.mentoring.mentorships.states import MeetingMode
from capacity.mentoring.mentorships.views.room import bp, own_key, page
from capacity.mentoring.mentorships.views.words import WORDS
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/mentorships/<int:mentorship_id>/meetings/new", methods=["GET", "POST"])
@requires(may=policy.may_log_meeting, load=queries.mentorship)
def new_meeting(mentorship: Mentorship) -> Any:
    """Log a meeting; its notes are sealed."""
    number, actor = mentorship.id, current_actor()
    reads = policy.may_read_notes(actor, mentorship)
    opened = queries.open_ring(mentorship.ring, actor.id, own_key()) if reads else None
    form = MeetingForm(data={"held_on": clock.today(), "minutes": 60})
    form.mode.choices = choices_of((one.value, WORDS[one][0]) for one in MeetingMode)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.log_meeting(
            mentorship,
            held_on=form.held_on.data or clock.today(),
            minutes=form.minutes.data or 0,
            mode=MeetingMode(form.mode.data),
            notes=form.notes.data or "",
            opened=opened,
            actor=actor,
            now=clock.now(),
        )
    ):
        flash(_("The meeting was logged."), "done")
        return redirect(url_for("mentorships.show", mentorship_id=number))
    return page("meeting.html", form, mentorship=mentorship, opens=opened is not None)
