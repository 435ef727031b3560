"""Appointing a panel, and changing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.admission.calls.models import Call
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import notices, queries
from capacity.admission.review.actions.reminding import schedule_reminders
from capacity.admission.review.models import Panel, PanelMember
from capacity.admission.review.states import QUORUM
from capacity.core import audit, contributions
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


def appoint_panel(
    call: Call,
    region_code: str,
    member_ids: Sequence[int],
    chair_id: int,
    *,
    deputy_id: int | None = None,
    readers_per_application: int | None = None,
    scores_due_at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> Panel:
    """Name who reads the applications of a region; the selection round is prepared with it."""
    if region_code not in {place.region_code for place in call.regions}:
        raise RuleBroken(_l("This call is not open in this region."))
    if queries.panel_of(call.id, region_code) is not None:
        raise RuleBroken(_l("A panel was already appointed for this region."))
    readers = readers_per_application or ReadingRules.read(call.reading).readers
    panel = Panel(
        call_id=call.id,
        region_code=region_code,
        readers_per_application=readers,
        scores_due_at=scores_due_at,
    )
    _check(member_ids, chair_id, deputy_id, readers)
    panel.members = [
        PanelMember(person_id=number, chairs=number == chair_id, deputises=number == deputy_id) for number in member_ids
    ]
    db.session.add(panel)
    db.session.flush()
    audit.record(actor=actor, action="review.appoint_panel", obj=panel, now=now)
    list(contributions.collect("panel.appointed", panel=panel, actor=actor, now=now))
    if deputy_id is not None:
        notices.tell_deputy(panel, now=now)
    return panel


def change_panel(
    panel: Panel,
    *,
    member_ids: Sequence[int],
    chair_id: int,
    deputy_id: int | None,
    readers_per_application: int,
    scores_due_at: datetime | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Change who sits, who chairs and deputises, how many read each application, and until when; a reader with readings
    stays."""
    queries.lock_panel(panel)
    if panel.scoring_closed_at is not None:
        raise RuleBroken(_l("Scoring is closed: the panel cannot be changed any more."))
    _check(member_ids, chair_id, deputy_id, readers_per_application)
    before, chaired = panel.deputy, panel.chair
    leaving = {member.person_id for member in panel.members} - set(member_ids)
    if queries.read_by(leaving, panel.id):
        raise RuleBroken(_l("A member who was given applications cannot leave the panel."), field="members")
    for member in list(panel.members):
        if member.person_id in leaving:
            panel.members.remove(member)
    known = {member.person_id for member in panel.members}
    panel.members.extend(PanelMember(person_id=number) for number in member_ids if number not in known)
    for member in panel.members:
        member.chairs, member.deputises = member.person_id == chair_id, member.person_id == deputy_id
    panel.readers_per_application = readers_per_application
    panel.scores_due_at = scores_due_at
    if chaired is None or chaired.id != chair_id:
        panel.handed_over_at = None
    db.session.flush()
    schedule_reminders(panel, now=now)
    audit.record(actor=actor, action="review.change_panel", obj=panel, now=now)
    if deputy_id is not None and (before is None or before.id != deputy_id):
        notices.tell_deputy(panel, now=now)


def name_deputy(panel: Panel, person_id: int | None, *, actor: Actor, now: datetime) -> None:
    """Name who presides in the place of a chair who steps back, or nobody any more; the marks may be in already."""
    queries.lock_panel(panel)
    before, chair = panel.deputy, panel.chair
    if (before.id if before is not None else None) == person_id:
        return
    if person_id is not None and not panel.seats_person(person_id):
        raise RuleBroken(_l("The deputy chair must be a member of the panel."), field="deputy")
    if person_id is not None and chair is not None and chair.id == person_id:
        raise RuleBroken(_l("The chair cannot deputise for themselves."), field="deputy")
    for member in panel.members:
        member.deputises = member.person_id == person_id
    db.session.flush()
    audit.record(
        actor=actor, action="review.name_deputy", obj=panel, now=now,
        before=str(before.id) if before is not None else None, after=str(person_id) if person_id is not None else None,
    )  # fmt: skip
    if person_id is not None:
        notices.tell_deputy(panel, now=now)


def hand_over_chair(panel: Panel, *, reason: str, actor: Actor, now: datetime) -> None:
    """The deputy presides from now on, in the place of a chair who cannot come."""
    queries.lock_panel(panel)
    if panel.handed_over_at is not None:
        return
    if panel.deputy is None:
        raise RuleBroken(_l("There is no deputy chair yet: the coordination names one first."))
    if panel.deputy.disabled_at is not None:
        raise RuleBroken(_l("The account of the deputy chair is closed: the coordination names another one first."))
    panel.handed_over_at = now
    db.session.flush()
    audit.record(
        actor=actor, action="review.hand_over_chair", obj=panel, now=now, after=str(panel.deputy.id), reason=reason
    )
    notices.tell_handed_over(panel, now=now)


def take_back_chair(panel: Panel, *, actor: Actor, now: datetime) -> None:
    """The chair can come after all, and presides again."""
    queries.lock_panel(panel)
    if panel.handed_over_at is not None:
        panel.handed_over_at = None
        db.session.flush()
        audit.record(actor=actor, action="review.take_back_chair", obj=panel, now=now)


def _check(member_ids: Sequence[int], chair_id: int, deputy_id: int | None, readers: int) -> None:
    sitting = {person.id for person in queries.committee()}
    if not set(member_ids) <= sitting:
        raise RuleBroken(_l("Only members of the committee can sit on a panel."), field="members")
    if chair_id not in member_ids:
        raise RuleBroken(_l("The chair must be a member of the panel."), field="chair")
    if deputy_id is not None and deputy_id not in member_ids:
        raise RuleBroken(_l("The deputy chair must be a member of the panel."), field="deputy")
    if deputy_id == chair_id:
        raise RuleBroken(_l("The chair cannot deputise for themselves."), field="deputy")
    if readers < QUORUM:
        raise RuleBroken(_l("At least two people read each application."), field="readers_per_application")
    if len(set(member_ids)) < readers:
        raise RuleBroken(_l("The panel has fewer members than readers for each application."), field="members")
