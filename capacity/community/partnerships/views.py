"""Pages of agreements: the desk follows all of them, a partner reads those they were given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for

from capacity.community.partnerships import actions, notices, policy, queries
from capacity.community.partnerships import states as s
from capacity.community.partnerships.forms import AccessForm, ActivityForm, StepForm
from capacity.community.partnerships.models import Activity, Agreement, Commitment
from capacity.core import audit, clock
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import Move
from capacity.web import exports
from capacity.web.downloads import download
from capacity.web.exports import Cell, Sheet
from capacity.web.forms import BaseForm, ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.navigation import Way
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table

bp = Blueprint("partnerships", __name__)

WAYS = (
    Way("staff", "community", _l("Agreements"), "partnerships.desk", policy.may_list, order=30),
    Way("association", "community", _l("Agreements"), "partnerships.mine", policy.may_list_own, order=30),
)

PROVIDES = (("facts.store", actions.load_facts),)

WORDS = {
    s.AgreementState.DRAFT: (_l("Draft agreement"), "draft"),
    s.AgreementState.SIGNED: (_l("Signed"), "waiting"),
    s.AgreementState.IN_FORCE: (_l("In force"), "active"),
    s.AgreementState.ENDED: (_l("Ended"), "stopped"),
    s.CommitmentState.NOT_STARTED: (_l("Not started"), "draft"),
    s.CommitmentState.UNDER_WAY: (_l("Under way"), "active"),
    s.CommitmentState.FULFILLED: (_l("Fulfilled"), "done"),
    s.CommitmentState.DROPPED: (_l("Dropped"), "stopped"),
}

STEPS: dict[str, tuple[Move[Any], object]] = {
    step.name: (step, words)
    for step, words in (
        (s.SIGN, _l("It was signed")),
        (s.ENTER_INTO_FORCE, _l("It enters into force")),
        (s.END, _l("It ends")),
        (s.BEGIN, _l("It has begun")),
        (s.FULFIL, _l("It is fulfilled")),
        (s.DROP, _l("It is dropped")),
        (s.TAKE_UP_AGAIN, _l("It is taken up again")),
    )
}

OBJECT_WORDS: dict[str, object] = {
    "agreements": _l("Agreement"),
    "commitments": _l("Commitment"),
    "agreement_activities": _l("Activity of an agreement"),
    "agreement_accesses": _l("Access to an agreement"),
}

ACTION_WORDS = {
    "agreements.sign": _l("Agreement signed"),
    "agreements.enter_into_force": _l("Agreement in force"),
    "agreements.end": _l("Agreement ended"),
    "commitments.begin": _l("Commitment begun"),
    "commitments.fulfil": _l("Commitment fulfilled"),
    "commitments.drop": _l("Commitment dropped"),
    "commitments.take_up_again": _l("Commitment taken up again"),
    "partnerships.note_activity": _l("Activity written down"),
    "partnerships.remove_activity": _l("Activity taken back"),
    "partnerships.give_access": _l("Access given to a partner"),
    "partnerships.end_access": _l("Access of a partner ended"),
}


@bp.get("/desk/agreements")
@requires(may=policy.may_list)
def desk() -> Any:
    """Every agreement with the progress of its commitments."""
    return _listed()


@bp.get("/agreements")
@requires(may=policy.may_list_own)
def mine() -> Any:
    """The agreements that this partner may read."""
    return _listed()


def _listed() -> Any:
    statement: Any = queries.agreement_rows(current_actor())
    table, sheet = _table(), _sheet()
    if exports.is_asked():
        return exports.answer(table, statement, sheet)
    return render_template("community/partnerships/list.html", page=exports.read(table, statement))


def _table() -> Table:
    return Table(
        id_column=Agreement.id,
        sorts=[
            Sort("order", _l("Order of the programme"), Agreement.position),
            Sort(
                "signed", _l("Day of signature"), sa.func.coalesce(Agreement.signed_on, sa.literal(date.min, sa.Date))
            ),
        ],
        filters=[
            Filter(
                "state",
                _l("State"),
                [(state.value, WORDS[state][0]) for state in s.AgreementState],
                lambda statement, chosen: statement.where(
                    Agreement.state.in_([s.AgreementState(one) for one in chosen])
                ),
            ),
            Filter(
                "commitment",
                _l("With a commitment"),
                [(state.value, WORDS[state][0]) for state in s.CommitmentState],
                queries.owing,
            ),
        ],
        search=queries.named,
    )


def _sheet() -> Sheet:
    return Sheet(
        "agreements",
        _("Agreements"),
        (
            Cell(_l("Agreement"), lambda row: row.title.text(), width=60),
            Cell(_l("Parties"), lambda row: " · ".join(party.name.text() for party in row.parties), width=60),
            Cell(_l("State"), lambda row: WORDS[row.state][0]),
            Cell(_l("Day of signature"), lambda row: row.signed_on or row.signed_day, "date"),
            Cell(_l("Commitments fulfilled"), lambda row: row.progress.fulfilled, "integer"),
            Cell(_l("Commitments"), lambda row: row.progress.owed, "integer"),
        ),
    )


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


@bp.route("/agreements/<int:agreement_id>/step", methods=["GET", "POST"])
@requires(may=policy.may_edit, load=queries.agreement)
def advance(agreement: Agreement) -> Any:
    """Sign, put into force, end."""
    form = _steps(agreement.state, (s.SIGN, s.ENTER_INTO_FORCE, s.END))
    back = url_for("partnerships.show", agreement_id=agreement.id)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.advance(
            agreement, STEPS[form.step.data][0], reason=form.reason.data or "", actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("The agreement's state was changed."), "done")
        return redirect(back)
    return _step_page(form, agreement.title.text(), agreement, back)


@bp.route("/agreements/commitments/<int:commitment_id>", methods=["GET", "POST"])
@requires(may=policy.may_edit, load=queries.commitment)
def follow(commitment: Commitment) -> Any:
    """Begin, fulfil, drop, take up again."""
    form = _steps(commitment.state, (s.BEGIN, s.FULFIL, s.DROP, s.TAKE_UP_AGAIN))
    back = url_for("partnerships.show", agreement_id=commitment.agreement_id)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.follow(
            commitment, STEPS[form.step.data][0], reason=form.reason.data or "", actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("The commitment's state was changed."), "done")
        return redirect(back)
    return _step_page(form, commitment.name.text(), commitment.agreement, back)


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
        acts=_possible(agreement.state, (s.SIGN, s.ENTER_INTO_FORCE, s.END)),
    )


def _possible(state: Any, steps: Sequence[Move[Any]]) -> list[Move[Any]]:
    return [step for step in steps if step.may_start(state)]


def _steps(state: Any, steps: Sequence[Move[Any]]) -> StepForm:
    form = StepForm()
    form.step.choices = choices_of((step.name, STEPS[step.name][1]) for step in _possible(state, steps))
    return form


def _step_page(form: StepForm, title: str, agreement: Agreement, back: str) -> Any:
    page = render_template("community/partnerships/step.html", form=form, title=title, agreement=agreement, back=back)
    return page, _status(form)


def _with_commitments(form: ActivityForm, agreement: Agreement) -> ActivityForm:
    named = ((one.id, one.name.text()) for one in agreement.commitments)
    form.commitment_id.choices = choices_of(named, empty=_("the agreement as a whole"))
    return form


def _with_partners(form: AccessForm) -> AccessForm:
    named = ((person.id, person.name) for person in queries.partners())
    form.person_id.choices = choices_of(named, empty=_("Choose a partner"))
    return form


def _status(form: BaseForm) -> int:
    return 422 if form.is_submitted() else 200
