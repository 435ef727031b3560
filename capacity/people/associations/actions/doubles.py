"""Doubles are noticed, told apart, or merged: a merge keeps both histories under one association."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post
from capacity.core.workflow import move
from capacity.people.associations import notices, queries
from capacity.people.associations.actions.indexing import let_find
from capacity.people.associations.actions.members import join
from capacity.people.associations.models import Association, Suspicion
from capacity.people.associations.states import Standing
from capacity.people.associations.states.doubles import (
    MERGE,
    TELL_APART,
    SuspicionState,
    is_suspect,
    reasons_for,
)


def notice_doubles(association: Association, *, now: datetime) -> list[Suspicion]:
    """Note which others of the region may be the same; what was told apart stays apart."""
    own = queries.profile_of(association)
    noticed = []
    for other in queries.look_alikes(association):
        reasons = reasons_for(own, other)
        if not is_suspect(reasons):
            continue
        known = queries.pair(association.id, other.id)
        if known is None:
            low, high = sorted((association.id, other.id))
            known = Suspicion(first_id=low, second_id=high, state=SuspicionState.OPEN, noticed_at=now)
            db.session.add(known)
        known.reasons = f" {' '.join(reasons)} "
        noticed.append(known)
    db.session.flush()
    return noticed


def tell_apart(suspicion: Suspicion, *, reason: str, actor: Actor, now: datetime) -> None:
    """They are two associations; the question is not asked again."""
    move(suspicion, TELL_APART, actor=actor, now=now, reason=reason)
    suspicion.decided_at, suspicion.decided_by_id = now, actor.id
    db.session.flush()


def merge(
    suspicion: Suspicion, *, kept_id: int, choices: Mapping[int, int], reason: str, actor: Actor, now: datetime
) -> Association:
    """Make one association of two: the kept one carries the name, both histories and both groups of members.

    Both rows stay; who acted for the other acts for the kept one too, as a member. ``choices`` says of each call in
    which both are live which application goes on. Raises RuleBroken when that is not said, or cannot be.
    """
    if kept_id not in {suspicion.first_id, suspicion.second_id}:
        raise RuleBroken(_l("Choose which of the two records is kept."), field="kept")
    gone_id = suspicion.second_id if kept_id == suspicion.first_id else suspicion.first_id
    list(collect("association.locks"))  # before the two themselves, as in every act that holds both
    locked = sa.select(Association).where(Association.id.in_([kept_id, gone_id])).order_by(Association.id)
    both = {
        one.id: one
        for one in db.session.scalars(locked.with_for_update(key_share=True).execution_options(populate_existing=True))
    }
    kept, gone = both[kept_id], both[gone_id]
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise RuleBroken(_l("One of the two was merged meanwhile."))
    move(suspicion, MERGE, actor=actor, now=now, reason=reason)
    suspicion.decided_at, suspicion.decided_by_id = now, actor.id
    # Each room settles what cannot stand twice, in this transaction, or refuses.
    list(collect("association.merging", kept=kept, gone=gone, choices=choices, actor=actor, now=now))
    sisters = queries.merged_into(gone.id)
    for one in (gone, *sisters):
        one.merged_into_id = kept.id
    people = {one.person_id: one.person for side in (kept, gone) for one in side.present_members}
    _unite_members(kept, gone, actor, now)
    notices.merged(kept, gone, people.values(), now=now)
    _close_others(gone, suspicion, actor, now)
    db.session.flush()
    audit.record(actor=actor, action="associations.merge", obj=kept, now=now, after=str(gone.id), reason=reason)
    audit.record(actor=actor, action="associations.merge", obj=gone, now=now, after=str(kept.id), reason=reason)
    let_find(kept)
    list(collect("association.merged", association=kept))
    post("association.merged", {"kept": kept.id, "gone": gone.id}, key=f"association.merged:{gone.id}", now=now)
    return kept


def _unite_members(kept: Association, gone: Association, actor: Actor, now: datetime) -> None:
    """Who acts for the other acts for the kept one as well; its representative stays, unless there is none."""
    known, others = ({one.person_id for one in side.present_members} for side in (kept, gone))
    sides = {
        one.person_id: one.known_in or (one.association_id if one.placed_at is None else None)
        for one in (*gone.present_members, *kept.present_members)
    }
    for member in gone.present_members:
        if member.person_id in known:
            continue
        leads = member.standing is Standing.REPRESENTATIVE and kept.representative is None
        standing = Standing.REPRESENTATIVE if leads else Standing.MEMBER
        join(association=kept, person=member.person, standing=standing, actor=actor, now=now)
    for member in gone.present_members:
        # Who represents the kept one represents what was merged into it.
        member.standing = Standing.MEMBER
    if known != others:
        _keep_apart(kept, gone, known & others, sides, now)


def _keep_apart(
    kept: Association, gone: Association, both: set[int], sides: Mapping[int, int | None], now: datetime
) -> None:
    """A merge puts people beside each other who did not choose it: none knows the rest by it, but who was in both.

    Where nobody was, no one could say a word for the others: so it is kept in which of the two each was known.
    """
    for member in (*kept.present_members, *gone.present_members):
        if member.person_id not in both:
            member.placed_at = member.placed_at or now
            member.known_in = sides.get(member.person_id)


def _close_others(gone: Association, decided: Suspicion, actor: Actor, now: datetime) -> None:
    """What else was suspected of the one that is gone is asked no more."""
    for other in queries.open_pairs_of(gone.id):
        if other.id != decided.id:
            move(other, TELL_APART, actor=actor, now=now)
            other.decided_at, other.decided_by_id = now, actor.id
