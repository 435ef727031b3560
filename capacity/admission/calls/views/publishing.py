"""Publishing a call, and what happens to it afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import AddendumForm, CancelForm, ExtensionForm
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState, gaps
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.wording import PART_WORDS
from capacity.admission.calls.views.writing import url_of_gap
from capacity.core import clock
from capacity.core.contributions import collect
from capacity.core.languages import LANGUAGES, NAMES
from capacity.core.languages import gettext as _
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

EVERYBODY = "all"


def written_to(call: Call, *, sent: bool = False) -> list[str]:
    """Who would be written to now, group by group; ``sent`` with those who have sent already."""
    return [words for told in collect("call.written_to", call=call, sent=sent) for words in told]


def _record(number: int, words: str) -> Any:
    flash(words, "done")
    return redirect(url_for("calls.manage", call_id=number))


@bp.route("/desk/calls/<int:call_id>/publish", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_publish, see=policy.may_see)
def publish(call: Call) -> Any:
    """What is missing, or what publishing means; then the act."""
    form, number = ConfirmForm(), call.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.publish(call, actor=current_actor(), now=clock.now())
    ):
        return _record(number, _("The call is published."))
    missing = gaps(call, clock.now())
    pages = [
        (
            PART_WORDS[part],
            [(gap.message, url_of_gap(call, gap, back="publish")) for gap in missing if gap.part is part],
        )
        for part in dict.fromkeys(gap.part for gap in missing)
    ]
    page = render_template(
        "admission/calls/publish.html", call=call, form=form, pages=pages, count=len(missing), kept=_kept(call)
    )
    return page, (422 if form.is_submitted() else 200)


def _kept(call: Call) -> list[tuple[str, str, list[str]]]:
    """(text, another call's reference, languages): what still is that other call's, and may name its regions."""
    named = {"title": _("Title"), "summary": _("Summary"), "text": _("Text")}
    return [
        (named[name], reference, [NAMES[code] for code in codes])
        for name, others in queries.kept_words(call).items()
        for reference, codes in others.items()
    ]


@bp.route("/desk/calls/<int:call_id>/addendum", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def addendum(call: Call) -> Any:
    """A dated correction that everybody who drafts is told of."""
    form, number = AddendumForm(), call.id
    look = "look" in request.form
    sound = form.validate_on_submit()
    if (
        sound
        and not look
        and form.attempt(
            lambda: actions.add_addendum(call, text=form.text.data, actor=current_actor(), now=clock.now())
        )
    ):
        return _record(number, _("The addendum is published. Everybody who is drafting is written to."))
    looked = [(code, NAMES[code], form.text.data[code]) for code in LANGUAGES] if sound and look else []
    page = render_template("admission/calls/addendum.html", call=call, form=form, told=written_to(call), looked=looked)
    return page, (422 if form.is_submitted() and not looked else 200)


@bp.route("/desk/calls/<int:call_id>/extension", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def extension(call: Call) -> Any:
    """More time for everybody, or for one association found by its name or receipt number."""
    form, number, search = ExtensionForm(obj=call), call.id, request.args.get("q", "")
    found = queries.associations_for_extension(call, search) if search.strip() else []
    everybody = (EVERYBODY, _("Everybody"))
    form.association.choices = choices_of([everybody, *found], empty=_("Choose") if len(found) > 1 else None)
    if not form.is_submitted():
        form.closes_at.data = call.window().closes_at
        form.association.data = _meant(found)
    if form.validate_on_submit() and form.attempt(lambda: _extend(call, form)):
        alone = form.association.data != EVERYBODY
        moved = _("The closing has moved. Those concerned are written to.")
        return _record(number, _("This association alone has more time, and is written to.") if alone else moved)
    page = render_template(
        "admission/calls/extension.html",
        call=call,
        form=form,
        search=search,
        found=found,
        closes_at=call.window().closes_at,
        told=written_to(call),
    )
    return page, (422 if form.is_submitted() else 200)


def _meant(found: list[tuple[int, str]]) -> str:
    """For whom more time is meant: who looked for one association does not give it to everybody unawares."""
    if not found:
        return EVERYBODY
    return str(found[0][0]) if len(found) == 1 else ""


def _extend(call: Call, form: ExtensionForm) -> int:
    return actions.extend(
        call,
        closes_at=cast("datetime", form.closes_at.data),
        reason=form.reason.data or "",
        association_id=int(form.association.data) if form.association.data != EVERYBODY else None,
        actor=current_actor(),
        now=clock.now(),
    ).id


@bp.route("/desk/calls/<int:call_id>/cancel", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def cancel(call: Call) -> Any:
    """Name the consequence, ask for the reason, cancel."""
    form, number = CancelForm(), call.id
    if call.state is CallState.PUBLISHED:
        form.reason.required_languages = LANGUAGES
    if form.validate_on_submit() and form.attempt(
        lambda: actions.cancel(call, reason=form.reason.data, actor=current_actor(), now=clock.now())
    ):
        return _record(number, _("The call is cancelled."))
    told = written_to(call, sent=True) if call.state is CallState.PUBLISHED else []
    page = render_template("admission/calls/cancel.html", call=call, form=form, told=told)
    return page, (422 if form.is_submitted() else 200)


@bp.post("/desk/calls/<int:call_id>/archive")
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def archive(call: Call) -> Any:
    """Put a closed call away."""
    form, number = ConfirmForm(), call.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.archive(call, actor=current_actor(), now=clock.now())
    ):
        return _record(number, _("The call is archived. It stays readable."))
    for message in form.form_errors:
        flash(str(message), "error")
    return redirect(url_for("calls.manage", call_id=number))
