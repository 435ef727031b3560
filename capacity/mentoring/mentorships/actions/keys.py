"""Making, sharing and renewing the keys of what is written.

A share is given by somebody who can open, to the public key that the other person has now. Nobody gets one by
matching, by resetting a password or by renewal: a pair made after a reset opens nothing until a holder, or the printed
code, shares again. When somebody loses the right to read, their shares are deleted and what is written later has a new
key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit, vault
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.mentorships.models import KeyRing, KeyShare, OpenRing
from capacity.mentoring.mentorships.states import outsiders
from capacity.people.accounts.models import Person
from capacity.people.associations.actions import vouch


def make_ring(
    people: Iterable[Person], *, actor: Actor, now: datetime, recovery: bytes | None = None
) -> tuple[KeyRing, OpenRing]:
    """A ring with its first key, shared to everybody here who has a pair, and to the recovery code's public key."""
    ring = KeyRing(generation=1, created_at=now)
    db.session.add(ring)
    db.session.flush()
    key = vault.new_text_key()
    holders: list[tuple[int | None, bytes]] = [(one.id, one.public_key) for one in people if one.public_key]
    _give(ring, key, holders + ([(None, recovery)] if recovery else []), actor=actor, now=now)
    audit.record(actor=actor, action="key_rings.make", obj=ring, now=now)
    return ring, OpenRing(ring.id, ring.generation, {ring.generation: key})


def share(ring: KeyRing, person: Person, *, opened: OpenRing, actor: Actor, now: datetime) -> None:
    """Let a person open everything that the giver can open; shares for an older pair of theirs are replaced.

    It is also the giver's word for somebody whom the coordination put into the giver's association.
    """
    if person.public_key is None:
        raise RuleBroken(_l("This person has no key yet: it is made when they set a password."))
    for old in [one for one in ring.shares if one.person_id == person.id]:
        ring.shares.remove(old)
    db.session.flush()
    for generation, key in opened.keys.items():
        sealed = vault.share(key, person.public_key)
        ring.shares.append(_share(generation, person.id, person.public_key, sealed, actor, now))
    db.session.flush()
    vouch(person=person, actor=actor, now=now)
    audit.record(actor=actor, action="key_rings.share", obj=ring, now=now, after=f"person {person.id}")


def drop_outsiders(ring: KeyRing, entitled: Collection[int], *, actor: Actor, now: datetime) -> OpenRing | None:
    """Delete the shares of whoever may not read any more and begin a new key for the others; None when all may."""
    gone = outsiders(ring.holder_ids, entitled)
    if not gone:
        return None
    for old in [one for one in ring.shares if one.person_id in gone]:
        ring.shares.remove(old)
    before, ring.generation = ring.generation, ring.generation + 1
    key = vault.new_text_key()
    _give(ring, key, _lasting(ring, before), actor=actor, now=now)
    audit.record(actor=actor, action="key_rings.renew", obj=ring, now=now, before=before, after=ring.generation)
    return OpenRing(ring.id, ring.generation, {ring.generation: key})


def writing(ring: KeyRing, entitled: Collection[int], *, opened: OpenRing, actor: Actor, now: datetime) -> OpenRing:
    """The ring to write with: renewed first when somebody who may not read any more still has a share."""
    renewed = drop_outsiders(ring, entitled, actor=actor, now=now)
    return renewed or opened


def _lasting(ring: KeyRing, generation: int) -> list[tuple[int | None, bytes]]:
    """Who could open the last generation and still has the same pair; the recovery code always can."""
    ids = [one.person_id for one in ring.shares if one.person_id is not None]
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(ids)))
    present = {person.id: person.public_key for person in people}
    return [
        (one.person_id, one.public_key)
        for one in ring.shares
        if one.generation == generation and (one.person_id is None or present.get(one.person_id) == one.public_key)
    ]


def _give(
    ring: KeyRing, key: vault.TextKey, holders: Iterable[tuple[int | None, bytes]], *, actor: Actor, now: datetime
) -> None:
    for person_id, public in holders:
        ring.shares.append(_share(ring.generation, person_id, public, vault.share(key, public), actor, now))
    db.session.flush()


def _share(
    generation: int, person_id: int | None, public: bytes, sealed: bytes, actor: Actor, now: datetime
) -> KeyShare:
    return KeyShare(
        generation=generation,
        person_id=person_id,
        public_key=public,
        sealed=sealed,
        given_by_id=actor.id,
        given_at=now,
    )
