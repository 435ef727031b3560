"""The sitting: opened, who comes and goes, what is gone through, adjourned, resumed, closed. Whoever writes in it locks
the round first, so that two people at once write one after the other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from capacity.admission.applications.models import Application
from capacity.admission.review import notices as review_notices
from capacity.admission.rounds import queries
from capacity.admission.rounds.actions.rounds import deliberating
from capacity.admission.rounds.models import AgendaItem, Pause, Presence, Round, Sitting, SteppedOut
from capacity.admission.rounds.states import (
    ADJOURN_SITTING,
    CLOSE_SITTING,
    OPEN_SITTING,
    RESUME_SITTING,
    ItemKind,
    SittingState,
    agenda,
    majority,
)
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move


def sitting_now(round_: Round, verb: str, *, is_open: bool = True) -> Sitting:
    """The sitting of the round, which must be locked; open, unless told otherwise."""
    deliberating(round_, verb)
    found = queries.sitting_of(round_.id)
    if found is None:
        raise RuleBroken(_l("The sitting has not been opened yet."))
    if is_open and found.state is not SittingState.OPEN:
        raise IllegalMove(obj=found, move=verb, current=found.state)
    return found


def open_sitting(round_: Round, *, place: str, present: Collection[int], actor: Actor, now: datetime) -> Sitting:
    """Open it with those who are there, and write its agenda; refused below the quorum, which is half the panel and
    one."""
    deliberating(round_, "open_sitting")
    if queries.sitting_of(round_.id) is not None:
        raise RuleBroken(_l("The sitting has been opened already."))
    members = [member.person_id for member in round_.panel.members]
    quorum = majority(len(members))
    if len(set(present) & set(members)) < quorum:
        raise RuleBroken(_l("There is no quorum: at least %(num)s members must be there.", num=quorum), field="present")
    standing = queries.standing(round_)
    if not next(check.done for check in standing.checks if check.key == "quotas"):
        raise RuleBroken(_l("Some quotas cannot be met: take note of them on the ranking’s page first."))
    sitting = Sitting(round_id=round_.id, place=place, quorum=quorum, opened_at=now, state=SittingState.CONVENED)
    db.session.add(sitting)
    db.session.flush()
    sitting.presences = [Presence(person_id=person, arrived_at=now) for person in members if person in present]
    sitting.items = _agenda(standing)
    move(sitting, OPEN_SITTING, actor=actor, now=now)
    db.session.flush()
    return sitting


def _agenda(standing: queries.Standing) -> list[AgendaItem]:
    ids = {row.file.number: row.file.id for row in standing.rows}
    disagreeing = {file.number for file, _item in standing.record.open_disagreements}
    items = agenda([row.line for row in standing.rows], disagreeing)
    return [
        AgendaItem(position=place, kind=kind, application_id=ids[number] if number else None)
        for place, (kind, number) in enumerate(items, 1)
    ]


def note_presence(round_: Round, *, person_id: int, is_there: bool, actor: Actor, now: datetime) -> None:
    """A member arrives or leaves; pressing it twice changes nothing."""
    sitting = sitting_now(round_, "note_presence")
    if not round_.panel.seats_person(person_id):
        raise RuleBroken(_l("Only members of the panel sit."))
    if (person_id in sitting.present) is is_there:
        return
    if is_there:
        sitting.presences.append(Presence(person_id=person_id, arrived_at=now))
        _keep_out(sitting, person_id, now)
    else:
        for one in sitting.presences:
            if one.person_id == person_id and one.left_at is None:
                one.left_at = now
        for out in sitting.recusals:
            if out.person_id == person_id and out.returned_at is None:
                out.returned_at = now
    _noted(sitting, "note_presence", actor, now, f"{'+' if is_there else '-'}{person_id}")


def _keep_out(sitting: Sitting, person_id: int, now: datetime) -> None:
    """Who arrives while an application is gone through from which it stepped back does not come in for it."""
    item = sitting.open_item
    if item is not None and item.application_id is not None:
        reason = queries.conflicts_of(item.application_id).get(person_id)
        if reason is not None:
            _steps_out(sitting, item, person_id, reason, now)


def add_item(
    round_: Round, *, title: str = "", application: Application | None = None, actor: Actor, now: datetime
) -> AgendaItem:
    """Put an application, or something else, on the agenda; an application that stands there already stays where it
    is."""
    sitting = sitting_now(round_, "add_item")
    known = next(
        (one for one in sitting.items if application is not None and one.application_id == application.id), None
    )
    if known is not None:
        return known
    if application is not None and queries.proposal_of(round_.id, application.id) is None:
        raise RuleBroken(_l("This application is not in the ranking."))
    item = AgendaItem(
        position=max(one.position for one in sitting.items) + 1,
        kind=ItemKind.OTHER if application is None else ItemKind.BROUGHT,
        application_id=application.id if application is not None else None,
        title=title,
    )
    sitting.items.append(item)
    _noted(sitting, "add_item", actor, now, str(item.position))
    return item


def take_up(round_: Round, *, item_id: int, actor: Actor, now: datetime) -> AgendaItem:
    """Go on to something on the agenda; what was open is done. Who stepped back from the application leaves the
    room."""
    sitting = sitting_now(round_, "take_up")
    item = item_in(sitting, item_id)
    if sitting.open_item is item:
        return item
    _conclude(sitting, now)
    item.taken_up_at, item.done_at = item.taken_up_at or now, None
    if item.application_id is not None:
        for person_id, reason in queries.conflicts_of(item.application_id).items():
            if person_id in sitting.present:
                _steps_out(sitting, item, person_id, reason, now)
    _noted(sitting, "take_up", actor, now, str(item.position))
    return item


def step_out(round_: Round, *, item_id: int, person_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """A member leaves the room while this is gone through, because of a conflict of interest, until it is done."""
    sitting = sitting_now(round_, "step_out")
    item = item_in(sitting, item_id)
    if sitting.open_item is not item:
        raise RuleBroken(_l("This point is not being gone through."))
    if person_id not in sitting.present:
        raise RuleBroken(_l("This member is not there."))
    if person_id in queries.stepped_out_of(sitting, item):
        return
    _steps_out(sitting, item, person_id, reason, now)
    _noted(sitting, "step_out", actor, now, f"{item.position}: {person_id}")
    if item.application_id is not None:
        review_notices.tell_who_presides(round_.panel, person_id, now=now)


def adjourn_sitting(round_: Round, *, reason: str, actor: Actor, now: datetime) -> None:
    """Interrupt it, for a reason."""
    _adjourn(sitting_now(round_, "adjourn_sitting"), reason=reason, actor=actor, now=now)


def interrupt(sitting: Sitting, *, reason: str, actor: Actor, now: datetime) -> None:
    """Adjourn it if it is open, and let everybody leave: who sits may be other people when it goes on. The round must
    be locked."""
    if sitting.state is SittingState.OPEN:
        _adjourn(sitting, reason=reason, actor=actor, now=now)
    until = sitting.closed_at or max((pause.from_at for pause in sitting.pauses if pause.until_at is None), default=now)
    _all_leave(sitting, until)
    db.session.flush()


def _all_leave(sitting: Sitting, at: datetime) -> None:
    for one in sitting.presences:
        one.left_at = one.left_at or at


def _adjourn(sitting: Sitting, *, reason: str, actor: Actor, now: datetime) -> None:
    _conclude(sitting, now)
    move(sitting, ADJOURN_SITTING, actor=actor, now=now, reason=reason)
    sitting.pauses.append(Pause(from_at=now, reason=reason))
    db.session.flush()


def resume_sitting(round_: Round, *, actor: Actor, now: datetime) -> None:
    """Go on, after an adjournment or a closing; the quorum is that of the panel as it is now, and readers who disagree
    since then are put on the agenda. After a closing, who is there is noted anew."""
    sitting = sitting_now(round_, "resume_sitting", is_open=False)
    move(sitting, RESUME_SITTING, actor=actor, now=now)
    sitting.quorum = majority(len(round_.panel.members))
    if sitting.closed_at is not None:
        sitting.pauses.append(Pause(from_at=sitting.closed_at, until_at=now))
        sitting.closed_at = None
    for pause in sitting.pauses:
        pause.until_at = pause.until_at or now
    known = {item.application_id for item in sitting.items}
    for item in _agenda(queries.standing(round_)):
        if item.kind is ItemKind.DISAGREEMENT and item.application_id not in known:
            item.position = max(one.position for one in sitting.items) + 1
            sitting.items.append(item)
    db.session.flush()


def close_sitting(round_: Round, *, actor: Actor, now: datetime) -> None:
    """End it, and with it everybody's presence; refused as long as the ranking, as it stands, has not been adopted."""
    sitting = sitting_now(round_, "close_sitting")
    if sitting.adopted_sha256 != queries.outcome_sha256(round_):
        raise RuleBroken(_l("The ranking, as it stands now, has not been adopted by vote yet."))
    _conclude(sitting, now)
    move(sitting, CLOSE_SITTING, actor=actor, now=now)
    sitting.closed_at = now
    _all_leave(sitting, now)
    db.session.flush()


def item_in(sitting: Sitting, item_id: int) -> AgendaItem:
    """Something on the agenda of this sitting."""
    found = next((one for one in sitting.items if one.id == item_id), None)
    if found is None:
        raise RuleBroken(_l("This point is not on the agenda."))
    return found


def _conclude(sitting: Sitting, now: datetime) -> None:
    """What was open is done; who stepped out comes back."""
    item = sitting.open_item
    if item is not None:
        item.done_at = now
        for one in sitting.recusals:
            if one.item_id == item.id and one.returned_at is None:
                one.returned_at = now


def _steps_out(sitting: Sitting, item: AgendaItem, person_id: int, reason: str, now: datetime) -> None:
    sitting.recusals.append(SteppedOut(item_id=item.id, person_id=person_id, reason=reason, left_at=now))


def _noted(sitting: Sitting, verb: str, actor: Actor, now: datetime, what: str) -> None:
    audit.record(actor=actor, action=f"sittings.{verb}", obj=sitting, now=now, after=what)
    db.session.flush()
