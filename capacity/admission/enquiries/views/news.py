"""Being told of a call's news: with an account by one press, with an address by the link in a letter."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.enquiries import actions, queries
from capacity.admission.enquiries.forms import AddressForm
from capacity.admission.enquiries.states import TAKES_QUESTIONS
from capacity.admission.enquiries.views.blueprint import bp
from capacity.admission.enquiries.views.links import subscription_to_confirm, subscription_to_end
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import language, ngettext
from capacity.core.unit_of_work import unit_of_work
from capacity.web.forms import ConfirmForm
from capacity.web.guards import public
from capacity.web.security import csrf, limiter
from capacity.web.session import current_actor


@bp.route("/calls/<reference>/news", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@public
def news(reference: str) -> Any:
    """Ask to be told, or no longer."""
    call = calls.by_reference(reference) or abort(404)
    if call.status(clock.now()) not in TAKES_QUESTIONS:
        return render_template("admission/enquiries/news.html", call=call, form=None, is_over=True)
    return _by_address(call) if current_actor().is_visitor else _by_account(call)


def _by_address(call: Call) -> Any:
    form = AddressForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.ask_to_subscribe(call, email=form.email.data or "", language=language(), now=clock.now())
    ):
        return render_template("admission/enquiries/news.html", call=call, form=None, letter_sent=True)
    page = render_template("admission/enquiries/news.html", call=call, form=form)
    return page, (422 if form.is_submitted() else 200)


def _by_account(call: Call) -> Any:
    actor, form, reference = current_actor(), ConfirmForm(), call.reference
    known = queries.of_person(call.id, actor.id or 0)
    if form.validate_on_submit():
        if request.form.get("act") == "end":
            if known is None or form.attempt(lambda: _end(known.id)):
                flash(_("No more letters about this call."), "done")
                return redirect(url_for("enquiries.news", reference=reference))
        elif form.attempt(lambda: actions.subscribe(call, actor=actor, now=clock.now()).id):
            flash(_("You are told of this call’s news from now on."), "done")
            return redirect(url_for("enquiries.news", reference=reference))
    page = render_template("admission/enquiries/news.html", call=call, form=form, signed_in=True, known=known)
    return page, (422 if form.is_submitted() else 200)


def _end(number: int) -> None:
    """Ended by somebody else meanwhile (another tab, a link), it is ended."""
    found = queries.subscription(number)
    if found is not None:
        actions.unsubscribe(found, actor=current_actor(), now=clock.now())


@bp.route("/news/confirm/<token>", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
@public
def confirm_news(token: str) -> Any:
    """The link of the letter to an address: reading changes nothing, pressing does."""
    found = subscription_to_confirm(token)
    if found is None:
        return render_template("admission/enquiries/link.html", what="too_old"), 410
    form, reference = ConfirmForm(), found.call.reference
    if form.validate_on_submit() and form.attempt(lambda: _confirm(token)):
        flash(_("Your address is confirmed: you are told of this call’s news from now on."), "done")
        return redirect(url_for("enquiries.list_answers", reference=reference))
    page = render_template(
        "admission/enquiries/link.html", what="confirm", call=found.call, email=found.email, form=form
    )
    return page, (422 if form.is_submitted() else 200)


def _confirm(token: str) -> None:
    found = subscription_to_confirm(token) or abort(410)
    actions.confirm_subscription(found, now=clock.now())


@csrf.exempt  # type: ignore[untyped-decorator]
@bp.route("/news/end/<token>", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
@public
def end_news(token: str) -> Any:
    """The link in every letter: reading it changes nothing, pressing the button does.

    Whoever holds it may end the letters: mail programs press it for their readers (RFC 8058), and know no form of ours.
    """
    if request.method == "POST":
        with unit_of_work():
            found = subscription_to_end(token)
            if found is not None:
                actions.unsubscribe(found, now=clock.now())
        return render_template("admission/enquiries/link.html", what="ended")
    found = subscription_to_end(token)
    if found is None:
        return render_template("admission/enquiries/link.html", what="ended")
    return render_template("admission/enquiries/link.html", what="end", call=found.call, email=found.email)


def written_to(*, call: Call, sent: bool) -> list[str]:
    """How many readers would be written to now beside those who answer the call."""
    count = len(queries.readers_beside_applicants(call, sent=sent))
    words = ngettext(
        "%(num)s reader who asked to be told of this call’s news",
        "%(num)s readers who asked to be told of this call’s news",
        count,
    )
    return [words] if count else []
