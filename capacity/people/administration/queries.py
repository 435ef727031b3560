"""Every read of administration: people, the audit log, letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.core import audit, choices, keeping
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.audit import AuditEntry, AuditWords
from capacity.core.choices import Choice
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.keeping import Erasure, Hold, Kind
from capacity.core.outbox import Letter, OutboxItem
from capacity.people.accounts.models import FactorReset, Invitation, LoginSession, Person, RoleGrant
from capacity.people.accounts.states import ResetState
from capacity.people.administration.models import ToldByPhone
from capacity.people.administration.states import ERASING, SOON, Kept, LetterState
from capacity.people.associations import queries as associations
from capacity.people.associations.models import Association, Member
from capacity.rollout.territory.models import Province


def people() -> sa.Select[Person]:
    """Everybody the programme knows, with their roles."""
    return sa.select(Person).options(selectinload(Person.grants))


def named(statement: sa.Select[Any], words: str) -> sa.Select[Any]:
    """Narrow a select of people to names or addresses that hold these words."""
    pattern = "%" + words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = (sa.func.lower(Person.name), Person.name_ar, Person.email)
    return statement.where(sa.or_(*(column.like(pattern, escape="\\") for column in columns)))


def with_role(statement: sa.Select[Any], chosen: list[str]) -> sa.Select[Any]:
    """Narrow a select of people to those who hold one of these roles, or act for an association."""
    conditions = []
    roles = [Role(value) for value in chosen if value in set(Role)]
    if roles:
        held = sa.select(RoleGrant.person_id).where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))
        conditions.append(Person.id.in_(held))
    if "member" in chosen:
        conditions.append(Person.id.in_(sa.select(Member.person_id).where(Member.ended_at.is_(None))))
    return statement.where(sa.or_(*conditions))


def person(person_id: int) -> Person | None:
    """A person with their roles."""
    return db.session.scalar(sa.select(Person).where(Person.id == person_id).options(selectinload(Person.grants)))


def grant(grant_id: int) -> RoleGrant | None:
    """A role given to somebody."""
    return db.session.scalar(sa.select(RoleGrant).where(RoleGrant.id == grant_id).options(joinedload(RoleGrant.person)))


def invitation(invitation_id: int) -> Invitation | None:
    """An invitation to a role."""
    return db.session.get(Invitation, invitation_id)


def open_resets() -> Sequence[FactorReset]:
    """Removals of authenticators that wait for a second person."""
    statement = sa.select(FactorReset).where(FactorReset.state == ResetState.ASKED)
    both = (joinedload(FactorReset.person), joinedload(FactorReset.asked_by))
    return db.session.scalars(statement.options(*both).order_by(FactorReset.id)).all()


def factor_reset(reset_id: int) -> FactorReset | None:
    """The removal of an authenticator, with the people concerned."""
    both = (joinedload(FactorReset.person), joinedload(FactorReset.asked_by))
    return db.session.scalar(sa.select(FactorReset).where(FactorReset.id == reset_id).options(*both))


def last_sign_in(person_id: int) -> datetime | None:
    """When the person signed in last."""
    return db.session.scalar(sa.select(sa.func.max(LoginSession.created_at)).where(LoginSession.person_id == person_id))


def history(subject: Person) -> list[tuple[audit.Event, str]]:
    """What happened to the account and its roles, latest first."""
    return associations.with_names(audit.history(db.session(), [subject, *subject.grants], limit=40))


def entries() -> sa.Select[Any]:
    """The audit log: each entry with the name of whoever acted and the reason they gave."""
    columns: tuple[Any, ...] = (AuditEntry, Person.name, AuditWords.words)
    statement: sa.Select[Any] = sa.select(*columns)
    return statement.outerjoin(Person, Person.id == AuditEntry.actor_id).outerjoin(
        AuditWords, AuditWords.entry_id == AuditEntry.id
    )


def object_types() -> Sequence[str]:
    """What kinds of objects the log speaks of."""
    return db.session.scalars(sa.select(AuditEntry.object_type).distinct().order_by(AuditEntry.object_type)).all()


def letter_state() -> Any:
    """The state of a letter, as an SQL expression."""
    return sa.case(
        (ToldByPhone.letter_id.is_not(None), LetterState.TOLD.value),
        (Letter.superseded_at.is_not(None), LetterState.SUPERSEDED.value),
        (Letter.failed_at.is_not(None), LetterState.FAILED.value),
        (Letter.sent_at.is_not(None), LetterState.SENT.value),
        else_=LetterState.WAITING.value,
    )


def letters(actor: Actor) -> sa.Select[Any]:
    """Letters with state and addressee; a coordinator sees those to associations of their regions."""
    statement = (
        sa.select(Letter, letter_state().label("state"), Person.name)
        .outerjoin(ToldByPhone, ToldByPhone.letter_id == Letter.id)
        .outerjoin(Person, Person.id == Letter.person_id)
    )
    if actor.has(Role.ADMINISTRATOR):
        return statement
    regions = actor.regions(Role.COORDINATOR)
    if regions is None:
        return statement.where(Letter.association_id.is_not(None))
    theirs = sa.select(Association.id).join(Association.province).where(Province.region_code.in_(regions))
    return statement.where(Letter.association_id.in_(theirs))


def letter(letter_id: int, actor: Actor) -> Letter | None:
    """A letter that this actor's list shows."""
    return db.session.scalar(letters(actor).with_only_columns(Letter).where(Letter.id == letter_id))


