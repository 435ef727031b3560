"""A point of the agenda: what it is about, who steps out, what is moved, how each member votes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.review import queries as review
from capacity.admission.review.queries import FileRecord
from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import MotionForm, StepOutForm
from capacity.admission.rounds.models import AgendaItem, Round, Sitting
from capacity.admission.rounds.states import MotionKind, RoundState, SittingState, VoteChoice, may_vote
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.sitting_words import MOTION_WORDS, words
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.web.forms import BaseForm, ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import called


@dataclass(frozen=True)
class Point:
    """A point of the agenda with its sitting and round."""

    round: Round
    sitting: Sitting
    item: AgendaItem

    @property
    def panel(self) -> Any:
        """The panel of the round."""
        return self.round.panel

    @property
    def region_code(self) -> str:
        """The region of the round."""
        return self.round.region_code

    @property
    def is_open(self) -> bool:
        """It is being gone through now."""
        return self.sitting.state is SittingState.OPEN and self.sitting.open_item is self.item


def _point(round_id: int, item_id: int) -> Point | None:
    """Nobody who stepped back from an application finds its point."""
    round_, sitting = queries.round_for_sitting(round_id), queries.sitting_of(round_id, with_pauses=False)
    if round_ is None or sitting is None:
        return None
    item = next((one for one in sitting.items if one.id == item_id), None)
    if item is None or item.application_id in queries.hidden_applications(round_, current_actor().id):
        return None
    return Point(round_, sitting, item)


@bp.route("/selection/<int:round_id>/sitting/items/<int:item_id>", methods=["GET", "POST"])
@requires(load=_point, may=policy.may_decide)
def sitting_item(point: Point) -> Any:
    """The file in short, and the vote."""
    file = review.file_of(point.item.application) if point.item.application is not None else None
    disagrees = file is not None and any(one.is_open for one in file.disagreements)
    voters = _voters(point, file)
    form = MotionForm(data={"request_id": secrets.token_hex(16), "seen": str(len(point.sitting.motions))})
    form.kind.choices = choices_of(
        (k.value, MOTION_WORDS[k]) for k in actions.kinds_for(point.item, disagrees=disagrees)
    )
    form.moved_by.choices = choices_of((member.person_id, called(member.person)) for member in voters)
    typed = {member.person_id: request.form.get(f"vote-{member.person_id}", "") for member in voters}
    round_id, item_id = point.round.id, point.item.id
    if form.validate_on_submit():
        if _recorded(point, form, typed):
            flash(_("The vote is recorded."), "done")
            return redirect(url_for("rounds.sitting_item", round_id=round_id, item_id=item_id))
        again = _point(round_id, item_id)
        point = again if again is not None else abort(404)
        form.seen.data = str(len(point.sitting.motions))
    page = render_template(
        "admission/rounds/sitting_item.html",
        round=point.round,
        sitting=point.sitting,
        item=point.item,
        file=file,
        proposal=queries.proposals_on(point.sitting).get(point.item.application_id or 0),
        motions=[motion for motion in point.sitting.motions if motion.item_id == point.item.id],
        out=[one for one in point.sitting.recusals if one.item_id == point.item.id],
        voters=[(member, typed[member.person_id]) for member in voters],
        form=form,
        step_out=StepOutForm(),
        is_open=point.is_open and point.round.state is RoundState.DELIBERATION,
        may_take_up=point.sitting.state is SittingState.OPEN and not point.is_open,
        choices=list(VoteChoice),
        **words(),
    )
    return page, (422 if form.is_submitted() else 200)


def _voters(point: Point, file: FileRecord | None) -> list[Any]:
    """Who is in the room and did not step back from the file, before or in the sitting."""
    room = queries.in_the_room(point.round, point.sitting)
    out = {one.person_id for one in point.sitting.recusals if one.item_id == point.item.id}
    out |= {person_id for person_id in room if file is not None and file.was_recused(person_id)}
    allowed = may_vote(room, out)
    return [member for member in point.round.panel.members if member.person_id in allowed]


def _recorded(point: Point, form: MotionForm, typed: dict[int, str]) -> bool:
    """Whether the vote was recorded; else the form says why not."""
    known = {choice.value for choice in VoteChoice}
    if any(value not in known for value in typed.values()):
        form.refuse(_("Note how each member in the room voted; nobody else votes."))
        return False
    round_, item_id, seen = point.round, point.item.id, int(form.seen.data or 0)
    return bool(
        form.attempt(
            lambda: [
                actions.put_to_the_vote(
                    round_,
                    item_id=item_id,
                    kind=MotionKind(form.kind.data),
                    reason=form.reason.data or "",
                    moved_by=int(form.moved_by.data),
                    votes={person: VoteChoice(value) for person, value in typed.items()},
                    request_id=form.request_id.data or "",
                    seen=seen,
                    actor=current_actor(),
                    now=clock.now(),
                )
            ]
        )
    )


@bp.post("/selection/<int:round_id>/sitting/items/<int:item_id>/take-up")
@requires(load=_point, may=policy.may_decide)
def take_up(point: Point) -> Any:
    """Go through this point now."""
    item_id = point.item.id
    return _press(point, ConfirmForm(), lambda round_, **who: actions.take_up(round_, item_id=item_id, **who))


@bp.post("/selection/<int:round_id>/sitting/items/<int:item_id>/step-out")
@requires(load=_point, may=policy.may_decide)
def step_out(point: Point) -> Any:
    """A member leaves the room because of a conflict of interest."""
    form, item_id = StepOutForm(), point.item.id
    form.person.choices = choices_of((member.person_id, member.person_id) for member in point.round.panel.members)
    return _press(
        point,
        form,
        lambda round_, **who: actions.step_out(
            round_, item_id=item_id, person_id=int(form.person.data), reason=form.conflict.data or "", **who
        ),
    )


def _press(point: Point, form: BaseForm, act: Callable[..., Any]) -> Any:
    round_, round_id, item_id = point.round, point.round.id, point.item.id
    if form.validate_on_submit() and form.attempt(lambda: act(round_, actor=current_actor(), now=clock.now())):
        flash(_("Noted with the time."), "done")
    for _field, message in form.all_errors:
        flash(str(message), "attention")
    return redirect(url_for("rounds.sitting_item", round_id=round_id, item_id=item_id))
