"""The coordination's side: what was asked, an answer for everybody, a word to whoever asked alone."""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for

from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.enquiries import actions, policy, queries
from capacity.admission.enquiries.forms import AnswerForm, CorrectionForm, DismissForm, PutForm
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.enquiries.states import EnquiryState
from capacity.admission.enquiries.views.blueprint import bp
from capacity.admission.enquiries.views.wording import WORDS
from capacity.core import audit, clock
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import Localized, language, ngettext
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.costs import LIST, costs
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table


def _table() -> Table:
    return Table(
        id_column=Enquiry.id,
        sorts=[Sort("asked", _l("Asked"), Enquiry.asked_at)],
        default_sort="-asked",
        filters=[Filter("state", _l("State"), [(s.value, words) for s, (words, _shape) in _WORDS.items()], _in_states)],
        search=queries.searched,
    )


_WORDS = {state: WORDS[state] for state in EnquiryState}


def _in_states(statement: sa.Select[Any], values: list[str]) -> sa.Select[Any]:
    return statement.where(Enquiry.state.in_([EnquiryState(value) for value in values]))


@bp.get("/desk/calls/<int:call_id>/enquiries")
@requires(load=calls.call_head, may=policy.may_see)
@costs(LIST)
def desk(call: Call) -> Any:
    """The questions of a call: what they are, never whose."""
    return render_template(
        "admission/enquiries/desk.html", call=call, page=_table().read(queries.asked_rows(call.id)), moment=clock.now()
    )


@bp.route("/desk/enquiries/<int:enquiry_id>", methods=["GET", "POST"])
@requires(load=queries.enquiry, may=policy.may_answer, see=policy.may_see)
def show(enquiry: Enquiry) -> Any:
    """Answer a question in the three languages; of two who do, the second sees what the first published."""
    number, call_id = enquiry.id, enquiry.call_id
    form = AnswerForm(data={"question": Localized({enquiry.language: enquiry.asked})})
    if form.validate_on_submit() and form.attempt(
        lambda: actions.answer(
            enquiry, question=form.question.data, text=form.text.data, actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("The answer is published. Whoever asked is written to, and subscribers within the hour."), "done")
        return redirect(url_for("enquiries.desk", call_id=call_id))
    page = render_template(
        "admission/enquiries/show.html",
        enquiry=queries.enquiry(number),
        form=form,
        events=audit.history(db.session(), [enquiry]),
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/desk/enquiries/<int:enquiry_id>/dismiss", methods=["GET", "POST"])
@requires(load=queries.enquiry, may=policy.may_answer, see=policy.may_see)
def dismiss(enquiry: Enquiry) -> Any:
    """Write to whoever asked alone."""
    form, call_id = DismissForm(), enquiry.call_id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.dismiss(enquiry, reason=form.reason.data or "", actor=current_actor(), now=clock.now())
    ):
        flash(_("Whoever asked is written to. Nothing was published."), "done")
        return redirect(url_for("enquiries.desk", call_id=call_id))
    page = render_template("admission/enquiries/dismiss.html", enquiry=enquiry, form=form)
    return page, (422 if form.is_submitted() else 200)


@bp.route("/desk/enquiries/<int:enquiry_id>/correct", methods=["GET", "POST"])
@requires(load=queries.enquiry, may=policy.may_answer, see=policy.may_see)
def correct(enquiry: Enquiry) -> Any:
    """Put a dated correction under an answer."""
    form, number = CorrectionForm(), enquiry.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.correct(enquiry, text=form.text.data, actor=current_actor(), now=clock.now())
    ):
        flash(_("The correction is published under the answer."), "done")
        return redirect(url_for("enquiries.show", enquiry_id=number))
    page = render_template("admission/enquiries/correct.html", enquiry=enquiry, form=form)
    return page, (422 if form.is_submitted() else 200)


@bp.route("/desk/calls/<int:call_id>/enquiries/new", methods=["GET", "POST"])
@requires(load=calls.call_head, may=policy.may_answer, see=policy.may_see)
def put(call: Call) -> Any:
    """Publish an answer to what is asked elsewhere."""
    form, number = PutForm(data={"request_id": secrets.token_hex(16)}), call.id
    if form.validate_on_submit() and form.attempt(lambda: _put(call, form)):
        flash(_("The answer is published. Subscribers are written to within the hour."), "done")
        return redirect(url_for("enquiries.desk", call_id=number))
    page = render_template("admission/enquiries/put.html", call=call, form=form)
    return page, (422 if form.is_submitted() else 200)


def _put(call: Call, form: PutForm) -> int:
    return actions.put(
        call,
        question=form.question.data,
        text=form.text.data,
        language=language(),
        request_id=form.request_id.data or "",
        actor=current_actor(),
        now=clock.now(),
    ).id


def on_record(*, call: Call, actor: Actor) -> list[dict[str, Any]]:
    """The way from a call's record."""
    if not policy.may_see(actor, call):
        return []
    waiting = queries.waiting_count(call.id)
    words = ngettext("%(num)s question waits for an answer.", "%(num)s questions wait for an answer.", waiting)
    return [
        {
            "label": _("Questions and answers"),
            "url": url_for("enquiries.desk", call_id=call.id),
            "sub": words if waiting else _("No question waits for an answer."),
            "state": "",
        }
    ]
