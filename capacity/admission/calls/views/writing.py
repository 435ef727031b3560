"""A call is begun and written, one subject per page."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import NewCallForm, WindowForm, WordsForm
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState, Gap, Part, languages_meter
from capacity.admission.calls.views.at_once import as_read
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.wording import PART_WORDS
from capacity.core import clock
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.rollout.phases.models import Phase
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

BARE = "bare"
"""A call that begins with nothing."""


@bp.route("/desk/calls/new", methods=["GET", "POST"])
@requires(may=policy.may_create)
def new() -> Any:
    """Begin a call, from the shipped form or from an earlier call."""
    phases = queries.phases_for_calls()
    scope = policy.coordinated(current_actor())
    places = {
        place.region_code: (phase.year, place.region.name)
        for phase in phases
        for place in phase.places
        if scope is None or place.region_code in scope
    }
    form = NewCallForm(phase=request.args.get("phase"), source=request.args.get("source"))
    form.phase.choices = choices_of([(phase.id, str(phase.year)) for phase in phases], empty=_("Choose a phase"))
    form.regions.choices = choices_of([(code, f"{name} ({year})") for code, (year, name) in places.items()])
    form.source.choices = choices_of(
        [(BARE, _("Nothing: an empty form")), *queries.calls_to_copy(current_actor())],
        empty=_("The programme’s own form"),
    )
    if form.validate_on_submit() and (done := form.attempt(lambda: _create(form))):
        flash(_("The call has been begun. It stays hidden until you publish it."), "done")
        return redirect(url_for("calls.manage", call_id=done))
    return render_template("admission/calls/new.html", form=form), (422 if form.is_submitted() else 200)


def _create(form: NewCallForm) -> int:
    source = form.source.data or ""
    return actions.create(
        db.session.get_one(Phase, int(form.phase.data)),
        reference=form.reference.data,
        opens_at=cast("datetime", form.opens_at.data),
        closes_at=cast("datetime", form.closes_at.data),
        regions=[(code, form.seats.data) for code in form.regions.data],
        source=queries.call(int(source)) if source not in {"", BARE} else None,
        bare=source == BARE,
        actor=current_actor(),
        now=clock.now(),
    ).id


def page_of(template: str, call: Call, part: Part, form: Any, **more: Any) -> Any:
    """One page on which the call is written, with the way to the others."""
    parts = [
        (label, url_for(f"calls.edit_{one.value}", call_id=call.id), None, one is part)
        for one, label in PART_WORDS.items()
    ]
    body = render_template(
        template,
        call=call,
        form=form,
        parts=parts,
        here=PART_WORDS[part],
        meter=languages_meter(call),
        frozen=call.state is not CallState.DRAFT,
        **more,
    )
    return body, (422 if form.is_submitted() else 200)


def of_columns(call: Call, *names: str) -> dict[str, Any]:
    """What these columns of a call say."""
    return {name: getattr(call, name) for name in names}


WAYS_BACK = {"publish": "calls.publish", "call": "calls.manage"}
"""Where one goes on after saving, when one came from a list of what a call lacks."""


def url_of_gap(call: Call, gap: Gap, *, back: str) -> str:
    """Where what a call lacks is written: the very field, as far as it has one; and from there back to the list."""
    place, anchor = gap.place, gap.place.field or None
    if place.kind is None:
        return url_for(f"calls.edit_{place.part.value}", call_id=call.id, back=back, _anchor=anchor)
    return url_for(
        "calls.change_part", call_id=call.id, kind=place.kind.value, item_id=place.item, back=back, _anchor=anchor
    )


def back_from(call_id: int, part: Part) -> str:
    """Where one goes after a page or a part of this page was saved, or left."""
    return url_for(WAYS_BACK.get(request.args.get("back", ""), f"calls.edit_{part.value}"), call_id=call_id)


def saved(call_id: int, part: Part) -> Any:
    """Back to the page, or to the list from which one came; it says that it was saved."""
    flash(_("Saved."), "done")
    return redirect(back_from(call_id, part))


@bp.route("/desk/calls/<int:call_id>/words", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_words(call: Call) -> Any:
    """Title, summary, text."""
    form, number = as_read(WordsForm, call, of_columns(call, "title", "summary", "text")), call.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.write(
            call,
            title=form.title.data,
            summary=form.summary.data,
            text=form.text.data,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        return saved(number, Part.WORDS)
    return page_of("admission/calls/words.html", call, Part.WORDS, form)


@bp.route("/desk/calls/<int:call_id>/window", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_window(call: Call) -> Any:
    """Opening, closing and the other dates."""
    dates = of_columns(call, "opens_at", "closes_at", "grace_minutes", "announcement_on", "training_from")
    form, number = as_read(WindowForm, call, dates), call.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.set_window(
            call,
            opens_at=cast("datetime", form.opens_at.data),
            closes_at=cast("datetime", form.closes_at.data),
            grace_minutes=form.grace_minutes.data,
            announcement_on=form.announcement_on.data,
            training_from=form.training_from.data,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        return saved(number, Part.WINDOW)
    return page_of("admission/calls/window.html", call, Part.WINDOW, form)


@bp.route("/desk/calls/<int:call_id>/regions", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_regions(call: Call) -> Any:
    """The regions of the phase, each with its seats; no seats means that the region is not in the call."""
    known = {place.region_code: str(place.seats) for place in call.regions}
    form, number = as_read(ConfirmForm, call, known), call.id
    typed = {name.removeprefix("seats-"): value for name, value in request.form.items() if name.startswith("seats-")}
    if form.validate_on_submit() and form.attempt(
        lambda: actions.set_regions(call, regions=_seats(typed), actor=current_actor(), now=clock.now())
    ):
        return saved(number, Part.REGIONS)
    phase = next(phase for phase in queries.phases_for_calls() if phase.id == call.phase_id)
    places = [
        (place.region_code, place.region.name, {**known, **typed}.get(place.region_code, "")) for place in phase.places
    ]
    return page_of("admission/calls/regions.html", call, Part.REGIONS, form, places=places)


def _seats(typed: dict[str, str]) -> list[tuple[str, int]]:
    """Chosen regions with their seats; what is no number counts as none, and the rule says so."""
    chosen = {code: value.strip() for code, value in typed.items() if value.strip()}
    return [(code, int(value) if value.isdecimal() and len(value) < 5 else 0) for code, value in chosen.items()]
