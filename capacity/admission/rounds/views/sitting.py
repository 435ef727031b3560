"""The page of the sitting: who is there, the agenda, what was moved and voted; opening, interrupting, ending it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import ItemForm, OpenSittingForm
from capacity.admission.rounds.models import Round, Sitting
from capacity.admission.rounds.states import RoundState, SittingState, majority
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.ranking import STAGES, tabs
from capacity.admission.rounds.views.sitting_words import words
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.web.forms import BaseForm, ConfirmForm, ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import called

DELIBERATION = STAGES.index(RoundState.DELIBERATION)


@bp.get("/selection/<int:round_id>/sitting")
@requires(load=queries.round_for_sitting, may=policy.may_see)
def sitting(round_: Round) -> Any:
    """Follow it; before it begins, the way to open it."""
    if STAGES.index(round_.state) < DELIBERATION:
        abort(404)
    found, actor = queries.sitting_of(round_.id), current_actor()
    hidden = queries.hidden_applications(round_, actor.id)
    guarded = bool(hidden) and round_.announced_at is None and not policy.may_decide(actor, round_)
    return render_template(
        "admission/rounds/sitting.html",
        round=round_,
        sitting=found,
        items=[one for one in found.items if not guarded or one.application_id not in hidden] if found else [],
        guarded=guarded,
        item_form=ItemForm(),
        tabs=tabs(round_, "sitting"),
        stage=STAGES.index(round_.state) + 1,
        quorum=majority(len(round_.panel.members)),
        members=_members(round_, found) if found is not None else [],
        there=len(queries.in_the_room(round_, found)) if found is not None else 0,
        proposals=queries.proposals_on(found) if found is not None else {},
        hidden=hidden,
        writes=policy.may_decide(actor, round_) and round_.state is RoundState.DELIBERATION,
        states=SittingState,
        **words(),
    )


def _members(round_: Round, found: Sitting) -> list[tuple[Any, bool, list[tuple[datetime, datetime | None]]]]:
    """(member, there now, from when until when) of the whole panel."""
    return [
        (
            member,
            member.person_id in found.present,
            [(one.arrived_at, found.until(one)) for one in found.presences if one.person_id == member.person_id],
        )
        for member in round_.panel.members
    ]


@bp.route("/selection/<int:round_id>/sitting/open", methods=["GET", "POST"])
@requires(load=queries.round_for_sitting, may=policy.may_decide)
def open_sitting(round_: Round) -> Any:
    """Who is there, and where."""
    if round_.state is not RoundState.DELIBERATION:
        abort(404)
    members = round_.panel.members
    form = OpenSittingForm(data={"present": [str(member.person_id) for member in members]})
    form.present.choices = choices_of((member.person_id, called(member.person)) for member in members)
    round_id = round_.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.open_sitting(
            round_,
            place=form.place.data or "",
            present=[int(value) for value in form.present.data or ()],
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        return _back(round_id, _("The sitting is open."))
    page = render_template(
        "admission/rounds/sitting_open.html", form=form, round=round_, quorum=majority(len(round_.panel.members))
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/selection/<int:round_id>/sitting/adjourn", methods=["GET", "POST"])
@requires(load=queries.round_for_sitting, may=policy.may_decide)
def adjourn_sitting(round_: Round) -> Any:
    """Interrupt it, for a reason."""
    found = queries.sitting_of(round_.id)
    if found is None or found.state is not SittingState.OPEN:
        abort(404)
    form, round_id = ReasonForm(), round_.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.adjourn_sitting(round_, reason=form.reason.data, actor=current_actor(), now=clock.now())
    ):
        return _back(round_id, _("The sitting is adjourned."))
    page = render_template("admission/rounds/sitting_adjourn.html", form=form, round=round_)
    return page, (422 if form.is_submitted() else 200)


@bp.post("/selection/<int:round_id>/sitting/resume")
@requires(load=queries.round_for_sitting, may=policy.may_decide)
def resume_sitting(round_: Round) -> Any:
    """Go on."""
    return press(round_, actions.resume_sitting, _("The sitting goes on. Note who is there."))


@bp.post("/selection/<int:round_id>/sitting/close")
@requires(load=queries.round_for_sitting, may=policy.may_decide)
def close_sitting(round_: Round) -> Any:
    """End it, once the ranking has been adopted."""
    return press(round_, actions.close_sitting, _("The sitting is closed. Its minutes can be printed."))


@bp.post("/selection/<int:round_id>/sitting/items")
@requires(load=queries.round_for_sitting, may=policy.may_decide)
def add_item(round_: Round) -> Any:
    """Put something else on the agenda."""
    form = ItemForm()
    return press(
        round_,
        lambda it, **who: actions.add_item(it, title=form.title.data, **who),
        _("It stands on the agenda."),
        form,
    )


@dataclass(frozen=True)
class Placed:
    """A round with one of its applications, or one member of its panel."""

    round: Round
    application: Application | None = None
    person_id: int = 0

    @property
    def panel(self) -> Any:
        """The panel of the round."""
        return self.round.panel

    @property
    def region_code(self) -> str:
        """The region of the round."""
        return self.round.region_code


def _ranked(round_id: int, application_id: int) -> Placed | None:
    round_, proposal = queries.round_for_sitting(round_id), queries.proposal_of(round_id, application_id)
    application = applications.application(application_id)
    if round_ is None or proposal is None or application is None:
        return None
    return Placed(round_, application)


def _seated(round_id: int, person_id: int) -> Placed | None:
    round_ = queries.round_for_sitting(round_id)
    if round_ is None or not round_.panel.seats_person(person_id):
        return None
    return Placed(round_, person_id=person_id)


@bp.post("/selection/<int:round_id>/sitting/applications/<int:application_id>")
@requires(load=_ranked, may=policy.may_decide)
def bring_up(one: Placed) -> Any:
    """Put an application of the ranking on the agenda, and go to it."""
    if one.application is None or one.application.id in queries.hidden_applications(one.round, current_actor().id):
        abort(404)
    application, round_id = one.application, one.round.id
    form, made = ConfirmForm(), []
    if not form.validate_on_submit():
        abort(400)
    if form.attempt(
        lambda: made.append(
            actions.add_item(one.round, application=application, actor=current_actor(), now=clock.now()).id
        )
    ):
        return redirect(url_for("rounds.sitting_item", round_id=round_id, item_id=made[-1]))
    for message in form.form_errors:
        flash(str(message), "attention")
    return redirect(url_for("rounds.sitting", round_id=round_id))


@bp.post("/selection/<int:round_id>/sitting/people/<int:person_id>/arrives")
@requires(load=_seated, may=policy.may_decide)
def arrives(one: Placed) -> Any:
    """A member of the panel comes in."""
    return _noted(one, is_there=True)


@bp.post("/selection/<int:round_id>/sitting/people/<int:person_id>/leaves")
@requires(load=_seated, may=policy.may_decide)
def leaves(one: Placed) -> Any:
    """A member of the panel goes."""
    return _noted(one, is_there=False)


def _noted(one: Placed, *, is_there: bool) -> Any:
    person_id = one.person_id
    return press(
        one.round,
        lambda round_, **who: actions.note_presence(round_, person_id=person_id, is_there=is_there, **who),
        _("Noted with the time."),
    )


def press(round_: Round, act: Callable[..., Any], done: str, form: BaseForm | None = None) -> Any:
    """One press in the sitting; a rule that forbids it is said above the page."""
    form, round_id = form or ConfirmForm(), round_.id
    if form.validate_on_submit() and form.attempt(lambda: act(round_, actor=current_actor(), now=clock.now())):
        return _back(round_id, done)
    for _field, message in form.all_errors:
        flash(str(message), "attention")
    return redirect(url_for("rounds.sitting", round_id=round_id))


def _back(round_id: int, done: str) -> Any:
    flash(done, "done")
    return redirect(url_for("rounds.sitting", round_id=round_id))
