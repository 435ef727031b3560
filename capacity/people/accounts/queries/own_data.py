"""What is kept of one person: for their own copy, and before it is erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.core.access import Role
from capacity.core.audit import AuditEntry, AuditWords
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.files import StoredFile
from capacity.core.jobs import Job
from capacity.core.kept_views import KeptView
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter
from capacity.people.accounts.models import ErasureRequest, LoginSession, Person, RoleGrant
from capacity.people.accounts.queries.people import letters_of


def asked_erasure(person_id: int) -> ErasureRequest | None:
    """The erasure of the person that was asked for and neither taken back nor carried out."""
    mine = sa.select(ErasureRequest).where(ErasureRequest.person_id == person_id)
    return db.session.scalar(mine.where(ErasureRequest.revoked_at.is_(None), ErasureRequest.done_at.is_(None)))


def harm_of_erasing(subject: Person, *, now: datetime) -> list[object]:
    """Whom it would harm if this person were erased now, each with what has to be done first."""
    held = [grant for grant in subject.grants if grant.ended_at is None]
    found = list(collect("person.erasure_harm", person=subject, now=now))
    if any(grant.role is Role.ADMINISTRATOR for grant in held) and not _other_administrators(subject.id):
        found.append(_l("Nobody else administers the service: give the role to another person first."))
    return found


def _other_administrators(person_id: int) -> bool:
    others = sa.select(RoleGrant.id).where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.ended_at.is_(None))
    return db.session.scalar(others.where(RoleGrant.person_id != person_id).limit(1)) is not None


_ACTS = sa.select(AuditEntry.at, AuditEntry.action, AuditWords.words).outerjoin(
    AuditWords, AuditWords.entry_id == AuditEntry.id
)


def written_to(person_id: int) -> Sequence[Letter]:
    """Every letter to the person that was not superseded or erased, latest first."""
    mine = letters_of(person_id).where(Letter.erased_at.is_(None))
    return db.session.scalars(mine.order_by(Letter.created_at.desc(), Letter.id.desc())).all()


def files_of(person_id: int) -> Sequence[StoredFile]:
    """The documents that the person sent, in their order; nothing that is sealed, and no file made for them."""
    made = sa.select(Job.file_id).where(Job.file_id.is_not(None))
    sent = sa.select(StoredFile).where(StoredFile.uploaded_by == person_id, StoredFile.sealed.is_(False))
    return db.session.scalars(sent.where(StoredFile.id.not_in(made)).order_by(StoredFile.id)).all()


def export_of(subject: Person) -> dict[str, object]:
    """What the software keeps of the person in this room, for their own copy."""
    return {
        "person": {
            "name": subject.name,
            "name_ar": subject.name_ar,
            "email": subject.email,
            "phone": subject.phone,
            "gender": subject.gender.value,
            "language": subject.language,
            "created_at": subject.created_at.isoformat(),
            "second_factor": subject.has_second_factor,
        },
        "roles": [
            {"role": grant.role.value, "region": grant.region_code, "given": grant.granted_at.isoformat(),
             "ended": grant.ended_at.isoformat() if grant.ended_at else None}
            for grant in subject.grants
        ],
        "devices": [
            {"device": row.device, "signed_in": row.created_at.isoformat()}
            for row in db.session.scalars(sa.select(LoginSession).where(LoginSession.person_id == subject.id))
        ],
        "views": [
            {"name": row.name, "written": row.kept_at.isoformat()}
            for row in db.session.scalars(sa.select(KeptView).where(KeptView.owner_id == subject.id))
        ],
        "acts": [
            {"at": row.at.isoformat(), "act": row.action, "reason": row.words or ""}
            for row in db.session.execute(_ACTS.where(AuditEntry.actor_id == subject.id).order_by(AuditEntry.id))
        ],
    }  # fmt: skip
