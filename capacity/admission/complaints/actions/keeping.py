"""What complaints keep of people, for how long, and what erases it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.complaints.models import Complaint, ComplaintFile
from capacity.admission.complaints.states import ComplaintState
from capacity.core.db import Base, db
from capacity.core.keeping import NAMELESS, Kind, discard_files, due_rows, is_held_call, write_over
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person

_OVER = sa.case(
    (Complaint.state == ComplaintState.DRAFT, Complaint.begun_at),
    else_=sa.func.coalesce(Complaint.decided_at, Complaint.withdrawn_at),
)
WORDS = ("text", "content", "question", "answer", "reasoning", "sent_back_reason")


def _old(before: datetime) -> sa.Select[Any]:
    written = sa.or_(*(getattr(Complaint, name) != "" for name in WORDS))
    found = due_rows(Complaint.id, association=Application.association_id, call=Application.call_id)
    return found.join(Application, Application.id == Complaint.application_id).where(before > _OVER, written)


def _erase(rows: Sequence[int], now: datetime) -> None:
    files = db.session.scalars(sa.select(ComplaintFile.file_id).where(ComplaintFile.complaint_id.in_(rows))).all()
    write_over(sa.delete(ComplaintFile).where(ComplaintFile.complaint_id.in_(rows)))
    nothing = {**dict.fromkeys(WORDS, ""), "signed_name": NAMELESS}
    write_over(sa.update(Complaint).where(Complaint.id.in_(rows)).values(**nothing))
    discard_files(files, now)


def forget_person(*, person: Person, now: datetime) -> bool:
    """The person's signature under complaints is shown no more."""
    del now
    write_over(sa.update(Complaint).where(Complaint.filed_by_id == person.id).values(signed_name=NAMELESS))
    return True


def letters_held() -> list[tuple[type[Base], sa.Select[int]]]:
    """Which complaints are of a call that is held."""
    held = sa.select(Application.id).where(is_held_call(Application.call_id))
    return [(Complaint, sa.select(Complaint.id).where(Complaint.application_id.in_(held)))]


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


KINDS = (
    Kind(
        key="complaints",
        data=_l("Complaints: grounds, text, documents, the answer and its reasons"),
        purpose=_l("To examine complaints, and to be able to account for the answer in court"),
        seen_by=_l("Members of the association; who examines and who confirms"),
        since=_l("the decision, the withdrawal, or the beginning of one that was never filed"),
        ends=_l("Text, documents and reasons are erased; number, verdict and fingerprint stay."),
        asked=_l("Your signature is shown no more; the text stays until its own time is over."),
        months=60,
        least=24,
        due=_old,
        erase=_erase,
    ),
)
