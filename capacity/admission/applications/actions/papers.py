"""Documents are joined to an application, taken away, or taken over from an earlier one; nothing sent is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications import queries
from capacity.admission.applications.actions.drafting import held, hold, still_writable
from capacity.admission.applications.actions.measuring import NOTE, measure, reaching
from capacity.admission.applications.models import Application, ApplicationDocument, Dossier
from capacity.admission.applications.states import FILES_MAX
from capacity.admission.calls.models import RequiredDocument
from capacity.core import audit, clock
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import Kept, Said, StoredFile, number_of, store
from capacity.core.inspection import MEGABYTE, Accepted
from capacity.core.languages import lazy_gettext as _l
from capacity.core.together import InsertAndChange, of_row
from capacity.people.associations.actions import keep_paper
from capacity.people.associations.models import LastingPaper
from capacity.people.associations.states import PaperStanding


def attach(
    application: Application | queries.Written,
    document: RequiredDocument,
    accepted: Accepted,
    *,
    replace: bool = False,
    kept: Kept | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Join a file that was inspected; ``replace`` puts it in the place of those already there, which are kept aside.

    ``kept`` are its bytes when they were brought to the disk beforehand, so that nobody waits for the disk meanwhile.
    Who sends the same bytes again, because no answer came back, finds them joined once.
    """
    application = held(application)
    still_writable(application)
    draft = queries.filled(application)
    under = draft.files.get(document.id, [])
    sha256 = kept.sha256 if kept else hashlib.sha256(accepted.data).hexdigest()
    if any(one.file.sha256 == sha256 for one in under) and (not replace or len(under) == 1):
        return
    if replace and under:
        _put_aside(application, document, now)
    elif len(under) >= FILES_MAX:
        raise _too_many()
    is_first = replace or not under
    kept = kept or store().keep(accepted.data)
    said = Said(filename=accepted.filename, media_type=accepted.media_type, uploader_id=actor.id, now=now)
    paper = None
    if document.lasting and is_first:
        stored = store().name(db.session(), kept, **said)
        paper = keep_paper(
            application.association_id, stored, kind=document.key, label=document.label, actor=actor, now=now
        )
    else:
        store().note(db.session(), kept, **said)
    came = queries.JoinedFile(0, document.id, now, queries.FileFacts(accepted.filename, len(accepted.data), sha256))
    reached = reaching(application, draft.with_files(document.id, [came] if replace else [*under, came]))
    _join(application, document, kept, paper=paper, reached=reached, actor=actor, now=now)


