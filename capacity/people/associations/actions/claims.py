"""Claims on an association that is registered already: to join it, or to represent it."""

from __future__ import annotations

from datetime import datetime

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.people.accounts.models import Person
from capacity.people.associations import notices, queries
from capacity.people.associations.actions.members import change_representative, join
from capacity.people.associations.models import Association, Claim
from capacity.people.associations.states import GRANT_CLAIM, REFUSE_CLAIM, ClaimKind, Standing


def ask_claim(
    *, association: Association, person: Person, kind: ClaimKind, words: str, actor: Actor, now: datetime
) -> Claim:
    """Ask to join an association, or say that one represents it; the present representative is told."""
    if queries.open_claim_of(association.id, person.id) is not None:
        raise RuleBroken(_l("You have asked already; the answer comes by letter."))
    member = queries.membership(association.id, person.id)
    if member is not None and member.ended_at is None and kind is ClaimKind.JOIN:
        raise RuleBroken(_l("You act for this association already."))
    asked = Claim(association=association, person=person, kind=kind, words=words, asked_at=now)
    db.session.add(asked)
    db.session.flush()
    audit.record(actor=actor, action="association_claims.ask", obj=asked, now=now, after=kind)
    notices.claim_asked(asked, now=now)
    return asked


def grant_claim(*, claim: Claim, actor: Actor, now: datetime, reason: str) -> None:
    """Let them in; who claimed to represent it becomes its representative."""
    move(claim, GRANT_CLAIM, actor=actor, now=now, reason=reason)
    claim.decided_by_id, claim.decided_at = actor.id, now
    if claim.kind is ClaimKind.JOIN:
        join(association=claim.association, person=claim.person, standing=Standing.MEMBER, actor=actor, now=now)
    else:
        change_representative(association=claim.association, person=claim.person, actor=actor, now=now, reason=reason)
    notices.claim_decided(claim, now=now)


def refuse_claim(*, claim: Claim, actor: Actor, now: datetime, reason: str) -> None:
    """Say no; the reason stays in the record."""
    move(claim, REFUSE_CLAIM, actor=actor, now=now, reason=reason)
    claim.decided_by_id, claim.decided_at = actor.id, now
    notices.claim_decided(claim, now=now)
