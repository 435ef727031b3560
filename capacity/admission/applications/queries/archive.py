"""The documents of many applications, read in pieces: what was sent, never a draft's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from capacity.admission.applications.models import Application, ApplicationDocument, Snapshot
from capacity.admission.applications.states import ARRIVED
from capacity.admission.calls.models import RequiredDocument
from capacity.core.db import db
from capacity.core.files import StoredFile
from capacity.core.languages import Localized
from capacity.people.associations.models import Association

PIECE = 100


@dataclass(frozen=True)
class ArchivedFile:
    """A document with what names it in an archive."""

    application_id: int
    number: str
    name_fr: str
    name_ar: str
    place: int
    label: Localized
    file: StoredFile


def archived_files(ids: Sequence[int]) -> Iterator[ArchivedFile]:
    """The documents of these applications, in this order, each application's in the order of its call."""
    for start in range(0, len(ids), PIECE):
        piece = list(ids[start : start + PIECE])
        frozen = _frozen(piece)
        found: dict[int, list[ArchivedFile]] = {}
        rows = db.session.execute(
            sa.select(
                Application.id,
                Application.state,
                Application.number,
                Association.name_fr,
                Association.name_ar,
                ApplicationDocument.id,
                ApplicationDocument.replaced_at,
                RequiredDocument.position,
                RequiredDocument.label,
                StoredFile,
            )
            .join(Association, Association.id == Application.association_id)
            .join(ApplicationDocument, ApplicationDocument.application_id == Application.id)
            .join(RequiredDocument, RequiredDocument.id == ApplicationDocument.document_id)
            .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
            .where(Application.id.in_(piece), Application.submitted_at.is_not(None))
            .order_by(Application.id, RequiredDocument.position, RequiredDocument.id, ApplicationDocument.id)
        )
        for number, state, shown, name_fr, name_ar, joined, replaced_at, position, label, file in rows:
            sent = replaced_at is None if state in ARRIVED else joined in frozen.get(number, ())
            if sent:
                found.setdefault(number, []).append(
                    ArchivedFile(number, shown or "", name_fr, name_ar, position + 1, label, file)
                )
        for number in piece:
            yield from found.get(number, ())


def _frozen(piece: list[int]) -> dict[int, set[int]]:
    """The documents of the latest submission of those that were reopened or withdrawn since."""
    latest = (
        sa.select(sa.func.max(Snapshot.id)).where(Snapshot.application_id.in_(piece)).group_by(Snapshot.application_id)
    )
    rows = db.session.execute(
        sa.select(Snapshot.application_id, Snapshot.content)
        .join(Application, Application.id == Snapshot.application_id)
        .where(Snapshot.id.in_(latest), Application.state.not_in(ARRIVED))
    )
    return {number: {paper["id"] for paper in json.loads(content)["documents"]} for number, content in rows}


def archive_size(ids: Sequence[int]) -> tuple[int, int]:
    """(documents, bytes) that an archive of these applications holds, replaced ones counted with them."""
    total, weight = 0, 0
    for start in range(0, len(ids), PIECE * 5):
        piece = list(ids[start : start + PIECE * 5])
        count, size = db.session.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(StoredFile.size), 0))
            .select_from(ApplicationDocument)
            .join(Application, Application.id == ApplicationDocument.application_id)
            .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
            .where(Application.id.in_(piece), Application.submitted_at.is_not(None))
            .where(ApplicationDocument.replaced_at.is_(None))
        ).one()
        total, weight = total + count, weight + int(size)
    return total, weight
