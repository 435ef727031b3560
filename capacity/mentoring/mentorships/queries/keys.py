"""Opening rings with the key of the person who is signed in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from capacity.core import vault
from capacity.core.db import db
from capacity.mentoring.mentorships.models import KeyRing, KeyShare, OpenRing
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Member


def shares_of(ring_ids: Collection[int], person_id: int | None) -> Sequence[KeyShare]:
    """A person's shares in these rings."""
    statement = sa.select(KeyShare).where(KeyShare.ring_id.in_(ring_ids), KeyShare.person_id == person_id)
    return db.session.scalars(statement).all()


def opened(ring: KeyRing, shares: Sequence[KeyShare], private: vault.PrivateKey | None) -> OpenRing | None:
    """What this key opens of the ring; None unless it opens the present generation."""
    if private is None:
        return None
    keys = {}
    for share in shares:
        if share.ring_id == ring.id and share.public_key == private.public:
            try:
                keys[share.generation] = vault.open_share(share.sealed, private)
            except vault.CannotOpen:
                continue
    return OpenRing(ring.id, ring.generation, keys) if ring.generation in keys else None


def open_ring(ring: KeyRing | None, person_id: int | None, private: vault.PrivateKey | None) -> OpenRing | None:
    """The ring as this person can open it now."""
    if ring is None or private is None:
        return None
    return opened(ring, shares_of([ring.id], person_id), private)


def members_of(association_ids: Collection[int]) -> Sequence[Person]:
    """The people who act for these associations now, and for those that they were merged into."""
    into = sa.select(Association.merged_into_id).where(
        Association.id.in_(association_ids), Association.merged_into_id.is_not(None)
    )
    own = sa.or_(Member.association_id.in_(association_ids), Member.association_id.in_(into))
    return db.session.scalars(
        sa.select(Person)
        .where(Person.id.in_(sa.select(Member.person_id).where(own, Member.ended_at.is_(None))))
        .where(Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    ).all()


def first_holders(association_ids: Collection[int], maker_id: int | None) -> list[Person]:
    """Those to whom a new ring opens from its start: its maker, and the members known to their association.

    Not who was put there from outside without a member's word: somebody shares with them, or nobody does. Whom a merge
    put beside the maker is no stranger where both were known in the same one of the two.
    """
    here = db.session.scalars(
        sa.select(Member).where(Member.association_id.in_(association_ids), Member.ended_at.is_(None))
    ).all()
    maker = {one.association_id: one for one in here if one.person_id == maker_id}
    known_ids = {maker_id} | {
        one.person_id
        for one in here
        if one.placed_at is None or (one.association_id in maker and maker[one.association_id].knows(one))
    }
    return [person for person in members_of(association_ids) if person.id in known_ids]


def reaches(ring: KeyRing | None, people: Sequence[Person]) -> list[tuple[Person, bool]]:
    """Each person, and whether they can open the ring now."""
    return [(person, ring is not None and ring.holds(person.id, person.public_key)) for person in people]
