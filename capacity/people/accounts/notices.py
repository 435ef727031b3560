"""Letters about accounts. Their links are made at delivery (``actions.links``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from capacity.core.outbox import letter
from capacity.people.accounts.models import ErasureRequest, FactorReset, Invitation, Person

CONFIRM = "people/accounts/confirm"
RESET = "people/accounts/reset"
INVITATION = "people/accounts/invitation"
ALREADY = "people/accounts/already_registered"
FACTOR_REMOVED = "people/accounts/factor_removed"
ERASURE_ASKED = "people/accounts/erasure_asked"
ERASURE_STOPPED = "people/accounts/erasure_stopped"


def _to(person: Person, template: str, *, key: str, now: datetime, language: str | None = None, **more: str) -> None:
    if person.email is None:
        return
    read = language or person.language
    letter(
        template,
        key=f"{template}:{person.id}:{key}",
        now=now,
        address=person.email,
        language=read,
        data={"name": person.called(read), **more},
        person_id=person.id,
        about=person,
    )


def confirm(person: Person, *, now: datetime, language: str) -> None:
    """The link that ends a registration; one letter a minute at most."""
    _to(person, CONFIRM, key=_minute(now), now=now, language=language)


def already_registered(person: Person, *, now: datetime) -> None:
    """Somebody tried to register an address that has an account."""
    _to(person, ALREADY, key=_minute(now), now=now)


def reset(person: Person, *, now: datetime) -> None:
    """The link for a new password."""
    _to(person, RESET, key=_minute(now), now=now)


def factor_removed(person: Person, done: FactorReset, *, now: datetime) -> None:
    """The authenticator was removed by two people."""
    _to(person, FACTOR_REMOVED, key=str(done.id), now=now)


def erasure_asked(asked: ErasureRequest, person: Person, *, now: datetime) -> None:
    """Everything of the person is erased after the delay; the letter says how to take it back."""
    _to(person, ERASURE_ASKED, key=str(asked.id), now=now, due=asked.due_at.isoformat())


def erasure_stopped(asked: ErasureRequest, person: Person, *, now: datetime) -> None:
    """It would harm others by now: something has to be done first."""
    _to(person, ERASURE_STOPPED, key=str(asked.id), now=now)


def invitation(
    offered: Invitation, *, names: Sequence[Mapping[str, str]], person_id: int | None, now: datetime
) -> None:
    """A role is offered, for the regions that the letter names."""
    letter(
        INVITATION,
        key=f"{INVITATION}:{offered.id}",
        now=now,
        address=offered.email,
        language=offered.language,
        data={"name": offered.name, "role": offered.role.value, "regions": offered.regions, "where": names},
        person_id=person_id,
        about=offered,
    )


def _minute(now: datetime) -> str:
    return now.strftime("%Y%m%d%H%M")