def reuse(
    application: Application,
    document: RequiredDocument,
    offered: LastingPaper | StoredFile,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Join a lasting document from the association's own folder, or from an earlier application."""
    hold(application)
    still_writable(application)
    if not document.lasting:
        raise RuleBroken(_l("This document has to be made for each call."))
    _within_limit(document, (offered.file if isinstance(offered, LastingPaper) else offered).size)
    draft = queries.filled(application)
    under = draft.files.get(document.id, [])
    if len(under) >= FILES_MAX:
        raise _too_many()
    paper = offered if isinstance(offered, LastingPaper) else None
    if paper is not None and paper.standing(clock.local(now).date()) is PaperStanding.EXPIRED:
        raise RuleBroken(_l("This document has expired: send a newer version."))
    stored = offered.file if isinstance(offered, LastingPaper) else offered
    _join(application, document, stored.id, paper=paper, actor=actor, now=now)
    came = queries.JoinedFile(0, document.id, now, queries.FileFacts(stored.filename, stored.size, stored.sha256))
    measure(application, draft.with_files(document.id, [*under, came]))


def _within_limit(document: RequiredDocument, size: int) -> None:
    if document.limit_mb is not None and size > document.limit_mb * MEGABYTE:
        raise RuleBroken(_l("This file is larger than %(limit)s MB. Send a smaller one.", limit=document.limit_mb))


def _too_many() -> RuleBroken:
    return RuleBroken(
        _l("There are %(most)s files under this document already: remove one first.", most=FILES_MAX), field="files"
    )


def _put_aside(application: queries.Written, document: RequiredDocument, now: datetime) -> None:
    db.session.execute(
        sa.update(ApplicationDocument)
        .where(ApplicationDocument.application_id == application.id, ApplicationDocument.document_id == document.id)
        .where(ApplicationDocument.replaced_at.is_(None))
        .values(replaced_at=now)
        .execution_options(synchronize_session="fetch")
    )


def join(
    application: Application, document: RequiredDocument, stored: StoredFile, *, actor: Actor, now: datetime
) -> None:
    """Join a file that is in the store already."""
    hold(application)
    still_writable(application)
    _join(application, document, stored.id, actor=actor, now=now)


def _join(
    application: Application | queries.Written,
    document: RequiredDocument,
    file: int | Kept,
    *,
    paper: LastingPaper | None = None,
    reached: Mapping[str, int] | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    joined = {"application_id": application.id, "document_id": document.id, "uploaded_at": now}
    joined["paper_id"] = paper.id if paper is not None else None
    if isinstance(file, Kept):
        _JOIN_KEPT.insert(db.session(), {**joined, "key": file.key}, reached)
    else:
        _JOIN.insert(db.session(), {**joined, "file_id": file}, reached)
    audit.record(actor=actor, action="applications.attach", obj=application, now=now, after=document.key)


_SAID = ("application_id", "document_id", "uploaded_at", "paper_id")
_JOIN = InsertAndChange(ApplicationDocument, (*_SAID, "file_id"), NOTE)
_OF_KEPT = {"file_id": number_of(of_row("key", sa.String()))}
_JOIN_KEPT = InsertAndChange(ApplicationDocument, _SAID, NOTE, asked=_OF_KEPT)
"""The same for a file whose row is on its way."""


def keep_dossier(snapshot_id: int, stored: StoredFile, *, language: str, now: datetime) -> Dossier:
    """Keep the whole file of a receipt; where another one was quicker, that one stays."""
    known = db.session.scalar(
        sa.select(Dossier).where(Dossier.snapshot_id == snapshot_id, Dossier.language == language)
    )
    if known is not None:
        store().remove(db.session(), stored)
        return known
    made = Dossier(snapshot_id=snapshot_id, language=language, file=stored, made_at=now)
    db.session.add(made)
    db.session.flush()
    audit.record(actor=SYSTEM, action="applications.keep_dossier", obj=made, now=now, after=language)
    return made


def detach(application: Application, joined_id: int, *, actor: Actor, now: datetime) -> None:
    """Take the file that was joined under this number away from the application; it is kept aside."""
    hold(application)
    still_writable(application)
    joined = db.session.get(ApplicationDocument, joined_id, populate_existing=True)
    if joined is None or joined.replaced_at is not None or joined.application_id != application.id:
        return
    joined.replaced_at = now
    audit.record(actor=actor, action="applications.detach", obj=application, now=now, after=str(joined.id))
    db.session.flush()
    measure(application)


def put_back(application: Application, joined_id: int, *, actor: Actor, now: datetime) -> None:
    """Join a file anew that was taken away, or that another one replaced; once, however often it is asked for."""
    hold(application)
    still_writable(application)
    joined = db.session.get(ApplicationDocument, joined_id, populate_existing=True)
    if joined is None or joined.replaced_at is None or joined.application_id != application.id:
        return
    document = db.session.get_one(RequiredDocument, joined.document_id)
    under = queries.filled(application).files.get(document.id, [])
    if any(one.file.sha256 == joined.file.sha256 for one in under):
        return
    if len(under) >= FILES_MAX:
        raise _too_many()
    _within_limit(document, joined.file.size)
    _join(application, document, joined.file_id, paper=joined.paper, actor=actor, now=now)
    measure(application)
