"""Delegates, as their associations and the coordination see them; a trainer's own sessions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from capacity.core import clock
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.training.sessions import actions, policy, queries
from capacity.training.sessions.forms import DelegateForm, NominationForm
from capacity.training.sessions.models import Enrolment
from capacity.training.sessions.notices.words import GENDER_WORDS, slots_words
from capacity.training.sessions.queries import Invitation
from capacity.training.sessions.states import STANDING, takes_nominations
from capacity.training.sessions.views.blueprint import bp
from capacity.web.costs import LIST, ROWS, Cost, costs
from capacity.web.forms import ConfirmForm, ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/training")
@requires(may=policy.is_invited)
@costs(LIST)
def for_association() -> Any:
    """The sessions to which the member's associations are invited."""
    ids = current_actor().association_ids
    sessions = queries.association_sessions(ids)
    named = queries.active_of_association(ids, [one.id for one in sessions]) if sessions else {}
    today = clock.today()
    return render_template(
        "training/sessions/for_association.html",
        coming=[one for one in reversed(sessions) if one.last_day >= today],
        past=[one for one in sessions if one.last_day < today],
        named=named,
        feed=queries.feed_of(current_actor().id),
        open_for={
            one.id
            for one in sessions
            if takes_nominations(state=one.state, due_on=one.nominations_due_on, first_day=one.first_day, today=today)
        },
    )


@bp.get("/my-sessions")
@requires(may=policy.is_trainer)
@costs(Cost(8, rows=2 * ROWS))  # those to come, and those held
def mine() -> Any:
    """The sessions that the trainer leads."""
    actor, now, today = current_actor(), clock.now(), clock.today()
    sessions = queries.mine(actor)
    acts = {one.id: list(collect("session.act", session=one, actor=actor, now=now)) for one in sessions}
    return render_template(
        "training/sessions/mine.html",
        today=[one for one in sessions if one.first_day <= today <= one.last_day],
        coming=[one for one in reversed(sessions) if one.first_day > today],
        past=[one for one in sessions if one.last_day < today],
        acts=acts,
        feed=queries.feed_of(actor.id),
    )


@bp.route("/training/<int:session_id>", methods=["GET", "POST"])
@requires(load=queries.invitation, may=policy.is_invited)
def invitation(invited: Invitation) -> Any:
    """One session for an invited association: what, where, when, and its delegates."""
    number = invited.session.id
    own = sorted(current_actor().association_ids & invited.association_ids)
    form = NominationForm()
    form.gender.choices = choices_of(GENDER_WORDS, empty=_("Choose"))
    names = {one.id: one.name.text() for one, _person in queries.correspondents(own)}
    form.association.choices = choices_of(names.items())
    if form.association.data is None or len(own) == 1:
        form.association.data = str(own[0])
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.nominate(
                invited.session, int(form.association.data), form.given(), actor=current_actor(), now=clock.now()
            ).id
        )
    ):
        flash(_("Your delegate is named. The coordination confirms the seat by letter."), "done")
        return redirect(url_for("sessions.invitation", session_id=number))
    return _invitation_page(number, own, form)


def _invitation_page(number: int, own: list[int], form: NominationForm) -> Any:
    session = queries.session(number)
    assert session is not None  # noqa: S101 - the guard loaded it
    enrolments = queries.enrolments_of(number, association_ids=own)
    standing = [one for one in enrolments if one.state in STANDING]
    may_name = takes_nominations(
        state=session.state,
        due_on=session.nominations_due_on,
        first_day=session.first_day,
        today=clock.today(),
    )
    answer = render_template(
        "training/sessions/invitation.html",
        session=session,
        slots=slots_words(session),
        enrolments=enrolments,
        form=form,
        several=len(own) > 1,
        may_name=may_name and len(standing) < session.delegates_per_association * len(own),
        nominations_over=not may_name,
        may_replace=session.state.value == "scheduled" and session.slots[0].starts_at > clock.now(),
        told=queries.needs_told(one.id for one in standing),
        related=[
            row
            for rows in collect("session.delegates", session=session, association_ids=own, actor=current_actor())
            for row in rows
        ],
    )
    return answer, (422 if form.is_submitted() else 200)


def back_from(enrolment: Enrolment) -> str:
    """Where the actor came from: the invitation, or the record of the session."""
    if policy.speaks_for(current_actor(), enrolment):
        return url_for("sessions.invitation", session_id=enrolment.session_id)
    return url_for("sessions.show", session_id=enrolment.session_id, _anchor="delegates")


@bp.post("/delegates/<int:enrolment_id>/confirm")
@requires(load=queries.enrolment, may=policy.may_confirm)
def confirm(enrolment: Enrolment) -> Any:
    """Confirm one delegate."""
    form, back = ConfirmForm(), back_from(enrolment)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.confirm(enrolment, actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The delegate is confirmed; the association reads it by letter."), "done")
    for message in form.form_errors:
        flash(message, "error")
    return redirect(back)


@bp.route("/delegates/<int:enrolment_id>/replace", methods=["GET", "POST"])
@requires(load=queries.enrolment, may=policy.may_change_enrolment)
def replace(enrolment: Enrolment) -> Any:
    """Send somebody else."""
    form, back, number = DelegateForm(), back_from(enrolment), enrolment.id
    form.gender.choices = choices_of(GENDER_WORDS, empty=_("Choose"))
    if form.validate_on_submit() and form.attempt(
        lambda: actions.replace(enrolment, form.given(), actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The delegate is replaced."), "done")
        return redirect(back)
    return render_template(
        "training/sessions/replace.html", form=form, enrolment=queries.enrolment(number), back=back
    ), (422 if form.is_submitted() else 200)


@bp.route("/delegates/<int:enrolment_id>/cancel", methods=["GET", "POST"])
@requires(load=queries.enrolment, may=policy.may_change_enrolment)
def cancel_enrolment(enrolment: Enrolment) -> Any:
    """Give the seat back; says why."""
    form, back, number = ReasonForm(), back_from(enrolment), enrolment.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.cancel_enrolment(enrolment, reason=form.reason.data, actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The seat is free again."), "done")
        return redirect(back)
    return render_template(
        "training/sessions/cancel_enrolment.html", form=form, enrolment=queries.enrolment(number), back=back
    ), (422 if request.method == "POST" else 200)
