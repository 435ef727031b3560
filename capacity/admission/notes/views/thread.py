"""The notes on an application, and who follows it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.applications.models import Application
from capacity.admission.notes import actions, policy, queries
from capacity.admission.notes.forms import ChargeForm, NoteForm
from capacity.admission.notes.models import Note
from capacity.admission.notes.views.blueprint import bp
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.people.accounts.models import Person
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/desk/applications/<int:application_id>/notes", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_read)
def thread(application: Application) -> Any:
    """Read what colleagues wrote, and write to them."""
    actor, number = current_actor(), application.id
    others = [one for one in queries.colleagues([application.region_code]) if one.id != actor.id]
    form = NoteForm(data={"request_id": secrets.token_hex(16)})
    form.calls_on.choices = choices_of([(one.id, one.called(language())) for one in others])
    may_write = policy.may_write(actor, application)
    if may_write and form.validate_on_submit() and form.attempt(lambda: _write(application, form, others)):
        flash(_("The note is kept."), "done")
        return redirect(url_for("notes.thread", application_id=number, _anchor="write"))
    page = render_template(
        "admission/notes/thread.html",
        application=application,
        notes=queries.notes_of(number),
        form=form if may_write else None,
        charge=queries.charges([number]).get(number),
        charge_form=_charge_form(application) if may_write else None,
        reader=actor.id,
    )
    return page, (422 if form.is_submitted() else 200)


def _write(application: Application, form: NoteForm, others: list[Person]) -> int:
    chosen = set(form.calls_on.data or ())
    return actions.write(
        application,
        text=form.text.data or "",
        calls_on=[one for one in others if str(one.id) in chosen],
        request_id=form.request_id.data or "",
        actor=current_actor(),
        now=clock.now(),
    ).id


def _charge_form(application: Application) -> ChargeForm:
    known = queries.charges([application.id]).get(application.id)
    form = ChargeForm(data={"person": str(known.person_id) if known is not None else ""}, prefix="charge")
    form.person.choices = choices_of(
        [(one.id, one.called(language())) for one in queries.colleagues([application.region_code])], empty=_("Nobody")
    )
    return form


@bp.post("/desk/applications/<int:application_id>/charge")
@requires(load=queries.application, may=policy.may_write, see=policy.may_read)
def charge(application: Application) -> Any:
    """Put it into somebody's care, or take it out of it."""
    form, number = _charge_form(application), application.id
    chosen = form.person.data if form.validate_on_submit() else None
    if chosen is not None and form.attempt(lambda: _put(application, chosen)) is not False:
        flash(_("Kept."), "done")
    for _field, message in form.all_errors:
        flash(str(message), "error")
    return redirect(url_for("notes.thread", application_id=number))


def _put(application: Application, chosen: str) -> int:
    people = {str(one.id): one for one in queries.colleagues([application.region_code])}
    return actions.put_in_charge([application], people.get(chosen), actor=current_actor(), now=clock.now())


@bp.post("/desk/notes/<int:note_id>/done")
@requires(load=queries.note, may=policy.may_settle, see=policy.may_read)
def settle(note: Note) -> Any:
    """What one was called on for is done."""
    form, number = ConfirmForm(), note.application_id
    form.attempt(lambda: actions.settle(note, actor=current_actor(), now=clock.now()))
    return redirect(url_for("notes.thread", application_id=number))


@bp.post("/desk/notes/<int:note_id>/back")
@requires(load=queries.note, may=policy.may_take_back, see=policy.may_read)
def take_back(note: Note) -> Any:
    """One's own note is taken back."""
    form, number = ConfirmForm(), note.application_id
    if form.attempt(lambda: actions.take_back(note, actor=current_actor(), now=clock.now())):
        flash(_("The note was taken back. Colleagues see that there was one, not what it said."), "done")
    return redirect(url_for("notes.thread", application_id=number))
