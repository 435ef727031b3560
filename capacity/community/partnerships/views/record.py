"""One agreement: what was done under it, and which partner reads it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.community.partnerships import actions, notices, policy, queries
from capacity.community.partnerships import states as s
from capacity.community.partnerships.forms import AccessForm, ActivityForm
from capacity.community.partnerships.models import Activity, Agreement
from capacity.community.partnerships.views.room import bp
from capacity.community.partnerships.views.steps import possible
from capacity.community.partnerships.views.words import WORDS
from capacity.core import audit, clock
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.unit_of_work import unit_of_work
from capacity.web.downloads import download
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/agreements/<int:agreement_id>")
@requires(may=policy.may_read, load=queries.agreement)
def show(agreement: Agreement) -> Any:
    """One agreement: parties, commitments, what was done."""
    return _record(agreement, ActivityForm(formdata=None), AccessForm(formdata=None))


@bp.get("/agreements/<int:agreement_id>/summary.pdf")
@requires(may=policy.may_read, load=queries.agreement)
def paper(agreement: Agreement) -> Any:
    """The implementation summary, to print."""
    pdf = notices.summary(agreement, words=WORDS, language=language(), now=clock.now())
    return download(pdf, filename=f"{agreement.key}.pdf", media_type="application/pdf", show=True)


@bp.post("/agreements/<int:agreement_id>/activities")
@requires(may=policy.may_edit, load=queries.agreement)
def note_activity(agreement: Agreement) -> Any:
    """Write down what was done."""
    form = _with_commitments(ActivityForm(), agreement)
    number = agreement.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.note_activity(
            agreement,
            held_on=form.held_on.data,
            text=form.text.data,
            language=language(),
            commitment_id=int(form.commitment_id.data) if form.commitment_id.data else None,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The activity was written down."), "done")
        return redirect(url_for("partnerships.show", agreement_id=number))
    return _record(agreement, form, AccessForm(formdata=None)), 422


@bp.post("/agreements/activities/<int:activity_id>/remove")
@requires(may=policy.may_edit, load=queries.activity)
def remove_activity(activity: Activity) -> Any:
    """Take back an activity written down by mistake."""
    back = url_for("partnerships.show", agreement_id=activity.agreement_id)
    if ConfirmForm().validate_on_submit():
        with unit_of_work():
            actions.remove_activity(activity, actor=current_actor(), now=clock.now())
        flash(_("The activity was taken back."), "done")
    return redirect(back)


@bp.post("/agreements/<int:agreement_id>/access")
@requires(may=policy.may_edit, load=queries.agreement)
def give_access(agreement: Agreement) -> Any:
    """Let a partner read the agreement."""
    form = _with_partners(AccessForm())
    number = agreement.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.give_access(
            agreement, person_id=int(form.person_id.data), actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("This partner now reads the agreement."), "done")
        return redirect(url_for("partnerships.show", agreement_id=number))
    return _record(agreement, ActivityForm(formdata=None), form), 422


@bp.post("/agreements/<int:agreement_id>/access/<int:person_id>/end")
@requires(may=policy.may_edit, load=lambda agreement_id, person_id: _access(agreement_id, person_id))
def end_access(found: tuple[Agreement, int]) -> Any:
    """No longer let a partner read it."""
    agreement, person_id = found
    number = agreement.id
    if ConfirmForm().validate_on_submit():
        with unit_of_work():
            actions.end_access(agreement, person_id=person_id, actor=current_actor(), now=clock.now())
        flash(_("This partner no longer reads the agreement."), "done")
    return redirect(url_for("partnerships.show", agreement_id=number))


def _access(agreement_id: int, person_id: int) -> tuple[Agreement, int] | None:
    agreement = queries.agreement(agreement_id)
    return (agreement, person_id) if agreement is not None and person_id in agreement.reader_ids else None


def _record(agreement: Agreement, activity_form: ActivityForm, access_form: AccessForm) -> str:
    edits = policy.may_edit(current_actor(), agreement)
    return render_template(
        "community/partnerships/record.html",
        agreement=agreement,
        activity_form=_with_commitments(activity_form, agreement) if edits else None,
        access_form=_with_partners(access_form) if edits else None,
        events=audit.history(db.session(), [agreement, *agreement.commitments], limit=12) if edits else [],
        acts=possible(agreement.state, (s.SIGN, s.ENTER_INTO_FORCE, s.END)),
    )


def _with_commitments(form: ActivityForm, agreement: Agreement) -> ActivityForm:
    named = ((one.id, one.name.text()) for one in agreement.commitments)
    form.commitment_id.choices = choices_of(named, empty=_("the agreement as a whole"))
    return form


def _with_partners(form: AccessForm) -> AccessForm:
    named = ((person.id, person.name) for person in queries.partners())
    form.person_id.choices = choices_of(named, empty=_("Choose a partner"))
    return form
