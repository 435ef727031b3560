"""Files of an answer to a request for clarification: joined, taken away and put back until the answer is sent."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.applications.actions.clarified import NOTHING_ASKED, awaiting_answer
from capacity.admission.applications.models import Application, Clarification, ClarificationFile, ClarificationItem
from capacity.admission.applications.states import FILES_MAX
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import Accepted
from capacity.core.languages import lazy_gettext as _l

TOO_MANY_FILES = _l("There are %(most)s files under this document already: remove one first.", most=FILES_MAX)


def attach_to_answer(
    application: Application,
    item_id: int,
    accepted: Accepted,
    *,
    keeps_earlier: bool | None = None,
    actor: Actor,
    now: datetime,
) -> ClarificationFile:
    """Join an inspected file under a document that was asked about; it joins the application with the answer."""
    _mine, found = awaiting_answer(application, now)
    item = _document_asked_about(found, item_id)
    if keeps_earlier is not None:
        item.keeps_earlier = keeps_earlier
    _has_room(item)
    stored = store().put(
        db.session(),
        accepted.data,
        filename=accepted.filename,
        media_type=accepted.media_type,
        uploader_id=actor.id,
        now=now,
    )
    joined = ClarificationFile(item_id=item.id, file_id=stored.id, uploaded_at=now)
    item.files.append(joined)
    db.session.flush()
    audit.record(actor=actor, action="clarifications.attach", obj=found, now=now, after=str(item.id))
    return joined


def choose_beside(application: Application, item_id: int, *, keeps_earlier: bool, actor: Actor, now: datetime) -> None:
    """Whether what is sent now under a document stands beside what was sent before, or in its place."""
    _mine, found = awaiting_answer(application, now)
    item = _document_asked_about(found, item_id)
    if item.keeps_earlier == keeps_earlier:
        return
    if keeps_earlier and len(item.present_files) + len(item.before or []) > FILES_MAX:
        raise RuleBroken(TOO_MANY_FILES, field="files")
    item.keeps_earlier = keeps_earlier
    db.session.flush()
    audit.record(actor=actor, action="clarifications.choose_beside", obj=found, now=now, after=str(item.id))


def detach_from_answer(application: Application, file_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a file away from the answer; it is kept aside."""
    _mine, found = awaiting_answer(application, now)
    for item in found.items:
        for one in item.present_files:
            if one.id == file_id:
                one.removed_at = now
                audit.record(actor=actor, action="clarifications.detach", obj=found, now=now, after=str(item.id))
    db.session.flush()


def put_back_to_answer(application: Application, file_id: int, *, actor: Actor, now: datetime) -> None:
    """Join a file to the answer again that was taken away from it; once, however often it is asked for."""
    _mine, found = awaiting_answer(application, now)
    for item in found.items:
        for one in item.files_aside:
            if one.id == file_id:
                _has_room(item)
                one.removed_at = None
                audit.record(actor=actor, action="clarifications.attach", obj=found, now=now, after=str(item.id))
    db.session.flush()


def _document_asked_about(found: Clarification, item_id: int) -> ClarificationItem:
    """Raises RuleBroken where the request asks about no document under this number."""
    for item in found.items:
        if item.id == item_id and item.document is not None:
            return item
    raise RuleBroken(NOTHING_ASKED)


def _has_room(item: ClarificationItem) -> None:
    """Raises RuleBroken where as many files stand under a document as may."""
    standing = len(item.before or []) if item.keeps_earlier else 0
    if len(item.present_files) + standing >= FILES_MAX:
        raise RuleBroken(TOO_MANY_FILES, field="files")
