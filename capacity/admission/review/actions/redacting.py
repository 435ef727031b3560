"""The desk prepares copies of documents without names, for the readers of a blind call."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import queries
from capacity.admission.review.models import RedactedCopy
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import Accepted
from capacity.core.languages import lazy_gettext as _l


def keep_redacted(
    application: Application, document_id: int, accepted: Accepted, *, actor: Actor, now: datetime
) -> RedactedCopy:
    """Keep a copy of one document without names; an earlier copy is put aside, and kept."""
    if not ReadingRules.read(application.call.reading).blind:
        raise RuleBroken(_l("This call is not read blind: readers see the documents as they were sent."))
    if document_id not in applications.sent_file_ids(application):
        raise RuleBroken(_l("This document is not part of the application."))
    earlier = queries.redacted_copy(document_id)
    if earlier is not None:
        earlier.replaced_at = now
        db.session.flush()
    ending = accepted.filename.rpartition(".")[2].lower()
    stored = store().name(
        db.session(),
        store().keep(accepted.data),
        filename=f"{application.number}-{document_id}.{ending}",
        media_type=accepted.media_type,
        uploader_id=actor.id,
        now=now,
    )
    made = RedactedCopy(document_id=document_id, file_id=stored.id, made_at=now, made_by_id=actor.id)
    db.session.add(made)
    db.session.flush()
    audit.record(actor=actor, action="review.keep_redacted", obj=made, now=now)
    return made
