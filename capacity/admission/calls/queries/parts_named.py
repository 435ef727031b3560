"""How the parts of a call that entries of the log name by their keys are called: one statement for a page of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.models import (
    Call,
    Criterion,
    Question,
    RemovedPart,
    RequiredDocument,
    SelfCheck,
    Subject,
)
from capacity.core.audit import AuditEntry
from capacity.core.db import db
from capacity.core.languages import Localized


def parts_named(entries: Iterable[AuditEntry]) -> dict[int, str]:
    """Entry → the words of the part it names, of those that the call has, or that were taken out and are kept."""
    of_calls = (one for one in entries if one.object_type == Call.__tablename__ and one.object_id)
    asked = {one.id: (one.object_id, one.after) for one in of_calls if one.after and one.after.isidentifier()}
    if not asked:
        return {}
    rows = db.session.execute(_labels({call for call, _key in asked.values()}, {key for _call, key in asked.values()}))
    known = {(row.call_id, row.key): Localized(row.label).text() for row in rows}
    return {entry: known[named] for entry, named in asked.items() if named in known}


def _labels(calls: set[Any], keys: set[Any]) -> sa.CompoundSelect[Any]:
    removed = RemovedPart.content["key"].as_string()
    parts = (
        (RemovedPart.call_id, removed, RemovedPart.title, None),
        (Criterion.call_id, Criterion.key, Criterion.name, None),
        (Subject.call_id, Subject.key, Subject.title, None),
        (RequiredDocument.call_id, RequiredDocument.key, RequiredDocument.label, None),
        (SelfCheck.call_id, SelfCheck.key, SelfCheck.question, None),
        (Subject.call_id, Question.key, Question.label, Question.subject_id == Subject.id),
    )
    selects = []
    for call_id, key, label, joined in parts:
        found = sa.select(call_id.label("call_id"), key.label("key"), label.label("label"))
        found = found.where(call_id.in_(calls), key.in_(keys))
        selects.append(found if joined is None else found.where(joined))
    return sa.union_all(*selects)
