"""An association writes a complaint, joins documents, files it with a receipt, or takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import canonical, fingerprint
from capacity.admission.complaints import notices, queries
from capacity.admission.complaints.models import Complaint, ComplaintFile
from capacity.admission.complaints.states import (
    FILE,
    FILES_MAX,
    SIGNS_IN_ID,
    TEXT_MIN,
    WITHDRAW,
    ComplaintState,
    number_of,
)
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.files import Kept, store
from capacity.core.inspection import Accepted
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move

TOO_LATE = _l("The time to complain is over. What you wrote is kept, and was not filed.")
NOTHING = _l("There is no decision about this application that could be complained about.")
ANSWERED = _l("This decision was complained about and answered already: the answer stands.")


def begin(application: Application, *, language: str, actor: Actor, now: datetime) -> Complaint:
    """Begin a complaint, or go on with the one that is open; refused outside the window."""
    known = queries.open_complaint(application.id)
    if known is not None:
        return known
    standing = _standing(application.id, now)
    made = Complaint(
        application_id=application.id,
        subject=standing.window.subject if standing.window is not None else None,
        language=language,
        begun_at=now,
        begun_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor=actor, action="complaints.begin", obj=made, now=now, after=made.subject)
    return made


def _standing(application_id: int, received_at: datetime) -> queries.Standing:
    """Where the association stands; refused when nothing can be complained about, or not any more."""
    standing = queries.standing_of(application_id)
    if standing is None or standing.window is None:
        raise RuleBroken(NOTHING)
    if standing.answered:
        raise RuleBroken(ANSWERED)
    if not standing.window.takes(received_at):
        raise RuleBroken(TOO_LATE)
    return standing


def save(complaint: Complaint, *, grounds: Sequence[str], text: str, actor: Actor, now: datetime) -> None:
    """Keep what is written; nothing is filed by it."""
    still_draft(complaint)
    known = queries.grounds()
    if not set(grounds) <= known.keys():
        raise RuleBroken(_l("Choose the grounds from the list."), field="grounds")
    complaint.grounds, complaint.text = [code for code in known if code in grounds], text
    db.session.flush()
    audit.record(actor=actor, action="complaints.save", obj=complaint, now=now)


def still_draft(complaint: Complaint) -> None:
    """Refuse to change what was filed, or withdrawn."""
    if complaint.state is not ComplaintState.DRAFT:
        raise IllegalMove(obj=complaint, move="save", current=complaint.state)


def attach(
    complaint: Complaint, accepted: Accepted, *, kept: Kept | None = None, actor: Actor, now: datetime
) -> ComplaintFile:
    """Join an inspected document: to a draft, or to the answer that is being written."""
    mine = queries.locked(complaint.id)
    if mine.state not in {ComplaintState.DRAFT, ComplaintState.ASKED}:
        raise RuleBroken(_l("Nothing can be joined to this complaint now."), field="files")
    with_answer = mine.state is ComplaintState.ASKED
    if len(mine.present_files(with_answer=with_answer)) >= FILES_MAX:
        raise RuleBroken(_l("There are %(most)s files already: remove one first.", most=FILES_MAX), field="files")
    stored = store().name(
        db.session(),
        kept or store().keep(accepted.data),
        filename=accepted.filename,
        media_type=accepted.media_type,
        uploader_id=actor.id,
        now=now,
    )
    joined = ComplaintFile(file_id=stored.id, file=stored, with_answer=with_answer, uploaded_at=now)
    mine.files.append(joined)
    db.session.flush()
    audit.record(actor=actor, action="complaints.attach", obj=mine, now=now, after=str(joined.id))
    return joined


def detach(complaint: Complaint, joined: ComplaintFile, *, actor: Actor, now: datetime) -> None:
    """Take a document away again, as long as it was not sent; it is kept aside."""
    mine = queries.locked(complaint.id)
    writing = ComplaintState.ASKED if joined.with_answer else ComplaintState.DRAFT
    if mine.state is not writing:
        raise IllegalMove(obj=mine, move="detach", current=mine.state)
    if joined.removed_at is None:
        joined.removed_at = now
        db.session.flush()
        audit.record(actor=actor, action="complaints.detach", obj=mine, now=now, after=str(joined.id))


def file(complaint: Complaint, *, submission_id: str, signed_name: str, actor: Actor, now: datetime) -> Complaint:
    """File it: the receipt has number, time, and the SHA-256 of what was filed; a repeated request changes nothing.

    ``now`` is when the server received the request: it is judged by that.
    """
    mine = queries.locked(complaint.id)
    if mine.submission_id == submission_id and mine.filed_at is not None:
        return mine
    if len(submission_id) not in SIGNS_IN_ID:
        raise RuleBroken(_l("The page was open for too long. Reload it and send it again."))
    still_draft(mine)
    if not mine.grounds:
        raise RuleBroken(_l("Choose at least one ground."))
    if len(mine.text.strip()) < TEXT_MIN:
        raise RuleBroken(_l("Say in a few sentences what you complain about."))
    _standing(mine.application_id, now)
    application = mine.application
    mine.number = number_of(application.number or "", queries.sequence_of(application.id))
    mine.submission_id, mine.signed_name = submission_id, signed_name
    mine.filed_at, mine.filed_by_id = now, actor.id
    mine.content = canonical(
        {
            "number": mine.number,
            "subject": mine.subject.value,
            "received_at": now.isoformat(),
            "grounds": list(mine.grounds),
            "text": mine.text,
            "documents": [one.file.sha256 for one in mine.present_files(with_answer=False)],
            "signed": signed_name,
        }
    )
    mine.sha256 = fingerprint(mine.content)
    move(mine, FILE, actor=actor, now=now)
    db.session.flush()
    notices.received(mine, now=now)
    return mine


def withdraw(complaint: Complaint, *, actor: Actor, now: datetime) -> None:
    """Take it back, at any time before the answer."""
    mine = queries.locked(complaint.id)
    was_filed = mine.filed_at is not None
    move(mine, WITHDRAW, actor=actor, now=now)
    mine.withdrawn_at = now
    db.session.flush()
    if was_filed:
        notices.withdrawn(mine, now=now)
