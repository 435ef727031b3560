"""Letters about associations. Links of invitations are made at delivery (``actions.invitations``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date

from capacity.core.languages import locale_code
from capacity.core.outbox import letter
from capacity.people.accounts import queries as accounts
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Claim, LastingPaper, MemberInvitation

INVITATION = "people/associations/invitation"
REGISTERED = "people/associations/registered"
CLAIM_DECIDED = "people/associations/claim_decided"
REPRESENTATIVE = "people/associations/representative"
CLAIM_ASKED = "people/associations/claim_asked"
MERGED = "people/associations/merged"
PAPER_EXPIRES = "people/associations/paper_expires"


def _to(person: Person, template: str, key: str, about: Association, *, now: datetime, **data: object) -> None:
    if person.email is None:
        return
    letter(
        template,
        key=f"{template}:{key}",
        now=now,
        address=person.email,
        language=person.language,
        data={"name": person.called(person.language), "association": about.name.text(person.language), **data},
        person_id=person.id,
        association_id=about.id,
        about=about,
    )


def invitation(offered: MemberInvitation, *, now: datetime) -> None:
    """Somebody is asked to write with the association."""
    known = accounts.by_email(offered.email)
    inviter = accounts.person(offered.invited_by_id)
    language = known.language if known is not None else inviter.language if inviter is not None else "ar"
    letter(
        INVITATION,
        key=f"{INVITATION}:{offered.id}",
        now=now,
        address=offered.email,
        language=language,
        data={"association": offered.association.name.text(language)},
        person_id=known.id if known is not None else None,
        association_id=offered.association_id,
        about=offered,
    )


def registered(association: Association, person: Person, *, now: datetime) -> None:
    """The association is registered, and this person represents it."""
    _to(person, REGISTERED, str(association.id), association, now=now, receipt=association.receipt_number)


def merged(kept: Association, gone: Association, people: Iterable[Person], *, now: datetime) -> None:
    """These, who act for one of the two, learn that they act for one association, and who represents it."""
    representative = kept.representative
    for person in people:
        _to(
            person,
            MERGED,
            f"{gone.id}:{person.id}",
            kept,
            now=now,
            association_id=kept.id,
            receipt=kept.receipt_number,
            other=gone.name.text(person.language),
            other_receipt=gone.receipt_number,
            representative=representative.person.called(person.language) if representative is not None else "",
        )


def claim_asked(claim: Claim, *, now: datetime) -> None:
    """The present representative learns that somebody asks something of the association."""
    representative = claim.association.representative
    if representative is not None:
        _to(
            representative.person,
            CLAIM_ASKED,
            str(claim.id),
            claim.association,
            now=now,
            claimant=claim.person.name,
            kind=claim.kind.value,
        )


def claim_decided(claim: Claim, *, now: datetime) -> None:
    """Whoever asked learns the answer."""
    _to(claim.person, CLAIM_DECIDED, str(claim.id), claim.association, now=now, answer=claim.state.value)


def new_representative(association: Association, person: Person, *, now: datetime, others: list[Person]) -> None:
    """The new representative, and those who acted for the association before, are told."""
    for one in {person.id: person, **{other.id: other for other in others}}.values():
        key = f"{association.id}:{person.id}:{now:%Y%m%d%H%M%S}:{one.id}"
        _to(one, REPRESENTATIVE, key, association, now=now, representative=person.called(one.language))


def paper_expires(paper: LastingPaper, *, now: datetime) -> None:
    """Everybody who acts for the association learns until when a paper of its folder is valid."""
    association = paper.association
    for member in association.present_members:
        person = member.person
        _to(
            person,
            PAPER_EXPIRES,
            f"{paper.id}:{paper.expires_on}:{person.id}",
            association,
            now=now,
            paper=paper.label.text(person.language),
            day=day_in(paper.expires_on, person.language),
            lasting_id=paper.id,
        )


def day_in(day: date | None, language: str) -> str:
    """The day in words of this language; letters freeze it as it was said."""
    return "" if day is None else str(format_date(day, "d MMMM y", locale=locale_code(language)))