def told(letter_id: int) -> ToldByPhone | None:
    """Whether the letter's words were told by telephone."""
    return db.session.get(ToldByPhone, letter_id)


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """Removals of authenticators that wait for this actor as the second person."""
    if not actor.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return []
    asked = waiting("administration.reset", object_id=FactorReset.id, label=Person.name, due_at=FactorReset.asked_at)
    others = asked.join(Person, Person.id == FactorReset.person_id).where(FactorReset.asked_by_id != actor.id)
    return [others.where(FactorReset.state == ResetState.ASKED, FactorReset.person_id != actor.id)]


def kept(now: datetime) -> list[Kept]:
    """Every kind of personal data, with what is due now and soon, and what was erased: three statements."""
    chosen, kinds = choices.in_force(), keeping.kinds()
    by_age = [kind for kind in kinds if kind.due is not None]
    counts = {(row.kind, row.soon): row.due for row in db.session.execute(_counts(by_age, now, chosen))}
    totals = sa.select(Erasure.kind, sa.func.sum(Erasure.count), sa.func.max(Erasure.at)).group_by(Erasure.kind)
    erased = {row[0]: row[1:] for row in db.session.execute(totals)}
    return [
        Kept(
            kind,
            kind.period(chosen),
            counts.get((kind.key, 0), 0),
            counts.get((kind.key, 1), 0),
            *erased.get(kind.key, (0, None)),
        )
        for kind in kinds
    ]


def _counts(kinds: Sequence[Kind], now: datetime, chosen: Any) -> sa.CompoundSelect[Any]:
    return sa.union_all(
        *(
            sa.select(
                sa.literal(kind.key).label("kind"),
                sa.literal(place).label("soon"),
                sa.func.count().label("due"),
            ).select_from(keeping.due(kind, moment, chosen).subquery())
            for kind in kinds
            for place, moment in enumerate((now, now + SOON))
        )
    )


def kind_of(kind_key: str) -> Kind | None:
    """A kind of personal data whose period can be chosen."""
    return next((kind for kind in keeping.kinds() if kind.key == kind_key and kind.months is not None), None)


def choices_made() -> list[tuple[Choice, str]]:
    """What was chosen, latest first, each with who chose it."""
    made = sa.select(Choice, Person.name).outerjoin(Person, Person.id == Choice.made_by_id)
    return [(row[0], row[1] or "") for row in db.session.execute(made.order_by(Choice.id.desc()).limit(30))]


def is_erasing() -> bool:
    """Whether what is due is erased every night."""
    return bool(choices.in_force().get(ERASING))


def last_run() -> datetime | None:
    """When the worker looked last for what is due."""
    return db.session.scalar(sa.select(sa.func.max(OutboxItem.done_at)).where(OutboxItem.name == "keeping.run"))


def hold(hold_id: int) -> Hold | None:
    """A hold, by its number."""
    return db.session.get(Hold, hold_id)


def holds() -> list[tuple[Hold, str]]:
    """The holds in force, latest first, each with the name of what is held."""
    found = db.session.scalars(sa.select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.id.desc())).all()
    held = [one.association_id for one in found if one.association_id is not None]
    rows = db.session.scalars(sa.select(Association).where(Association.id.in_(held))).all() if held else []
    names = {row.id: row.name.text() for row in rows}
    calls = {one.call_id for one in found if one.call_id is not None}
    labels: dict[int, str] = {}
    for several in collect("calls.named", numbers=calls) if calls else ():
        labels |= several
    return [(one, names.get(one.association_id or 0) or labels.get(one.call_id or 0, "–")) for one in found]


def associations_called(words: str) -> Sequence[Association]:
    """Associations with exactly this name, receipt number or number; three at most."""
    exactly = (Association.name_fr == words, Association.name_ar == words, Association.receipt_number == words)
    return db.session.scalars(sa.select(Association).where(sa.or_(*exactly)).order_by(Association.id).limit(3)).all()


def call_called(reference: str) -> int | None:
    """The call with this reference."""
    for several in collect("calls.named", reference=reference):
        return next(iter(several), None)
    return None
