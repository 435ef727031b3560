"""Who can open a report: shared by a holder, opened again by the printed code, closed to who left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capacity.core import audit, vault
from capacity.core.access import SYSTEM, Actor
from capacity.core.clock import now as clock_now
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles
from capacity.core.unit_of_work import unit_of_work
from capacity.mentoring.mentorships.actions import DISMISSED, drop_outsiders, share, writing
from capacity.mentoring.mentorships.models import Mentorship, OpenRing
from capacity.mentoring.mentorships.queries import opened
from capacity.mentoring.shadow_reports import queries
from capacity.mentoring.shadow_reports.models import ShadowReport
from capacity.people.accounts.models import Person

NOT_OPEN = _l("Your key does not open this report. Ask another member to share it with you, or use the printed code.")


def writing_ring(report: ShadowReport, opened_ring: OpenRing | None, *, actor: Actor, now: datetime) -> OpenRing:
    """The keys to write with, renewed first when somebody who may not read any more still has a share."""
    if opened_ring is None:
        raise RuleBroken(NOT_OPEN)
    allowed = {person.id for person in queries.entitled(report)}
    return writing(report.ring, allowed, opened=opened_ring, actor=actor, now=now)


def share_report(
    report: ShadowReport, person: Person, *, opened_ring: OpenRing | None, actor: Actor, now: datetime
) -> None:
    """A holder lets another member, or the mentor whom every association let in, open everything written so far."""
    if opened_ring is None:
        raise RuleBroken(NOT_OPEN)
    if person.id not in {one.id for one in queries.entitled(report)}:
        raise RuleBroken(_l("This person takes no part in the report."))
    share(report.ring, person, opened=opened_ring, actor=actor, now=now)


def recover(report: ShadowReport, person: Person, *, code: str, actor: Actor, now: datetime) -> None:
    """Open the report to the person's present key with the code that was printed at the start."""
    if actor.id != person.id or person.id not in {one.id for one in queries.entitled(report)}:
        raise RuleBroken(_l("This person takes no part in the report."))
    try:
        private = vault.keys_of_code(code)
    except vault.VaultError:
        raise RuleBroken(_l("This is not a recovery code: it has six groups of four letters."), field="code") from None
    found = opened(report.ring, [one for one in report.ring.shares if one.person_id is None], private)
    if found is None:
        raise RuleBroken(_l("This code does not open this report."), field="code")
    share(report.ring, person, opened=found, actor=actor, now=now)
    audit.record(actor=actor, action="shadow_reports.recover", obj=report, now=now)


def let_mentor_in(mentorship: Mentorship, *, private: vault.PrivateKey | None, actor: Actor, now: datetime) -> None:
    """Share the mentorship's reports that this member can open with the mentor just let in."""
    for report in queries.of_mentorship(mentorship.id):
        found = queries.opened_ring(report, actor.id, private)
        if found is not None and report.mentor is not None and report.mentor.public_key is not None:
            share(report.ring, report.mentor, opened=found, actor=actor, now=now)


def shut_out(report: ShadowReport, *, actor: Actor, now: datetime) -> None:
    """Delete the shares of whoever may not read any more; what is written from now on has a new key."""
    allowed = {person.id for person in queries.entitled(report)}
    drop_outsiders(report.ring, allowed, actor=actor, now=now)
    db.session.flush()


@handles(DISMISSED)
def _mentor_dismissed(payload: Mapping[str, Any]) -> None:
    with unit_of_work():
        for report in queries.of_mentorship(int(payload["mentorship"])):
            shut_out(report, actor=SYSTEM, now=clock_now())
