"""A mentorship's page: for the desk its dates, for those inside also what was written."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.core import audit, clock
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.mentoring.mentorships import actions, policy, queries
from capacity.mentoring.mentorships.forms import EndForm, ShareForm
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty
from capacity.mentoring.mentorships.states import EndReason
from capacity.mentoring.mentorships.views.room import bp, own_key, page
from capacity.mentoring.mentorships.views.words import WORDS
from capacity.people.accounts.models import Person
from capacity.web.costs import LIST, costs
from capacity.web.forms import BaseForm, ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/mentoring")
@requires(may=policy.may_have_own)
@costs(LIST)
def mine() -> Any:
    """A mentor's mentorships, or those of a member's association."""
    found = queries.own(current_actor())
    return render_template("mentoring/mentorships/mine.html", mentorships=found, today=clock.today())


@bp.get("/mentorships/<int:mentorship_id>")
@requires(may=policy.may_see, load=queries.mentorship)
def show(mentorship: Mentorship) -> Any:
    """Parties, milestones, meetings; notes only to who holds their key."""
    actor = current_actor()
    reads = policy.may_read_notes(actor, mentorship)
    opened = queries.open_ring(mentorship.ring, actor.id, own_key()) if reads else None
    notes = {
        meeting.id: opened.open_text(meeting.generation, meeting.sealed_notes, f"meeting:{meeting.id}")
        for meeting in mentorship.meetings
        if opened is not None and meeting.sealed_notes
    }
    people = [*queries.members_of(mentorship.association_ids)] if reads else []
    if reads and mentorship.opens_to_mentor:
        people.append(mentorship.mentor)
    return render_template(
        "mentoring/mentorships/show.html",
        mentorship=mentorship,
        today=clock.today(),
        reads=reads,
        opens=opened is not None,
        notes=notes,
        reach=queries.reaches(mentorship.ring, people) if mentorship.ring is not None else [],
        events=audit.history(db.session(), [mentorship], limit=20),
    )


@bp.post("/mentorships/parties/<int:party_id>/admit")
@requires(may=policy.may_admit, load=queries.party)
def admit(party: MentorshipParty) -> Any:
    """A member lets the mentor in."""
    number, key, form = party.mentorship_id, own_key(), ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.admit(party, private=key, actor=current_actor(), now=clock.now())
    ):
        flash(_("Your mentor may now read what your association writes here."), "done")
    return _back(number, form)


@bp.route("/mentorships/parties/<int:party_id>/dismiss", methods=["GET", "POST"])
@requires(may=policy.may_admit, load=queries.party)
def dismiss(party: MentorshipParty) -> Any:
    """A member takes the word back, after being told what that does."""
    number, form = party.mentorship_id, ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.dismiss(party, actor=current_actor(), now=clock.now())
    ):
        flash(_("The drafts are closed to the mentor. What you write from now on has a new key."), "done")
        return redirect(url_for("mentorships.show", mentorship_id=number))
    return page("dismiss.html", form, party=party, mentorship=party.mentorship)


@bp.post("/mentorships/<int:mentorship_id>/begin")
@requires(may=policy.may_manage, load=queries.mentorship)
def begin(mentorship: Mentorship) -> Any:
    """The desk notes that the accompaniment began."""
    number, form = mentorship.id, ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.begin(mentorship, actor=current_actor(), now=clock.now())
    ):
        flash(_("The mentorship has begun."), "done")
    return _back(number, form)


@bp.route("/mentorships/<int:mentorship_id>/end", methods=["GET", "POST"])
@requires(may=policy.may_manage, load=queries.mentorship)
def end(mentorship: Mentorship) -> Any:
    """The desk ends it, with a reason."""
    number, form = mentorship.id, EndForm()
    form.reason.choices = choices_of(((one.value, WORDS[one][0]) for one in EndReason), empty=_("Choose a reason"))
    if form.validate_on_submit() and form.attempt(
        lambda: actions.end(mentorship, reason=EndReason(form.reason.data), actor=current_actor(), now=clock.now())
    ):
        flash(_("The mentorship has ended."), "done")
        return redirect(url_for("mentorships.show", mentorship_id=number))
    return page("end.html", form, mentorship=mentorship)


@bp.post("/mentorships/<int:mentorship_id>/share")
@requires(may=policy.may_share, load=queries.mentorship)
def share(mentorship: Mentorship) -> Any:
    """Let another person of the mentorship open its notes."""
    number, form, actor = mentorship.id, ShareForm(), current_actor()
    opened = queries.open_ring(mentorship.ring, actor.id, own_key())
    person = db.session.get(Person, form.person.data) if form.validate_on_submit() else None
    if opened is None:
        flash(_("Your key does not open these notes, so you cannot share them."), "attention")
    elif person is not None and form.attempt(
        lambda: actions.share_notes(mentorship, person, opened=opened, actor=actor, now=clock.now())
    ):
        flash(_("This person can open the notes now."), "done")
    return _back(number, form)


def _back(mentorship_id: int, form: BaseForm) -> Any:
    for _field, message in form.all_errors:
        flash(str(message), "error")
    return redirect(url_for("mentorships.show", mentorship_id=mentorship_id))
