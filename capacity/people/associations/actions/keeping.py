"""What the room of associations keeps of people, for how long, and what erases it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core.audit import AuditEntry
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.keeping import Kind, discard_files, due_rows, is_held, write_over
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts import actions as accounts
from capacity.people.accounts import queries as account_queries
from capacity.people.accounts.models import LoginSession, Person, RoleGrant
from capacity.people.associations.models import Association, Claim, LastingPaper, Member, MemberInvitation, Officer

CONTACT = ("address", "phone", "email")
_ACTED = sa.func.coalesce(
    sa.select(sa.func.max(LoginSession.created_at)).where(LoginSession.person_id == Person.id).scalar_subquery(),
    Person.confirmed_at,
    Person.created_at,
)


def _unused_accounts(before: datetime) -> sa.Select[Any]:
    """Accounts that nobody used, of people without a role and of no association that is held."""
    role = sa.select(RoleGrant.id).where(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None))
    held = sa.select(Member.id).where(Member.person_id == Person.id, is_held(Member.association_id))
    unused = due_rows(Person.id).where(Person.erased_at.is_(None), Person.confirmed_at.is_not(None), before > _ACTED)
    return unused.where(~role.exists(), ~held.exists())


def _unconfirmed(before: datetime) -> sa.Select[Any]:
    """Who asked for an account themselves and never confirmed the address; nobody whom others noted."""
    asked = sa.select(AuditEntry.id).where(
        AuditEntry.action == "accounts.register", AuditEntry.object_type == "people", AuditEntry.object_id == Person.id
    )
    here = sa.select(Member.id).where(Member.person_id == Person.id)
    role = sa.select(RoleGrant.id).where(RoleGrant.person_id == Person.id)
    open_ones = due_rows(Person.id).where(Person.erased_at.is_(None), Person.confirmed_at.is_(None))
    return open_ones.where(Person.created_at < before, asked.exists(), ~here.exists(), ~role.exists())


def _erase_people(rows: Sequence[int], now: datetime) -> set[int]:
    """Each person as if they had asked for it; whose erasure would harm others is left until it would not."""
    left = set()
    for person in db.session.scalars(sa.select(Person).where(Person.id.in_(rows)).order_by(Person.id)).all():
        if account_queries.harm_of_erasing(person, now=now):
            left.add(person.id)
        else:
            accounts.erase_person(person=person, now=now)
    return left


def _busy(before: datetime) -> sa.Select[int]:
    """The associations that did something in the programme since."""
    acts: list[Any] = [sa.select(Association.id.label("association"), Association.created_at.label("at"))]
    for several in collect("association.acts"):
        acts += several
    every = sa.union_all(*acts).subquery()
    return sa.select(every.c.association).where(every.c.at >= before)


def _idle_officers(before: datetime) -> sa.Select[Any]:
    """Officers of associations that did nothing in the programme for so long."""
    found = due_rows(Officer.id, association=Officer.association_id)
    return found.where(Officer.association_id.not_in(_busy(before)))


def _erase_officers(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.delete(Officer).where(Officer.id.in_(rows)))


def _idle_contacts(before: datetime) -> sa.Select[Any]:
    """Associations that did nothing for so long, and of which it is still known how to reach them."""
    known = sa.or_(*(getattr(Association, name) != "" for name in CONTACT))
    return due_rows(Association.id, association=Association.id).where(known, Association.id.not_in(_busy(before)))


def _erase_contacts(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.update(Association).where(Association.id.in_(rows)).values(**dict.fromkeys(CONTACT, "")))


def _old_papers(before: datetime) -> sa.Select[Any]:
    """Versions that others replaced, papers that were taken away, and those of associations that did nothing since."""
    found = due_rows(LastingPaper.id, association=LastingPaper.association_id).where(LastingPaper.added_at < before)
    idle = LastingPaper.association_id.not_in(_busy(before))
    return found.where(sa.or_(LastingPaper.replaced_at < before, idle))


def _erase_papers(rows: Sequence[int], now: datetime) -> None:
    """A file that was sent with an application is kept as long as that."""
    gone = sa.delete(LastingPaper).where(LastingPaper.id.in_(rows)).returning(LastingPaper.file_id)
    discard_files(db.session.scalars(gone, execution_options={"synchronize_session": False}).all(), now)


def _old_claims(before: datetime) -> sa.Select[Any]:
    return due_rows(Claim.id, association=Claim.association_id).where(Claim.decided_at < before, Claim.words != "")


def _erase_claims(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.update(Claim).where(Claim.id.in_(rows)).values(words=""))


def _old_invitations(before: datetime) -> sa.Select[Any]:
    over = sa.func.coalesce(MemberInvitation.accepted_at, MemberInvitation.expires_at)
    found = due_rows(MemberInvitation.id, association=MemberInvitation.association_id)
    return found.where(over < before, MemberInvitation.email != "")


def _erase_invitations(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.update(MemberInvitation).where(MemberInvitation.id.in_(rows)).values(email="", token_hash=None))


def forget_person(*, person: Person, now: datetime) -> bool:
    """The person acts for no association any more; their words in claims, and their lines among officers, go."""
    here = sa.select(Member.association_id).where(Member.person_id == person.id)
    named = [Officer.name == person.name, Officer.name_ar == person.name_ar]
    called = sa.or_(*(one for one, name in zip(named, (person.name, person.name_ar), strict=True) if name))
    write_over(sa.delete(Officer).where(Officer.association_id.in_(here), called))
    write_over(sa.update(Claim).where(Claim.person_id == person.id).values(words=""))
    if person.email:
        write_over(
            sa.update(MemberInvitation).where(MemberInvitation.email == person.email).values(email="", token_hash=None)
        )
    write_over(sa.update(Member).where(Member.person_id == person.id, Member.ended_at.is_(None)).values(ended_at=now))
    return True


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


KINDS = (
    Kind(
        key="accounts",
        data=_l("People with an account: names, e-mail, telephone, language, password hash"),
        purpose=_l("To sign in, and to write to whoever acts for an association or the programme"),
        seen_by=_l("The person; administrators"),
        since=_l("the last sign-in"),
        ends=_l("Names, address, telephone, password and keys are erased; a number without a name stays."),
        asked=_l("Erased when the delay is over."),
        months=36,
        least=12,
        most=60,
        due=_unused_accounts,
        erase=_erase_people,
    ),
    Kind(
        key="unconfirmed",
        data=_l("Accounts asked for whose address nobody confirmed"),
        purpose=_l("To send the letter that confirms the address"),
        seen_by=_l("Administrators"),
        since=_l("the request"),
        ends=_l("Erased as if the account had never been asked for."),
        asked=_l("Erased at once."),
        months=1,
        most=6,
        due=_unconfirmed,
        erase=_erase_people,
    ),
    Kind(
        key="officers",
        data=_l("Officers of associations: names, office, gender if stated, telephone"),
        purpose=_l("To know who answers for an association, and to count the participation of women"),
        seen_by=_l("Members of the association; coordination of its region; administrators"),
        since=_l("the association’s last act in the programme"),
        ends=_l("The lines are deleted."),
        asked=_l("Lines that bear your name are deleted at once."),
        months=60,
        least=12,
        due=_idle_officers,
        erase=_erase_officers,
    ),
    Kind(
        key="contacts",
        data=_l("Associations: address, telephone and e-mail address"),
        purpose=_l("To reach the association"),
        seen_by=_l("Members of the association; coordination of its region; administrators"),
        since=_l("the association’s last act in the programme"),
        ends=_l("They are erased; names, seat and receipt number stay, for results and figures."),
        asked=_l("They are the association’s: its members change them at any time."),
        months=60,
        least=12,
        due=_idle_contacts,
        erase=_erase_contacts,
    ),
    Kind(
        key="papers",
        data=_l("Papers of an association’s folder: statutes, receipt, lists of officers"),
        purpose=_l("So that no association has to send the same paper twice"),
        seen_by=_l("Members of the association; coordination of its region"),
        since=_l("the day on which they were replaced or taken away, or the association’s last act in the programme"),
        ends=_l("They are deleted; a copy that was sent with an application is kept as long as that."),
        asked=_l("They are the association’s: its members take them away at any time."),
        months=60,
        least=12,
        due=_old_papers,
        erase=_erase_papers,
    ),
    Kind(
        key="claims",
        data=_l("Requests to join or to represent an association: what was written"),
        purpose=_l("To find out who may act for an association"),
        seen_by=_l("Who decides on the request"),
        since=_l("the answer"),
        ends=_l("The words are erased; the answer stays."),
        asked=_l("The words are erased at once."),
        months=12,
        most=60,
        due=_old_claims,
        erase=_erase_claims,
    ),
    Kind(
        key="member_invitations",
        data=_l("Invitations to write with an association: address"),
        purpose=_l("To let members write together"),
        seen_by=_l("Members of the association"),
        since=_l("their answer, or their end"),
        ends=_l("The address is erased."),
        asked=_l("The address is erased at once."),
        months=6,
        most=24,
        due=_old_invitations,
        erase=_erase_invitations,
    ),
)
