"""Receipts: what was sent, with the list of documents and their fingerprints."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application, ApplicationDocument, Snapshot
from capacity.admission.calls.models import RequiredDocument
from capacity.core.db import db
from capacity.core.languages import Localized


@dataclass(frozen=True)
class ReceiptPaper:
    """A document on a receipt; ``id`` is the number under which it was joined."""

    id: int
    label: Localized
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Receipt:
    """What a receipt says beside number and time."""

    papers: list[ReceiptPaper]
    declaration: str
    coalition: list[Localized]


def receipt_of(application: Application, snapshot: Snapshot) -> Receipt:
    """The list of documents with their fingerprints, the declaration that was signed, who carries it: one statement."""
    content: dict[str, Any] = json.loads(snapshot.content)
    rows = db.session.execute(
        sa.select(RequiredDocument.key, RequiredDocument.label).where(RequiredDocument.call_id == application.call_id)
    )
    labels = {row.key: row.label for row in rows}
    coalition = content.get("coalition") or {}
    return Receipt(
        papers=[
            ReceiptPaper(one["id"], labels.get(one["key"], Localized()), one["name"], one["size"], one["sha256"])
            for one in content["documents"]
        ],
        declaration=content["signed"].get("declaration", ""),
        coalition=[
            Localized(ar=one["name_ar"], fr=one["name_fr"], en=one["name_fr"]) for one in coalition.get("members", ())
        ],
    )


def plain_name(joined: ApplicationDocument) -> str:
    """What a joined file is called in Latin letters: the number of its application, the key of its document."""
    named = (
        sa.select(Application.number, RequiredDocument.key)
        .join(RequiredDocument, RequiredDocument.call_id == Application.call_id)
        .where(Application.id == joined.application_id, RequiredDocument.id == joined.document_id)
    )
    return " ".join(part for part in db.session.execute(named).one() if part)
