"""Drafting and changing a session."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.core import clock
from capacity.core.access import Role
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.people.accounts.models import Person
from capacity.training.sessions import actions, policy, queries
from capacity.training.sessions.forms import SessionForm
from capacity.training.sessions.models import Session
from capacity.training.sessions.notices.words import HALF_WORDS, LANGUAGE_WORDS
from capacity.training.sessions.states import MAX_DAYS, HalfDay
from capacity.training.sessions.views.blueprint import bp
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


def _person_words(person: Person) -> str:
    return person.name_ar if language() == "ar" and person.name_ar else person.name


def _choices(form: SessionForm, kept: Session | None = None) -> SessionForm:
    actor = current_actor()
    form.module.choices = choices_of(((one.id, one.name.text()) for one in queries.modules()), empty=_("Choose"))
    form.place.choices = choices_of(
        (
            (f"{phase}:{code}", _("%(year)s, %(region)s", year=year, region=name.text()))
            for phase, year, code, name in queries.phases_with_regions(actor, kept)
        ),
        empty=_("Choose"),
    )
    form.language.choices = choices_of(LANGUAGE_WORDS)
    form.venue.choices = choices_of(
        (
            (one.id, _("%(venue)s, %(place)s", venue=one.name.text(), place=one.province.name.text()))
            for one in queries.venues_in(actor.regions(Role.COORDINATOR))
        ),
        empty=_("Choose"),
    )
    form.halves.choices = choices_of(
        (f"{offset}:{half.value}", _("Day %(number)s, %(half)s", number=offset + 1, half=HALF_WORDS[half]))
        for offset in range(MAX_DAYS)
        for half in HalfDay
    )
    form.trainers.choices = choices_of((one.id, _person_words(one)) for one in queries.trainer_candidates())
    return form


@bp.route("/desk/sessions/new", methods=["GET", "POST"])
@requires(may=policy.may_plan)
def draft() -> Any:
    """A new session."""
    form = _choices(SessionForm())
    if form.validate_on_submit() and (
        number := form.attempt(lambda: actions.draft_session(form.outline(), actor=current_actor(), now=clock.now()).id)
    ):
        flash(_("The draft is kept. Nobody hears of it before it is scheduled."), "done")
        return redirect(url_for("sessions.show", session_id=number))
    return render_template("training/sessions/form.html", form=form, session=None), (
        422 if form.is_submitted() else 200
    )


@bp.route("/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@requires(load=queries.session, may=policy.may_edit)
def edit(session: Session) -> Any:
    """Change a session; after its release, move it."""
    form, number = _choices(SessionForm(obj=session), session), session.id
    if not form.is_submitted():
        form.fill(session)
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.edit_session(
                session,
                form.outline(),
                confirm_soft=form.confirm_soft.data,
                actor=current_actor(),
                now=clock.now(),
            ).id
        )
    ):
        flash(_("The session is changed."), "done")
        return redirect(url_for("sessions.show", session_id=number))
    found = queries.session(number)
    return render_template("training/sessions/form.html", form=form, session=found), (
        422 if form.is_submitted() else 200
    )
